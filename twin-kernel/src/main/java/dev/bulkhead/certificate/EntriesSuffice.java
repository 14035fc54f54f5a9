package dev.bulkhead.certificate;

import dev.bulkhead.kernel.ProtectionEntry;
import dev.bulkhead.system.PmpEntries;
import dev.bulkhead.system.Rule;

import java.util.List;

/** S6: at most 16 entries, none with a reserved or dangerous set of rights. */
record EntriesSuffice() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.S6;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.tables().isEmpty()) {
            examination.notJudged(KernelsOwn.NO_TABLES);
            return;
        }
        for (int i = 0; i < c.partitions().size(); i++) {
            String name = c.partitions().get(i).name();
            List<ProtectionEntry> entries = c.tables().get().pmp(i);
            examination.note(
                    "%s: %d of %d entries, the kernel takes none"
                            .formatted(name, entries.size(), PmpEntries.AVAILABLE));
            for (ProtectionEntry entry : entries) {
                if (entry.writes() && !entry.reads()) {
                    find(examination, name, entry, "is write-only, which PMP reserves");
                }
                if (entry.writes() && entry.executes()) {
                    find(examination, name, entry, "can be written and executed");
                }
                if (entry.locked()) {
                    find(examination, name, entry, "is locked and would outlast the partition");
                }
            }
        }
    }

    private static void find(
            Examination examination, String name, ProtectionEntry entry, String what) {
        examination.find(
                name,
                "PMP entry %d, %s, %s".formatted(entry.index(), entry.stretch(), what),
                "part code from data");
    }
}
