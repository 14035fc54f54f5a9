package dev.bulkhead.dbc;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Expected bytes and values are worked out by hand. */
class MessageCodecTest {
    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    private static DbcMessage message(String... lines) {
        return DbcReader.readTolerant("t.dbc", "BU_: A\n" + String.join("\n", lines) + "\n")
                .dbc()
                .message("M");
    }

    private static DbcMessage one(String signal, String... more) {
        return message("BO_ 1 M: 8 A\n SG_ S : " + signal + " \"u\" A\n" + String.join("\n", more));
    }

    private static SignalValue decoded(DbcMessage message, String hex) {
        return new MessageCodec(message).decode(bytes(hex)).values().getFirst();
    }

    private static BigDecimal decimal(String text) {
        return new BigDecimal(text);
    }

    @Nested
    class ExactNumbers {
        @Test
        void sixtyFourBitsLoseNoDigit() {
            DbcMessage message = one("0|64@1+ (0.0001,0.5) [0|0]");
            // 2^64 - 1 = 18446744073709551615, times 0.0001, plus 0.5
            SignalValue value = decoded(message, "FF FF FF FF FF FF FF FF");
            assertEquals("1844674407370955.6615", value.text(), "…955.1615 and 0.5");
            assertArrayEquals(
                    bytes("FF FF FF FF FF FF FF FF"),
                    new MessageCodec(message)
                            .encode(Map.of("S", decimal("1844674407370955.6615"))));
        }

        @Test
        void theLeastOfSixtyFourSignedBits() {
            DbcMessage message = one("7|64@0- (1,0) [0|0]");
            SignalValue value = decoded(message, "80 00 00 00 00 00 00 00");
            assertEquals("-9223372036854775808", value.text());
            assertArrayEquals(
                    bytes("80 00 00 00 00 00 00 00"),
                    new MessageCodec(message).encode(Map.of("S", decimal(value.text()))));
        }

        @Test
        void tenthsAreTenths() {
            assertEquals(
                    "0.3", decoded(one("0|8@1+ (0.1,0) [0|0]"), "03 00 00 00 00 00 00 00").text());
        }
    }

    @Nested
    class FloatingPoint {
        private static final DbcMessage FLOAT = one("0|32@1- (1,0) [0|0]", "SIG_VALTYPE_ 1 S : 1;");

        @Test
        void ofThirtyTwoBits() {
            // 3F 80 00 00 is 1, 40 49 0F DB is the float nearest to pi
            assertEquals("1.0", decoded(FLOAT, "00 00 80 3F 00 00 00 00").text());
            SignalValue pi = decoded(FLOAT, "DB 0F 49 40 00 00 00 00");
            assertEquals("3.1415927", pi.text());
            // 0x490FDB = 4788187; (2^23 + 4788187) / 2^22
            assertEquals(Optional.of(decimal("3.1415927410125732421875")), pi.physical());
            assertArrayEquals(
                    bytes("DB 0F 49 40 00 00 00 00"),
                    new MessageCodec(FLOAT).encode(Map.of("S", decimal("3.14159265358979"))));
        }

        @Test
        void isRoundedOnce() {
            // just above the middle of 1 and the next float, 1 + 2^-23; as a double it is the
            // middle
            BigDecimal above = decimal("1.00000005960464477539062500000001");
            assertEquals(0x3F800001L, FLOAT.signal("S").rawOf(above));
        }

        @Test
        void ofSixtyFourBitsBigEndianWithAFactor() {
            DbcMessage message = one("7|64@0- (0.5,1) [0|0]", "SIG_VALTYPE_ 1 S : 2;");
            // 40 24 00 .. is 10; times 0.5 plus 1 is 6
            assertEquals("6.0", decoded(message, "40 24 00 00 00 00 00 00").text());
            assertArrayEquals(
                    bytes("40 24 00 00 00 00 00 00"),
                    new MessageCodec(message).encode(Map.of("S", decimal("6"))));
        }

        @Test
        void whatIsNoFiniteNumberIsSaid() {
            SignalValue none = decoded(FLOAT, "00 00 C0 7F 00 00 00 00");
            assertEquals("NaN", none.text());
            assertEquals(Optional.of("is no finite number"), none.complaint());
            assertEquals(Optional.empty(), none.physical());
            assertEquals("-Infinity", decoded(FLOAT, "00 00 80 FF 00 00 00 00").text());
            var error =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> FLOAT.signal("S").rawOf(decimal("1e39")));
            assertEquals(
                    "S: 1E+39, expected at most 3.4028234663852886E38 of a FLOAT",
                    error.getMessage());
        }
    }

    @Nested
    class Limits {
        private static final DbcMessage MESSAGE =
                one("0|8@1+ (0.5,-40) [-40|80]", "VAL_ 1 S 255 \"no signal\" ;");

        @Test
        void aValueBeyondThemIsReadAndSaid() {
            SignalValue value = decoded(MESSAGE, "F2 00 00 00 00 00 00 00");
            assertEquals("81", value.text());
            assertEquals(Optional.of("is beyond -40..80"), value.complaint());
        }

        @Test
        void aValueWithANameIsMeantAsItIs() {
            SignalValue value = decoded(MESSAGE, "FF 00 00 00 00 00 00 00");
            assertEquals(Optional.of("no signal"), value.name());
            assertEquals(Optional.empty(), value.complaint());
        }

        @Test
        void aFactorOfZeroIsReadAndNotWritten() {
            DbcMessage message = one("0|8@1+ (0,7) [0|0]");
            assertEquals("7", decoded(message, "55 00 00 00 00 00 00 00").text());
            var error =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> message.signal("S").rawOf(decimal("7")));
            assertEquals("S: factor 0, so no value can be written", error.getMessage());
        }
    }

    @Nested
    class Multiplexed {
        private final DbcMessage message =
                message(
                        "BO_ 1 M: 4 A",
                        " SG_ Page M : 0|4@1+ (1,0) [0|0] \"\" A",
                        " SG_ Sub m2M : 8|8@1+ (1,0) [0|0] \"\" A",
                        " SG_ One m1 : 8|16@1+ (0.1,0) [0|0] \"\" A",
                        " SG_ Deep m5 : 16|8@1- (1,0) [0|0] \"\" A",
                        " SG_ Always : 24|8@1+ (1,0) [0|0] \"\" A",
                        "SG_MUL_VAL_ 1 Deep Sub 5-6;");
        private final MessageCodec codec = new MessageCodec(message);

        private List<String> said(String hex) {
            return codec.decode(bytes(hex)).values().stream()
                    .map(v -> v.signal().name() + "=" + v.text())
                    .toList();
        }

        @Test
        void aFrameHasTheSignalsThatAreSelected() {
            assertEquals(List.of("Page=1", "One=25.7", "Always=9"), said("01 01 01 09"));
            assertEquals(List.of("Page=2", "Sub=6", "Deep=-1", "Always=9"), said("02 06 FF 09"));
            assertEquals(List.of("Page=2", "Sub=7", "Always=9"), said("02 07 FF 09"));
        }

        @Test
        void aValueThatSelectsNothingIsSaid() {
            assertEquals(
                    List.of("Page: 3 selects no signal"),
                    codec.decode(bytes("03 00 00 00")).complaints());
        }

        @Test
        void aFrameThatIsTooShortGivesWhatItHas() {
            MessageCodec.Decoded decoded = codec.decode(bytes("02 05 01"));
            assertEquals(
                    List.of("M: 3 bytes, expected 4", "Always: needs 4 bytes"),
                    decoded.complaints());
            assertEquals(3, decoded.values().size());
        }

        @Test
        void whatIsSelectedIsWritten() {
            assertArrayEquals(
                    bytes("02 06 FF 09"),
                    codec.encode(
                            Map.of(
                                    "Page", decimal("2"),
                                    "Sub", decimal("6"),
                                    "Deep", decimal("-1"),
                                    "Always", decimal("9"))));
        }

        @Test
        void whatIsNotSelectedIsRefused() {
            var error =
                    assertThrows(
                            IllegalArgumentException.class,
                            () -> codec.encode(Map.of("Page", decimal("1"), "Deep", decimal("1"))));
            assertEquals("Deep: is there while Page is 2, which is 1", error.getMessage());
        }

        @Test
        void theCompiledDecoderAgrees() {
            MessageDecoder decoder = new MessageDecoder(message);
            MessageDecoder.Values values = decoder.values();
            decoder.decode(bytes("02 06 FF 09"), values);
            assertTrue(values.isThere(3));
            assertFalse(values.isThere(2));
            assertEquals(-1, values.raw(3));
            assertEquals(new BigDecimal(-1), values.physical(3));
            assertThrows(IllegalStateException.class, () -> values.value(2));
            decoder.decode(bytes("01 01 01 09"), values);
            assertEquals(25.7, values.value(2), "the double nearest to 25.7, not 257 * 0.1");
            assertFalse(values.isThere(3), "nothing is left of the frame before");
        }
    }

    @Test
    void signalsOfWhichNothingIsSaidHaveTheirStartValue() {
        DbcMessage message =
                message(
                        "BO_ 1 M: 2 A",
                        " SG_ S : 0|8@1+ (0.5,0) [0|0] \"\" A",
                        " SG_ T : 8|8@1+ (1,5) [10|20] \"\" A",
                        "BA_DEF_ SG_ \"GenSigStartValue\" INT 0 0;",
                        "BA_ \"GenSigStartValue\" SG_ 1 S 18;");
        // raw 18 as it is; T as near to 0 as its limits allow: 10 = 5 + 5
        assertArrayEquals(bytes("12 05"), new MessageCodec(message).encode(Map.of()));
    }

    @Test
    void aSignalFarInAnFdFrame() {
        DbcMessage message = message("BO_ 1 M: 64 A\n SG_ S : 500|12@1+ (1,0) [0|0] \"\" A");
        byte[] data = new byte[64];
        data[62] = (byte) 0xC0;
        data[63] = (byte) 0xAB;
        assertEquals(
                "2748", new MessageCodec(message).decode(data).values().getFirst().text(), "0xABC");
        assertArrayEquals(data, new MessageCodec(message).encode(Map.of("S", decimal("2748"))));
    }
}
