package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.CanBench.READY;
import static dev.bulkhead.board.can.Registers.*;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameBits;
import dev.bulkhead.can.wire.WireDisturbance;
import dev.bulkhead.can.wire.WireFault;
import dev.bulkhead.can.wire.WiredBus;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

/** What errors on the wire do to the controller. An attempt takes less than 60 bits. */
class CtuCanFdErrorsTest {
    private static final int FAILED = 6;
    private static final int OK = 4;

    private final CanBench bench = new CanBench();

    @BeforeEach
    void join() {
        bench.enable();
        bench.runToBit(20);
    }

    /**
     * Frames {@code 000#} are six zeros, a one, and so on: at these places senders see an error.
     */
    private void flip(int frames, int place, Optional<String> onlyAt) {
        WiredBus bus = (WiredBus) bench.bus;
        WireDisturbance.Listener nobody =
                new WireDisturbance.Listener() {
                    @Override
                    public void acted(long atPs) {}

                    @Override
                    public void over(long atPs) {}
                };
        long nowPs = bench.scheduler.nowPs();
        bus.begin(
                bus.prepare(new WireFault.FlippedBits(0, false, frames, place, 1, onlyAt), nobody),
                nowPs,
                nowPs);
    }

    private int faultState() {
        return bench.read(EWL) & (EWL_ERA | EWL_ERP | EWL_BOF);
    }

    @Nested
    class BusOff {
        /** After 32 errors in a row. */
        private void goBusOff() {
            flip(32, 7, Optional.empty());
            bench.fill(0, 0x000);
            bench.fill(1, 0x100);
            bench.fill(3, 0x200);
            bench.write(TX_COMMAND, READY | 0xb00);
            bench.runToBit(20 + 32 * 60);
            assertEquals(EWL_BOF, faultState());
        }

        @Test
        void failsEachBufferThatIsReady() {
            goBusOff();
            assertEquals(FAILED, bench.state(0));
            assertEquals(FAILED, bench.state(1));
            assertEquals(8, bench.state(2), "empty");
            assertEquals(FAILED, bench.state(3));
        }

        @Test
        void withoutTbfboLetsThemWaitForTheReturn() {
            bench.write(MODE, bench.read(MODE) & ~MODE_TBFBO);
            goBusOff();
            assertEquals(1, bench.state(0), "ready");
            assertEquals(1, bench.state(1));
            bench.write(COMMAND, COMMAND_ERCRST);
            bench.runToBit(4_000);
            assertEquals(OK, bench.state(0));
            assertEquals(OK, bench.state(1));
            assertEquals(OK, bench.state(3));
        }

        @Test
        void lastsUntilTheCommandAnd128TimesElevenBitsMore() {
            goBusOff();
            bench.runToBit(5_000);
            assertEquals(EWL_BOF, faultState());
            bench.write(INT_STAT, INT_ALL);
            bench.write(COMMAND, COMMAND_ERCRST);
            bench.runToBit(5_000 + 1_407);
            assertEquals(EWL_BOF, faultState());
            bench.runToBit(5_000 + 1_410);
            assertEquals(EWL_ERA, faultState());
            assertEquals(0, bench.read(REC));
            assertEquals(0, bench.read(STATUS) & STATUS_EWL);
            assertEquals(INT_FCSI, bench.read(INT_STAT) & INT_FCSI);
        }

        @Test
        void theCommandGivenAgainDoesNotBeginAnew() {
            goBusOff();
            bench.write(COMMAND, COMMAND_ERCRST);
            long began = bench.scheduler.nowPs() / CanBench.BIT;
            bench.runToBit(began + 1_000);
            bench.write(COMMAND, COMMAND_ERCRST);
            bench.runToBit(began + 1_410);
            assertEquals(EWL_ERA, faultState());
        }

        /** Off by errors or by its firmware: disabled, it neither comes back nor hears anything. */
        @Test
        void theCommandDoesNothingToOneThatIsDisabled() {
            goBusOff();
            bench.write(MODE, bench.read(MODE) & ~MODE_ENA);
            bench.write(COMMAND, COMMAND_ERCRST);
            long began = bench.scheduler.nowPs() / CanBench.BIT;
            bench.runToBit(began + 2_000);
            assertEquals(EWL_BOF, faultState());
            bench.peerSends(0x123, "");
            bench.runToBit(began + 2_100);
            assertEquals(0, bench.read(RX_FR_CTR));
        }

        /** As the driver of Linux does it, which restarts an interface so. */
        @Test
        void isOverAfterAResetAndElevenBits() {
            goBusOff();
            bench.write(MODE, MODE_RST);
            assertEquals(0, bench.read(REC));
            assertEquals(0, bench.read(STATUS) & STATUS_EWL);
            bench.enable();
            long began = bench.scheduler.nowPs() / CanBench.BIT;
            bench.runToBit(began + 13);
            assertEquals(EWL_ERA, faultState());
            bench.fill(0, 0x000);
            bench.command(0, READY);
            bench.runToBit(began + 100);
            assertEquals(OK, bench.state(0));
        }
    }

    /**
     * {@code 000#00} is {@code 000001} three times, from SOF to the reserved bit; DLC 0001 at 18 to
     * 21, data at 22 to 30 with a stuff bit, the checksum from 31 on. An inverted bit is a bit
     * error, kind 0, for who sends it.
     */
    @ParameterizedTest
    @CsvSource({"0, 0", "7, 1", "19, 2", "23, 3", "34, 4"})
    void theirPositionInAFrameIsCaptured(int place, int position) {
        flip(1, place, Optional.empty());
        bench.fill(0, 0x000, 0x00);
        bench.command(0, READY);
        bench.runToBit(21 + place + 3);
        assertEquals(position, bench.read(ERR_CAPT) & 0xff);
    }

    @Test
    void theirPositionAtAFramesEndIsCaptured() {
        int slot = FrameBits.of(CanFrame.base(0, CanData.of(new byte[1]))).ackSlot();
        flip(1, slot + 4, Optional.empty());
        bench.fill(0, 0x000, 0x00);
        bench.command(0, READY);
        bench.runToBit(21 + slot + 7);
        assertEquals(6, bench.read(ERR_CAPT) & 0xff, "bit error in EOF");
    }

    @Test
    void theStuffErrorOfAReceiverIsCaptured() {
        flip(1, 11, Optional.of("can0"));
        bench.peerSends(0x000, "");
        bench.runToBit(21 + 11 + 2);
        assertEquals(4 << 5 | 1, bench.read(ERR_CAPT) & 0xff);
    }

    @Test
    void theCommandDoesNothingToOneThatIsNotBusOff() {
        flip(2, 7, Optional.empty());
        bench.fill(0, 0x000);
        bench.command(0, READY);
        bench.runToBit(75);
        int counts = bench.read(REC);
        assertEquals(16 << 16, counts, "two errors of a transmitter, rule 3");
        bench.write(COMMAND, COMMAND_ERCRST);
        assertEquals(counts, bench.read(REC));
    }

    @Nested
    class Acknowledgement {
        @Test
        void isNotNeededInASelfTest() {
            bench.peer.mode(CanPort.Mode.OFF);
            bench.write(MODE, bench.read(MODE) | MODE_STM);
            bench.fill(0, 0x000);
            bench.command(0, READY);
            bench.runToBit(100);
            assertEquals(OK, bench.state(0));
            assertEquals(0, bench.read(REC));
        }

        @Test
        void isNotGivenWhenForbidden() {
            bench.write(MODE, bench.read(MODE) | MODE_ACF);
            bench.peerSends(0x000, "");
            bench.runToBit(21 + 42);
            assertEquals(8, bench.peer.transmitErrors(), "rule 3");
            bench.write(MODE, bench.read(MODE) & ~MODE_ACF);
            bench.runToBit(200);
            assertEquals(7, bench.peer.transmitErrors(), "rule 7");
            assertEquals(1, bench.read(RX_FR_CTR));
        }
    }

    @Nested
    class InRestrictedOperation {
        @BeforeEach
        void restrict() {
            bench.write(MODE, bench.read(MODE) | MODE_ROM);
        }

        /** Its only receiver sees a sixth dominant bit, and waits for the end of the frame. */
        @Test
        void anErrorIsNeitherSignalledNorCounted() {
            flip(1, 11, Optional.of("can0"));
            bench.peerSends(0x000, "");
            bench.runToBit(20 + 45);
            assertEquals(8, bench.peer.transmitErrors(), "not acknowledged, rule 3");
            bench.runToBit(200);
            assertEquals(7, bench.peer.transmitErrors(), "acknowledged, rule 7");
            assertEquals(0, bench.read(REC));
            assertEquals(1, bench.read(RX_FR_CTR));
        }

        @Test
        void nothingIsSent() {
            bench.fill(0, 0x000);
            bench.command(0, READY);
            bench.runToBit(200);
            assertEquals(1, bench.state(0), "ready");
            assertEquals(0, bench.heard.size());
        }
    }
}
