package dev.bulkhead.hart.fuzz;

import static dev.bulkhead.testing.Asm.S0;
import static dev.bulkhead.testing.Asm.S1;
import static dev.bulkhead.testing.Asm.T0;
import static dev.bulkhead.testing.Asm.T1;
import static dev.bulkhead.testing.Asm.ZERO;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.hart.Csr;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.testing.ElfBuilder;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Each of the 4096 CSR numbers exists on our hart as on QEMU's, in machine and in user mode. */
class CsrSweepTest {
    private static final int BASE = Image.RAM;
    private static final int RESULTS = BASE + 0x4_0000;
    private static final int NUMBERS = 4096;
    private static final int COUNT = RESULTS - BASE + 2 * NUMBERS;

    /** Numbers that exist on one of the two only, and why. */
    private record Row(int from, int to, String why) {}

    private static final String DELEGATION =
            "Privileged, Machine Trap Delegation Registers: not without S-mode";
    private static final String TRIGGERS = "Debug, Trigger Module: QEMU has triggers and so tinfo";
    private static final String COUNTERS =
            "Privileged, Hardware Performance Monitor: 29 event counters; QEMU has 16";
    private static final String USER_COUNTERS =
            "Privileged, Machine Counter-Enable Register: the bits of event counters are 0 here";

    private static final List<Row> DIFFERENT =
            List.of(
                    new Row(0x302, 0x303, DELEGATION),
                    new Row(0x7a4, 0x7a4, TRIGGERS),
                    new Row(0xb13, 0xb1f, COUNTERS),
                    new Row(0xb93, 0xb9f, COUNTERS),
                    new Row(0xc03, 0xc1f, USER_COUNTERS),
                    new Row(0xc83, 0xc9f, USER_COUNTERS));

    /** Reads all numbers in machine mode, then all in user mode, and notes which trapped. */
    private static byte[] elf() {
        Asm asm = new Asm(BASE);
        asm.la(T0, "handler").csrw(Csr.MTVEC, T0).li(S1, RESULTS);
        asm.li(T0, -1).csrw(Csr.PMPADDR0, T0).csrw(Csr.MCOUNTEREN, T0);
        asm.li(T0, 0x1f).csrw(Csr.PMPCFG0, T0);
        asm.li(T0, 1 << 13).csrw(Csr.MSTATUS, T0);
        read(asm);
        asm.la(T0, "user").csrw(Csr.MEPC, T0).mret().label("user");
        read(asm);
        asm.li(T0, 0x10_0000).li(T1, 0x5555).sw(T1, 0, T0).label("stop").j("stop");
        while (asm.here() % 4 != 0) {
            asm.half(1);
        }
        asm.label("handler").li(S0, 1).csrr(T1, Csr.MEPC).addi(T1, T1, 4);
        asm.csrw(Csr.MEPC, T1).mret();
        return ElfBuilder.program(BASE, asm.org(RESULTS + 2 * NUMBERS).bytes());
    }

    private static void read(Asm asm) {
        for (int number = 0; number < NUMBERS; number++) {
            asm.li(S0, 0).csrrs(T0, number, ZERO).sb(S0, 0, S1).addi(S1, S1, 1);
        }
    }

    @Test
    void theSameNumbersExist() {
        Qemu.require();
        byte[] elf = elf();
        byte[] ours = Differential.onOurs(elf, COUNT);
        byte[] theirs = Qemu.run(elf, COUNT);
        List<String> expected = new ArrayList<>();
        TreeSet<Integer> known = new TreeSet<>();
        for (Row row : DIFFERENT) {
            for (int number = row.from(); number <= row.to(); number++) {
                known.add(number);
            }
        }
        known.forEach(number -> expected.add("%03x".formatted(number)));
        List<String> actual = new ArrayList<>();
        for (int number = 0; number < NUMBERS; number++) {
            int machine = RESULTS - BASE + number;
            int user = machine + NUMBERS;
            if (ours[machine] != theirs[machine] || ours[user] != theirs[user]) {
                actual.add("%03x".formatted(number));
            }
        }
        assertEquals(expected, actual);
    }
}
