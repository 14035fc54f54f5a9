package dev.bulkhead.rta;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameBits;
import dev.bulkhead.can.FrameFormat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.SplittableRandom;

/** Lengths are those of the papers, 55 + 10 s and 80 + 10 s, or by hand from the format. */
class FrameLengthTest {
    @ParameterizedTest
    @CsvSource({
        "false, 0, 55",
        "false, 7, 125",
        "false, 8, 135",
        "true, 0, 80",
        "true, 8, 160",
    })
    void aClassicFrameHasItsStuffBitsAndIntermission(boolean extended, int bytes, int bits) {
        assertEquals(
                new FrameLength(bits, 0), FrameLength.longest(extended, FrameFormat.DATA, bytes));
    }

    @Test
    void aRemoteFrameHasNoData() {
        assertEquals(new FrameLength(55, 0), FrameLength.longest(false, FrameFormat.REMOTE, 8));
    }

    /** Nominal 17 + 4 stuffed + 13; then 5 + 64 + 17 stuffed + 27, and 5 + 512 + 129 + 32. */
    @Test
    void anFdFrameHasTwoBitRates() {
        FrameLength eight = FrameLength.longest(false, FrameFormat.FD_BIT_RATE_SWITCH, 8);
        FrameLength most = FrameLength.longest(false, FrameFormat.FD_BIT_RATE_SWITCH, 64);

        assertEquals(new FrameLength(34, 113), eight);
        assertEquals(124_500_000, eight.ps(500_000, 2_000_000));
        assertEquals(new FrameLength(34, 678), most);
        assertEquals(407_000_000, most.ps(500_000, 2_000_000));
        assertEquals(
                57, FrameLength.longest(true, FrameFormat.FD_BIT_RATE_SWITCH, 8).nominalBits());
        assertEquals(new FrameLength(147, 0), FrameLength.longest(false, FrameFormat.FD, 8));
    }

    /** All 524,288 of one byte: the bound is 65, and the bits of control field break some runs. */
    @Test
    void theLongestFrameOfOneByteIsNearIt() {
        int longest = 0;
        for (int identifier = 0; identifier <= CanFrame.MAX_BASE_IDENTIFIER; identifier++) {
            for (int value = 0; value < 256; value++) {
                CanFrame frame = CanFrame.base(identifier, CanData.of(new byte[] {(byte) value}));
                longest = Math.max(longest, FrameBits.of(frame).length());
            }
        }
        int bits = longest + FrameBits.INTERMISSION_BITS;
        assertTrue(bits >= 62 && bits <= 65, bits + " bits");
    }

    @Test
    void noFrameIsLonger() {
        SplittableRandom random = new SplittableRandom(7);
        for (int round = 0; round < 40_000; round++) {
            FrameFormat format = FrameFormat.values()[random.nextInt(FrameFormat.values().length)];
            boolean extended = random.nextBoolean();
            int dlc = random.nextInt(format.isFd() ? 16 : 9);
            int bytes = CanFrame.dataBytes(format, dlc);
            CanFrame frame = stuffed(random, format, extended, dlc, bytes);
            FrameBits bits = FrameBits.of(frame);
            int fast = bits.fastBits(bits.length());
            FrameLength longest = FrameLength.longest(extended, format, bytes);
            // all at one bit a microsecond, then with a data phase of four bits a microsecond
            int all = bits.length() + FrameBits.INTERMISSION_BITS;
            int inTwoRates = (all - fast) * 4 + fast;
            assertTrue(all <= longest.nominalBits() + longest.dataBits(), frame::toString);
            assertTrue(
                    inTwoRates <= longest.nominalBits() * 4 + longest.dataBits(), frame::toString);
        }
    }

    /** Runs of four equal bits, each of the other level than the one before: a stuff bit each. */
    private static CanFrame stuffed(
            SplittableRandom random, FrameFormat format, boolean extended, int dlc, int bytes) {
        byte[] data = new byte[bytes];
        byte pattern = (byte) (random.nextBoolean() ? 0x0F << random.nextInt(8) : 0x3C);
        for (int i = 0; i < bytes; i++) {
            data[i] = random.nextInt(8) == 0 ? (byte) random.nextInt(256) : pattern;
        }
        int base = random.nextBoolean() ? 0x078 : random.nextInt(0x800);
        int identifier = extended ? base << 18 | random.nextInt(1 << 18) & 0x3C3C3 : base;
        return new CanFrame(identifier, extended, format, false, dlc, CanData.of(data));
    }
}
