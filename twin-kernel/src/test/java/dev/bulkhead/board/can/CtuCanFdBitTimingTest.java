package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.CanBench.BIT;
import static dev.bulkhead.board.can.CanBench.READY;
import static dev.bulkhead.board.can.CanBench.TIMING_500K;
import static dev.bulkhead.board.can.Registers.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BusLevel;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FdSupport;
import dev.bulkhead.can.wire.LeveledBus;
import dev.bulkhead.can.wire.WireNodeParameters;
import dev.bulkhead.state.Snapshot;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.List;
import java.util.OptionalLong;
import java.util.TreeMap;

/**
 * Segments and jump width of BTR and BTR_FD act on the wire. The other nodes of the bus have 20
 * quanta of 100 ns a bit, sample point at 80 %, phase segments and jump width of 4.
 */
class CtuCanFdBitTimingTest {
    private static final OptionalLong CLASSIC = OptionalLong.empty();
    private static final OptionalLong FD = OptionalLong.of(2_000_000);

    /** 100 MHz / (5 x (1 + 3 + 3 + 3) quanta), jump width 3. */
    private static final int TIMING_2M = 3 << 27 | 5 << 19 | 3 << 13 | 3 << 7 | 3;

    /** Quanta of ten clocks. */
    private static int btr(int propagation, int phase1, int phase2, int jumpWidth) {
        return jumpWidth << 27 | 10 << 19 | phase2 << 13 | phase1 << 7 | propagation;
    }

    private static CanBench with(int btr) {
        return enabled(new CanBench(), btr, 0);
    }

    private static CanBench enabled(CanBench bench, int btr, int mode) {
        bench.write(BTR, btr);
        bench.write(BTR_FD, TIMING_2M);
        bench.write(MODE, bench.read(MODE) | MODE_ENA | mode);
        return bench;
    }

    /** A bus of bits whose peer has a clock and a line of its own. */
    private static CanBench beside(int peerPpm, long lineNs, int btr) {
        TreeMap<String, WireNodeParameters> places = new TreeMap<>();
        BitTiming timing = BitTiming.of(500_000, CLASSIC, 800);
        long linePs = lineNs * 1_000;
        places.put(
                "peer",
                new WireNodeParameters(
                        timing, FdSupport.TOLERANT, peerPpm * 1_000, linePs, linePs));
        return enabled(new CanBench(BusLevel.BIT, CLASSIC, places), btr, 0);
    }

    private static boolean isOnWire(CanBench bench) {
        return ((LeveledBus) bench.bus).isOnWire();
    }

    @Nested
    class TheBusStaysAtFrameLevel {
        @Test
        void withTheSettingOfTheSdk() {
            assertFalse(isOnWire(with(TIMING_500K)));
        }

        /** Quanta of 100 ns and 50 ns; those of the bus's other nodes last 25 ns. */
        @Test
        void withTheSameTimesInOtherQuanta() {
            CanBench bench = enabled(new CanBench(FD), TIMING_500K, MODE_FDE);
            bench.runToBit(20);
            assertEquals(EWL_ERA, bench.read(EWL) & 0x7_0000);
            assertFalse(isOnWire(bench));
        }

        /** 1 + 0 + 15 quanta before the sample point are 16, too. */
        @Test
        void whereverThePropagationSegmentEnds() {
            assertFalse(isOnWire(with(btr(0, 15, 4, 4))));
        }

        @Test
        void whateverTheDataBitsAreOfAControllerThatKnowsNoFdFrames() {
            CanBench bench = new CanBench(FD);
            bench.write(MODE, bench.read(MODE) & ~MODE_FDE);
            bench.write(BTR_FD, 0);
            bench.write(BTR, TIMING_500K);
            bench.write(MODE, bench.read(MODE) | MODE_PEX | MODE_ENA);
            assertFalse(isOnWire(bench));
        }
    }

    @Nested
    class TheBusGoesOverToBits {
        @Test
        void withAnotherJumpWidth() {
            assertTrue(isOnWire(with(btr(8, 7, 4, 1))));
        }

        @Test
        void withAnotherSamplePoint() {
            assertTrue(isOnWire(with(btr(6, 7, 6, 4))));
        }

        /** 199 clocks instead of 200, which are within half a percent. */
        @Test
        void withBitsThatAreALittleShort() {
            CanBench bench = with(4 << 27 | 1 << 19 | 40 << 13 | 60 << 7 | 98);
            assertTrue(isOnWire(bench));
            bench.runToBit(20);
            bench.fill(0, 0x100, 0xf0);
            bench.command(0, READY);
            bench.runToBit(200);
            assertEquals(4, bench.state(0), "sent");
        }

        @Test
        void withOtherDataBits() {
            CanBench bench = new CanBench(FD);
            bench.write(BTR_FD, TIMING_2M & ~(0x1f << 27) | 1 << 27);
            bench.write(BTR, TIMING_500K);
            bench.write(MODE, bench.read(MODE) | MODE_FDE | MODE_ENA);
            assertTrue(isOnWire(bench));
        }
    }

    @Test
    void withoutAPhaseSegment2ItStaysOffTheBus() {
        CanBench bench = with(btr(8, 11, 0, 1));
        bench.runToBit(100);
        assertEquals(EWL_BOF, bench.read(EWL) & 0x7_0000);
        assertFalse(isOnWire(bench));
    }

    /**
     * Each of two clocks may be off by less than min(PS1, PS2) / (2 (13 NBT - PS2)) and SJW / (20
     * NBT) (Bosch CAN FD 1.0, chapter 8, conditions I and II), and so they may be apart by twice as
     * much. Here PS1 = 7, PS2 = 4, NBT = 20: I gives 4/512, II gives 4/400 with a jump width of 4
     * and 1/400 with 1. So 15 625 ppm and 5 000 ppm.
     */
    @Nested
    class BesideAPeerWithAnotherClock {
        /** Edges to dominant levels ten bits apart, which is as seldom as stuffing lets them be. */
        private static final String SELDOM_EDGES = "F878787878787878";

        private CanBench bench;

        private int framesOfTen(int peerPpm, int jumpWidth) {
            bench = beside(peerPpm, 0, btr(8, 7, 4, jumpWidth));
            bench.runToBit(20);
            for (int i = 0; i < 10; i++) {
                // a frame lasts 47 + 64 bits, at most 24 stuff bits and 3 of intermission
                if (bench.peer.offered() == CanPort.Offer.NONE) {
                    bench.peerSends(0x0f0, SELDOM_EDGES);
                }
                bench.runToBit(20 + 150 * (i + 1));
            }
            return bench.read(RX_FR_CTR);
        }

        @ParameterizedTest
        @CsvSource({"4900, 1", "-4900, 1", "15500, 4", "-15500, 4"})
        void aJumpWidthBearsWhatTheConditionsAllow(int peerPpm, int jumpWidth) {
            assertEquals(10, framesOfTen(peerPpm, jumpWidth));
            assertEquals(0, bench.read(REC));
        }

        /**
         * In ten bits the edge comes 0.0155 x 10 x 20 = 3.1 quanta too early. A jump width of 1
         * makes good one of them: the next edge comes 5.1 too early, before the sample point of the
         * bit in front of it, and that bit is taken for the next one.
         */
        @Test
        void aJumpWidthOfOneLosesTheFramesThatOneOfFourBears() {
            assertEquals(0, framesOfTen(15_500, 1));
            assertTrue((bench.read(REC) & 0x1ff) > 0, "receive errors");
        }

        @Test
        void withoutAJumpWidthItFollowsOnlyTheFirstEdge() {
            assertEquals(0, framesOfTen(4_900, 0));
        }

        @Test
        void itIsSoFromASnapshotToo() {
            framesOfTen(4_900, 1);
            CanBench restored = beside(15_500, 0, TIMING_500K);
            Snapshot.of(bench).restoreInto(restored);
            for (CanBench each : List.of(bench, restored)) {
                each.peerSends(0x0f0, SELDOM_EDGES);
                each.runToBit(3_000);
            }
            assertEquals(Snapshot.of(bench).hash(), Snapshot.of(restored).hash());
            assertEquals(bench.read(RX_FR_CTR), restored.read(RX_FR_CTR));
        }
    }

    /** There and back 1.4 us: before a sample point at 1.6 us, behind one at 1.2 us. */
    @Nested
    class BesideAPeerAtTheEndOfALine {
        private CanBench sends(int btr) {
            CanBench bench = beside(0, 700, btr);
            bench.runToBit(20);
            bench.fill(0, 0x100, 0x55);
            bench.command(0, READY);
            bench.runToBit(150);
            return bench;
        }

        @Test
        void aLateSamplePointSeesTheAcknowledgement() {
            assertEquals(0, sends(TIMING_500K).read(REC));
        }

        @Test
        void anEarlyOneDoesNot() {
            assertTrue(sends(btr(6, 5, 8, 4)).read(REC) >>> 16 > 0, "transmit errors");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theQuantaAreThoseOfTheRegistersAlsoFromASnapshotAtFrameLevel(boolean restores) {
        CanBench bench = enabled(new CanBench(FD), TIMING_500K, MODE_FDE);
        bench.runToBit(20);
        CanBench other = enabled(new CanBench(FD), TIMING_500K, MODE_FDE);
        other.runToBit(20);
        if (restores) {
            other = new CanBench(FD);
            Snapshot.of(bench).restoreInto(other);
        }
        for (CanBench each : List.of(bench, other)) {
            each.peer.mode(CanPort.Mode.OFF);
            each.fill(0, 0x100);
            each.command(0, READY);
            each.runToBit(200);
            assertTrue(isOnWire(each), "nobody acknowledges");
            each.peer.mode(CanPort.Mode.ACTIVE);
            each.peer.offer(CanFrame.base(0x200, CanData.EMPTY));
            each.runToBit(500);
        }
        assertEquals(Snapshot.of(bench).hash(), Snapshot.of(other).hash());
        assertEquals(bench.heard, other.heard);
    }

    @Test
    void aControllerThatComesBackWithTheUsualTimingHasItAgain() {
        CanBench bench = beside(15_500, 0, btr(8, 7, 4, 1));
        bench.runToBit(20);
        bench.write(MODE, bench.read(MODE) & ~MODE_ENA);
        enabled(bench, TIMING_500K, 0);
        bench.runToBit(40);
        bench.peerSends(0x0f0, "F878787878787878");
        bench.scheduler.runUntil(200 * BIT);
        assertEquals(1, bench.read(RX_FR_CTR));
    }
}
