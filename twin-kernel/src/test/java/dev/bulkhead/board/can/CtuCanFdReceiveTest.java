package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.CanBench.BIT;
import static dev.bulkhead.board.can.Registers.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The receive FIFO, and the filters before it. */
class CtuCanFdReceiveTest {
    private final CanBench bench = new CanBench();

    @Nested
    class Receiving {
        @BeforeEach
        void join() {
            bench.enable();
            bench.runToBit(20);
            bench.write(INT_STAT, INT_ALL);
        }

        @Test
        void handsOutFormatIdentifierTimestampAndData() {
            bench.peerSends(0x2a5, "0102030405");
            bench.runToBit(200);
            List<Integer> words = bench.readFrame();
            assertEquals(6, words.size());
            assertEquals(5 << FRAME_RWCNT_SHIFT | 5, words.get(0));
            assertEquals(0x2a5 << 18, words.get(1));
            assertEquals(0, words.get(3));
            assertEquals(0x0403_0201, words.get(4));
            assertEquals(5, words.get(5));
        }

        @Test
        void stampsTheTimeOfTheEndOrOfTheStart() {
            bench.peerSends(0x2a5, "");
            bench.runToBit(200);
            // offered at bit 20, so SOF is bit 21, sampled at 80 % of 200 clocks
            int end = bench.readFrame().get(2);
            bench.write(RX_STATUS, RX_STATUS_RTSOP);
            bench.peerSends(0x2a5, "");
            bench.runToBit(400);
            int start = bench.readFrame().get(2);
            assertEquals(201 * 200 + 160, start);
            // equal frames: end of the first and start of the second are 180 bits less a length
            int length = (end - (21 * 200 + 160)) / 200 + 2;
            assertTrue(length >= 44 && length <= 55, "length=" + length);
        }

        @Test
        void interruptsWhileTheBufferIsNotEmpty() {
            bench.write(INT_ENA_SET, INT_RBNEI);
            bench.peerSends(0x100, "");
            bench.runToBit(200);
            assertTrue(bench.can.interrupt().isHigh());
            bench.write(INT_STAT, INT_RBNEI);
            assertTrue(bench.can.interrupt().isHigh(), "the frame has not been read");
            bench.readFrame();
            bench.write(INT_STAT, INT_RBNEI);
            assertFalse(bench.can.interrupt().isHigh());
        }

        @Test
        void aMaskedInterruptDoesNotReachTheStatus() {
            bench.write(INT_MASK_SET, INT_RXI | INT_RBNEI);
            bench.peerSends(0x100, "");
            bench.runToBit(200);
            assertEquals(0, bench.read(INT_STAT));
            bench.write(INT_MASK_CLR, INT_RXI);
            assertEquals(0, bench.read(INT_STAT) & INT_RXI);
        }

        @Test
        void countsFramesAndWords() {
            bench.peerSends(0x100, "1122");
            bench.runToBit(200);
            bench.peerSends(0x101, "");
            bench.runToBit(400);
            assertEquals(2 << 4, bench.read(RX_STATUS));
            assertEquals(128 - 9, bench.read(RX_MEM_INFO) >>> 16);
            assertEquals(9, bench.read(RX_POINTERS));
            bench.read(RX_DATA);
            assertEquals(2 << 4 | 4, bench.read(RX_STATUS), "in the middle of a frame");
            assertEquals(2, bench.read(RX_FR_CTR));
        }

        @Test
        void dropsAFrameThatDoesNotFitAndSaysSo() {
            for (int i = 0; i < 33; i++) {
                bench.peerSends(0x100 + i, "");
                bench.runToBit(200 + 100 * i);
            }
            assertEquals(32 << 4 | 2, bench.read(RX_STATUS));
            assertEquals(STATUS_DOR, bench.read(STATUS) & STATUS_DOR);
            assertEquals(INT_DOI | INT_RXFI, bench.read(INT_STAT) & (INT_DOI | INT_RXFI));
            bench.write(COMMAND, COMMAND_CDO | COMMAND_RRB);
            assertEquals(0, bench.read(STATUS) & (STATUS_DOR | STATUS_RXNE));
        }

        @Test
        void staysOnAWordUntilToldInManualMode() {
            bench.write(MODE, bench.read(MODE) & ~MODE_RXBAM);
            bench.peerSends(0x100, "");
            bench.runToBit(200);
            int format = bench.read(RX_DATA);
            assertEquals(format, bench.read(RX_DATA));
            bench.write(COMMAND, COMMAND_RXRPMV);
            assertEquals(0x100 << 18, bench.read(RX_DATA));
        }
    }

    @Nested
    class Filtering {
        @BeforeEach
        void join() {
            bench.enable();
            bench.runToBit(20);
            bench.write(MODE, bench.read(MODE) | MODE_AFM);
        }

        private List<String> passing(CanFrame... frames) {
            List<String> passed = new ArrayList<>();
            for (CanFrame frame : frames) {
                bench.write(COMMAND, COMMAND_RRB);
                bench.peer.offer(frame);
                bench.scheduler.runUntil(bench.scheduler.nowPs() + 200 * BIT);
                if ((bench.read(STATUS) & STATUS_RXNE) != 0) {
                    passed.add(frame.toString());
                }
            }
            return passed;
        }

        private CanFrame base(int identifier) {
            return CanFrame.base(identifier, CanData.EMPTY);
        }

        @Test
        void filterATakesEverythingAfterReset() {
            assertEquals(List.of("123#"), passing(base(0x123)));
        }

        @Test
        void aMaskFilterComparesTheBitsOfItsMask() {
            bench.write(FILTER_CONTROL, 1 << 4);
            bench.write(FILTER_A_MASK + 8, 0x7f0 << 18);
            bench.write(FILTER_A_MASK + 12, 0x120 << 18);
            assertEquals(List.of("120#", "12F#"), passing(base(0x120), base(0x12f), base(0x130)));
        }

        @Test
        void theRangeFilterTakesBothItsEnds() {
            bench.write(FILTER_CONTROL, 1 << 12);
            bench.write(FILTER_RAN_HIGH - 4, 0x200 << 18);
            bench.write(FILTER_RAN_HIGH, 0x202 << 18);
            assertEquals(
                    List.of("200#", "202#"),
                    passing(base(0x1ff), base(0x200), base(0x202), base(0x203)));
        }

        @Test
        void eachFormatIsEnabledByItself() {
            bench.write(FILTER_CONTROL, 2);
            assertEquals(
                    List.of("00000123#"),
                    passing(base(0x123), CanFrame.extended(0x123, CanData.EMPTY)));
        }

        @Test
        void remoteFramesCanBeDropped() {
            bench.write(MODE, bench.read(MODE) | MODE_FDRF);
            assertEquals(List.of("123#"), passing(CanFrame.baseRemote(0x123, 0), base(0x123)));
        }
    }
}
