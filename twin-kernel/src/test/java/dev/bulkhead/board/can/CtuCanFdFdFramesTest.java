package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.CanBench.READY;
import static dev.bulkhead.board.can.CanBench.TIMING_500K;
import static dev.bulkhead.board.can.Registers.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.BusLevel;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.state.Snapshot;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** On a bus with a data bit rate. */
class CtuCanFdFdFramesTest {
    /** 100 MHz / (5 · 10 quanta) = 2 Mbit/s, sample point at 70 %. */
    private static final int TIMING_2M = 3 << 27 | 5 << 19 | 3 << 13 | 3 << 7 | 3;

    private CanBench fd = new CanBench(OptionalLong.of(2_000_000));

    private void join(int mode) {
        fd.write(BTR_FD, TIMING_2M);
        fd.write(BTR, TIMING_500K);
        fd.write(MODE, fd.read(MODE) & ~MODE_FDE | mode | MODE_ENA);
        fd.runToBit(20);
    }

    private void fill(int buffer, int format, int identifier) {
        int at = TXTB1 + buffer * TXTB_STRIDE;
        fd.write(at, format);
        fd.write(at + 4, identifier << 18);
        for (int word = 0; word < 16; word++) {
            fd.write(at + 16 + 4 * word, 0x03020100 + 0x04040404 * word);
        }
    }

    private String bytes(int count) {
        StringBuilder hex = new StringBuilder();
        for (int i = 0; i < count; i++) {
            hex.append("%02X".formatted(i));
        }
        return hex.toString();
    }

    private CanFrame frame(boolean errorPassive, int bytes) {
        return new CanFrame(
                0x123,
                false,
                FrameFormat.FD_BIT_RATE_SWITCH,
                errorPassive,
                CanFrame.fdDlc(bytes),
                CanData.ofHex(bytes(bytes)));
    }

    private int state(int buffer) {
        return fd.state(buffer);
    }

    private boolean isOff() {
        return (fd.read(EWL) & EWL_BOF) != 0;
    }

    @Test
    void sendsAFrameOf64BytesThatSwitchesTheBitRate() {
        join(MODE_FDE);
        fill(0, FRAME_FDF | FRAME_BRS | 15, 0x0a0);
        fd.command(0, READY);
        fd.runToBit(300);
        assertEquals(4, state(0));
        assertTrue(
                fd.heard.getFirst().startsWith("0A0##1" + bytes(64) + " at bit "),
                fd.heard::toString);
    }

    @Test
    void oneThatDoesNotSwitchTakesLonger() {
        join(MODE_FDE);
        fill(0, FRAME_FDF | 15, 0x0a0);
        fd.command(0, READY);
        fd.runToBit(300);
        assertEquals(2, state(0), "64 bytes are 512 nominal bits at least");
        fd.runToBit(800);
        assertTrue(fd.heard.getFirst().startsWith("0A0##0" + bytes(64)), fd.heard::toString);
    }

    @Test
    void hasNoRemoteFramesOfCanFd() {
        join(MODE_FDE);
        fill(0, FRAME_FDF | FRAME_RTR | 1, 0x0a0);
        fd.command(0, READY);
        fd.runToBit(300);
        assertTrue(fd.heard.getFirst().startsWith("0A0##000 "), fd.heard::toString);
    }

    @Test
    void putsAReceivedFrameInto20Words() {
        join(MODE_FDE);
        fd.peer.offer(frame(true, 64));
        fd.runToBit(300);
        List<Integer> words = fd.readFrame();
        int rwcnt = 3 + 16;
        assertEquals(
                15 | FRAME_FDF | FRAME_BRS | FRAME_ESI_RSV | rwcnt << FRAME_RWCNT_SHIFT,
                words.getFirst());
        assertEquals(0x123 << 18, words.get(1));
        assertEquals(20, words.size());
        assertEquals(0x03020100, words.get(4));
        assertEquals(0x3f3e3d3c, words.get(19));
    }

    @Test
    void hasRoomForSixFramesOf64Bytes() {
        join(MODE_FDE);
        for (int i = 0; i < 7; i++) {
            fd.peer.offer(frame(false, 64));
            fd.runToBit(300L * (i + 1));
        }
        assertEquals(6, fd.read(RX_STATUS) >>> 4 & 0x7ff);
        assertEquals(STATUS_DOR, fd.read(STATUS) & STATUS_DOR);
        assertEquals(7, fd.read(RX_FR_CTR));
    }

    @Test
    void filtersAreEnabledForFdFramesByThemselves() {
        join(MODE_FDE | MODE_AFM);
        fd.write(FILTER_CONTROL, 0b0011);
        fd.peer.offer(frame(false, 12));
        fd.runToBit(300);
        assertEquals(0, fd.read(STATUS) & STATUS_RXNE);
        fd.write(FILTER_CONTROL, 0b0100);
        fd.peer.offer(frame(false, 12));
        fd.runToBit(600);
        assertEquals(STATUS_RXNE, fd.read(STATUS) & STATUS_RXNE);
    }

    @Test
    void withoutFdeItNeitherSendsNorGetsFdFrames() {
        join(0);
        fill(0, FRAME_FDF | 15, 0x0a0);
        fd.command(0, READY);
        assertEquals(6, state(0));
        fd.peer.offer(frame(false, 12));
        fd.runToBit(300);
        assertEquals(0, fd.read(RX_FR_CTR));
        assertEquals(0, fd.bus.statistics().frames());
        assertEquals(0, fd.read(STATUS) & STATUS_PEXS);
    }

    /** It destroys the FD frame, as ISO 11898-1 has it of one that is FD intolerant. */
    @ParameterizedTest
    @EnumSource(BusLevel.class)
    void withoutFdeItIsIdleBehindAnFdFrameAndTakesTheNextClassicOne(BusLevel level) {
        fd = new CanBench(level, OptionalLong.of(2_000_000));
        CanPort other = fd.bus.attach("other", 2, _ -> {});
        join(0);
        fd.peer.offer(frame(false, 12));
        fd.runToBit(30);
        assertEquals(STATUS_RXS, fd.read(STATUS) & (STATUS_IDLE | STATUS_RXS));
        fd.peer.withdraw();
        fd.runToBit(300);
        assertEquals(STATUS_IDLE, fd.read(STATUS) & (STATUS_IDLE | STATUS_RXS));
        assertEquals(0, fd.read(RX_FR_CTR));
        other.offer(CanFrame.base(0x124, CanData.EMPTY));
        fd.runToBit(600);
        assertEquals(1, fd.read(RX_FR_CTR));
        assertEquals(STATUS_IDLE, fd.read(STATUS) & (STATUS_IDLE | STATUS_RXS));
    }

    @ParameterizedTest
    @EnumSource(BusLevel.class)
    void withoutFdeItDestroysFdFrames(BusLevel level) {
        fd = new CanBench(level, OptionalLong.of(2_000_000));
        List<BusEvent> others = new ArrayList<>();
        fd.bus.attach("other", 2, others::add);
        join(0);
        fd.peer.offer(frame(false, 12));
        fd.runToBit(30);
        fd.peer.withdraw();
        fd.runToBit(300);
        assertTrue(others.stream().anyMatch(e -> e instanceof BusEvent.ErrorSeen));
        assertTrue((fd.read(INT_STAT) & INT_BEI) != 0);
        assertEquals(0, fd.bus.statistics().frames());
    }

    @Test
    void withPexInsteadItSaysThatItMetOne() {
        join(MODE_PEX);
        fd.peer.offer(frame(false, 12));
        fd.runToBit(300);
        assertEquals(0, fd.read(RX_FR_CTR));
        assertEquals(STATUS_PEXS, fd.read(STATUS) & STATUS_PEXS);
        fd.peer.withdraw();
        fd.runToBit(600);
        assertEquals(STATUS_IDLE, fd.read(STATUS) & (STATUS_IDLE | STATUS_RXS));
        fd.write(COMMAND, COMMAND_CPEXS);
        assertEquals(0, fd.read(STATUS) & STATUS_PEXS);
        fd.peerSends(0x123, "11");
        fd.runToBit(900);
        assertEquals(1, fd.read(RX_FR_CTR));
    }

    @Test
    void inTheFormatBeforeIsoItMeetsNobodyWhoKnowsIt() {
        join(MODE_FDE | MODE_NISOFD);
        fill(0, FRAME_FDF | 15, 0x0a0);
        fd.command(0, READY);
        assertEquals(6, state(0));
    }

    @Test
    void aWrongDataBitRateKeepsItOffTheBus() {
        fd.write(BTR_FD, TIMING_2M + (1 << 19));
        fd.write(BTR, TIMING_500K);
        fd.write(MODE, fd.read(MODE) | MODE_ENA);
        fd.runToBit(1000);
        assertTrue(isOff());
    }

    @Test
    void unlessItKnowsNoFdFrames() {
        fd.write(BTR, TIMING_500K);
        fd.write(MODE, fd.read(MODE) & ~MODE_FDE | MODE_ENA);
        fd.runToBit(20);
        assertFalse(isOff());
    }

    @Test
    void whileItTakesPartBitRatesAndSecondarySamplePointAreLocked() {
        join(MODE_FDE);
        fd.write(BTR_FD, 0);
        fd.write(TRV_DELAY, 0x0123_0000);
        assertEquals(TIMING_2M, fd.read(BTR_FD));
        assertEquals(SSP_CFG_RESET, fd.read(TRV_DELAY));
    }

    @Test
    void goesOnEquallyFromASnapshotWithinAnFdFrame() {
        join(MODE_FDE);
        fill(0, FRAME_FDF | FRAME_BRS | 15, 0x0a0);
        fd.command(0, READY);
        fd.runToBit(100);
        CanBench restored = new CanBench(OptionalLong.of(2_000_000));
        Snapshot.of(fd).restoreInto(restored);
        for (CanBench each : List.of(fd, restored)) {
            each.peer.offer(frame(false, 48));
            each.runToBit(600);
        }
        assertEquals(1, restored.heard.size());
        assertEquals(fd.heard, restored.heard);
        assertEquals(fd.readFrame(), restored.readFrame());
        assertEquals(Snapshot.of(fd).hash(), Snapshot.of(restored).hash());
    }
}
