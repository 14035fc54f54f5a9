package dev.bulkhead.kernel;

import dev.bulkhead.board.iopmp.Iopmp;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.BrokenRules;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription;

import java.util.ArrayList;
import java.util.List;

/**
 * What the IOPMP shall hold: requestor n is the n-th device of the description that reaches memory
 * by itself, memory domain n its entries. A device may reach what its owner may, so a device
 * without an owner reaches nothing.
 *
 * @param masters in the order of their requestor numbers
 * @param entries of all of them, one behind the other
 * @param gated memory domains that are held back outside their owner's windows, bit n + 1 for
 *     domain n
 */
record DmaTable(List<Requestor> masters, List<Entry> entries, int gated) {
    private static final int EXECUTE = 4;

    /**
     * @param owners bit i for partition i
     * @param top first entry behind its own
     */
    record Requestor(long owners, int top) {}

    /** The values of {@code ENTRY_ADDR} and {@code ENTRY_CFG}. */
    record Entry(int address, int configuration) {}

    DmaTable {
        masters = List.copyOf(masters);
        entries = List.copyOf(entries);
    }

    static DmaTable of(
            SystemDescription system, AddressSpaces spaces, Mechanisms off, BrokenRules broken) {
        List<Requestor> masters = new ArrayList<>();
        List<Entry> entries = new ArrayList<>();
        for (String device : new AddressMap(system).requestors()) {
            int owner = system.owner(device);
            if (owner >= 0) {
                // mechanism dma-check: off, one entry opens everything
                PmpTable ranges =
                        off.isOff(Mechanism.DMA_CHECK)
                                ? PmpTable.open()
                                : PmpTable.of(spaces.memory(owner));
                for (int i = 0; i < ranges.size(); i++) {
                    int rights = ranges.configuration(i >>> 2) >>> 8 * (i & 3) & 0xff & ~EXECUTE;
                    entries.add(new Entry(ranges.address(i), rights));
                }
            }
            masters.add(new Requestor(owner < 0 ? 0 : 1L << owner, entries.size()));
        }
        if (entries.size() > Iopmp.ENTRIES) {
            broken.add(
                    Rule.S9,
                    new InputError(
                            "the system",
                            "%d DMA entries, at most %d".formatted(entries.size(), Iopmp.ENTRIES),
                            "let owners of DMA devices have fewer segments and regions"));
        }
        // mechanism dma-window: off, no domain is ever held back
        int gated = off.isOff(Mechanism.DMA_WINDOW) ? 0 : gated(system);
        return new DmaTable(masters, entries, gated);
    }

    /** Scan-out is never held back: it takes its slots at fixed times instead. */
    private static int gated(SystemDescription system) {
        AddressMap map = new AddressMap(system);
        int mask = 0;
        for (int n = 0; n < map.requestors().size(); n++) {
            if (map.isGated(map.requestors().get(n))) {
                mask |= 2 << n;
            }
        }
        return mask;
    }
}
