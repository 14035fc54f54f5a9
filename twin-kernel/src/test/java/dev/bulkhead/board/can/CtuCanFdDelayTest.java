package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.CanBench.BIT;
import static dev.bulkhead.board.can.CanBench.READY;
import static dev.bulkhead.board.can.CanBench.TIMING_500K;
import static dev.bulkhead.board.can.Registers.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanMedium;
import dev.bulkhead.can.CanNode;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.wire.WireBus;
import dev.bulkhead.can.wire.WireNodeParameters;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What the delay of a line makes of bits of 500 ns, at bit level. */
class CtuCanFdDelayTest {
    private final Scheduler scheduler = new Scheduler();
    private final BitTiming timing = BitTiming.of(500_000, OptionalLong.of(2_000_000), 800);
    private final WireBus wire = new WireBus("far", scheduler, 0, WireNodeParameters.ideal(timing));
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
                    new WireNodeParameters(near.timing(), near.fdSupport(), 0, 200_000, 200_000));
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
