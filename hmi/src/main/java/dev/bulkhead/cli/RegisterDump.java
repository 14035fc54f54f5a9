package dev.bulkhead.cli;

import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Hart;

import java.io.PrintWriter;
import java.util.List;

/** Prints a hart's registers for people. */
final class RegisterDump {
    static final List<String> NAMES =
            List.of(
                    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2",
                    "a3", "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9",
                    "s10", "s11", "t3", "t4", "t5", "t6");

    private static final int PMP_CONFIGURATIONS = 4;
    private static final int PMP_ADDRESSES = 16;
    private static final int COLUMNS = 4;

    private record Named(String name, int number) {}

    private static final List<Named> CSRS =
            List.of(
                    new Named("mstatus", Csr.MSTATUS),
                    new Named("misa", Csr.MISA),
                    new Named("mie", Csr.MIE),
                    new Named("mip", Csr.MIP),
                    new Named("mtvec", Csr.MTVEC),
                    new Named("mscratch", Csr.MSCRATCH),
                    new Named("mepc", Csr.MEPC),
                    new Named("mcause", Csr.MCAUSE),
                    new Named("mtval", Csr.MTVAL),
                    new Named("mcounteren", Csr.MCOUNTEREN),
                    new Named("mcycle", Csr.MCYCLE),
                    new Named("mcycleh", Csr.MCYCLEH),
                    new Named("minstret", Csr.MINSTRET),
                    new Named("minstreth", Csr.MINSTRETH),
                    new Named("mhartid", Csr.MHARTID),
                    new Named("fcsr", Csr.FCSR));

    private RegisterDump() {}

    static void registers(Hart hart, PrintWriter out) {
        out.printf("pc       %08x  privilege %s%n", hart.pc(), hart.privilege());
        for (int i = 0; i < NAMES.size(); i++) {
            cell(out, i, "x%d/%s".formatted(i, NAMES.get(i)), "%08x".formatted(hart.x(i)));
        }
        for (int i = 0; i < NAMES.size(); i++) {
            cell(out, i, "f" + i, "%016x".formatted(hart.f(i)));
        }
    }

    static void csrs(Hart hart, PrintWriter out) {
        int column = 0;
        for (Named csr : CSRS) {
            cell(out, column++, csr.name(), "%08x".formatted(hart.csr(csr.number())));
        }
        for (int i = 0; i < PMP_CONFIGURATIONS; i++) {
            cell(out, column++, "pmpcfg" + i, "%08x".formatted(hart.csr(Csr.PMPCFG0 + i)));
        }
        for (int i = 0; i < PMP_ADDRESSES; i++) {
            cell(out, column++, "pmpaddr" + i, "%08x".formatted(hart.csr(Csr.PMPADDR0 + i)));
        }
    }

    private static void cell(PrintWriter out, int column, String name, String value) {
        boolean last = column % COLUMNS == COLUMNS - 1;
        out.printf("%-10s %s%s", name, value, last ? System.lineSeparator() : "  ");
    }
}
