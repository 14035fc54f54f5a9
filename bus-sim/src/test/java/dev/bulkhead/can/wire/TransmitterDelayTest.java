package dev.bulkhead.can.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FdSettings;
import dev.bulkhead.can.FdSupport;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.can.RandomFrames;
import dev.bulkhead.can.SecondarySamplePoint;
import dev.bulkhead.can.SecondarySamplePoint.Source;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.SplittableRandom;

/**
 * Transmitters that hear themselves late. Data bits last 500 ns, their sample point is at 350 ns; a
 * line takes the same time out and back.
 */
class TransmitterDelayTest {
    private static final int FRAMES = 50;
    private static final long TO_SAMPLE_PS = 350_000;

    private final TestWire wire = new TestWire(TestWire.FD);

    private TestWire.Node sender(long linePs, Source source, long offsetPs) {
        TestWire.Node sender =
                wire.node(
                        "sender",
                        new WireNodeParameters(TestWire.FD, FdSupport.ENABLED, 0, linePs, linePs));
        sender.port()
                .fdSettings(
                        new FdSettings(
                                FdSupport.ENABLED, new SecondarySamplePoint(source, offsetPs)),
                        0);
        return sender;
    }

    private static CanFrame fast(int bytes) {
        return new CanFrame(
                0,
                false,
                FrameFormat.FD_BIT_RATE_SWITCH,
                false,
                CanFrame.fdDlc(bytes),
                CanData.of(new byte[bytes]));
    }

    private static CanFrame[] frames() {
        SplittableRandom random = new SplittableRandom(5);
        CanFrame[] frames = new CanFrame[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
            frames[i] = RandomFrames.nextFd(random);
        }
        return frames;
    }

    @Nested
    class AtTheSamplePoint {
        @Test
        void bitsThatComeBackBeforeItAreRight() {
            wire.node("one");
            sender(170_000, Source.NONE, 0).sends(frames());
            wire.runTo(FRAMES * 800);
            assertEquals(0, wire.count("error"));
            assertEquals(FRAMES, wire.count("one received"));
        }

        @Test
        void bitsThatComeBackBehindItAreBitErrors() {
            wire.node("one");
            TestWire.Node sender = sender(200_000, Source.NONE, 0).sends(fast(64));
            wire.runTo(2_000);
            assertTrue(wire.count("sender error BIT") > 1, wire.log()::toString);
            assertEquals(0, wire.count("one received"));
            assertTrue(sender.tec() > 0);
        }
    }

    @Nested
    class AtASecondarySamplePoint {
        /** Up to more than a whole bit, and up to the 1.1 us that the arbitration phase allows. */
        @ParameterizedTest
        @ValueSource(longs = {0, 100_000, 200_000, 300_000, 450_000})
        void bitsAreRightHoweverLateTheyComeBack(long linePs) {
            wire.node("one");
            TestWire.Node sender = sender(linePs, Source.DELAY_AND_OFFSET, TO_SAMPLE_PS);
            sender.sends(frames());
            wire.runTo(FRAMES * 800);
            assertEquals(0, wire.count("error"), wire.log()::toString);
            assertEquals(FRAMES, wire.count("one received"));
            assertEquals(FRAMES, wire.count("sender sent"));
            assertEquals(2 * linePs, sender.port().transmitterDelayPs());
        }

        @Test
        void aFixedOneIsAsGoodIfItIsTheDelayAndMore() {
            wire.node("one");
            sender(300_000, Source.OFFSET, 600_000 + TO_SAMPLE_PS).sends(frames());
            wire.runTo(FRAMES * 800);
            assertEquals(0, wire.count("error"));
            assertEquals(FRAMES, wire.count("sender sent"));
        }

        @Test
        void aFixedOneThatIsShorterThanTheDelaySeesBitErrors() {
            wire.node("one");
            sender(300_000, Source.OFFSET, TO_SAMPLE_PS).sends(fast(64));
            wire.runTo(2_000);
            assertTrue(wire.count("sender error BIT") > 1);
        }

        @Test
        void anInvertedBitIsFoundAtTheSamplePointThatFollows() {
            wire.node("one");
            wire.flip(22, 1);
            sender(0, Source.DELAY_AND_OFFSET, TO_SAMPLE_PS + 100_000).sends(fast(8));
            wire.runTo(300);
            // BRS is place 18, so that 22 is sampled with nominal place 19, and 23 0.5 us later
            assertTrue(wire.log().contains("19,500 sender error BIT"), wire.log()::toString);
            assertEquals(1, wire.count("error BIT"));
            assertEquals(1, wire.count("one received"), "the frame is sent again");
        }

        @Test
        void anInvertedBitIsFoundHoweverLateItComesBack() {
            wire.node("one");
            wire.flip(30, 1);
            sender(300_000, Source.DELAY_AND_OFFSET, TO_SAMPLE_PS).sends(fast(8));
            wire.runTo(300);
            assertEquals(1, wire.count("sender error BIT"), wire.log()::toString);
            assertEquals(1, wire.count("one received"));
        }
    }
}
