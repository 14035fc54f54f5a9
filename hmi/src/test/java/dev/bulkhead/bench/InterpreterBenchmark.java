package dev.bulkhead.bench;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.partitions.BenchProgram;
import dev.bulkhead.time.Clock;
import dev.bulkhead.twin.BareMachine;

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

import java.util.concurrent.TimeUnit;

/**
 * A program on the bare board, from reset to a fixed count of instructions; {@code instructions} a
 * microsecond are MIPS.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(
        value = 1,
        jvmArgsAppend = {"-Xmx512m", "-XX:+UseSerialGC"})
public class InterpreterBenchmark {
    private static final int CLOCK_HZ = 100_000_000;
    private static final int MANY_ROUNDS = 1_000_000;
    private static final long INSTRUCTIONS = 50_000_000;

    @Param({"INTEGER", "SIGNAL"})
    BenchProgram program;

    private BareMachine machine;

    /** What JMH divides by the time, beside the count of calls. */
    @State(Scope.Thread)
    @AuxCounters(AuxCounters.Type.OPERATIONS)
    public static class Retired {
        public long instructions;
    }

    @Setup(Level.Invocation)
    public void reset() {
        String name = program.label();
        ElfFile elf = ElfFile.read(name, program.elf(MANY_ROUNDS));
        machine = new BareMachine(name, elf, Clock.ofHz(CLOCK_HZ), CostTable.defaults());
    }

    @Benchmark
    public void run(Retired retired) {
        machine.run(INSTRUCTIONS);
        retired.instructions += machine.instructions();
    }
}
