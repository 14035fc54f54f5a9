package dev.bulkhead.bench;

import dev.bulkhead.bench.HartSpeed.BesideQemu;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.partitions.BenchProgram;
import dev.bulkhead.time.Clock;
import dev.bulkhead.twin.BareMachine;
import dev.bulkhead.twin.RunEnd;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Measures the hart on the bare board: PMP on, user mode, cycles counted. Our runs and QEMU's take
 * turns on one and the same ELF file, so that a change of the machine's load meets both.
 */
public final class HartBench {
    private static final List<BenchProgram> PROGRAMS =
            Stream.of(BenchProgram.values())
                    .filter(program -> program != BenchProgram.EMPTY)
                    .toList();
    private static final int CLOCK_HZ = 100_000_000;
    private static final int START_RUNS = 3;
    private static final int SLOWEST_FACTOR = 20;
    private static final double WARM_UP_SECONDS = 2;

    private final double seconds;
    private final int runs;
    private final List<String> exec;
    private final Optional<Qemu> qemu;
    private final Path scratch;
    private final Consumer<String> progress;

    /**
     * @param seconds that one run of the warm hart takes about
     * @param runs how often each is measured, at least 1
     * @param exec the command that runs an ELF file on the bare board in a process of its own, but
     *     for the file's name
     * @param scratch a folder for files that nobody needs afterwards
     * @param progress hears what is being measured
     */
    public HartBench(
            double seconds,
            int runs,
            List<String> exec,
            Optional<Qemu> qemu,
            Path scratch,
            Consumer<String> progress) {
        this.seconds = seconds;
        this.runs = runs;
        this.exec = List.copyOf(exec);
        this.qemu = qemu;
        this.scratch = scratch;
        this.progress = progress;
    }

    private record Sample(long instructions, double wallS, String output) {
        double mips() {
            return instructions / wallS / 1e6;
        }
    }

    /** Measures all programs. */
    public HartSpeed measure() throws IOException {
        double icountStart = qemuStart(Qemu.Counting.ON);
        double plainStart = qemuStart(Qemu.Counting.OFF);
        List<HartSpeed.Program> programs = new ArrayList<>();
        for (BenchProgram program : PROGRAMS) {
            programs.add(measure(program, icountStart, plainStart));
        }
        return new HartSpeed(programs);
    }

    private HartSpeed.Program measure(BenchProgram program, double icountStart, double plainStart)
            throws IOException {
        progress.accept(program.label() + ": warming up");
        byte[] elf = program.elf(rounds(program));
        Path file = write(program, elf);
        List<Double> mips = new ArrayList<>();
        List<Double> fromStart = new ArrayList<>();
        List<Double> icount = new ArrayList<>();
        List<Double> plain = new ArrayList<>();
        List<Double> ratios = new ArrayList<>();
        long instructions = 0;
        boolean same = true;
        for (int run = 1; run <= runs; run++) {
            progress.accept("%s: run %d of %d".formatted(program.label(), run, runs));
            Sample ours = here(program, elf);
            instructions = ours.instructions;
            mips.add(ours.mips());
            if (qemu.isPresent()) {
                Sample counting = onQemu(file, Qemu.Counting.ON, instructions, icountStart);
                Sample free = onQemu(file, Qemu.Counting.OFF, instructions, plainStart);
                icount.add(counting.mips());
                plain.add(free.mips());
                ratios.add(ours.mips() / counting.mips());
                same &= ours.output.equals(counting.output) && ours.output.equals(free.output);
            }
            List<String> command =
                    Stream.concat(exec.stream(), Stream.of(file.toString())).toList();
            TimedProcess process = TimedProcess.run(command, scratch, limit());
            fromStart.add(instructions / process.seconds() / 1e6);
        }
        return new HartSpeed.Program(
                program.label(),
                instructions,
                HartSpeed.median(mips),
                HartSpeed.median(fromStart),
                qemu.isEmpty()
                        ? Optional.empty()
                        : Optional.of(
                                new BesideQemu(
                                        HartSpeed.median(icount),
                                        HartSpeed.median(plain),
                                        HartSpeed.median(ratios),
                                        same)));
    }

    /** How many rounds take the wanted time on the warm hart; warms it up to find out. */
    private int rounds(BenchProgram program) {
        int rounds = 100;
        double wallS = 0;
        double spentS = 0;
        double warmUpS = Math.min(WARM_UP_SECONDS, seconds);
        while (spentS < warmUpS) {
            wallS = here(program, program.elf(rounds)).wallS;
            spentS += wallS;
            if (wallS < warmUpS / 4) {
                rounds *= 2;
            }
        }
        return (int) Math.max(1, Math.min(rounds * seconds / wallS, Integer.MAX_VALUE));
    }

    private static Sample here(BenchProgram program, byte[] elf) {
        var console = new ByteArrayOutputStream();
        var machine =
                new BareMachine(
                        program.label(),
                        ElfFile.read(program.label(), elf),
                        Clock.ofHz(CLOCK_HZ),
                        CostTable.defaults());
        machine.onOutput((value, _) -> console.write(value));
        long startNs = System.nanoTime();
        RunEnd end = machine.run(Long.MAX_VALUE);
        double wallS = (System.nanoTime() - startNs) / 1e9;
        if (!end.equals(new RunEnd.Exited(0))) {
            throw new IllegalStateException(program.label() + " came to its end by " + end);
        }
        return new Sample(machine.instructions(), wallS, console.toString(StandardCharsets.UTF_8));
    }

    private Sample onQemu(Path file, Qemu.Counting counting, long instructions, double startS) {
        List<String> command = qemu.orElseThrow().command(file, counting);
        TimedProcess process = TimedProcess.run(command, scratch, limit());
        return new Sample(
                instructions, Math.max(process.seconds() - startS, 1e-3), process.output());
    }

    /** Seconds that QEMU needs for a program that ends at once; 0 without QEMU. */
    private double qemuStart(Qemu.Counting counting) throws IOException {
        if (qemu.isEmpty()) {
            return 0;
        }
        progress.accept("start of QEMU");
        Path file = write(BenchProgram.EMPTY, BenchProgram.EMPTY.elf(0));
        List<Double> starts = new ArrayList<>();
        for (int run = 0; run < START_RUNS; run++) {
            List<String> command = qemu.get().command(file, counting);
            starts.add(TimedProcess.run(command, scratch, limit()).seconds());
        }
        return HartSpeed.median(starts);
    }

    private Path write(BenchProgram program, byte[] elf) throws IOException {
        return Files.write(scratch.resolve(program.label() + ".elf"), elf);
    }

    private Duration limit() {
        return Duration.ofSeconds(60 + (long) (SLOWEST_FACTOR * seconds));
    }
}
