package dev.bulkhead.can;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.math.BigInteger;
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

    @Nested
    class LengthsLieBetweenTheFormulas {
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
