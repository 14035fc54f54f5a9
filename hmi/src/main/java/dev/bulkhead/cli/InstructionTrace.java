package dev.bulkhead.cli;

import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.twin.BareMachine;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Writes a line an instruction: cycle at which it started, address, instruction word, and each
 * register it changed; a trap shows its cause and where it went instead.
 */
final class InstructionTrace implements BareMachine.StepListener {
    private static final int REGISTERS = 32;

    private final Hart hart;
    private final OutputStream target;
    private final int[] x = new int[REGISTERS];
    private final long[] f = new long[REGISTERS];

    InstructionTrace(Hart hart, OutputStream target) {
        this.hart = hart;
        this.target = target;
        for (int i = 0; i < REGISTERS; i++) {
            x[i] = hart.x(i);
            f[i] = hart.f(i);
        }
    }

    @Override
    public void stepped(long cycle, int pc, long instruction, boolean retired) {
        StringBuilder line = new StringBuilder(64);
        line.append("%10d %08x ".formatted(cycle, pc)).append(word(instruction));
        if (!retired) {
            line.append(
                    " trap mcause=%08x mtval=%08x pc=%08x"
                            .formatted(hart.csr(Csr.MCAUSE), hart.csr(Csr.MTVAL), hart.pc()));
        }
        for (int i = 0; i < REGISTERS; i++) {
            if (x[i] != hart.x(i)) {
                x[i] = hart.x(i);
                line.append(" %s=%08x".formatted(RegisterDump.NAMES.get(i), x[i]));
            }
            if (f[i] != hart.f(i)) {
                f[i] = hart.f(i);
                line.append(" f%d=%016x".formatted(i, f[i]));
            }
        }
        try {
            target.write(line.append('\n').toString().getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String word(long instruction) {
        if (instruction < 0) {
            return "--------";
        }
        String format = (instruction & 3) == 3 ? "%08x" : "    %04x";
        return String.format(Locale.ROOT, format, instruction);
    }
}
