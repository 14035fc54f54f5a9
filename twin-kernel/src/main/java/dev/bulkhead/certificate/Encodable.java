package dev.bulkhead.certificate;

import dev.bulkhead.kernel.KernelTables.DmaMaster;
import dev.bulkhead.kernel.ProtectionEntry;
import dev.bulkhead.kernel.ProtectionEntry.Mode;
import dev.bulkhead.system.Rule;

/** S4: each encoded entry matches something, in whole grains. */
record Encodable() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.S4;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        examination.note(
                "grain %d bytes (G = 0), ranges are given in pages of 4096"
                        .formatted(ProtectionEntry.GRAIN_BYTES));
        if (c.tables().isEmpty()) {
            examination.notJudged(KernelsOwn.NO_TABLES);
            return;
        }
        int napot = 0;
        int tor = 0;
        for (int i = 0; i < c.partitions().size(); i++) {
            String name = c.partitions().get(i).name();
            for (ProtectionEntry entry : c.tables().get().pmp(i)) {
                entry(name, "PMP", entry, examination);
                napot += entry.mode() == Mode.NAPOT ? 1 : 0;
                tor += entry.mode() == Mode.TOR ? 1 : 0;
            }
        }
        examination.note("PMP: %d ranges as NAPOT, %d as TOR".formatted(napot, tor));
        for (DmaMaster master : c.tables().get().dma()) {
            for (ProtectionEntry entry : master.entries()) {
                entry(master.device(), "IOPMP", entry, examination);
            }
        }
    }

    private static void entry(
            String subject, String table, ProtectionEntry entry, Examination examination) {
        if (entry.mode() == Mode.TOR && entry.stretch().from() >= entry.stretch().to()) {
            examination.find(
                    subject,
                    "%s entry %d is TOR with bottom 0x%08x at or above its top 0x%08x"
                            .formatted(
                                    table,
                                    entry.index(),
                                    entry.stretch().from(),
                                    entry.stretch().to()),
                    "sort the ranges");
        }
    }
}
