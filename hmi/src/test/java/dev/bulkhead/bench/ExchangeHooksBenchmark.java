package dev.bulkhead.bench;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameStandIn;
import dev.bulkhead.kernel.ExchangeStandIn;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.twin.Twin;

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

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * What stand-ins in the exchange of messages cost that do nothing: 100 ms of the whole twin in the
 * scenario with the most messages. What one costs is too little to be seen beside other noise, so
 * there are many.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 4, time = 3)
@Measurement(iterations = 10, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
public class ExchangeHooksBenchmark {
    private static final SimTime FROM = SimTime.ofMs(500);
    private static final SimTime UNTIL = SimTime.ofMs(600);

    @Param({"0", "1000"})
    int standIns;

    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final Idle idle = new Idle();
    private Twin twin;
    private Snapshot snapshot;

    /**
     * How often a hook was come by, where each stand-in counts, and the thread's processor time:
     * unlike JMH's own it leaves out what other processes took.
     */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.EVENTS)
    public static class Visits {
        public long cpuUs;
        public long kernel;
        public long bus;
        public long runs;
    }

    private static final class Idle implements ExchangeStandIn, FrameStandIn {
        private long kernel;
        private long bus;

        @Override
        public List<Payload> put(long nowPs, int port, Payload message) {
            kernel++;
            return List.of(message);
        }

        @Override
        public void taking(int port) {
            kernel++;
        }

        @Override
        public boolean notified(long nowPs, int sender, int channel) {
            kernel++;
            return true;
        }

        @Override
        public boolean called(long nowPs, int caller, int channel) {
            kernel++;
            return true;
        }

        @Override
        public Payload callTaken(int caller, int callee, Payload message) {
            kernel++;
            return message;
        }

        @Override
        public Optional<Payload> replied(
                long nowPs, int callee, int caller, int info, Payload message) {
            kernel++;
            return Optional.of(message);
        }

        @Override
        public void passes(CanFrame frame, long atPs) {
            bus++;
        }

        @Override
        public Optional<CanFrame> received(String node, CanFrame frame) {
            bus++;
            return Optional.of(frame);
        }
    }

    @Setup
    public void reachTheStart() {
        var system =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read("system", Shipped.REFERENCE);
        var scenario =
                new ScenarioReader(Shipped.scenarios())
                        .read("scenario", "loaded", system.description());
        twin = new Twin(system, scenario, Twin.Settings.SHIPPED, _ -> {});
        for (int i = 0; i < standIns; i++) {
            twin.ecu().kernel().standBetween(idle);
            twin.buses().forEach(bus -> bus.standBefore(idle));
        }
        twin.runUntil(FROM);
        snapshot = twin.snapshot();
    }

    @Setup(Level.Invocation)
    public void goBack() {
        twin.restore(snapshot);
    }

    @Benchmark
    public long run(Visits visits) {
        idle.kernel = 0;
        idle.bus = 0;
        long before = threads.getCurrentThreadCpuTime();
        twin.runUntil(UNTIL);
        visits.cpuUs += (threads.getCurrentThreadCpuTime() - before) / 1000;
        visits.kernel += idle.kernel;
        visits.bus += idle.bus;
        visits.runs++;
        return twin.now().ps();
    }
}
