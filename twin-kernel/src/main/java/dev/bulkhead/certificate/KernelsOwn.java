package dev.bulkhead.certificate;

import dev.bulkhead.board.aclint.Aclint;
import dev.bulkhead.board.finisher.Finisher;
import dev.bulkhead.board.iopmp.Iopmp;
import dev.bulkhead.board.plic.Plic;
import dev.bulkhead.board.watchdog.WindowWatchdog;
import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.kernel.AddressMap;
import dev.bulkhead.kernel.KernelTables;
import dev.bulkhead.kernel.KernelTables.DmaMaster;
import dev.bulkhead.kernel.ProtectionEntry.Stretch;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.time.Scheduler;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** S10: what the kernel alone may touch is open to nobody, neither to a partition nor to a DMA. */
record KernelsOwn() implements RuleCheck {
    static final String NO_TABLES =
            "the kernel's tables cannot be made from this description, see the rules that fail";

    private static final Map<String, Stretch> OWN = own();

    /** tselect, tdata1 to tdata3, dcsr, dpc, dscratch0, dscratch1. */
    private static final List<Integer> DEBUGGING =
            List.of(0x7a0, 0x7a1, 0x7a2, 0x7a3, 0x7b0, 0x7b1, 0x7b2, 0x7b3);

    /** {@code csrw 0, t1}. */
    private static final int CSRW_T1 = 0x0003_1073;

    private static Map<String, Stretch> own() {
        Map<String, Stretch> own = new LinkedHashMap<>();
        own.put("finisher", block(AddressMap.FINISHER, Finisher.SIZE));
        own.put("timer", block(AddressMap.ACLINT, Aclint.SIZE));
        own.put("PLIC", block(AddressMap.PLIC, Plic.SIZE));
        own.put("watchdog", block(AddressMap.WATCHDOG, AddressMap.DEVICE_BYTES));
        own.put("IOPMP", block(AddressMap.IOPMP, Iopmp.SIZE));
        own.put("kernel RAM", KernelTables.kernelRam());
        return own;
    }

    private static Stretch block(int base, int bytes) {
        long from = Integer.toUnsignedLong(base);
        return new Stretch(from, from + bytes);
    }

    @Override
    public Rule rule() {
        return Rule.S10;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.isOff(Mechanism.ARGUMENT_CHECK)) {
            examination.off(Mechanism.ARGUMENT_CHECK);
        }
        if (c.tables().isEmpty()) {
            examination.notJudged(NO_TABLES);
            return;
        }
        OWN.forEach((name, stretch) -> examination.note("%s: %s".formatted(name, stretch)));
        tryOut(c.tables().get().dmaSettings(), examination);
        tryOutWatchdog(c.tables().get().watchdogSettings(), examination);
        tryOutDebugging(DEBUGGING, examination);
        Extents extents = new Extents(c, c.tables().get());
        for (int i = 0; i < c.partitions().size(); i++) {
            List<String> open = new ArrayList<>();
            for (Map.Entry<String, Stretch> each : OWN.entrySet()) {
                if (!extents.tables().inKernel(i) && extents.reaches(i, each.getValue())) {
                    open.add(each.getKey());
                }
            }
            if (!open.isEmpty()) {
                examination.find(
                        c.partitions().get(i).name(),
                        "reaches " + String.join(", ", open),
                        "close it: these are the kernel's alone");
            }
        }
        for (DmaMaster master : c.tables().get().dma()) {
            boolean open =
                    master.entries().stream()
                            .anyMatch(
                                    e ->
                                            (e.reads() || e.writes())
                                                    && e.stretch()
                                                            .overlaps(KernelTables.kernelRam()));
            if (open) {
                examination.find(
                        master.device(), "its DMA reaches kernel RAM", "leave dma-check on");
            }
        }
    }

    /**
     * Sets up an IOPMP as boot does and tries to write each register again.
     *
     * @param settings value by offset, locks among them
     */
    static void tryOut(Map<Integer, Integer> settings, Examination examination) {
        if (settings.isEmpty()) {
            examination.note("no device has DMA: boot leaves the IOPMP as it is");
            return;
        }
        Iopmp iopmp = new Iopmp(new MemoryPort(new Ram(0, 0x1000)), (_, _, _, _) -> {});
        settings.forEach((register, value) -> iopmp.write(register, 4, value, 0));
        List<String> open = new ArrayList<>();
        for (int register : settings.keySet()) {
            long before = iopmp.read(register, 4, 0);
            iopmp.write(register, 4, (int) ~before, 0);
            if (iopmp.read(register, 4, 0) != before) {
                open.add("0x%x".formatted(register));
            }
        }
        if (open.isEmpty()) {
            examination.note(
                    "tried: none of the %d IOPMP registers that boot sets can be written again"
                            .formatted(settings.size()));
        } else {
            examination.find(
                    Finding.KERNEL,
                    "IOPMP registers can be written after boot: " + String.join(", ", open),
                    "this is a defect of the kernel's builder");
        }
    }

    /**
     * Sets up a watchdog as the first frame does and tries to write each register again.
     *
     * @param settings value by offset, the lock among them
     */
    static void tryOutWatchdog(Map<Integer, Integer> settings, Examination examination) {
        if (settings.isEmpty()) {
            examination.note("no watchdog is enabled");
            return;
        }
        WindowWatchdog watchdog = new WindowWatchdog(new Scheduler(), 0);
        settings.forEach((register, value) -> watchdog.write(register, 4, value, 0));
        List<String> open = new ArrayList<>();
        for (int register : settings.keySet()) {
            long before = watchdog.read(register, 4, 0);
            watchdog.write(register, 4, (int) ~before, 0);
            if (watchdog.read(register, 4, 0) != before) {
                open.add("0x%x".formatted(register));
            }
        }
        if (open.isEmpty()) {
            examination.note(
                    "tried: none of the %d watchdog registers that the first frame sets can be"
                                    .formatted(settings.size())
                            + " written again");
        } else {
            examination.find(
                    Finding.KERNEL,
                    "watchdog registers can be written after it is enabled: "
                            + String.join(", ", open),
                    "this is a defect of the kernel");
        }
    }

    /** Tries to write registers of triggers and of debug mode in user mode. */
    static void tryOutDebugging(List<Integer> registers, Examination examination) {
        List<String> open = new ArrayList<>();
        for (int csr : registers) {
            Hart hart = WholeStores.hart(WholeStores.ram(), csr << 20 | CSRW_T1, WholeStores.PAGE);
            hart.run(WholeStores.CYCLES);
            boolean refused =
                    hart.csr(Csr.MCAUSE) == Cause.ILLEGAL_INSTRUCTION
                            && hart.csr(Csr.MEPC) == WholeStores.BASE;
            if (!refused) { // what stands behind it is no instruction either
                open.add("0x%x".formatted(csr));
            }
        }
        if (open.isEmpty()) {
            examination.note(
                    "tried: a write of debug registers %s in user mode is an illegal instruction"
                            .formatted(
                                    registers.stream()
                                            .map("0x%x"::formatted)
                                            .collect(Collectors.joining(", "))));
        } else {
            examination.find(
                    Finding.KERNEL,
                    "user mode can write debug registers: " + String.join(", ", open),
                    "this is a defect of the hart");
        }
    }
}
