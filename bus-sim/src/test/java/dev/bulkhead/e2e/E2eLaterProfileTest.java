package dev.bulkhead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.state.Snapshot;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** The vectors are those of the tests of the public {@code autosar-e2e} packages. */
class E2eLaterProfileTest {
    private static final int WIDE_ID = 0x0A0B0C0D;
    private static final List<Integer> ONE_TO_16 = IntStream.rangeClosed(1, 16).boxed().toList();

    static List<E2eLaterProfile> all() {
        return List.of(
                new E2eProfile4(WIDE_ID, 0, 12, 4096),
                new E2eProfile4(WIDE_ID, 8, 20, 64),
                new E2eProfile5(0x1234, 0, 32),
                new E2eProfile5(0x1234, 7, 32),
                new E2eProfile6(0x1234, 0, 5, 4096),
                new E2eProfile6(0x1234, 9, 14, 64),
                new E2eProfile7(WIDE_ID, 0, 20, 4 << 20),
                new E2eProfile7(WIDE_ID, 4, 24, 64),
                new E2eProfile11(0x123, DataIdMode.BOTH, 0, 8),
                new E2eProfile11(0x4123, DataIdMode.BOTH, 5, 8),
                new E2eProfile11(0x123, DataIdMode.NIBBLE, 0, 8),
                new E2eProfile11(0x123, DataIdMode.NIBBLE, 28, 30),
                new E2eProfile22(ONE_TO_16, 0, 32),
                new E2eProfile22(ONE_TO_16, 30, 32));
    }

    private static byte[] message(E2eLaterProfile profile) {
        byte[] data = new byte[Math.min(Math.max(32, profile.minLength()), profile.maxLength())];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) (37 * i);
        }
        return data;
    }

    private static String protectedZeros(E2eLaterProfile profile, int length, int headers) {
        var protector = new E2eProtector(profile);
        byte[] data = new byte[length];
        for (int i = 0; i < headers; i++) {
            data = new byte[length];
            protector.protect(data);
        }
        return HexFormat.of().formatHex(data);
    }

    @Nested
    class ZerosAreProtectedAsPublished {
        @ParameterizedTest
        @CsvSource({"1, 001000000a0b0c0d862b0556 00000000", "2, 001000010a0b0c0da58e6807 00000000"})
        void underProfile4(int message, String hex) {
            var profile = new E2eProfile4(WIDE_ID, 0, 12, 4096);
            assertEquals(hex.replace(" ", ""), protectedZeros(profile, 16, message));
        }

        @ParameterizedTest
        @CsvSource({"1, 1cca00 0000000000", "2, cf8d01 0000000000"})
        void underProfile5(int message, String hex) {
            var profile = new E2eProfile5(0x1234, 0, 8);
            assertEquals(hex.replace(" ", ""), protectedZeros(profile, 8, message));
        }

        @ParameterizedTest
        @CsvSource({"1, b155000800 000000", "2, f4f5000801 000000"})
        void underProfile6(int message, String hex) {
            var profile = new E2eProfile6(0x1234, 0, 5, 4096);
            assertEquals(hex.replace(" ", ""), protectedZeros(profile, 8, message));
        }

        @ParameterizedTest
        @CsvSource({
            "1, 1fb2e737fcedbcd9 00000018 00000000 0a0b0c0d 00000000",
            "2, 7bde7268b8e9bc27 00000018 00000001 0a0b0c0d 00000000"
        })
        void underProfile7(int message, String hex) {
            var profile = new E2eProfile7(WIDE_ID, 0, 20, 4096);
            assertEquals(hex.replace(" ", ""), protectedZeros(profile, 24, message));
        }

        @Test
        void withEightBytesBeforeTheHeader() {
            String zeros = "00".repeat(8);
            assertEquals(
                    zeros + "001800000a0b0c0d69d7502e" + "00000000",
                    protectedZeros(new E2eProfile4(WIDE_ID, 8, 20, 64), 24, 1));
            assertEquals(
                    zeros + "289100" + "0000000000",
                    protectedZeros(new E2eProfile5(0x1234, 8, 16), 16, 1));
            assertEquals(
                    zeros + "4eb7001000" + "000000",
                    protectedZeros(new E2eProfile6(0x1234, 8, 13, 64), 16, 1));
            assertEquals(
                    zeros + "17f7c817323865a800000020000000000a0b0c0d" + "00000000",
                    protectedZeros(new E2eProfile7(WIDE_ID, 8, 28, 64), 32, 1));
            assertEquals(
                    zeros + "7d10" + "000000000000",
                    protectedZeros(new E2eProfile11(0x123, DataIdMode.NIBBLE, 8, 16), 16, 1));
            assertEquals(
                    zeros + "1401" + "000000000000",
                    protectedZeros(new E2eProfile22(ONE_TO_16, 8, 16), 16, 1));
        }

        @Test
        void underProfiles11And22AsUnder1And2() {
            var both = new E2eProfile11(0x123, DataIdMode.BOTH, 0, 8);
            var nibble = new E2eProfile11(0x123, DataIdMode.NIBBLE, 0, 8);
            String rest = "00".repeat(6);
            assertEquals("cc00" + rest, protectedZeros(both, 8, 1));
            assertEquals("9101" + rest, protectedZeros(both, 8, 2));
            assertEquals("2a10" + rest, protectedZeros(nibble, 8, 1));
            assertEquals("7711" + rest, protectedZeros(nibble, 8, 2));
            assertEquals("1b01" + rest, protectedZeros(new E2eProfile22(ONE_TO_16, 0, 8), 8, 1));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void eachFlippedBitOfHeaderAndPayloadIsFound(E2eLaterProfile profile) {
        byte[] data = message(profile);
        profile.protect(data, 5);
        assertTrue(profile.matches(data));
        for (int bit = 0; bit < 8 * data.length; bit++) {
            data[bit / 8] ^= (byte) (1 << bit % 8);
            assertFalse(profile.matches(data), "bit " + bit);
            data[bit / 8] ^= (byte) (1 << bit % 8);
        }
    }

    /** Where a field is wrong, though the checksum is right: a sender with another idea of it. */
    @Nested
    class AWrongFieldUnderARightChecksum {
        private void isError(E2eLaterProfile sender, E2eLaterProfile receiver, byte[] data) {
            sender.protect(data, 0);
            assertEquals(E2eCheckStatus.ERROR, new E2eLaterChecker(receiver, 1).check(data));
        }

        @Test
        void theDataId() {
            isError(
                    new E2eProfile4(WIDE_ID + 1, 0, 12, 64),
                    new E2eProfile4(WIDE_ID, 0, 12, 64),
                    new byte[16]);
            isError(new E2eProfile5(0x1334, 0, 8), new E2eProfile5(0x1234, 0, 8), new byte[8]);
            isError(
                    new E2eProfile6(0x3412, 0, 5, 8),
                    new E2eProfile6(0x1234, 0, 5, 8),
                    new byte[8]);
            isError(
                    new E2eProfile7(-WIDE_ID, 0, 20, 64),
                    new E2eProfile7(WIDE_ID, 0, 20, 64),
                    new byte[24]);
            isError(
                    new E2eProfile11(0x223, DataIdMode.NIBBLE, 0, 8),
                    new E2eProfile11(0x123, DataIdMode.NIBBLE, 0, 8),
                    new byte[8]);
        }

        /** A message of the longer kind that lost its last byte, zero: CRCs are made for it. */
        @Test
        void theLength() {
            for (E2eLaterProfile profile :
                    List.of(
                            new E2eProfile4(WIDE_ID, 0, 12, 64),
                            new E2eProfile6(0x1234, 0, 5, 64),
                            new E2eProfile7(WIDE_ID, 0, 20, 64))) {
                byte[] data = new byte[32];
                profile.protect(data, 0);
                var checker = new E2eLaterChecker(profile, 1);
                assertEquals(E2eCheckStatus.ERROR, checker.check(Arrays.copyOf(data, 31)));
                assertEquals(E2eCheckStatus.ERROR, checker.check(Arrays.copyOf(data, 33)));
                assertEquals(E2eCheckStatus.OK, checker.check(data));
            }
        }

        @Test
        void aCounterThatNoSenderOfProfile11Writes() {
            var profile = new E2eProfile11(0x123, DataIdMode.BOTH, 0, 8);
            byte[] data = new byte[8];
            profile.protect(data, 15);

            assertEquals(E2eCheckStatus.ERROR, new E2eLaterChecker(profile, 1).check(data));
        }
    }

    @Nested
    class TheCounter {
        private final E2eLaterProfile profile = new E2eProfile5(0x1234, 0, 8);
        private final E2eLaterChecker checker = new E2eLaterChecker(profile, 3);

        private E2eCheckStatus receive(long counter) {
            byte[] data = new byte[8];
            profile.protect(data, counter);
            return checker.check(data);
        }

        @Test
        void of0IsTheFirstInOrder() {
            assertEquals(E2eCheckStatus.OK, receive(0));
            assertEquals(E2eCheckStatus.OK, receive(1));
        }

        @Test
        void mayRiseByMaxDeltaCounter() {
            receive(0);
            assertEquals(E2eCheckStatus.OK_SOME_LOST, receive(3));
            assertEquals(E2eCheckStatus.WRONG_SEQUENCE, receive(7));
            assertEquals(E2eCheckStatus.OK, receive(8), "from then on it goes on");
        }

        @Test
        void thatStandsIsRepeated() {
            receive(0);
            assertEquals(E2eCheckStatus.REPEATED, receive(0));
            assertEquals(E2eCheckStatus.NO_NEW_DATA, checker.checkWithoutData());
            assertEquals(E2eCheckStatus.REPEATED, receive(0));
        }

        @Test
        void thatGoesBackIsWrong() {
            receive(0);
            receive(1);
            assertEquals(E2eCheckStatus.WRONG_SEQUENCE, receive(0));
        }

        @Test
        void isKeptOverABrokenMessage() {
            receive(0);
            assertEquals(E2eCheckStatus.ERROR, checker.check(new byte[8]));
            assertEquals(E2eCheckStatus.OK, receive(1));
        }

        @Test
        void isRestoredFromASnapshot() {
            receive(0);
            receive(1);
            var restored = new E2eLaterChecker(profile, 3);
            Snapshot.of(checker).restoreInto(restored);
            byte[] data = new byte[8];
            profile.protect(data, 2);
            assertEquals(E2eCheckStatus.OK, restored.check(data));
        }
    }

    @ParameterizedTest
    @MethodSource("all")
    void theCounterGoesFromItsLastValueTo0(E2eLaterProfile profile) {
        long last = profile.counterValues() - 1;
        var checker = new E2eLaterChecker(profile, 1);
        byte[] data = message(profile);
        profile.protect(data, last - 1);
        checker.check(data);
        profile.protect(data, last);
        assertEquals(last, profile.counter(data));
        assertEquals(E2eCheckStatus.OK, checker.check(data));
        profile.protect(data, 0);
        assertEquals(E2eCheckStatus.OK, checker.check(data));
    }

    @Nested
    class WhatNoProfileIs {
        private void refused(String says, Runnable made) {
            var error = assertThrows(IllegalArgumentException.class, made::run);
            assertEquals(says, error.getMessage());
        }

        @Test
        void isRefused() {
            refused("offset=1, expected 0..0", () -> new E2eProfile4(1, 1, 12, 64));
            refused(
                    "length=12..4097, expected at most 4096",
                    () -> new E2eProfile4(1, 0, 12, 4097));
            refused("length=9..8, expected at most 4096", () -> new E2eProfile6(1, 0, 9, 8));
            refused("dataId=0x10000, expected 0..0xFFFF", () -> new E2eProfile5(0x10000, 0, 8));
            refused(
                    "mode=LOW, expected BOTH or NIBBLE",
                    () -> new E2eProfile11(1, DataIdMode.LOW, 0, 8));
            refused("offset=7, expected 0..6", () -> new E2eProfile11(1, DataIdMode.BOTH, 7, 8));
            refused("offset=-1, expected 0..6", () -> new E2eProfile22(ONE_TO_16, -1, 8));
            refused(
                    "maxDeltaCounter=0, expected 1..255",
                    () -> new E2eLaterChecker(new E2eProfile5(1, 0, 8), 0));
        }

        @Test
        void theCheckOfProfiles1And2TakesNoLaterOne() {
            var later = new E2eProfile5(1, 0, 8);
            refused(
                    later + ", expected profile 1 or 2",
                    () -> new E2eChecker(later, new E2eChecker.Limits(1, 1, 1)));
        }

        @Test
        void aMessageOfAnotherLengthIsNotProtected() {
            var protector = new E2eProtector(new E2eProfile4(1, 0, 12, 64));
            refused("data has 65 bytes, expected 12..64", () -> protector.protect(new byte[65]));
        }
    }
}
