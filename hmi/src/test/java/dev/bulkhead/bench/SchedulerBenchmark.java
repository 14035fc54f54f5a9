package dev.bulkhead.bench;

import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

import java.util.concurrent.TimeUnit;

/** One event taken from the queue and put back later, among {@code owners} that do the same. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class SchedulerBenchmark {
    private static final long PERIOD_PS = 1_000_000;

    @Param({"4", "64"})
    int owners;

    private Scheduler scheduler;

    @Setup
    public void fillQueue() {
        scheduler = new Scheduler();
        for (int rank = 0; rank < owners; rank++) {
            var source = new EventSource[1];
            source[0] =
                    scheduler.register(
                            EventClass.DEVICE,
                            rank,
                            (kind, argument, nowPs) ->
                                    source[0].schedule(nowPs + PERIOD_PS, kind, argument));
            source[0].schedule(rank, 0, 0);
        }
    }

    @Benchmark
    public long event() {
        scheduler.dispatchNext();
        return scheduler.nowPs();
    }
}
