package dev.bulkhead.board.can;

import static dev.bulkhead.board.can.Registers.*;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.BusLevel;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameBus;
import dev.bulkhead.can.wire.LeveledBus;
import dev.bulkhead.can.wire.WireBus;
import dev.bulkhead.can.wire.WireNodeParameters;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;

/** A controller of 100 MHz and a peer on a bus of 500 kbit/s, whose bits last 2 us. */
final class CanBench implements Stateful {
    static final long BIT = 2_000_000;

    /** 100 MHz / (10 · 20 quanta) = 500 kbit/s, sample point at 80 %. */
    static final int TIMING_500K = 4 << 27 | 10 << 19 | 4 << 13 | 8 << 7 | 7;

    static final int READY = TX_COMMAND_TXCR;
    static final int EMPTY = TX_COMMAND_TXCE;
    static final int ABORT = TX_COMMAND_TXCA;

    final Scheduler scheduler = new Scheduler();
    final CanBus bus;
    final List<String> heard = new ArrayList<>();
    final CanPort peer;
    final CtuCanFd can;

    /** On a bus of classic frames. */
    CanBench() {
        this(OptionalLong.empty());
    }

    CanBench(OptionalLong dataBitRate) {
        this(BusLevel.FRAME, dataBitRate);
    }

    CanBench(BusLevel level, OptionalLong dataBitRate) {
        this(level, dataBitRate, Collections.emptySortedMap());
    }

    /**
     * @param places of nodes that are not as usual; at bit level only
     */
    CanBench(
            BusLevel level,
            OptionalLong dataBitRate,
            SortedMap<String, WireNodeParameters> places) {
        WireBus wire =
                new WireBus(
                        "chassis",
                        scheduler,
                        1,
                        WireNodeParameters.ideal(BitTiming.of(500_000, dataBitRate, 800)),
                        places);
        Clock bits = Clock.ofHz(500_000);
        bus =
                switch (level) {
                    case FRAME ->
                            new LeveledBus(
                                    new FrameBus("chassis", scheduler, 0, bits, 800, dataBitRate),
                                    wire);
                    case BIT -> wire;
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
