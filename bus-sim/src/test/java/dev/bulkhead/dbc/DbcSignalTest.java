package dev.bulkhead.dbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.dbc.BitField.ByteOrder;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

class DbcSignalTest {
    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** A signal from its notation in a file, such as {@code 7|16@0+ (0.1,-40) [0|100]}. */
    private static DbcSignal signal(String notation) {
        return DbcReader.read("t.dbc", "BU_: A\nBO_ 1 M: 8 A\n SG_ S : " + notation + " \"u\" A\n")
                .message("M")
                .signal("S");
    }

    @Nested
    class LittleEndian {
        @Test
        void theStartBitIsTheLeastSignificantOne() {
            assertEquals(0xABC, signal("4|12@1+ (1,0) [0|0]").raw(bytes("C0 AB")));
            assertEquals(0x1234, signal("0|16@1+ (1,0) [0|0]").raw(bytes("34 12")));
        }

        @Test
        void itsTopBitIsTheSignIfItIsSigned() {
            assertEquals(0xABC - 0x1000, signal("4|12@1- (1,0) [0|0]").raw(bytes("C0 AB")));
        }

        @Test
        void otherBitsStayAsTheyAreWhenItIsWritten() {
            byte[] data = bytes("FF FF FF FF FF FF FF FF");
            signal("12|12@1+ (1,0) [0|0]").putRaw(data, 0);
            assertArrayEquals(bytes("FF 0F 00 FF FF FF FF FF"), data);
        }
    }

    @Nested
    class BigEndian {
        @Test
        void theStartBitIsTheMostSignificantOne() {
            assertEquals(0x1234, signal("7|16@0+ (1,0) [0|0]").raw(bytes("12 34")));
            assertEquals(0xABC, signal("3|12@0+ (1,0) [0|0]").raw(bytes("0A BC")));
        }

        @Test
        void itsStartBitIsTheSignIfItIsSigned() {
            assertEquals(0xABC - 0x1000, signal("3|12@0- (1,0) [0|0]").raw(bytes("0A BC")));
        }

        @Test
        void otherBitsStayAsTheyAreWhenItIsWritten() {
            byte[] data = bytes("FF FF FF FF FF FF FF FF");
            signal("11|12@0+ (1,0) [0|0]").putRaw(data, 0);
            assertArrayEquals(bytes("FF F0 00 FF FF FF FF FF"), data);
        }
    }

    @Test
    void everyPlaceAndOrderReadsAsAWalkFromBitToBitDoes() {
        SplittableRandom random = new SplittableRandom(5);
        for (int i = 0; i < 20_000; i++) {
            int bytes = random.nextBoolean() ? 8 : 64;
            int start = random.nextInt(8 * bytes);
            int length = 1 + random.nextInt(64);
            ByteOrder order = ByteOrder.values()[random.nextInt(2)];
            BitField field = new BitField(start, length, order);
            if (field.bytesNeeded() > bytes) {
                continue;
            }
            DbcSignal signal = plain(field);
            byte[] data = new byte[bytes];
            random.nextBytes(data);
            long expected = walk(data, start, length, order);
            assertEquals(expected, signal.raw(data), signal::toString);
            assertEquals(expected, compiled(signal, data), signal::toString);

            byte[] copy = new byte[bytes];
            random.nextBytes(copy);
            byte[] before = copy.clone();
            signal.putRaw(copy, expected);
            assertEquals(expected, walk(copy, start, length, order), signal::toString);
            for (int bit = 0; bit < 8 * bytes; bit++) {
                if (!signal.bits().get(bit)) {
                    assertEquals(before[bit / 8] >> bit % 8 & 1, copy[bit / 8] >> bit % 8 & 1);
                }
            }
            assertEquals(length, signal.bits().cardinality());
        }
    }

    @Test
    void fieldsOverlapIfABitIsOfBoth() {
        SplittableRandom random = new SplittableRandom(6);
        int overlapping = 0;
        for (int i = 0; i < 20_000; i++) {
            BitField one = field(random);
            BitField two = field(random);
            boolean shared = one.bits().intersects(two.bits());
            assertEquals(shared, one.overlaps(two), () -> one + " " + two);
            overlapping += shared ? 1 : 0;
        }
        assertTrue(overlapping > 2_000 && overlapping < 18_000, overlapping + " of 20000");
    }

    private static BitField field(SplittableRandom random) {
        ByteOrder order = ByteOrder.values()[random.nextInt(2)];
        return new BitField(random.nextInt(120), random.nextInt(1, 65), order);
    }

    private static DbcSignal plain(BitField field) {
        return new DbcSignal(
                "S",
                field,
                ValueType.UNSIGNED,
                BigDecimal.ONE,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                BigDecimal.ZERO,
                "",
                List.of(),
                Multiplexing.NONE,
                ValueTable.EMPTY,
                "",
                Attributes.NONE);
    }

    private static long compiled(DbcSignal signal, byte[] data) {
        DbcMessage message =
                new DbcMessage(
                        1,
                        false,
                        "M",
                        data.length,
                        Optional.empty(),
                        List.of(),
                        List.of(signal),
                        List.of(),
                        List.of(),
                        List.of(),
                        "",
                        Attributes.NONE);
        MessageDecoder decoder = new MessageDecoder(message);
        MessageDecoder.Values values = decoder.values();
        decoder.decode(data, values);
        return values.raw(0);
    }

    /**
     * From the most significant bit on if big-endian: down in a byte, then to the next one's top.
     */
    private static long walk(byte[] data, int start, int length, ByteOrder order) {
        long raw = 0;
        int bit = start;
        for (int i = 0; i < length; i++) {
            long level = data[bit / 8] >> bit % 8 & 1;
            if (order == ByteOrder.LITTLE_ENDIAN) {
                raw |= level << i;
                bit++;
            } else {
                raw = raw << 1 | level;
                bit = bit % 8 == 0 ? bit + 15 : bit - 1;
            }
        }
        return raw;
    }

    @Nested
    class PhysicalValues {
        @Test
        void areExact() {
            DbcSignal signal = signal("0|16@1- (0.1,-40) [-50|50]");
            assertEquals(new BigDecimal("-39.7"), signal.physical(3));
            assertEquals(-39.7, signal.value(bytes("03 00")));
            assertEquals(
                    0.3,
                    signal("0|8@1+ (0.1,0) [0|0]").value(bytes("03")),
                    "not 0.30000000000000004");
        }

        @Test
        void ofSixtyFourUnsignedBitsAreNotNegative() {
            DbcSignal signal = signal("0|64@1+ (1,0) [0|0]");
            byte[] data = bytes("FF FF FF FF FF FF FF FF");
            assertEquals(new BigDecimal("18446744073709551615"), signal.physical(data));
            assertEquals(-1, signal.rawOf(new BigDecimal("18446744073709551615")));
        }

        @Test
        void areRoundedToTheNearestRawValue() {
            DbcSignal signal = signal("0|16@1- (0.05,0) [-100|100]");
            assertEquals(200, signal.rawOf(new BigDecimal("10.024")));
            assertEquals(201, signal.rawOf(new BigDecimal("10.025")));
            assertEquals(-201, signal.rawOf(new BigDecimal("-10.025")));
        }

        @Test
        void beyondTheLimitsAreRefused() {
            DbcSignal signal = signal("0|12@1+ (0.05,0) [0|200]");
            var error =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> signal.rawOf(new BigDecimal("200.1")));
            assertEquals("S: 200.1, expected 0..200 u", error.getMessage());
        }

        @Test
        void withoutLimitsAreBoundedByTheRawValue() {
            DbcSignal signal = signal("0|4@1- (1,0) [0|0]");
            assertEquals(-8, signal.rawOf(new BigDecimal(-8)));
            var error =
                    assertThrows(
                            IllegalArgumentException.class, () -> signal.rawOf(new BigDecimal(8)));
            assertEquals("S: 8 needs raw value 8, expected -8..7", error.getMessage());
        }

        @Test
        void saturateWhereASensorDoes() {
            DbcSignal signal = signal("0|12@1+ (0.05,0) [0|200]");
            assertEquals(4_000, signal.rawNearest(1e9));
            assertEquals(4_000, signal.rawNearest(Double.POSITIVE_INFINITY));
            assertEquals(0, signal.rawNearest(-0.001));
            assertEquals(201, signal.rawNearest(10.049));
            assertThrows(IllegalArgumentException.class, () -> signal.rawNearest(Double.NaN));
        }

        @Test
        void ofANegativeFactorRunBackwards() {
            DbcSignal signal = signal("0|8@1+ (-0.5,100) [0|100]");
            assertEquals(new BigDecimal("99.0"), signal.physical(2));
            assertEquals(200, signal.rawNearest(-5));
        }
    }

    @Test
    void aRawValueThatDoesNotFitIsRefused() {
        DbcSignal signal = signal("0|4@1+ (1,0) [0|0]");
        var error =
                assertThrows(IllegalArgumentException.class, () -> signal.putRaw(new byte[8], 16));
        assertEquals("S: raw value 16, expected 0..15", error.getMessage());
        assertThrows(IllegalArgumentException.class, () -> signal.putRaw(new byte[8], -1));
    }

    @Test
    void dataThatAreTooShortAreRefused() {
        DbcSignal signal = signal("4|12@1+ (1,0) [0|0]");
        var error = assertThrows(IllegalArgumentException.class, () -> signal.raw(new byte[1]));
        assertEquals("S: data has 1 bytes, expected 2", error.getMessage());
    }
}
