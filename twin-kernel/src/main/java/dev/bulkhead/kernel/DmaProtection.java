package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.DMA_OWNERS;
import static dev.bulkhead.kernel.KernelLayout.DMA_TOP;
import static dev.bulkhead.kernel.KernelLayout.ENTRY_ADDRESS;
import static dev.bulkhead.kernel.KernelLayout.ENTRY_CONFIGURATION;

import dev.bulkhead.board.iopmp.Iopmp;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/** Programs the IOPMP at boot, and holds DMA back outside the windows of its device's owner. */
record DmaProtection(Machine machine) {
    private static final int IOPMP = AddressMap.IOPMP;
    private static final int LOCK = 1;

    /** Device accesses that programming takes at most. */
    static int accesses(KernelLayout layout) {
        return 2 * layout.dmaMasters() + 2 * layout.dmaEntries() + 4;
    }

    /** Writes the kernel's table into the IOPMP, locks it there, and holds DMA back. */
    void program(Operation op) {
        KernelLayout layout = machine.layout();
        if (layout.dmaMasters() == 0) {
            return;
        }
        settings(layout, op::load)
                .forEach((register, value) -> op.storeDevice(IOPMP + register, value));
        openFor(op, 0);
        op.spend(machine.costs().deviceAccess());
    }

    /**
     * What boot writes into the IOPMP's registers, by their offsets and in that order, if the
     * kernel's table holds what {@code word} reads.
     */
    static Map<Integer, Integer> settings(KernelLayout layout, IntUnaryOperator word) {
        Map<Integer, Integer> settings = new LinkedHashMap<>();
        if (layout.dmaMasters() == 0) {
            return settings;
        }
        for (int n = 0; n < layout.dmaEntries(); n++) {
            int entry = Iopmp.ENTRY_STRIDE * n;
            int row = layout.dmaEntry(n);
            settings.put(entry + Iopmp.ENTRY_ADDR, word.applyAsInt(row + ENTRY_ADDRESS));
            settings.put(entry + Iopmp.ENTRY_CFG, word.applyAsInt(row + ENTRY_CONFIGURATION));
        }
        for (int n = 0; n < layout.dmaMasters(); n++) {
            settings.put(Iopmp.MDCFG + 4 * n, word.applyAsInt(layout.dmaMaster(n) + DMA_TOP));
            settings.put(Iopmp.SRCMD_EN + Iopmp.SRCMD_STRIDE * n, 2 << n | LOCK);
        }
        settings.put(Iopmp.MDLCK, (2 << Iopmp.REQUESTORS) - 1);
        settings.put(Iopmp.MDCFGLCK, Iopmp.REQUESTORS << 1 | LOCK);
        settings.put(Iopmp.ENTRYLCK, Iopmp.ENTRIES << 1 | LOCK);
        return settings;
    }

    /**
     * Lets the devices of the partitions in {@code members} reach memory; its cost is the caller's.
     */
    void openFor(Operation op, long members) {
        KernelLayout layout = machine.layout();
        if (layout.dmaMasters() == 0) {
            return;
        }
        int heldBack = 0;
        for (int n = 0; n < layout.dmaMasters(); n++) {
            if ((op.load64(layout.dmaMaster(n) + DMA_OWNERS) & members) == 0) {
                heldBack |= 2 << n;
            }
        }
        op.store(IOPMP + Iopmp.MDSTALL, heldBack & op.load(layout.dmaGated()));
    }
}
