package dev.bulkhead.hart.fuzz;

import static dev.bulkhead.testing.Asm.A0;
import static dev.bulkhead.testing.Asm.A1;
import static dev.bulkhead.testing.Asm.A2;
import static dev.bulkhead.testing.Asm.A3;
import static dev.bulkhead.testing.Asm.S0;
import static dev.bulkhead.testing.Asm.S1;
import static dev.bulkhead.testing.Asm.T0;
import static dev.bulkhead.testing.Asm.T1;
import static dev.bulkhead.testing.Asm.ZERO;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.bulkhead.hart.Csr;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.testing.ElfBuilder;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Where our hart and QEMU 7.2 differ, as small programs: each shows what {@link Generator} and the
 * PMP programs must not do, and fails when it shows no difference any more.
 */
class KnownDifferencesTest {
    private static final int BASE = Image.RAM;
    private static final int PAGE = BASE + 0x1_0000;
    private static final int RESULTS = BASE + 0x2_0000;
    private static final int NOTHING = 0x0050_0000;
    private static final int MPP = 3 << 11;
    private static final int MPRV = 1 << 17;
    private static final int FS = 1 << 13;
    private static final int NAPOT = 3 << 3;

    /** What a program gives that ended by a trap: this and the cause. */
    private static final int TRAP = 0x100;

    /**
     * One difference.
     *
     * @param clause of the standard, what it says, and who follows it
     * @param program in machine mode; leaves its result in a0 or traps
     * @param result what it gives: machine code that changes a0, with {@code mstatus} and {@code
     *     mtval} of the trap in a1 and a2
     */
    private record Row(
            String name,
            String clause,
            Consumer<Asm> program,
            Consumer<Asm> result,
            int ours,
            int theirs) {}

    private final List<Row> rows = new ArrayList<>();

    private void row(String name, String clause, int ours, int theirs, Consumer<Asm> program) {
        row(name, clause, ours, theirs, program, _ -> {});
    }

    private void row(
            String name,
            String clause,
            int ours,
            int theirs,
            Consumer<Asm> program,
            Consumer<Asm> result) {
        rows.add(new Row(name, clause, program, result, ours, theirs));
    }

    private static void writeAndRead(Asm asm, int csr, int value) {
        asm.li(A1, value).csrw(csr, A1).csrr(A0, csr);
    }

    private static Asm pageForMachineOnly(Asm asm) {
        return asm.li(T0, PAGE >>> 2 | 0x1ff)
                .csrw(Csr.PMPADDR0, T0)
                .li(T0, NAPOT)
                .csrw(Csr.PMPCFG0, T0);
    }

    private static Asm userRights(Asm asm) {
        return asm.li(T0, MPRV).csrrs(ZERO, Csr.MSTATUS, T0);
    }

    private void privileged() {
        row(
                "mret to user mode keeps MPRV",
                "Privileged, Memory Privilege in mstatus Register: "
                        + "MRET to a less privileged mode clears MPRV; we do",
                0,
                1,
                asm ->
                        asm.li(T0, MPRV)
                                .csrrs(ZERO, Csr.MSTATUS, T0)
                                .la(T0, "user")
                                .csrw(Csr.MEPC, T0)
                                .mret()
                                .label("user")
                                .ecall(),
                asm -> asm.srli(A0, A1, 17).andi(A0, A0, 1));
        row(
                "MPP that mret changes is overlooked under MPRV",
                "Privileged, Memory Privilege in mstatus Register: "
                        + "under MPRV the mode in MPP counts; we follow",
                TRAP | 5,
                0,
                asm -> {
                    pageForMachineOnly(asm).li(T0, MPP | MPRV).csrrs(ZERO, Csr.MSTATUS, T0);
                    asm.li(A3, PAGE).lw(A0, 0, A3);
                    asm.la(T0, "again").csrw(Csr.MEPC, T0).mret().label("again").lw(A0, 0, A3);
                });
        row(
                "mepc keeps bit 0",
                "Privileged, Machine Exception Program Counter: "
                        + "the low bit of mepc is always zero; so here",
                0,
                1,
                asm -> writeAndRead(asm, Csr.MEPC, 1));
        row(
                "MPP holds a mode that does not exist",
                "Privileged, Privilege and Global Interrupt-Enable Stack in mstatus: "
                        + "MPP is WARL, only implemented modes; so here",
                0,
                1 << 11,
                asm ->
                        asm.li(T0, 1 << 11)
                                .csrrs(ZERO, Csr.MSTATUS, T0)
                                .csrr(A0, Csr.MSTATUS)
                                .and(A0, A0, T0));
        row(
                "mstatus.SUM exists without supervisor mode",
                "Privileged, Memory Privilege in mstatus Register: "
                        + "SUM is read-only 0 without S-mode; so here",
                0,
                1 << 18,
                asm ->
                        asm.li(T0, 1 << 18)
                                .csrrs(ZERO, Csr.MSTATUS, T0)
                                .csrr(A0, Csr.MSTATUS)
                                .and(A0, A0, T0));
        row(
                "mie has bits for modes that do not exist",
                "Privileged, Machine Interrupt Registers: "
                        + "supervisor bits are 0 without S-mode; so here",
                0x888,
                0x2eee,
                asm -> writeAndRead(asm, Csr.MIE, -1));
        row(
                "mcounteren has bits for counters that are read-only zero",
                "Privileged, Machine Counter-Enable Register: "
                        + "any bit of mcounteren may be read-only zero; we keep three",
                7,
                -1,
                asm -> writeAndRead(asm, Csr.MCOUNTEREN, -1));
        row(
                "menvcfg.FIOM is kept",
                "Privileged, Machine Environment Configuration Register: "
                        + "FIOM may be read-only zero without S-mode; so here",
                0,
                1,
                asm -> writeAndRead(asm, Csr.MENVCFG, 1));
        row(
                "there are two triggers",
                "Debug, Trigger Module: without triggers tselect is read-only zero; so here",
                0,
                1,
                asm -> writeAndRead(asm, Csr.TSELECT, 1));
        row(
                "marchid is not zero",
                "Privileged, Machine Architecture ID Register: zero means not implemented; so here",
                0,
                1,
                asm -> asm.csrr(A0, Csr.MARCHID).sltu(A0, ZERO, A0));
        row(
                "a read-only CSR may be written with an empty mask",
                "Unprivileged, Zicsr: CSRRS with rs1 other than x0 writes, whatever its value",
                TRAP | 2,
                0,
                asm -> asm.li(A1, 0).csrrs(A0, Csr.MHARTID, A1));
        row(
                "sfence.vma exists without supervisor mode",
                "Privileged, Supervisor Memory-Management Fence: "
                        + "SFENCE.VMA belongs to supervisor mode; illegal here",
                TRAP | 2,
                0,
                asm -> asm.word(0x1200_0073));
    }

    private void protection() {
        row(
                "pmpaddr alone changes nothing yet",
                "Privileged, Physical Memory Protection and Paging: "
                        + "without paging PMP writes act at once; so here",
                TRAP | 5,
                0,
                asm -> {
                    asm.li(T0, NAPOT).csrw(Csr.PMPCFG0, T0);
                    userRights(asm).li(A3, PAGE).lw(A0, 0, A3);
                    asm.li(T0, PAGE >>> 2 | 0x1ff).csrw(Csr.PMPADDR0, T0).lw(A0, 0, A3);
                });
        row(
                "mret to user mode without any entry",
                "Privileged, Priority and Matching Logic: "
                        + "the access fails, that is the fetch; so here",
                TRAP | 1,
                TRAP | 2,
                asm ->
                        asm.csrw(Csr.PMPCFG0 + 3, ZERO)
                                .la(T0, "denied")
                                .csrw(Csr.MEPC, T0)
                                .mret()
                                .label("denied")
                                .nop());
        row(
                "W without R is kept",
                "Privileged, Physical Memory Protection CSRs: "
                        + "R=0 W=1 is reserved; here W is then not kept",
                0,
                2,
                asm -> writeAndRead(asm, Csr.PMPCFG0 + 1, 2));
        row(
                "an address has 32 bits",
                "Privileged, Physical Memory Protection CSRs: "
                        + "pmpaddr holds bits 33 to 2 of an address; so here",
                TRAP | 5,
                0,
                asm -> {
                    asm.li(T0, 0x6000_0000).csrw(Csr.PMPADDR0, T0);
                    asm.li(T0, 1 << 3).csrw(Csr.PMPCFG0, T0);
                    userRights(asm).li(A3, PAGE).lw(A0, 0, A3);
                });
    }

    private void accesses() {
        row(
                "a misaligned AMO is a load",
                "Privileged, table of mcause: 6, store/AMO address misaligned; so here",
                TRAP | 6,
                TRAP | 4,
                asm -> asm.li(A3, PAGE + 2).amoadd(A0, A1, A3));
        row(
                "a misaligned SC fails only",
                "Unprivileged, A: a misaligned address raises an exception; so here",
                TRAP | 6,
                1,
                asm -> asm.li(A3, PAGE + 2).sc(A0, A1, A3));
        row(
                "an SC without reservation does not look at memory",
                "Unprivileged, A: leaves it open; here it needs the right to store",
                TRAP | 7,
                1,
                asm -> asm.li(A3, NOTHING).sc(A0, A1, A3));
        row(
                "an AMO where nothing is faults as a load",
                "Privileged, table of mcause: 7, store/AMO access fault; so here",
                TRAP | 7,
                TRAP | 5,
                asm -> asm.li(A3, NOTHING).amoadd(A0, A1, A3));
        row(
                "SC fails after an own store of another value",
                "Unprivileged, A: only others' stores must break a reservation; so here",
                0,
                1,
                asm -> asm.li(A3, PAGE).lr(A0, A3).addi(A1, A0, 1).sw(A1, 0, A3).sc(A0, A1, A3));
        row(
                "a trap takes the reservation",
                "Unprivileged, A: leaves it open; here it is the kernel's to take it",
                0,
                1,
                asm -> asm.li(A3, PAGE).lr(A0, A3).ecall(),
                asm -> asm.sc(A0, A1, A3));
        row(
                "mtval of a misaligned access to nothing is aligned",
                "Privileged, Machine Trap Value Register: "
                        + "mtval is the faulting virtual address; so here",
                NOTHING + 6,
                NOTHING,
                asm -> asm.li(A3, NOTHING).fld(0, 6, A3),
                asm -> asm.addi(A0, A2, 0));
        row(
                "a PCI window reads as ones",
                "No standard: there is no PCI here",
                TRAP | 5,
                -1,
                asm -> asm.li(A3, 0x7000_0000).lw(A0, 0, A3));
    }

    private byte[] program() {
        Asm asm = new Asm(BASE);
        asm.la(T0, "handler").csrw(Csr.MTVEC, T0).li(S1, RESULTS);
        for (int i = 0; i < rows.size(); i++) {
            asm.csrw(Csr.MIE, ZERO).csrw(Csr.PMPADDR0, ZERO);
            asm.csrw(Csr.PMPCFG0, ZERO).csrw(Csr.PMPCFG0 + 1, ZERO);
            asm.li(T0, -1).csrw(Csr.PMPADDR0 + 15, T0);
            asm.li(T0, (NAPOT | 7) << 24).csrw(Csr.PMPCFG0 + 3, T0);
            asm.li(T0, FS).csrw(Csr.MSTATUS, T0).la(S0, "after" + i).li(A0, 0);
            rows.get(i).program().accept(asm);
            asm.label("after" + i);
            rows.get(i).result().accept(asm);
            asm.sw(A0, 4 * i, S1);
        }
        asm.li(T0, 0x10_0000).li(T1, 0x5555).sw(T1, 0, T0).label("stop").j("stop");
        while (asm.here() % 4 != 0) {
            asm.half(1);
        }
        asm.label("handler").csrr(A0, Csr.MCAUSE).addi(A0, A0, TRAP);
        asm.csrr(A1, Csr.MSTATUS).csrr(A2, Csr.MTVAL).csrw(Csr.MEPC, S0);
        asm.li(T0, FS | MPP).csrw(Csr.MSTATUS, T0).mret();
        return asm.org(PAGE).org(RESULTS).bytes();
    }

    @Test
    void eachIsStillThere() {
        Qemu.require();
        privileged();
        protection();
        accesses();
        byte[] elf = ElfBuilder.program(BASE, program());
        int count = RESULTS - BASE + 4 * rows.size();
        ByteBuffer ours = little(Differential.onOurs(elf, count));
        ByteBuffer theirs = little(Qemu.run(elf, count));
        List<String> expected = new ArrayList<>();
        List<String> actual = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            int at = RESULTS - BASE + 4 * i;
            expected.add(line(row, row.ours(), row.theirs()));
            actual.add(line(row, ours.getInt(at), theirs.getInt(at)));
            assertNotEquals(row.ours(), row.theirs(), row.name());
        }
        assertEquals(String.join("\n", expected), String.join("\n", actual));
    }

    private static String line(Row row, int ours, int theirs) {
        return "%s: %x here, %x on QEMU (%s)".formatted(row.name(), ours, theirs, row.clause());
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
