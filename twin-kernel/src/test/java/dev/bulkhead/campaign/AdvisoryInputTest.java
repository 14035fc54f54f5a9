package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.bulkhead.campaign.AdvisoryInput.Legality;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.system.Advisory;
import dev.bulkhead.system.Advisory.Condition;
import dev.bulkhead.system.Advisory.FieldRange;
import dev.bulkhead.system.Advisory.Protection;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord.PortRead;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** What of an advisory port is legal by its description, and what stands for the rest. */
class AdvisoryInputTest {
    private static final int DATA_ID = 0x2210;
    private static final int BYTES = 8;

    /** Byte 2 holds 0 to 20; one message in 10 ms; another port has to allow it. */
    private final AdvisoryInput input =
            new AdvisoryInput(
                    port(
                            new Advisory(
                                    Optional.of(new Protection(DataIdMode.BOTH, DATA_ID, 2, 3, 1)),
                                    List.of(new FieldRange(16, 8, 0, 20)),
                                    Optional.of(new Condition("state", new FieldRange(0, 8, 1, 1))),
                                    10_000)));

    private static SamplingPort port(Advisory advisory) {
        return new SamplingPort(
                "hint",
                BYTES,
                60_000,
                new End("gateway", 0),
                List.of(new End("control", 0)),
                Optional.of(advisory));
    }

    private static Payload message(int counter, int value, int rest) {
        byte[] bytes = new byte[BYTES];
        bytes[2] = (byte) value;
        bytes[7] = (byte) rest;
        new E2eProfile1(DATA_ID, DataIdMode.BOTH, BYTES).protect(bytes, counter);
        return Payload.of(bytes);
    }

    private Legality judge(int atMs, Payload message, boolean allowed) {
        return input.judge(
                new PortRead(SimTime.ofMs(atMs).ps(), 0, 0, true, 500, message), allowed);
    }

    /** A read that finds the message of the one before. */
    private Legality again(int atMs, int writtenMs, Payload message) {
        int ageUs = 1000 * (atMs - writtenMs) + 500;
        return input.judge(new PortRead(SimTime.ofMs(atMs).ps(), 0, 0, true, ageUs, message), true);
    }

    private Legality judge(int atMs, Payload message) {
        return judge(atMs, message, true);
    }

    @Nested
    class AMessage {
        @Test
        void isLegalUpToTheLimit() {
            assertEquals(Legality.LEGAL, judge(0, message(1, 20, 0)));
            assertEquals(Legality.OUT_OF_RANGE, judge(20, message(2, 21, 0)));
        }

        @Test
        void isNotLegalWithAWrongChecksum() {
            byte[] bytes = message(1, 5, 0).toBytes();
            bytes[2] = 6;
            assertEquals(Legality.WRONG_CRC, judge(0, Payload.of(bytes)));
        }

        @Test
        void isNotLegalIfTheCounterJumps() {
            judge(0, message(1, 5, 0));
            assertEquals(Legality.WRONG_SEQUENCE, judge(20, message(5, 5, 0)));
        }

        @Test
        void isLegalAgainAfterOneInTheNewSequence() {
            judge(0, message(1, 5, 0));
            assertEquals(Legality.WRONG_SEQUENCE, judge(20, message(6, 5, 0)));
            assertEquals(Legality.WRONG_SEQUENCE, judge(40, message(7, 5, 0)));
            assertEquals(Legality.LEGAL, judge(60, message(8, 5, 0)));
        }

        @Test
        void isNotLegalBeforeItMayComeAgain() {
            judge(0, message(1, 5, 0));
            assertEquals(Legality.WRONG_TIME, judge(9, message(2, 5, 0)));
            assertEquals(Legality.LEGAL, judge(10, message(3, 5, 0)));
        }

        @Test
        void isNotLegalWhileWhatItNeedsDoesNotHold() {
            assertEquals(Legality.WRONG_TIME, judge(0, message(1, 5, 0), false));
            assertEquals(Legality.LEGAL, judge(1, message(2, 5, 0), true));
        }

        @Test
        void staysWhatItWasWhenItIsReadAgain() {
            assertEquals(Legality.WRONG_TIME, judge(0, message(1, 5, 0), false));
            assertEquals(Legality.WRONG_TIME, again(5, 0, message(1, 5, 0)));
        }

        /** As profile 1 has it: a rise of 2, and one more for each check. */
        @Test
        void mayRiseByOneMoreForEachReadThatFoundNoneBefore() {
            judge(0, message(1, 5, 0));
            again(10, 0, message(1, 5, 0));
            again(20, 0, message(1, 5, 0));
            assertEquals(Legality.LEGAL, judge(30, message(6, 5, 0)));
            again(40, 30, message(6, 5, 0));
            assertEquals(Legality.WRONG_SEQUENCE, judge(50, message(11, 5, 0)));
        }

        @Test
        void isOutOfSequenceAfterMoreReadsWithoutOneThanAllowed() {
            judge(0, message(1, 5, 0));
            for (int atMs = 10; atMs <= 40; atMs += 10) {
                again(atMs, 0, message(1, 5, 0));
            }
            assertEquals(Legality.WRONG_SEQUENCE, judge(50, message(2, 5, 0)));
        }

        @Test
        void isNotLegalIfItWasSentTwice() {
            judge(0, message(1, 5, 0));
            assertEquals(Legality.WRONG_SEQUENCE, judge(20, message(1, 5, 0)));
        }

        @Test
        void isStaleIfThePortSaysSo() {
            assertEquals(
                    Legality.STALE,
                    input.judge(new PortRead(0, 0, 0, false, 1000, message(1, 5, 0)), true));
        }
    }

    /** Acting on what it holds would show, as it holds something else. */
    @Nested
    class WhatStandsForAnIllegalMessage {
        private Payload checked(Legality why, Payload message, boolean allowed) {
            Payload other = input.another(why, message);
            assertNotEquals(message, other);
            assertEquals(why, judge(0, other, allowed), other.toString());
            return other;
        }

        @Test
        void isAnotherOneOutOfRange() {
            assertEquals(
                    0xff, checked(Legality.OUT_OF_RANGE, message(1, 21, 7), true).at(2) & 0xff);
        }

        @Test
        void isNeverTheSame() {
            assertEquals(21, checked(Legality.OUT_OF_RANGE, message(1, 0xff, 7), true).at(2));
        }

        @Test
        void isAnotherOneAtTheWrongTime() {
            Payload other = checked(Legality.WRONG_TIME, message(1, 5, 7), false);
            assertEquals(5, other.at(2), "what has a range stays");
        }

        @Test
        void isAnotherOneWithAWrongChecksum() {
            byte[] bytes = message(1, 5, 0).toBytes();
            bytes[0] ^= 1;
            Payload other = checked(Legality.WRONG_CRC, Payload.of(bytes), true);
            assertNotEquals(5, other.at(2), "nobody may take this for the true one");
        }

        @Test
        void keepsACounterThatNobodySends() {
            byte[] bytes = message(1, 5, 0).toBytes();
            bytes[1] |= 0xf;
            Payload other = checked(Legality.WRONG_CRC, Payload.of(bytes), true);
            assertEquals(0xf, other.at(1) & 0xf);
        }

        @Test
        void isAnotherOneWithAWrongCounter() {
            judge(0, message(1, 5, 0));
            Payload illegal = message(5, 5, 0);
            Payload other = input.another(Legality.WRONG_SEQUENCE, illegal);
            assertNotEquals(illegal, other);
            assertEquals(Legality.WRONG_SEQUENCE, judge(20, other));
        }

        @Test
        void isNothingElseForALegalOrStaleOne() {
            assertEquals(message(1, 5, 0), input.another(Legality.LEGAL, message(1, 5, 0)));
            assertEquals(message(1, 5, 0), input.another(Legality.STALE, message(1, 5, 0)));
        }
    }
}
