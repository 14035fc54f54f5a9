package dev.bulkhead.hart.fuzz;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.fuzz.Image.Case;
import dev.bulkhead.hart.fuzz.Image.Mismatch;
import dev.bulkhead.time.Clock;
import dev.bulkhead.twin.BareMachine;
import dev.bulkhead.twin.RunEnd;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs the same programs on both machines and makes what differs small. */
final class Differential {
    /** Instructions of the harness for a run, and at most for a trap: not random ones. */
    private static final int HARNESS_A_RUN = 190;

    private static final int HARNESS_A_TRAP = 51;

    private static final long MOST_INSTRUCTIONS = 100_000_000;

    /** What a comparison covered; {@code finding} is empty if nothing differs. */
    record Outcome(long executed, int traps, String finding) {}

    private Differential() {}

    /** The programs of a batch; program i of batch b comes from a seed of its own. */
    static List<Case> batch(long seed, int batch, int programs) {
        List<Case> cases = new ArrayList<>();
        for (int i = 0; i < programs; i++) {
            cases.add(one(seed, batch, i));
        }
        return cases;
    }

    /** One program of a batch. */
    static Case one(long seed, int batch, int index) {
        long own = (seed * 1_000_003 + batch) * 1_000_003 + index;
        return new Case(Generator.program(own), own * 31);
    }

    /** Compares a batch; a difference is made as small as it gets. */
    static Outcome compare(List<Case> cases, int runsEach) {
        Image image = new Image(cases, runsEach);
        byte[] elf = image.elf();
        BareMachine machine = machine(elf);
        byte[] ours = run(machine, image.bytes());
        byte[] theirs = Qemu.run(elf, image.bytes());
        Mismatch mismatch = image.compare(ours, theirs);
        int traps = image.traps(ours);
        long harness =
                (long) HARNESS_A_RUN * cases.size() * runsEach + (long) HARNESS_A_TRAP * traps;
        long executed = machine.instructions() + traps - harness;
        return new Outcome(
                executed,
                traps,
                mismatch == null
                        ? ""
                        : mismatch + "\n" + smaller(cases.get(mismatch.index()), runsEach));
    }

    /** What our machine leaves in the first bytes of RAM. */
    static byte[] onOurs(byte[] elf, int count) {
        return run(machine(elf), count);
    }

    private static BareMachine machine(byte[] elf) {
        return new BareMachine(
                "fuzz.elf",
                ElfFile.read("fuzz.elf", elf),
                Clock.ofHz(100_000_000),
                CostTable.defaults());
    }

    private static byte[] run(BareMachine machine, int count) {
        RunEnd end = machine.run(MOST_INSTRUCTIONS);
        if (!end.equals(new RunEnd.Exited(0))) {
            var hart = machine.hart();
            throw new AssertionError(
                    "our machine: %s, next run %08x, mcause %d, mepc %08x, mtval %08x"
                            .formatted(
                                    end,
                                    machine.ram().load(Image.NEXT_RUN, 4),
                                    hart.csr(Csr.MCAUSE),
                                    hart.csr(Csr.MEPC),
                                    hart.csr(Csr.MTVAL)));
        }
        return Arrays.copyOf(machine.ram().bytes(), count);
    }

    /** Leaves out units as long as the program still differs. */
    private static String smaller(Case start, int runsEach) {
        Case best = start;
        for (int chunk = start.program().units().size() / 2; chunk > 0; ) {
            List<Case> shorter = new ArrayList<>();
            int units = best.program().units().size();
            for (int from = 0; from < units; from += chunk) {
                Program rest = best.program().without(from, Math.min(units, from + chunk));
                shorter.add(new Case(rest, best.stateSeed()));
            }
            Image image = new Image(shorter, runsEach);
            byte[] elf = image.elf();
            Mismatch found =
                    image.compare(onOurs(elf, image.bytes()), Qemu.run(elf, image.bytes()));
            if (found != null) {
                best = shorter.get(found.index());
                chunk = Math.min(chunk, Math.max(1, best.program().units().size() / 2));
            } else {
                chunk /= 2;
            }
        }
        Image image = new Image(List.of(best), runsEach);
        byte[] elf = image.elf();
        Mismatch found = image.compare(onOurs(elf, image.bytes()), Qemu.run(elf, image.bytes()));
        return "smallest: "
                + found
                + ", base x"
                + best.program().base()
                + "\n"
                + best.program().listing(image.start(0));
    }
}
