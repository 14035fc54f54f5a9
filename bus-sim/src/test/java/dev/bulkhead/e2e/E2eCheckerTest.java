package dev.bulkhead.e2e;

import static dev.bulkhead.e2e.E2eCheckStatus.ERROR;
import static dev.bulkhead.e2e.E2eCheckStatus.INITIAL;
import static dev.bulkhead.e2e.E2eCheckStatus.NO_NEW_DATA;
import static dev.bulkhead.e2e.E2eCheckStatus.OK;
import static dev.bulkhead.e2e.E2eCheckStatus.OK_SOME_LOST;
import static dev.bulkhead.e2e.E2eCheckStatus.REPEATED;
import static dev.bulkhead.e2e.E2eCheckStatus.SYNC;
import static dev.bulkhead.e2e.E2eCheckStatus.WRONG_CRC;
import static dev.bulkhead.e2e.E2eCheckStatus.WRONG_SEQUENCE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.state.Snapshot;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.Collections;
import java.util.List;

class E2eCheckerTest {
    private final E2eProfile profile = new E2eProfile1(0x10A0, DataIdMode.BOTH, 8);
    private E2eChecker checker = new E2eChecker(profile, new E2eChecker.Limits(2, 14, 0));

    private E2eCheckStatus receive(int counter) {
        byte[] data = new byte[8];
        profile.protect(data, counter);
        return checker.check(data);
    }

    private E2eCheckStatus receiveCorrupted(int counter) {
        byte[] data = new byte[8];
        profile.protect(data, counter);
        data[5] ^= 1;
        return checker.check(data);
    }

    @Nested
    class TheCounter {
        @Test
        void cannotBeJudgedAtFirst() {
            assertEquals(INITIAL, receive(9));
        }

        @Test
        void isOkWhenItRisesByOneAlsoFromFourteenToZero() {
            receive(13);
            assertEquals(OK, receive(14));
            assertEquals(OK, receive(0));
            assertEquals(OK, receive(1));
        }

        @Test
        void isOfARepeatedMessageWhenItStands() {
            receive(3);
            assertEquals(REPEATED, receive(3));
        }

        @Test
        void mayJumpByTheMaximumAtOnce() {
            receive(3);
            assertEquals(OK_SOME_LOST, receive(5));
            assertEquals(1, checker.lost());
        }

        @Test
        void isWrongBeyondTheMaximumAndBackwards() {
            receive(3);
            // allowed are 2, and one more for each check: 3 at the first message after it
            assertEquals(WRONG_SEQUENCE, receive(7));
        }

        @Test
        void mayRiseByOneMoreForEachCheckWithoutAGoodMessage() {
            receive(3);
            checker.checkWithoutData();
            checker.checkWithoutData();
            assertEquals(OK_SOME_LOST, receive(8), "2 + 2 checks without data + this check = 5");
        }

        @Test
        void ofFifteenIsNoCounterOfProfileOne() {
            byte[] data = new byte[8];
            profile.protect(data, 15);
            assertEquals(ERROR, checker.check(data));
        }

        @Test
        void ofFifteenIsACounterOfProfileTwo() {
            E2eProfile two = new E2eProfile2(Collections.nCopies(16, 7), 8);
            checker = new E2eChecker(two, new E2eChecker.Limits(1, 14, 0));
            byte[] data = new byte[8];
            two.protect(data, 14);
            assertEquals(INITIAL, checker.check(data));
            two.protect(data, 15);
            assertEquals(OK, checker.check(data));
            two.protect(data, 0);
            assertEquals(OK, checker.check(data));
        }
    }

    @Nested
    class BadMessages {
        @Test
        void aWrongChecksumKeepsTheLastCounter() {
            receive(3);
            assertEquals(WRONG_CRC, receiveCorrupted(4));
            assertEquals(OK, receive(4));
        }

        @Test
        void aWrongChecksumIsNoFirstMessage() {
            assertEquals(WRONG_CRC, receiveCorrupted(4));
            assertEquals(INITIAL, receive(4));
        }

        @Test
        void anotherLengthIsAnError() {
            assertEquals(ERROR, checker.check(new byte[7]));
        }

        @Test
        void noMessageIsNoNewData() {
            assertEquals(NO_NEW_DATA, checker.checkWithoutData());
        }
    }

    @Nested
    class Synchronisation {
        @Test
        void afterAWrongSequenceNeedsSomeGoodMessages() {
            checker = new E2eChecker(profile, new E2eChecker.Limits(1, 14, 2));
            receive(0);
            assertEquals(WRONG_SEQUENCE, receive(9));
            assertEquals(SYNC, receive(10));
            assertEquals(SYNC, receive(11));
            assertEquals(OK, receive(12));
        }

        @Test
        void withoutItAWrongSequenceLastsUntilTheCounterFitsTheOldOne() {
            checker = new E2eChecker(profile, new E2eChecker.Limits(1, 14, 0));
            receive(0);
            // allowed at the n-th check: n + 1, the counter being n + 8
            for (int n = 1; n <= 6; n++) {
                assertEquals(WRONG_SEQUENCE, receive(n + 8));
            }
            assertEquals(REPEATED, receive(0), "the counter has gone round to the old one");
            assertEquals(OK, receive(1));
        }

        @Test
        void followsTooManyChecksWithoutANewMessage() {
            checker = new E2eChecker(profile, new E2eChecker.Limits(14, 2, 1));
            receive(0);
            checker.checkWithoutData();
            checker.checkWithoutData();
            assertEquals(OK, receive(1), "two are tolerated");
            checker.checkWithoutData();
            receive(1);
            checker.checkWithoutData();
            assertEquals(SYNC, receive(2), "three are not, a repeated message counts as none");
            assertEquals(SYNC, receive(3));
            assertEquals(OK, receive(4));
        }
    }

    @Test
    void codesAreThoseOfTheStandard() {
        assertEquals(
                List.of(0x00, 0x01, 0x02, 0x03, 0x04, 0x08, 0x20, 0x40),
                List.of(
                                OK,
                                NO_NEW_DATA,
                                WRONG_CRC,
                                SYNC,
                                INITIAL,
                                REPEATED,
                                OK_SOME_LOST,
                                WRONG_SEQUENCE)
                        .stream()
                        .map(E2eCheckStatus::code)
                        .toList());
    }

    @Test
    void aCheckerRestoredFromASnapshotGoesOn() {
        checker = new E2eChecker(profile, new E2eChecker.Limits(1, 1, 3));
        receive(0);
        receive(9);
        receive(10);
        Snapshot saved = Snapshot.of(checker);
        checker = new E2eChecker(profile, new E2eChecker.Limits(1, 1, 3));
        saved.restoreInto(checker);
        assertEquals(SYNC, receive(11));
        assertEquals(SYNC, receive(12));
        assertEquals(OK, receive(13));
    }

    @Test
    void limitsOutsideTheirRangeAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> new E2eChecker.Limits(0, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new E2eChecker.Limits(15, 0, 0));
        assertThrows(IllegalArgumentException.class, () -> new E2eChecker.Limits(1, -1, 0));
        assertThrows(IllegalArgumentException.class, () -> new E2eChecker.Limits(1, 0, 15));
    }
}
