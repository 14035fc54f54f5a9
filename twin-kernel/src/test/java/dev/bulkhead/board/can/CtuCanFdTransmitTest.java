package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.CanBench.ABORT;
import static dev.bulkhead.board.can.CanBench.EMPTY;
import static dev.bulkhead.board.can.CanBench.READY;
import static dev.bulkhead.board.can.Registers.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.CanPort;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.util.List;

/** TXT buffers and what becomes of their frames. */
class CtuCanFdTransmitTest {
    private final CanBench bench = new CanBench();

    @BeforeEach
    void join() {
        bench.enable();
        bench.runToBit(20);
        bench.write(INT_STAT, INT_ALL);
    }

    @Test
    void sendsAFrameAndReportsItAtItsEnd() {
        bench.write(INT_ENA_SET, INT_TXI | INT_TXBHCI);
        bench.fill(0, 0x0a0, 0x11, 0x22);
        bench.command(0, READY);
        assertEquals(1, bench.state(0));
        bench.runToBit(30);
        assertEquals(2, bench.state(0));
        assertEquals(STATUS_TXS, bench.read(STATUS) & (STATUS_TXS | STATUS_IDLE));
        bench.runToBit(200);
        assertEquals(4, bench.state(0));
        assertEquals(INT_TXI | INT_TXBHCI, bench.read(INT_STAT));
        assertTrue(bench.can.interrupt().isHigh());
        assertEquals(1, bench.read(TX_FR_CTR));
        assertEquals(1, bench.heard.size());
        assertTrue(bench.heard.getFirst().startsWith("0A0#1122 "), bench.heard.toString());
    }

    @Test
    void sendsExtendedAndRemoteFrames() {
        bench.write(TXTB1, FRAME_IDE | FRAME_RTR | 4);
        bench.write(TXTB1 + 4, 0x1234_5678);
        bench.command(0, READY);
        bench.runToBit(200);
        assertTrue(bench.heard.getFirst().startsWith("12345678#R4 "), bench.heard.toString());
    }

    @Test
    void sendsTheHighestPriorityFirstAndTheLowestBufferOfEquals() {
        for (int buffer = 0; buffer < 4; buffer++) {
            bench.fill(buffer, 0x100 + buffer);
        }
        bench.write(TX_PRIORITY, 0x2515);
        bench.write(TX_COMMAND, READY | 0xf00);
        bench.runToBit(1000);
        List<String> order = bench.heard.stream().map(h -> h.substring(0, 3)).toList();
        assertEquals(List.of("100", "102", "103", "101"), order);
    }

    @Test
    void takesBackOneThatWaitsForOneThatGoesFirst() {
        bench.write(TX_PRIORITY, 0x0077);
        bench.peerSends(0x001, "");
        bench.runToBit(30);
        bench.fill(2, 0x100);
        bench.command(2, READY);
        bench.runToBit(40);
        bench.fill(0, 0x200);
        bench.command(0, READY);
        bench.runToBit(1000);
        assertEquals(2, bench.heard.size());
        assertTrue(bench.heard.getFirst().startsWith("200#"), bench.heard::toString);
    }

    @Test
    void locksABufferThatIsReady() {
        bench.fill(0, 0x100, 1);
        bench.command(0, READY);
        bench.fill(0, 0x200, 2);
        bench.runToBit(200);
        assertTrue(bench.heard.getFirst().startsWith("100#01 "));
    }

    @Test
    void abortsAReadyBufferAtOnceAndOneOnTheBusOnlyIfItFails() {
        bench.fill(0, 0x100);
        bench.fill(1, 0x101);
        bench.command(0, READY);
        bench.runToBit(30);
        bench.command(1, READY);
        bench.command(1, ABORT);
        bench.command(0, ABORT);
        assertEquals(7, bench.state(1));
        assertEquals(3, bench.state(0));
        bench.runToBit(500);
        assertEquals(4, bench.state(0));
        assertEquals(1, bench.heard.size());
    }

    @Test
    void emptiesABufferThatIsDone() {
        bench.write(TX_COMMAND, READY | 0xf00);
        assertEquals(0, bench.read(STATUS) & STATUS_TXNF);
        bench.runToBit(1000);
        bench.command(2, EMPTY);
        assertEquals(8, bench.state(2));
        assertEquals(STATUS_TXNF, bench.read(STATUS) & STATUS_TXNF);
    }

    @Test
    void repeatsAFrameThatLostArbitrationAndCapturesTheBit() {
        bench.fill(0, 0x3c0);
        bench.command(0, READY);
        bench.peerSends(0x0a0, "");
        bench.runToBit(500);
        assertEquals(INT_ALI, bench.read(INT_STAT) & INT_ALI);
        // 0A0 and 3C0 first differ in identifier bit 9: 11 - 2
        assertEquals(1 << 5 | 2, bench.read(ERR_CAPT) >>> 16 & 0xff);
        assertEquals(4, bench.state(0));
        assertEquals(0x0a0 << 18, bench.readFrame().get(1));
    }

    @Test
    void givesUpAfterOneAttemptInOneShotMode() {
        bench.write(MODE, bench.read(MODE) | MODE_RTRLE);
        bench.fill(0, 0x3c0);
        bench.command(0, READY);
        bench.peerSends(0x0a0, "");
        bench.runToBit(500);
        assertEquals(6, bench.state(0));
        assertEquals(0, bench.read(TX_FR_CTR));
    }

    @Test
    void reportsAMissingAcknowledgeAndTriesAgain() {
        bench.peer.mode(CanPort.Mode.OFF);
        bench.fill(0, 0x100);
        bench.command(0, READY);
        bench.runToBit(75);
        assertEquals(INT_BEI, bench.read(INT_STAT) & INT_BEI);
        assertEquals(3 << 5 | 5, bench.read(ERR_CAPT) & 0xff);
        assertEquals(1, bench.read(ERR_CAPT) >>> 8 & 0xf);
    }

    @Test
    void failsABufferWithAnFdFrame() {
        bench.write(TXTB1, FRAME_FDF);
        bench.command(0, READY);
        assertEquals(6, bench.state(0));
    }

    @Test
    void storesItsOwnFrameInLoopBackMode() {
        bench.write(MODE, bench.read(MODE) | MODE_ILBP);
        bench.fill(0, 0x123, 7);
        bench.command(0, READY);
        bench.runToBit(200);
        assertEquals(0x123 << 18, bench.readFrame().get(1));
    }

    @Test
    void isIdleBehindAFrameThatNobodyAcknowledgedInBusMonitoringMode() {
        bench.write(MODE, bench.read(MODE) | MODE_BMM);
        bench.peerSends(0x100, "");
        bench.runToBit(30);
        bench.peer.withdraw();
        bench.runToBit(500);
        assertEquals(STATUS_IDLE, bench.read(STATUS) & (STATUS_IDLE | STATUS_RXS));
        assertEquals(INT_BEI, bench.read(INT_STAT) & INT_BEI);
    }

    @Test
    void keepsSilentInBusMonitoringMode() {
        bench.write(MODE, bench.read(MODE) | MODE_BMM);
        bench.fill(0, 0x100);
        bench.command(0, READY);
        bench.runToBit(500);
        assertEquals(1, bench.state(0));
        bench.write(MODE, bench.read(MODE) & ~MODE_BMM);
        bench.runToBit(700);
        assertEquals(4, bench.state(0));
    }
}
