package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.bulkhead.campaign.AdvisoryInput.Legality;
import dev.bulkhead.e2e.E2eChecker;
import dev.bulkhead.e2e.E2eKind;
import dev.bulkhead.e2e.E2eLaterProfile;
import dev.bulkhead.e2e.E2eParameters;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.system.Advisory;
import dev.bulkhead.system.Advisory.Condition;
import dev.bulkhead.system.Advisory.FieldRange;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord.PortRead;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/** What of an advisory port is legal by its description, and what stands for the rest. */
class AdvisoryInputTest {
    private static final int DATA_ID = 0x2210;
    private static final int BYTES = 8;

    /** Byte 2 holds 0 to 20; one message in 10 ms; another port has to allow it. */
    private final AdvisoryInput input =
            new AdvisoryInput(
                    port(
                            new Advisory(
                                    Optional.of(
                                            new Advisory.Early(
                                                    new E2eProfile1(
                                                            DATA_ID, DataIdMode.BOTH, BYTES),
                                                    new E2eChecker.Limits(2, 3, 1))),
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

    /** Messages of 24 bytes whose last one is 0 to 20, the header at byte 2 where it may be. */
    @Nested
    class UnderAnyProfile {
        private static final int LONG = 24;

        private static E2eProfile profile(E2eKind kind) {
            boolean list = kind.hasListOfDataIds();
            return new E2eParameters(
                            kind,
                            Optional.empty(),
                            list ? 0 : DATA_ID,
                            list ? IntStream.range(100, 116).boxed().toList() : List.of(),
                            kind.isEarly() ? 0 : 2,
                            LONG)
                    .profile();
        }

        private AdvisoryInput input(E2eProfile profile) {
            Advisory.Protection protection =
                    profile instanceof E2eLaterProfile later
                            ? new Advisory.Later(later, 3)
                            : new Advisory.Early(profile, new E2eChecker.Limits(3, 14, 1));
            return new AdvisoryInput(
                    new SamplingPort(
                            "hint",
                            LONG,
                            60_000,
                            new End("gateway", 0),
                            List.of(new End("control", 0)),
                            Optional.of(
                                    new Advisory(
                                            Optional.of(protection),
                                            List.of(new FieldRange(8 * (LONG - 1), 8, 0, 20)),
                                            Optional.empty(),
                                            0))));
        }

        private Payload message(E2eProfile profile, int counter, int value) {
            byte[] bytes = new byte[LONG];
            bytes[LONG - 1] = (byte) value;
            profile.protect(bytes, counter);
            return Payload.of(bytes);
        }

        private Legality judge(AdvisoryInput input, int atMs, Payload message) {
            return input.judge(
                    new PortRead(SimTime.ofMs(atMs).ps(), 0, 0, true, 500, message), true);
        }

        @ParameterizedTest
        @EnumSource
        void someMessagesMayBeLostAndNotMore(E2eKind kind) {
            E2eProfile profile = profile(kind);
            AdvisoryInput input = input(profile);

            assertEquals(Legality.LEGAL, judge(input, 0, message(profile, 1, 5)));
            assertEquals(Legality.LEGAL, judge(input, 10, message(profile, 4, 5)), "2 lost");
            assertEquals(Legality.WRONG_SEQUENCE, judge(input, 20, message(profile, 10, 5)));
        }

        /** Profiles 1 and 2 wait for one in the new sequence, the later ones do not. */
        @ParameterizedTest
        @EnumSource
        void theNextAfterAJumpIsLegalUnderLaterProfiles(E2eKind kind) {
            E2eProfile profile = profile(kind);
            AdvisoryInput input = input(profile);
            judge(input, 0, message(profile, 1, 5));
            judge(input, 10, message(profile, 9, 5));

            assertEquals(
                    kind.isEarly() ? Legality.WRONG_SEQUENCE : Legality.LEGAL,
                    judge(input, 20, message(profile, 10, 5)));
            assertEquals(Legality.LEGAL, judge(input, 30, message(profile, 11, 5)));
        }

        @ParameterizedTest
        @EnumSource
        void aMessageSentTwiceIsOutOfSequence(E2eKind kind) {
            E2eProfile profile = profile(kind);
            AdvisoryInput input = input(profile);
            judge(input, 0, message(profile, 1, 5));

            assertEquals(Legality.WRONG_SEQUENCE, judge(input, 10, message(profile, 1, 5)));
        }

        @ParameterizedTest
        @EnumSource
        void eachFlippedBitOfTheHeaderMakesItIllegal(E2eKind kind) {
            E2eProfile profile = profile(kind);
            byte[] right = message(profile, 1, 5).toBytes();
            int first = Byte.SIZE * profile.offset();
            for (int bit = first; bit < first + profile.headerBits(); bit++) {
                byte[] bytes = right.clone();
                bytes[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
                assertEquals(
                        Legality.WRONG_CRC,
                        judge(input(profile), 0, Payload.of(bytes)),
                        "bit " + bit);
            }
        }

        /** Whatever is in the message, who refuses it refuses the other, and nobody else does. */
        @ParameterizedTest
        @EnumSource
        void whatStandsForAnIllegalOneIsIllegalForTheSameReason(E2eKind kind) {
            E2eProfile profile = profile(kind);
            byte[] broken = message(profile, 1, 5).toBytes();
            broken[profile.offset()] ^= 0x40;
            stands(profile, Legality.WRONG_CRC, Payload.of(broken));
            stands(profile, Legality.OUT_OF_RANGE, message(profile, 1, 21));

            AdvisoryInput input = input(profile);
            judge(input, 0, message(profile, 1, 5));
            Payload jumped = message(profile, 9, 5);
            Payload other = input.another(Legality.WRONG_SEQUENCE, jumped);
            assertNotEquals(jumped, other);
            assertEquals(profile.counter(jumped.toBytes()), profile.counter(other.toBytes()));
            assertEquals(Legality.WRONG_SEQUENCE, judge(input, 10, other));
        }

        private void stands(E2eProfile profile, Legality why, Payload message) {
            AdvisoryInput input = input(profile);
            Payload other = input.another(why, message);
            assertNotEquals(message, other);
            assertEquals(why, judge(input(profile), 0, message));
            assertEquals(why, judge(input(profile), 0, other));
        }
    }
}
