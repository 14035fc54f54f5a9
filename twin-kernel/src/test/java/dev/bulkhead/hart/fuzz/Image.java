package dev.bulkhead.hart.fuzz;

import dev.bulkhead.testing.Asm;
import dev.bulkhead.testing.ElfBuilder;
import dev.bulkhead.twin.BareMachine;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;

/**
 * Many random programs in one ELF file, each to be run several times from different states.
 *
 * <p>Code and data lie in different pages, as QEMU is slow where they share one.
 */
final class Image {
    static final int RAM = BareMachine.RAM_BASE;
    static final int RAM_BYTES = BareMachine.RAM_BYTES;

    /** Where the harness starts. */
    static final int CODE = RAM;

    /** The word that holds the address of the next run's pages. */
    static final int NEXT_RUN = RAM + 0x1_0000;

    /** Pages with rights of their own, in machine mode too if locked. */
    static final int LOCKED_NONE = RAM + 0x1_1000;

    static final int LOCKED_READ = RAM + 0x1_2000;
    static final int USER_NONE = RAM + 0x1_3000;
    static final int USER_READ = RAM + 0x1_4000;
    static final int USER_EXECUTE = RAM + 0x1_5000;

    static final int PROGRAMS = RAM + 0x2_0000;
    static final int RUNS = RAM + 0x80_0000;

    /**
     * A program to run.
     *
     * @param stateSeed from which the states come that it starts with
     */
    record Case(Program program, long stateSeed) {}

    private final List<Case> cases;
    private final int runsEach;
    private final byte[] content;
    private final int[] starts;

    /**
     * @param runsEach how often each program is run, each time from another state
     */
    Image(List<Case> cases, int runsEach) {
        this.cases = List.copyOf(cases);
        this.runsEach = runsEach;
        content = new byte[end() - RAM];
        starts = new int[cases.size()];
        int end = end();
        Asm harness = Harness.assemble(end);
        byte[] harnessBytes = harness.bytes();
        if (harnessBytes.length > NEXT_RUN - CODE) {
            throw new IllegalStateException("harness has " + harnessBytes.length + " bytes");
        }
        System.arraycopy(harnessBytes, 0, content, 0, harnessBytes.length);
        ByteBuffer memory = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
        memory.putInt(NEXT_RUN - RAM, RUNS);
        for (int at = LOCKED_NONE - RAM; at < PROGRAMS - RAM; at += 4) {
            memory.putInt(at, at * 0x9e37_79b9);
        }
        Code code = new Code(content, PROGRAMS - RAM);
        for (int i = 0; i < cases.size(); i++) {
            Program program = cases.get(i).program();
            starts[i] = RAM + code.at();
            if (starts[i] + program.bytes() > RUNS) {
                throw new IllegalStateException("too many programs: " + cases.size());
            }
            int last = program.encode(code, starts[i]);
            for (int run = 0; run < runsEach; run++) {
                int page = page(i, run) - RAM;
                State.write(memory, page, cases.get(i).stateSeed() + run);
                memory.putInt(page + Page.LOG_AT, RAM + page + Page.LOG);
                memory.putInt(page + Page.RESUME, starts[i]);
                memory.putInt(page + Page.END, last);
                memory.putInt(
                        page + Page.HANDLER, harness.address(Harness.handlerLabel(program.base())));
                memory.putInt(
                        page + Page.PROLOGUE,
                        harness.address(Harness.prologueLabel(program.base())));
                memory.putInt(page + Page.START, starts[i]);
            }
        }
    }

    private int end() {
        return page(cases.size(), 0);
    }

    private int page(int index, int run) {
        return RUNS + (index * runsEach + run) * Page.BYTES;
    }

    /** How many bytes of RAM are worth looking at. */
    int bytes() {
        return content.length;
    }

    /** Address of a program's first instruction. */
    int start(int index) {
        return starts[index];
    }

    byte[] elf() {
        return ElfBuilder.program(RAM, content);
    }

    /** The first difference between two machines' RAM, or {@code null}. */
    Mismatch compare(byte[] ours, byte[] theirs) {
        for (int i = 0; i < cases.size(); i++) {
            for (int run = 0; run < runsEach; run++) {
                int from = page(i, run) - RAM;
                int at =
                        Arrays.mismatch(
                                ours, from, from + Page.BYTES, theirs, from, from + Page.BYTES);
                if (at >= 0) {
                    // the log tells more than what follows from it
                    int log =
                            Arrays.mismatch(
                                    ours,
                                    from + Page.LOG,
                                    from + Page.BYTES,
                                    theirs,
                                    from + Page.LOG,
                                    from + Page.BYTES);
                    int field = (log >= 0 ? Page.LOG + log : at) & ~3;
                    return new Mismatch(
                            i,
                            run,
                            Page.field(field),
                            word(ours, from + field),
                            word(theirs, from + field));
                }
            }
        }
        return null;
    }

    /** How many traps were taken in all runs. */
    int traps(byte[] memory) {
        int traps = 0;
        for (int i = 0; i < cases.size(); i++) {
            for (int run = 0; run < runsEach; run++) {
                int page = page(i, run);
                traps +=
                        (word(memory, page - RAM + Page.LOG_AT) - page - Page.LOG) / Page.LOG_ENTRY;
            }
        }
        return traps;
    }

    private static int word(byte[] memory, int at) {
        return ByteBuffer.wrap(memory).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    /** Where two machines differ. */
    record Mismatch(int index, int run, String field, int ours, int theirs) {
        @Override
        public String toString() {
            return "program %d run %d %s: ours %08x, QEMU %08x"
                    .formatted(index, run, field, ours, theirs);
        }
    }
}
