package dev.bulkhead.bench;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FrameBus;
import dev.bulkhead.can.wire.WireBus;
import dev.bulkhead.can.wire.WireNodeParameters;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/** A bus that two nodes keep full with frames of 8 bytes, at 500 kbit/s: 100 ms of it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx256m", "-XX:+UseSerialGC"})
public class CanBusBenchmark {
    private static final long CHUNK_PS = SimTime.ofMs(100).ps();
    private static final int BIT_RATE = 500_000;

    @Param({"frame", "bit"})
    String level;

    @Param({"2", "6"})
    int nodes;

    private Scheduler scheduler;
    private CanBus bus;
    private long untilPs;

    /** Frames on the bus. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Sent {
        public long frames;
    }

    @Setup(Level.Iteration)
    public void start() {
        scheduler = new Scheduler();
        untilPs = 0;
        if (level.equals("bit")) {
            BitTiming timing = BitTiming.of(BIT_RATE, OptionalLong.empty(), 800);
            bus = new WireBus("bench", scheduler, 0, WireNodeParameters.ideal(timing));
        } else {
            bus = new FrameBus("bench", scheduler, 0, Clock.ofHz(BIT_RATE), 800);
        }
        for (int i = 0; i < nodes; i++) {
            CanFrame frame = CanFrame.base(0x100 + i, CanData.ofHex("0123456789ABCDEF"));
            Sender sender = new Sender(frame);
            sender.port = bus.attach("node" + i, i, sender::on);
            if (i < 2) {
                sender.port.offer(frame);
            }
        }
    }

    private static final class Sender {
        final CanFrame frame;
        CanPort port;

        Sender(CanFrame frame) {
            this.frame = frame;
        }

        void on(BusEvent event) {
            if (event instanceof BusEvent.Transmitted) {
                port.offer(frame);
            }
        }
    }

    @Benchmark
    public void run(Sent sent) {
        long before = bus.statistics().frames();
        untilPs += CHUNK_PS;
        scheduler.runUntil(untilPs);
        sent.frames += bus.statistics().frames() - before;
    }
}
