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
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/** The vectors are those of the tests of the public {@code autosar-e2e} packages. */
class E2eProfileTest {
    private static String header(byte[] data) {
        return HexFormat.of().formatHex(data, 0, 2);
    }

    private static List<E2eProfile> all() {
        return List.of(
                new E2eProfile1(0x123, DataIdMode.BOTH, 8),
                new E2eProfile1(0x123, DataIdMode.ALTERNATING, 8),
                new E2eProfile1(0x123, DataIdMode.LOW, 8),
                new E2eProfile1(0x123, DataIdMode.NIBBLE, 8),
                new E2eProfile2(IntStream.rangeClosed(1, 16).boxed().toList(), 8));
    }

    @Nested
    class Profile1 {
        @ParameterizedTest
        @CsvSource({
            "BOTH, cc00, 9101",
            "ALTERNATING, ce00, 0201",
            "LOW, ce00, 9301",
            "NIBBLE, 2a10, 7711"
        })
        void protectsEightZerosUnderDataId123AsPublished(
                DataIdMode mode, String first, String second) {
            E2eProtector protector = new E2eProtector(new E2eProfile1(0x123, mode, 8));
            byte[] data = new byte[8];
            protector.protect(data);
            assertEquals(first, header(data));
            protector.protect(data);
            assertEquals(second, header(data));
        }

        @ParameterizedTest
        @EnumSource(
                value = DataIdMode.class,
                names = {"BOTH", "ALTERNATING", "LOW"})
        void leavesTheHighHalfOfByteOneToTheUser(DataIdMode mode) {
            E2eProfile profile = new E2eProfile1(0x123, mode, 8);
            byte[] data = {0, (byte) 0xA0, 1, 2, 3, 4, 5, 6};
            profile.protect(data, 3);
            assertEquals((byte) 0xA3, data[1]);
            assertTrue(profile.matches(data));
        }

        @Test
        void countsFromZeroToFourteen() {
            E2eProtector protector = new E2eProtector(new E2eProfile1(0x123, DataIdMode.BOTH, 8));
            byte[] data = new byte[8];
            for (int i = 0; i < 32; i++) {
                protector.protect(data);
                assertEquals(i % 15, NarrowHeader.AT_START.counter(data));
            }
        }

        @Test
        void inModeNibbleADataIdHasTwelveBits() {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> new E2eProfile1(0x1000, DataIdMode.NIBBLE, 8));
        }

        @Test
        void inModeNibbleTheSentPartMustBeRightEvenIfTheChecksumIs() {
            byte[] data = new byte[8];
            new E2eProfile1(0x223, DataIdMode.NIBBLE, 8).protect(data, 0);
            assertTrue(new E2eProfile1(0x223, DataIdMode.NIBBLE, 8).matches(data));
            assertFalse(new E2eProfile1(0x323, DataIdMode.NIBBLE, 8).matches(data));
        }
    }

    @Nested
    class Profile2 {
        private final E2eProfile zeros = new E2eProfile2(Collections.nCopies(16, 0), 8);

        @Test
        void protectsEightZerosUnderAListOfZerosAsPublished() {
            byte[] data = new byte[8];
            new E2eProtector(zeros).protect(data);
            assertEquals("4501", header(data));
        }

        @Test
        void picksTheDataIdByTheCounter() {
            byte[] data = new byte[8];
            new E2eProtector(new E2eProfile2(IntStream.rangeClosed(1, 16).boxed().toList(), 8))
                    .protect(data);
            assertEquals("1b01", header(data));
        }

        @Test
        void countsFromOneThroughFifteenToZero() {
            E2eProtector protector = new E2eProtector(zeros);
            byte[] data = new byte[8];
            for (int i = 1; i < 40; i++) {
                protector.protect(data);
                assertEquals(i % 16, NarrowHeader.AT_START.counter(data));
            }
        }

        @Test
        void needsSixteenDataIds() {
            assertThrows(IllegalArgumentException.class, () -> new E2eProfile2(List.of(1, 2), 8));
        }
    }

    @Test
    void everySingleFlippedBitIsFound() {
        for (E2eProfile profile : all()) {
            byte[] data = HexFormat.of().parseHex("0000123456789abc");
            profile.protect(data, 5);
            assertTrue(profile.matches(data));
            for (int bit = 0; bit < 64; bit++) {
                data[bit / 8] ^= (byte) (1 << bit % 8);
                assertFalse(profile.matches(data), profile + " bit " + bit);
                data[bit / 8] ^= (byte) (1 << bit % 8);
            }
        }
    }

    @Test
    void aMessageOfAnotherDataIdIsFound() {
        byte[] data = new byte[8];
        new E2eProfile1(0x1080, DataIdMode.BOTH, 8).protect(data, 0);
        for (int id = 0; id < 0x10000; id++) {
            boolean matches = new E2eProfile1(id, DataIdMode.BOTH, 8).matches(data);
            if ((id & 0xFF00) == 0x1000 || (id & 0xFF) == 0x80) {
                assertEquals(id == 0x1080, matches, "IDs that differ in one byte only");
            }
        }
    }

    @Test
    void aProtectorRestoredFromASnapshotCountsOn() {
        E2eProtector protector = new E2eProtector(all().getFirst());
        byte[] data = new byte[8];
        protector.protect(data);
        protector.protect(data);
        Snapshot saved = Snapshot.of(protector);
        E2eProtector restored = new E2eProtector(all().getFirst());
        saved.restoreInto(restored);
        restored.protect(data);
        assertEquals(2, NarrowHeader.AT_START.counter(data));
    }

    @Test
    void dataOfAnotherLengthAreRefused() {
        var protector = new E2eProtector(all().getFirst());
        var error =
                assertThrows(IllegalArgumentException.class, () -> protector.protect(new byte[7]));
        assertEquals("data has 7 bytes, expected 8", error.getMessage());
    }
}
