package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.CanBench.BIT;
import static dev.bulkhead.board.can.CanBench.READY;
import static dev.bulkhead.board.can.CanBench.TIMING_500K;
import static dev.bulkhead.board.can.Registers.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.BusLevel;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.state.Snapshot;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Registers, joining and leaving the bus, time stamps, reset and snapshots. */
class CtuCanFdTest {
    private final CanBench bench = new CanBench();

    @Nested
    class AtPowerOn {
        @Test
        void registersHaveTheCoresResetValues() {
            assertEquals(0x0204_cafd, bench.read(DEVICE_ID));
            assertEquals(0x0200_0210, bench.read(MODE));
            assertEquals(0x0001_0084, bench.read(STATUS));
            assertEquals(0x1050_a185, bench.read(BTR));
            assertEquals(0x1020_6183, bench.read(BTR_FD));
            assertEquals(0x000a_0000, bench.read(TRV_DELAY));
            assertEquals(0x000f_000f, bench.read(FILTER_CONTROL));
            assertEquals(0x0000_8888, bench.read(TX_STATUS));
            assertEquals(0x0004_0000, bench.read(TX_COMMAND));
            assertEquals(1, bench.read(TX_PRIORITY));
            assertEquals(1, bench.read(RX_STATUS));
            assertEquals(0x3f00_001f, bench.read(ERR_CAPT));
            assertEquals(128 << 16 | 128, bench.read(RX_MEM_INFO));
        }

        @Test
        void partsOfAWordCanBeRead() {
            assertEquals(0xcafd, bench.can.read(DEVICE_ID, 2, 0));
            assertEquals(0x0204, bench.can.read(DEVICE_ID + 2, 2, 0));
            assertEquals(0x02, bench.can.read(DEVICE_ID + 3, 1, 0));
        }

        @Test
        void itIsBusOff() {
            assertEquals(EWL_BOF | 128 << 8 | 96, bench.read(EWL));
        }
    }

    @Nested
    class Enabling {
        @Test
        void makesItErrorActiveAfterElevenBits() {
            bench.write(INT_ENA_SET, INT_FCSI);
            bench.enable();
            bench.runToBit(10);
            assertEquals(EWL_BOF, bench.read(EWL) & 0x7_0000);
            assertFalse(bench.can.interrupt().isHigh());
            bench.runToBit(11);
            assertEquals(EWL_ERA, bench.read(EWL) & 0x7_0000);
            assertTrue(bench.can.interrupt().isHigh());
        }

        @Test
        void withAWrongBitRateNeverSucceeds() {
            bench.write(BTR, TIMING_500K + 1);
            bench.write(MODE, bench.read(MODE) | MODE_ENA);
            bench.peerSends(0x123, "");
            bench.runToBit(1000);
            assertEquals(EWL_BOF, bench.read(EWL) & 0x7_0000);
            assertEquals(0, bench.read(RX_FR_CTR));
        }

        @Test
        void locksTheBitTiming() {
            bench.enable();
            bench.write(BTR, 0);
            assertEquals(TIMING_500K, bench.read(BTR));
        }

        @Test
        void byHalfwordLeavesTheOtherHalfAlone() {
            bench.write(BTR, TIMING_500K);
            bench.can.write(MODE + 2, 2, 0x0240, 0);
            assertEquals(0x0240_0210, bench.read(MODE));
        }

        @Test
        void disabledItIsBusOffAndItsReadyBuffersFail() {
            bench.enable();
            bench.runToBit(20);
            bench.fill(0, 0x100);
            bench.command(0, READY);
            bench.write(MODE, bench.read(MODE) & ~MODE_ENA);
            assertEquals(6, bench.state(0));
            assertEquals(EWL_BOF, bench.read(EWL) & 0x7_0000);
        }
    }

    /** Alone on a bus of bits: each of its frames is an error of 8 more, each 59 bits. */
    @Nested
    class ErrorWarning {
        private final CanBench alone = new CanBench(BusLevel.BIT, OptionalLong.empty());

        @BeforeEach
        void sendToNobody() {
            alone.peer.mode(CanPort.Mode.OFF);
            alone.enable();
            alone.runToBit(20);
            alone.fill(0, 0);
            alone.command(0, READY);
        }

        private boolean warns() {
            return (alone.read(STATUS) & STATUS_EWL) != 0;
        }

        private boolean isRaised() {
            return (alone.read(INT_STAT) & INT_EWLI) != 0;
        }

        private void runToErrors(int count) {
            long bit = alone.scheduler.nowPs() / BIT;
            while (alone.read(REC) >>> 16 != count) {
                alone.runToBit(++bit);
                assertTrue(bit < 10_000, "never " + count);
            }
        }

        @Test
        void comesOnceAtTheLimit() {
            runToErrors(88);
            assertFalse(warns());
            assertFalse(isRaised());
            runToErrors(96);
            assertTrue(warns());
            assertTrue(isRaised());
            alone.write(INT_STAT, INT_EWLI);
            runToErrors(104);
            assertTrue(warns());
            assertFalse(isRaised(), "the reason stands, but it is told once");
        }

        @Test
        void comesAgainBelowIt() {
            runToErrors(96);
            alone.write(INT_STAT, INT_EWLI);
            alone.peer.mode(CanPort.Mode.ACTIVE);
            runToErrors(95);
            assertFalse(warns());
            assertTrue(isRaised());
        }
    }

    @Test
    void countsTimestampsInCoreClocks() {
        bench.scheduler.runUntil(45_000_000_000_000L);
        assertEquals(45L * 100_000_000 - (1L << 32), bench.read(TIMESTAMP_LOW));
        assertEquals(1, bench.read(TIMESTAMP_HIGH));
    }

    @Test
    void aSoftResetBringsBackThePowerOnState() {
        String before = Snapshot.of(bench.can).hash();
        bench.enable();
        bench.write(INT_ENA_SET, INT_ALL);
        bench.write(TX_PRIORITY, 0x1234);
        bench.write(MODE, MODE_RST);
        assertEquals(before, Snapshot.of(bench.can).hash());
    }

    @Test
    void goesOnEquallyFromASnapshotInTheMiddleOfAFrame() {
        bench.enable();
        bench.runToBit(20);
        bench.write(INT_ENA_SET, INT_ALL);
        bench.fill(0, 0x3c0, 1, 2, 3);
        bench.fill(1, 0x3c1, 4, 5, 6);
        bench.write(TX_COMMAND, READY | 0x300);
        bench.peerSends(0x0a0, "1122");
        bench.runToBit(40);
        CanBench restored = new CanBench();
        Snapshot.of(bench).restoreInto(restored);
        bench.heard.clear();
        List<List<Integer>> frames = new ArrayList<>();
        for (CanBench each : List.of(bench, restored)) {
            each.runToBit(140);
            each.write(INT_STAT, INT_ALL);
            each.runToBit(600);
            frames.add(each.readFrame());
        }
        assertEquals(2, restored.heard.size());
        assertEquals(bench.heard, restored.heard);
        assertEquals(0x0a0 << 18, frames.get(1).get(1));
        assertEquals(frames.get(0), frames.get(1));
        assertEquals(Snapshot.of(bench).hash(), Snapshot.of(restored).hash());
    }
}
