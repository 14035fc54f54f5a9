package dev.bulkhead.hart;

import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.time.Clock;

import java.util.function.Consumer;

/** A hart with 64 KiB of RAM at 0x8000_0000 and nothing else, unless a test adds it. */
final class Bench {
    static final int BASE = 0x8000_0000;
    static final int RAM_BYTES = 0x1_0000;

    /** Where {@code traps} puts its handler, which ends a program. */
    static final int HANDLER = BASE + 0x8000;

    /** A page for a program's data. */
    static final int DATA = BASE + 0x4000;

    final Ram ram = new Ram(BASE, RAM_BYTES);
    final MemoryPort port = new MemoryPort(ram);
    final Hart hart;
    long limitAfterDevice = Long.MAX_VALUE;

    Bench() {
        this(CostTable.defaults());
    }

    Bench(CostTable costs) {
        hart = new Hart(0, Clock.ofHz(100_000_000), port, costs, () -> limitAfterDevice);
        hart.setPc(BASE);
        hart.enableKernelEntries();
        // a trap ends the program, unless it installs a handler of its own
        ram.store(HANDLER, new Asm(HANDLER).kernelEntry(0x7ff).bytes());
        hart.setCsr(Csr.MTVEC, HANDLER);
    }

    /** Loads a program that ends at its last instruction, at {@link #BASE}. */
    Bench load(Consumer<Asm> program) {
        Asm asm = new Asm(BASE);
        program.accept(asm);
        asm.kernelEntry(0);
        ram.store(BASE, asm.bytes());
        return this;
    }

    /** Runs to the end or the first trap, a million cycles at most. */
    Bench run() {
        hart.run(hart.cycle() + 1_000_000);
        return this;
    }

    /** Loads and runs a program in machine mode. */
    static Bench ran(Consumer<Asm> program) {
        return new Bench().load(program).run();
    }

    /** Opens all memory to user mode with the last PMP entry. */
    Bench open() {
        hart.setCsr(Csr.PMPADDR0 + 15, -1);
        hart.setCsr(Csr.PMPCFG0 + 3, 0x1f00_0000);
        return this;
    }

    Bench user() {
        hart.setPrivilege(Privilege.USER);
        return this;
    }

    boolean trapped() {
        return hart.pc() == HANDLER;
    }

    int cause() {
        return hart.csr(Csr.MCAUSE);
    }
}
