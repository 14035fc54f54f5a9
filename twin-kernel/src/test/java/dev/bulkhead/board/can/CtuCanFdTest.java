package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.Registers.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.BusLevel;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanMedium;
import dev.bulkhead.can.CanNode;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameBus;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.can.wire.BitTiming;
import dev.bulkhead.can.wire.WireBus;
import dev.bulkhead.can.wire.WireNodeParameters;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

class CtuCanFdTest {
    private static final long BIT = 2_000_000;

    /** 100 MHz / (10 · 20 quanta) = 500 kbit/s, sample point at 80 %. */
    private static final int TIMING_500K = 4 << 27 | 10 << 19 | 4 << 13 | 8 << 7 | 7;

    private static final int READY = TX_COMMAND_TXCR;
    private static final int EMPTY = TX_COMMAND_TXCE;
    private static final int ABORT = TX_COMMAND_TXCA;

    private static final class World implements Stateful {
        final Scheduler scheduler = new Scheduler();
        final CanBus bus;
        final List<String> heard = new ArrayList<>();
        final CanPort peer;
        final CtuCanFd can;

        /** On a bus of classic frames. */
        World() {
            this(OptionalLong.empty());
        }

        World(OptionalLong dataBitRate) {
            this(BusLevel.FRAME, dataBitRate);
        }

        World(BusLevel level, OptionalLong dataBitRate) {
            bus =
                    switch (level) {
                        case FRAME ->
                                new FrameBus(
                                        "chassis",
                                        scheduler,
                                        0,
                                        Clock.ofHz(500_000),
                                        800,
                                        dataBitRate);
                        case BIT ->
                                new WireBus(
                                        "chassis",
                                        scheduler,
                                        0,
                                        WireNodeParameters.ideal(
                                                BitTiming.of(500_000, dataBitRate, 800)));
                    };
            peer = bus.attach("peer", 0, this::hear);
            can = new CtuCanFd("can0", scheduler, 0, Clock.ofHz(100_000_000), bus, 1);
        }

        private void hear(BusEvent event) {
            if (event instanceof BusEvent.Received(var at, var frame)) {
                heard.add(frame + " at bit " + at.ps() / BIT);
            }
        }

        void write(int register, int value) {
            can.write(register, 4, value, scheduler.nowPs());
        }

        int read(int register) {
            return (int) can.read(register, 4, scheduler.nowPs());
        }

        void runToBit(long bit) {
            scheduler.runUntil(bit * BIT);
        }

        void enable() {
            write(BTR, TIMING_500K);
            write(MODE, read(MODE) | MODE_ENA);
        }

        void fill(int buffer, int identifier, int... data) {
            int at = TXTB1 + buffer * TXTB_STRIDE;
            write(at, data.length);
            write(at + 4, identifier << 18);
            for (int i = 0; i < data.length; i++) {
                can.write(at + 16 + i, 1, data[i], scheduler.nowPs());
            }
        }

        void command(int buffer, int command) {
            write(TX_COMMAND, command | 1 << 8 + buffer);
        }

        int state(int buffer) {
            return read(TX_STATUS) >>> 4 * buffer & 0xf;
        }

        void peerSends(int identifier, String hex) {
            peer.offer(CanFrame.base(identifier, CanData.ofHex(hex)));
        }

        List<Integer> readFrame() {
            List<Integer> words = new ArrayList<>();
            words.add(read(RX_DATA));
            int left = words.getFirst() >>> FRAME_RWCNT_SHIFT & 0x1f;
            for (int i = 0; i < left; i++) {
                words.add(read(RX_DATA));
            }
            return words;
        }

        @Override
        public void describe(Fields fields) {
            fields.child("scheduler", scheduler);
            fields.child("bus", bus);
            fields.child("can", can);
        }
    }

    private final World world = new World();

    @Nested
    class AtPowerOn {
        @Test
        void registersHaveTheCoresResetValues() {
            assertEquals(0x0204_cafd, world.read(DEVICE_ID));
            assertEquals(0x0200_0210, world.read(MODE));
            assertEquals(0x0001_0084, world.read(STATUS));
            assertEquals(0x1050_a185, world.read(BTR));
            assertEquals(0x1020_6183, world.read(BTR_FD));
            assertEquals(0x000a_0000, world.read(TRV_DELAY));
            assertEquals(0x000f_000f, world.read(FILTER_CONTROL));
            assertEquals(0x0000_8888, world.read(TX_STATUS));
            assertEquals(0x0004_0000, world.read(TX_COMMAND));
            assertEquals(1, world.read(TX_PRIORITY));
            assertEquals(1, world.read(RX_STATUS));
            assertEquals(0x3f00_001f, world.read(ERR_CAPT));
            assertEquals(128 << 16 | 128, world.read(RX_MEM_INFO));
        }

        @Test
        void partsOfAWordCanBeRead() {
            assertEquals(0xcafd, world.can.read(DEVICE_ID, 2, 0));
            assertEquals(0x0204, world.can.read(DEVICE_ID + 2, 2, 0));
            assertEquals(0x02, world.can.read(DEVICE_ID + 3, 1, 0));
        }

        @Test
        void itIsBusOff() {
            assertEquals(EWL_BOF | 128 << 8 | 96, world.read(EWL));
        }
    }

    @Nested
    class Enabling {
        @Test
        void makesItErrorActiveAfterElevenBits() {
            world.write(INT_ENA_SET, INT_FCSI);
            world.enable();
            world.runToBit(10);
            assertEquals(EWL_BOF, world.read(EWL) & 0x7_0000);
            assertFalse(world.can.interrupt().isHigh());
            world.runToBit(11);
            assertEquals(EWL_ERA, world.read(EWL) & 0x7_0000);
            assertTrue(world.can.interrupt().isHigh());
        }

        @Test
        void withAWrongBitRateNeverSucceeds() {
            world.write(BTR, TIMING_500K + 1);
            world.write(MODE, world.read(MODE) | MODE_ENA);
            world.peerSends(0x123, "");
            world.runToBit(1000);
            assertEquals(EWL_BOF, world.read(EWL) & 0x7_0000);
            assertEquals(0, world.read(RX_FR_CTR));
        }

        @Test
        void locksTheBitTiming() {
            world.enable();
            world.write(BTR, 0);
            assertEquals(TIMING_500K, world.read(BTR));
        }

        @Test
        void byHalfwordLeavesTheOtherHalfAlone() {
            world.write(BTR, TIMING_500K);
            world.can.write(MODE + 2, 2, 0x0240, 0);
            assertEquals(0x0240_0210, world.read(MODE));
        }

        @Test
        void disabledItIsBusOffAndItsReadyBuffersFail() {
            world.enable();
            world.runToBit(20);
            world.fill(0, 0x100);
            world.command(0, READY);
            world.write(MODE, world.read(MODE) & ~MODE_ENA);
            assertEquals(6, world.state(0));
            assertEquals(EWL_BOF, world.read(EWL) & 0x7_0000);
        }
    }

    @Nested
    class Transmitting {
        @BeforeEach
        void join() {
            world.enable();
            world.runToBit(20);
            world.write(INT_STAT, INT_ALL);
        }

        @Test
        void sendsAFrameAndReportsItAtItsEnd() {
            world.write(INT_ENA_SET, INT_TXI | INT_TXBHCI);
            world.fill(0, 0x0a0, 0x11, 0x22);
            world.command(0, READY);
            assertEquals(1, world.state(0));
            world.runToBit(30);
            assertEquals(2, world.state(0));
            assertEquals(STATUS_TXS, world.read(STATUS) & (STATUS_TXS | STATUS_IDLE));
            world.runToBit(200);
            assertEquals(4, world.state(0));
            assertEquals(INT_TXI | INT_TXBHCI, world.read(INT_STAT));
            assertTrue(world.can.interrupt().isHigh());
            assertEquals(1, world.read(TX_FR_CTR));
            assertEquals(1, world.heard.size());
            assertTrue(world.heard.getFirst().startsWith("0A0#1122 "), world.heard.toString());
        }

        @Test
        void sendsExtendedAndRemoteFrames() {
            world.write(TXTB1, FRAME_IDE | FRAME_RTR | 4);
            world.write(TXTB1 + 4, 0x1234_5678);
            world.command(0, READY);
            world.runToBit(200);
            assertTrue(world.heard.getFirst().startsWith("12345678#R4 "), world.heard.toString());
        }

        @Test
        void sendsTheHighestPriorityFirstAndTheLowestBufferOfEquals() {
            for (int buffer = 0; buffer < 4; buffer++) {
                world.fill(buffer, 0x100 + buffer);
            }
            world.write(TX_PRIORITY, 0x2515);
            world.write(TX_COMMAND, READY | 0xf00);
            world.runToBit(1000);
            List<String> order = world.heard.stream().map(h -> h.substring(0, 3)).toList();
            assertEquals(List.of("100", "102", "103", "101"), order);
        }

        @Test
        void takesBackOneThatWaitsForOneThatGoesFirst() {
            world.write(TX_PRIORITY, 0x0077);
            world.peerSends(0x001, "");
            world.runToBit(30);
            world.fill(2, 0x100);
            world.command(2, READY);
            world.runToBit(40);
            world.fill(0, 0x200);
            world.command(0, READY);
            world.runToBit(1000);
            assertEquals(2, world.heard.size());
            assertTrue(world.heard.getFirst().startsWith("200#"), world.heard::toString);
        }

        @Test
        void locksABufferThatIsReady() {
            world.fill(0, 0x100, 1);
            world.command(0, READY);
            world.fill(0, 0x200, 2);
            world.runToBit(200);
            assertTrue(world.heard.getFirst().startsWith("100#01 "));
        }

        @Test
        void abortsAReadyBufferAtOnceAndOneOnTheBusOnlyIfItFails() {
            world.fill(0, 0x100);
            world.fill(1, 0x101);
            world.command(0, READY);
            world.runToBit(30);
            world.command(1, READY);
            world.command(1, ABORT);
            world.command(0, ABORT);
            assertEquals(7, world.state(1));
            assertEquals(3, world.state(0));
            world.runToBit(500);
            assertEquals(4, world.state(0));
            assertEquals(1, world.heard.size());
        }

        @Test
        void emptiesABufferThatIsDone() {
            world.write(TX_COMMAND, READY | 0xf00);
            assertEquals(0, world.read(STATUS) & STATUS_TXNF);
            world.runToBit(1000);
            world.command(2, EMPTY);
            assertEquals(8, world.state(2));
            assertEquals(STATUS_TXNF, world.read(STATUS) & STATUS_TXNF);
        }

        @Test
        void repeatsAFrameThatLostArbitrationAndCapturesTheBit() {
            world.fill(0, 0x3c0);
            world.command(0, READY);
            world.peerSends(0x0a0, "");
            world.runToBit(500);
            assertEquals(INT_ALI, world.read(INT_STAT) & INT_ALI);
            // 0A0 and 3C0 first differ in identifier bit 9: 11 - 2
            assertEquals(1 << 5 | 2, world.read(ERR_CAPT) >>> 16 & 0xff);
            assertEquals(4, world.state(0));
            assertEquals(0x0a0 << 18, world.readFrame().get(1));
        }

        @Test
        void givesUpAfterOneAttemptInOneShotMode() {
            world.write(MODE, world.read(MODE) | MODE_RTRLE);
            world.fill(0, 0x3c0);
            world.command(0, READY);
            world.peerSends(0x0a0, "");
            world.runToBit(500);
            assertEquals(6, world.state(0));
            assertEquals(0, world.read(TX_FR_CTR));
        }

        @Test
        void reportsAMissingAcknowledgeAndTriesAgain() {
            world.peer.mode(CanPort.Mode.OFF);
            world.fill(0, 0x100);
            world.command(0, READY);
            world.runToBit(75);
            assertEquals(INT_BEI, world.read(INT_STAT) & INT_BEI);
            assertEquals(3 << 5 | 5, world.read(ERR_CAPT) & 0xff);
            assertEquals(1, world.read(ERR_CAPT) >>> 8 & 0xf);
        }

        @Test
        void failsABufferWithAnFdFrame() {
            world.write(TXTB1, FRAME_FDF);
            world.command(0, READY);
            assertEquals(6, world.state(0));
        }

        @Test
        void storesItsOwnFrameInLoopBackMode() {
            world.write(MODE, world.read(MODE) | MODE_ILBP);
            world.fill(0, 0x123, 7);
            world.command(0, READY);
            world.runToBit(200);
            assertEquals(0x123 << 18, world.readFrame().get(1));
        }

        @Test
        void isIdleBehindAFrameThatNobodyAcknowledgedInBusMonitoringMode() {
            world.write(MODE, world.read(MODE) | MODE_BMM);
            world.peerSends(0x100, "");
            world.runToBit(30);
            world.peer.withdraw();
            world.runToBit(500);
            assertEquals(STATUS_IDLE, world.read(STATUS) & (STATUS_IDLE | STATUS_RXS));
            assertEquals(INT_BEI, world.read(INT_STAT) & INT_BEI);
        }

        @Test
        void keepsSilentInBusMonitoringMode() {
            world.write(MODE, world.read(MODE) | MODE_BMM);
            world.fill(0, 0x100);
            world.command(0, READY);
            world.runToBit(500);
            assertEquals(1, world.state(0));
            world.write(MODE, world.read(MODE) & ~MODE_BMM);
            world.runToBit(700);
            assertEquals(4, world.state(0));
        }
    }

    @Nested
    class Receiving {
        @BeforeEach
        void join() {
            world.enable();
            world.runToBit(20);
            world.write(INT_STAT, INT_ALL);
        }

        @Test
        void handsOutFormatIdentifierTimestampAndData() {
            world.peerSends(0x2a5, "0102030405");
            world.runToBit(200);
            List<Integer> words = world.readFrame();
            assertEquals(6, words.size());
            assertEquals(5 << FRAME_RWCNT_SHIFT | 5, words.get(0));
            assertEquals(0x2a5 << 18, words.get(1));
            assertEquals(0, words.get(3));
            assertEquals(0x0403_0201, words.get(4));
            assertEquals(5, words.get(5));
        }

        @Test
        void stampsTheTimeOfTheEndOrOfTheStart() {
            world.peerSends(0x2a5, "");
            world.runToBit(200);
            // offered at bit 20, so SOF is bit 21, sampled at 80 % of 200 clocks
            int end = world.readFrame().get(2);
            world.write(RX_STATUS, RX_STATUS_RTSOP);
            world.peerSends(0x2a5, "");
            world.runToBit(400);
            int start = world.readFrame().get(2);
            assertEquals(201 * 200 + 160, start);
            // equal frames: end of the first and start of the second are 180 bits less a length
            int length = (end - (21 * 200 + 160)) / 200 + 2;
            assertTrue(length >= 44 && length <= 55, "length=" + length);
        }

        @Test
        void interruptsWhileTheBufferIsNotEmpty() {
            world.write(INT_ENA_SET, INT_RBNEI);
            world.peerSends(0x100, "");
            world.runToBit(200);
            assertTrue(world.can.interrupt().isHigh());
            world.write(INT_STAT, INT_RBNEI);
            assertTrue(world.can.interrupt().isHigh(), "the frame has not been read");
            world.readFrame();
            world.write(INT_STAT, INT_RBNEI);
            assertFalse(world.can.interrupt().isHigh());
        }

        @Test
        void aMaskedInterruptDoesNotReachTheStatus() {
            world.write(INT_MASK_SET, INT_RXI | INT_RBNEI);
            world.peerSends(0x100, "");
            world.runToBit(200);
            assertEquals(0, world.read(INT_STAT));
            world.write(INT_MASK_CLR, INT_RXI);
            assertEquals(0, world.read(INT_STAT) & INT_RXI);
        }

        @Test
        void countsFramesAndWords() {
            world.peerSends(0x100, "1122");
            world.runToBit(200);
            world.peerSends(0x101, "");
            world.runToBit(400);
            assertEquals(2 << 4, world.read(RX_STATUS));
            assertEquals(128 - 9, world.read(RX_MEM_INFO) >>> 16);
            assertEquals(9, world.read(RX_POINTERS));
            world.read(RX_DATA);
            assertEquals(2 << 4 | 4, world.read(RX_STATUS), "in the middle of a frame");
            assertEquals(2, world.read(RX_FR_CTR));
        }

        @Test
        void dropsAFrameThatDoesNotFitAndSaysSo() {
            for (int i = 0; i < 33; i++) {
                world.peerSends(0x100 + i, "");
                world.runToBit(200 + 100 * i);
            }
            assertEquals(32 << 4 | 2, world.read(RX_STATUS));
            assertEquals(STATUS_DOR, world.read(STATUS) & STATUS_DOR);
            assertEquals(INT_DOI | INT_RXFI, world.read(INT_STAT) & (INT_DOI | INT_RXFI));
            world.write(COMMAND, COMMAND_CDO | COMMAND_RRB);
            assertEquals(0, world.read(STATUS) & (STATUS_DOR | STATUS_RXNE));
        }

        @Test
        void staysOnAWordUntilToldInManualMode() {
            world.write(MODE, world.read(MODE) & ~MODE_RXBAM);
            world.peerSends(0x100, "");
            world.runToBit(200);
            int format = world.read(RX_DATA);
            assertEquals(format, world.read(RX_DATA));
            world.write(COMMAND, COMMAND_RXRPMV);
            assertEquals(0x100 << 18, world.read(RX_DATA));
        }
    }

    @Nested
    class Filtering {
        @BeforeEach
        void join() {
            world.enable();
            world.runToBit(20);
            world.write(MODE, world.read(MODE) | MODE_AFM);
        }

        private List<String> passing(CanFrame... frames) {
            List<String> passed = new ArrayList<>();
            for (CanFrame frame : frames) {
                world.write(COMMAND, COMMAND_RRB);
                world.peer.offer(frame);
                world.scheduler.runUntil(world.scheduler.nowPs() + 200 * BIT);
                if ((world.read(STATUS) & STATUS_RXNE) != 0) {
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
            world.write(FILTER_CONTROL, 1 << 4);
            world.write(FILTER_A_MASK + 8, 0x7f0 << 18);
            world.write(FILTER_A_MASK + 12, 0x120 << 18);
            assertEquals(List.of("120#", "12F#"), passing(base(0x120), base(0x12f), base(0x130)));
        }

        @Test
        void theRangeFilterTakesBothItsEnds() {
            world.write(FILTER_CONTROL, 1 << 12);
            world.write(FILTER_RAN_HIGH - 4, 0x200 << 18);
            world.write(FILTER_RAN_HIGH, 0x202 << 18);
            assertEquals(
                    List.of("200#", "202#"),
                    passing(base(0x1ff), base(0x200), base(0x202), base(0x203)));
        }

        @Test
        void eachFormatIsEnabledByItself() {
            world.write(FILTER_CONTROL, 2);
            assertEquals(
                    List.of("00000123#"),
                    passing(base(0x123), CanFrame.extended(0x123, CanData.EMPTY)));
        }

        @Test
        void remoteFramesCanBeDropped() {
            world.write(MODE, world.read(MODE) | MODE_FDRF);
            assertEquals(List.of("123#"), passing(CanFrame.baseRemote(0x123, 0), base(0x123)));
        }
    }

    @Nested
    class OnABusWithADataBitRate {
        /** 100 MHz / (5 · 10 quanta) = 2 Mbit/s, sample point at 70 %. */
        private static final int TIMING_2M = 3 << 27 | 5 << 19 | 3 << 13 | 3 << 7 | 3;

        private World fd = new World(OptionalLong.of(2_000_000));

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
        void withoutFdeItNeitherSendsFdFramesNorGetsOrAcknowledgesThem() {
            join(0);
            fill(0, FRAME_FDF | 15, 0x0a0);
            fd.command(0, READY);
            assertEquals(6, state(0));
            fd.peer.offer(frame(false, 12));
            fd.runToBit(300);
            assertEquals(0, fd.read(RX_FR_CTR));
            assertTrue(fd.bus.statistics().notAcknowledged() > 0);
            assertEquals(0, fd.read(STATUS) & STATUS_PEXS);
        }

        /**
         * At bit level it destroys the frame, as ISO 11898-1 has it of one that is FD intolerant.
         */
        @ParameterizedTest
        @EnumSource(BusLevel.class)
        void withoutFdeItIsIdleBehindAnFdFrameAndTakesTheNextClassicOne(BusLevel level) {
            fd = new World(level, OptionalLong.of(2_000_000));
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

        @Test
        void withoutFdeItDestroysFdFramesAtBitLevelAndIsDeafToThemAtFrameLevel() {
            for (BusLevel level : BusLevel.values()) {
                fd = new World(level, OptionalLong.of(2_000_000));
                List<BusEvent> others = new ArrayList<>();
                fd.bus.attach("other", 2, others::add);
                join(0);
                fd.peer.offer(frame(false, 12));
                fd.runToBit(30);
                fd.peer.withdraw();
                fd.runToBit(300);
                boolean destroyed = others.stream().anyMatch(e -> e instanceof BusEvent.ErrorSeen);
                assertEquals(level == BusLevel.BIT, destroyed);
                assertEquals(level == BusLevel.BIT, (fd.read(INT_STAT) & INT_BEI) != 0);
                assertEquals(level == BusLevel.FRAME ? 1 : 0, fd.bus.statistics().frames());
            }
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
            World restored = new World(OptionalLong.of(2_000_000));
            Snapshot.of(fd).restoreInto(restored);
            for (World each : List.of(fd, restored)) {
                each.peer.offer(frame(false, 48));
                each.runToBit(600);
            }
            assertEquals(1, restored.heard.size());
            assertEquals(fd.heard, restored.heard);
            assertEquals(fd.readFrame(), restored.readFrame());
            assertEquals(Snapshot.of(fd).hash(), Snapshot.of(restored).hash());
        }
    }

    /** What the delay of a line makes of bits of 500 ns, at bit level. */
    @Nested
    class WithADelayOf400Ns {
        private final Scheduler scheduler = new Scheduler();
        private final BitTiming timing = BitTiming.of(500_000, OptionalLong.of(2_000_000), 800);
        private final WireBus wire =
                new WireBus("far", scheduler, 0, WireNodeParameters.ideal(timing));
        private final List<String> heard = new ArrayList<>();
        private final CtuCanFd can =
                new CtuCanFd("can0", scheduler, 0, Clock.ofHz(100_000_000), new AtTheEnd(wire), 1);

        /** The bus as somebody sees it who hangs on it by a line of 200 ns. */
        private record AtTheEnd(WireBus wire) implements CanMedium {
            @Override
            public String name() {
                return wire.name();
            }

            @Override
            public long bitRate() {
                return wire.bitRate();
            }

            @Override
            public OptionalLong dataBitRate() {
                return wire.dataBitRate();
            }

            @Override
            public CanPort attach(String node, int rank, CanNode listener) {
                WireNodeParameters near =
                        WireNodeParameters.ideal(
                                BitTiming.of(500_000, OptionalLong.of(2_000_000), 800));
                return wire.attach(
                        node,
                        rank,
                        listener,
                        new WireNodeParameters(
                                near.timing(), near.fdSupport(), 0, 200_000, 200_000));
            }
        }

        private void send(int secondarySamplePoint) {
            wire.attach(
                    "peer",
                    0,
                    event -> {
                        if (event instanceof BusEvent.Received(_, var frame)) {
                            heard.add(frame.toString());
                        }
                    });
            write(BTR, TIMING_500K);
            write(BTR_FD, 3 << 27 | 5 << 19 | 3 << 13 | 3 << 7 | 3);
            write(TRV_DELAY, secondarySamplePoint);
            write(MODE, 1 << 4 | MODE_ENA);
            scheduler.runUntil(20 * BIT);
            write(TXTB1, FRAME_FDF | FRAME_BRS | 8);
            write(TX_COMMAND, READY | 1 << 8);
            scheduler.runUntil(200 * BIT);
        }

        private void write(int register, int value) {
            can.write(register, 4, value, scheduler.nowPs());
        }

        private int read(int register) {
            return (int) can.read(register, 4, scheduler.nowPs());
        }

        @Test
        void theSamplePointComesTooEarlyForTheFirstBit() {
            send(1 << 24);
            assertEquals(List.of(), heard);
            assertTrue((read(REC) >>> 16) > 0, "transmit errors");
        }

        @Test
        void theDelayIsMeasuredAndTheBitsAreLookedAtLater() {
            send(35 << 16);
            assertEquals(List.of("000##10000000000000000"), heard);
            assertEquals(40 | 35 << 16, read(TRV_DELAY), "400 ns are 40 clocks");
            assertEquals(0, read(REC));
        }

        @Test
        void anOffsetOfTheWholeDelayDoesAsWell() {
            send(2 << 24 | 75 << 16);
            assertEquals(List.of("000##10000000000000000"), heard);
        }

        @Test
        void anOffsetAloneThatIsTooShortDoesNot() {
            send(2 << 24 | 35 << 16);
            assertEquals(List.of(), heard);
        }
    }

    @Test
    void countsTimestampsInCoreClocks() {
        world.scheduler.runUntil(45_000_000_000_000L);
        assertEquals(45L * 100_000_000 - (1L << 32), world.read(TIMESTAMP_LOW));
        assertEquals(1, world.read(TIMESTAMP_HIGH));
    }

    @Test
    void aSoftResetBringsBackThePowerOnState() {
        String before = Snapshot.of(world.can).hash();
        world.enable();
        world.write(INT_ENA_SET, INT_ALL);
        world.write(TX_PRIORITY, 0x1234);
        world.write(MODE, MODE_RST);
        assertEquals(before, Snapshot.of(world.can).hash());
    }

    @Test
    void goesOnEquallyFromASnapshotInTheMiddleOfAFrame() {
        world.enable();
        world.runToBit(20);
        world.write(INT_ENA_SET, INT_ALL);
        world.fill(0, 0x3c0, 1, 2, 3);
        world.fill(1, 0x3c1, 4, 5, 6);
        world.write(TX_COMMAND, READY | 0x300);
        world.peerSends(0x0a0, "1122");
        world.runToBit(40);
        World restored = new World();
        Snapshot.of(world).restoreInto(restored);
        world.heard.clear();
        List<List<Integer>> frames = new ArrayList<>();
        for (World each : List.of(world, restored)) {
            each.runToBit(140);
            each.write(INT_STAT, INT_ALL);
            each.runToBit(600);
            frames.add(each.readFrame());
        }
        assertEquals(2, restored.heard.size());
        assertEquals(world.heard, restored.heard);
        assertEquals(0x0a0 << 18, frames.get(1).get(1));
        assertEquals(frames.get(0), frames.get(1));
        assertEquals(Snapshot.of(world).hash(), Snapshot.of(restored).hash());
    }
}
