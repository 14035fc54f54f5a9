package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.DMA_OWNERS;
import static dev.bulkhead.kernel.KernelLayout.DMA_TOP;
import static dev.bulkhead.kernel.KernelLayout.ENTRY_ADDRESS;
import static dev.bulkhead.kernel.KernelLayout.ENTRY_CONFIGURATION;

import dev.bulkhead.board.iopmp.Iopmp;

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
        for (int n = 0; n < layout.dmaEntries(); n++) {
            int entry = IOPMP + Iopmp.ENTRY_STRIDE * n;
            int row = layout.dmaEntry(n);
            op.storeDevice(entry + Iopmp.ENTRY_ADDR, op.load(row + ENTRY_ADDRESS));
            op.storeDevice(entry + Iopmp.ENTRY_CFG, op.load(row + ENTRY_CONFIGURATION));
        }
        for (int n = 0; n < layout.dmaMasters(); n++) {
            int top = op.load(layout.dmaMaster(n) + DMA_TOP);
            op.storeDevice(IOPMP + Iopmp.MDCFG + 4 * n, top);
            op.storeDevice(IOPMP + Iopmp.SRCMD_EN + Iopmp.SRCMD_STRIDE * n, 2 << n | LOCK);
        }
        op.storeDevice(IOPMP + Iopmp.MDLCK, -1);
        op.storeDevice(IOPMP + Iopmp.MDCFGLCK, Iopmp.REQUESTORS << 1 | LOCK);
        op.storeDevice(IOPMP + Iopmp.ENTRYLCK, Iopmp.ENTRIES << 1 | LOCK);
        openFor(op, 0);
        op.spend(machine.costs().deviceAccess());
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
