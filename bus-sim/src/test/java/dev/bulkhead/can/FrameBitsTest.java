package dev.bulkhead.can;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
import java.util.List;
import java.util.SplittableRandom;

class FrameBitsTest {
    private static String wire(CanFrame frame) {
        FrameBits bits = FrameBits.of(frame);
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < bits.length(); i++) {
            text.append(bits.level(i));
        }
        return text.toString();
    }

    @Nested
    class ByHand {
        @Test
        void aBaseFrameOfZerosHasAStuffBitAfterEachFiveOfItsThirtyFourBits() {
            CanFrame frame = CanFrame.base(0, CanData.EMPTY);
            assertEquals(0, FrameBits.of(frame).crc());
            assertEquals(6, FrameBits.of(frame).stuffBits());
            assertEquals(34 + 6 + 10, FrameBits.of(frame).length());
            assertEquals("000001".repeat(6) + "0000" + "1111111111", wire(frame));
        }

        @Test
        void anExtendedFrameOfZerosIsBrokenBySrrAndIde() {
            CanFrame frame = CanFrame.extended(0, CanData.EMPTY);
            String stuffedZeros = "000001";
            assertTrue(
                    wire(frame)
                            .startsWith(
                                    stuffedZeros.repeat(2) + "00" + "11" + stuffedZeros.repeat(5)),
                    "SOF and 11 zeros, SRR and IDE, then 18 + 1 + 2 + 4 zeros");
            assertEquals(
                    0x4610,
                    FrameBits.of(frame).crc(),
                    "x^41 + x^40 modulo the polynomial, divided apart");
        }

        @Test
        void itGoesOnWithItsChecksumAndTheEnd() {
            CanFrame frame = CanFrame.extended(0, CanData.EMPTY);
            String checksum = "100 0110 0001 0000".replace(" ", "");
            assertTrue(
                    wire(frame).endsWith("000001".repeat(5) + checksum + "1111111111"),
                    "0x4610 has no five equal bits");
            assertEquals(2 * 6 + 4 + 5 * 6 + 15 + 10, FrameBits.of(frame).length());
        }

        @Test
        void aStuffBitCountsInTheNextRun() {
            // 0x07C = 0000 11111 00: SOF and four zeros make five; the stuffed 1 and four ones make
            // five again; after the fifth one come two zeros of the identifier, RTR, IDE and r0
            assertTrue(
                    wire(CanFrame.base(0x07C, CanData.EMPTY))
                            .startsWith("00000 1 1111 0 1 00000 1 0000".replace(" ", "")));
        }

        @Test
        void theFixedFormEndIsRecessive() {
            assertTrue(wire(CanFrame.base(0x123, CanData.ofHex("00"))).endsWith("1111111111"));
        }
    }

    /** CRCs divided apart: (message x^17 + 2^16 x^length) modulo the polynomial. */
    @Nested
    class AnFdFrameByHand {
        /** SOF, identifier, RRS and IDE are 14 zeros with two stuff bits. */
        private static final String HEAD = "000001 000001 0000";

        private static final String END = "1 1 1 1111111";

        private static CanFrame zeros(FrameFormat format) {
            return new CanFrame(0, false, format, false, 0, CanData.EMPTY);
        }

        private static String bits(String... parts) {
            return String.join("", parts).replace(" ", "");
        }

        @Test
        void countsItsStuffBitsInGrayCodeWithEvenParity() {
            String[] codes = {"0000", "0011", "0110", "0101", "1100", "1111", "1010", "1001"};
            for (int i = 0; i < 20; i++) {
                String code = Integer.toBinaryString(16 | FrameBits.stuffCount(i)).substring(1);
                assertEquals(codes[i % 8], code, i + " stuff bits");
            }
        }

        @Test
        void hasAFixedStuffBitBeforeItsStuffCountAndAfterEachFourBits() {
            CanFrame frame = zeros(FrameFormat.FD);
            assertEquals(3, FrameBits.of(frame).stuffBits());
            assertEquals(0x072BF, FrameBits.of(frame).crc());
            String fdfResBrsEsiDlc = "1 0 0 0 00 1 00";
            String countAndCrc = "1 0101 0 0011 0 1001 0 0101 0 1111 0 1";
            assertEquals(bits(HEAD, fdfResBrsEsiDlc, countAndCrc, END), wire(frame));
        }

        @Test
        void sendsTheFixedStuffBitInPlaceOfAStuffBitThatIsDueAfterTheData() {
            CanFrame frame = zeros(FrameFormat.FD_BIT_RATE_SWITCH);
            assertEquals(2, FrameBits.of(frame).stuffBits(), "not that after ESI and DLC");
            assertEquals(0x13917, FrameBits.of(frame).crc());
            String fdfResBrsEsiDlc = "1 0 1 0 0000";
            String countAndCrc = "1 0110 1 1001 0 1100 1 1000 1 1011 0 1";
            assertEquals(bits(HEAD, fdfResBrsEsiDlc, countAndCrc, END), wire(frame));
        }

        /**
         * 160 zeros of data make 32 fives, behind the last of which the fixed stuff bit stands for
         * its own. The checksum was divided by other software, over 36 stuff bits and their count.
         */
        @Test
        void ofTwentyBytesAndAnExtendedIdentifierHasTheLongChecksum() {
            CanFrame frame =
                    new CanFrame(
                            0,
                            true,
                            FrameFormat.FD_BIT_RATE_SWITCH,
                            false,
                            11,
                            CanData.of(new byte[20]));
            assertEquals(2 + 3 + 31, FrameBits.of(frame).stuffBits());
            assertEquals(0x1C9F85, FrameBits.of(frame).crc());
            String head = "000001 000001 00 1 1 000001 000001 000001 00 00";
            String fdfResBrsEsiDlc = "1 0 1 0 1011";
            String data = "000001".repeat(31) + "00000";
            String countAndCrc = "1 1100 1 1110 1 0100 1 1111 0 1100 1 0010 1 1";
            assertEquals(bits(head, fdfResBrsEsiDlc, data, countAndCrc, END), wire(frame));
        }

        @Test
        void hasItsBitsAfterBrsUpToTheCrcDelimiterAtTheDataRate() {
            FrameBits fast = FrameBits.of(zeros(FrameFormat.FD_BIT_RATE_SWITCH));
            assertEquals(0, fast.fastBits(18), "BRS is sampled at the nominal rate");
            assertEquals(1, fast.fastBits(19), "ESI");
            // ESI, DLC, 27 bits of CRC field with 6 fixed stuff bits in them, CRC delimiter
            assertEquals(1 + 4 + 27 + 1, fast.fastBits(fast.length()));
            FrameBits slow = FrameBits.of(zeros(FrameFormat.FD));
            assertEquals(0, slow.fastBits(slow.length()));
        }
    }

    @Nested
    class LengthsLieBetweenTheFormulas {
        /**
         * The bounds that linux/can/length.h gives, less the bit that it counts twice: the parts of
         * BRS and of the CRC delimiter at the two rates make one bit of each together.
         */
        @Test
        void forRandomFdFrames() {
            SplittableRandom random = new SplittableRandom(5);
            for (int i = 0; i < 20_000; i++) {
                CanFrame frame = RandomFrames.nextFd(random);
                FrameBits bits = FrameBits.of(frame);
                int bytes = frame.data().length();
                int crcField = bytes <= 16 ? 27 : 32;
                int head = frame.extended() ? 41 : 22;
                int least = head + 8 * bytes + crcField + 10;
                assertTrue(bits.length() >= least, frame::toString);
                assertTrue(bits.length() <= least + (head - 1 + 8 * bytes) / 4, frame::toString);
                if (frame.bitRateSwitch()) {
                    int fast = bits.fastBits(bits.length());
                    assertTrue(fast >= 6 + 8 * bytes + crcField, frame::toString);
                    assertTrue(fast - 6 - 8 * bytes - crcField <= (8 * bytes + 8) / 4);
                }
            }
        }

        /** Least: no stuff bit. Most: Davis et al. 2007, with the intermission taken off. */
        private void check(CanFrame frame) {
            int fixed = frame.extended() ? 54 : 34;
            int stuffed = fixed + 8 * frame.data().length();
            int length = FrameBits.of(frame).length();
            assertTrue(length >= stuffed + 10, frame::toString);
            assertTrue(length <= stuffed + 10 + (stuffed - 1) / 4, frame::toString);
        }

        @Test
        void forRandomFrames() {
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < 20_000; i++) {
                check(RandomFrames.next(random));
            }
        }

        @Test
        void soThatEightBytesTakeAtMost135Or160BitsWithTheIntermission() {
            SplittableRandom random = new SplittableRandom(2);
            int mostBase = 0;
            int mostExtended = 0;
            byte[][] patterns = {
                new byte[8],
                CanData.ofHex("FFFFFFFFFFFFFFFF").toArray(),
                CanData.ofHex("0F0F0F0F0F0F0F0F").toArray(),
                CanData.ofHex("3C3C3C3C3C3C3C3C").toArray(),
                CanData.ofHex("8787878787878787").toArray(),
                CanData.ofHex("C3C3C3C3C3C3C3C3").toArray()
            };
            for (int i = 0; i < 20_000; i++) {
                CanData data = CanData.of(patterns[random.nextInt(patterns.length)]);
                int base = random.nextInt(0x800);
                int extended = random.nextInt(0x2000_0000);
                mostBase = Math.max(mostBase, FrameBits.of(CanFrame.base(base, data)).length() + 3);
                mostExtended =
                        Math.max(
                                mostExtended,
                                FrameBits.of(CanFrame.extended(extended, data)).length() + 3);
            }
            assertTrue(mostBase <= 135 && mostBase > 125, "found " + mostBase);
            assertTrue(mostExtended <= 160 && mostExtended > 145, "found " + mostExtended);
        }
    }

    @Nested
    class AgainstAReferenceOfStringsAndPolynomialDivision {
        @Test
        void theReferenceGivesTheCataloguedCheckValueOfCrc15Can() {
            StringBuilder bits = new StringBuilder();
            for (char c : "123456789".toCharArray()) {
                bits.append("%8s".formatted(Integer.toBinaryString(c)).replace(' ', '0'));
            }
            assertEquals(0x059E, Reference.crc(bits.toString()));
        }

        @Test
        void andThoseOfTheCrcsOfFdFramesWhenTheyStartAtZero() {
            String text = "123456789";
            for (FrameCrc crc : List.of(FrameCrc.CRC_17, FrameCrc.CRC_21)) {
                int value = 0;
                for (int i = 0; i < 8 * text.length(); i++) {
                    value = crc.next(value, text.charAt(i / 8) >>> 7 - i % 8 & 1);
                }
                assertEquals(crc == FrameCrc.CRC_17 ? 0x04F03 : 0x0ED841, value);
            }
        }

        @Test
        void everyBitOfRandomFdFramesIsEqual() {
            SplittableRandom random = new SplittableRandom(4);
            for (int i = 0; i < 5_000; i++) {
                CanFrame frame = RandomFrames.nextFd(random);
                assertEquals(Reference.fdWire(frame), wire(frame), frame::toString);
            }
        }

        @Test
        void everyBitOfRandomFramesIsEqual() {
            SplittableRandom random = new SplittableRandom(3);
            for (int i = 0; i < 5_000; i++) {
                CanFrame frame = RandomFrames.next(random);
                assertEquals(Reference.wire(frame), wire(frame), frame::toString);
            }
        }
    }

    /** The same from the text of the specification, by other means. */
    private static final class Reference {
        private static final BigInteger POLYNOMIAL = BigInteger.valueOf(0x8000 | 0x4599);

        static int crc(String bits) {
            BigInteger rest = new BigInteger(bits, 2).shiftLeft(15);
            while (rest.bitLength() > 15) {
                rest = rest.xor(POLYNOMIAL.shiftLeft(rest.bitLength() - 16));
            }
            return rest.intValue();
        }

        static String fdWire(CanFrame frame) {
            String id = binary(frame.identifier(), frame.extended() ? 29 : 11);
            StringBuilder bits = new StringBuilder("0").append(id);
            bits.insert(12, frame.extended() ? "11" : "00");
            bits.append(frame.extended() ? "010" : "10");
            bits.append(frame.bitRateSwitch() ? "1" : "0").append(frame.errorPassive() ? "1" : "0");
            bits.append(binary(frame.dlc(), 4));
            for (byte each : frame.data().toArray()) {
                bits.append(binary(each & 0xFF, 8));
            }
            int stuffBits = 0;
            for (int at = 5; at < bits.length(); at++) {
                String five = bits.substring(at - 5, at);
                if (five.equals("00000") || five.equals("11111")) {
                    bits.insert(at, five.startsWith("0") ? '1' : '0');
                    stuffBits++;
                }
            }
            String[] counts = {"0000", "0011", "0110", "0101", "1100", "1111", "1010", "1001"};
            String count = counts[stuffBits % 8];
            boolean isShort = frame.data().length() <= 16;
            int degree = isShort ? 17 : 21;
            BigInteger polynomial = BigInteger.valueOf(isShort ? 0x3685B : 0x302899);
            String covered = bits + count;
            BigInteger rest =
                    new BigInteger(covered, 2)
                            .shiftLeft(degree)
                            .xor(BigInteger.ONE.shiftLeft(degree - 1 + covered.length()));
            while (rest.bitLength() > degree) {
                rest = rest.xor(polynomial.shiftLeft(rest.bitLength() - degree - 1));
            }
            String field = count + binary(rest.intValue(), degree);
            for (int i = 0; i < field.length(); i++) {
                if (i % 4 == 0) {
                    bits.append(bits.charAt(bits.length() - 1) == '0' ? '1' : '0');
                }
                bits.append(field.charAt(i));
            }
            return bits + "1111111111";
        }

        static String wire(CanFrame frame) {
            String id = binary(frame.identifier(), frame.extended() ? 29 : 11);
            String rtr = frame.remote() ? "1" : "0";
            String head =
                    frame.extended()
                            ? "0" + id.substring(0, 11) + "11" + id.substring(11) + rtr + "00"
                            : "0" + id + rtr + "00";
            StringBuilder bits = new StringBuilder(head).append(binary(frame.dlc(), 4));
            for (byte each : frame.data().toArray()) {
                bits.append(binary(each & 0xFF, 8));
            }
            bits.append(binary(crc(bits.toString()), 15));
            int from = 0;
            while (true) {
                int zeros = bits.indexOf("00000", from);
                int ones = bits.indexOf("11111", from);
                if (zeros < 0 && ones < 0) {
                    return bits + "1111111111";
                }
                boolean zerosFirst = ones < 0 || zeros >= 0 && zeros < ones;
                from = (zerosFirst ? zeros : ones) + 5;
                bits.insert(from, zerosFirst ? '1' : '0');
            }
        }

        private static String binary(int value, int digits) {
            return ("0".repeat(32) + Integer.toBinaryString(value))
                    .substring(32 + Integer.toBinaryString(value).length() - digits);
        }
    }
}
