package dev.bulkhead.certificate;

import dev.bulkhead.kernel.ProtectionEntry;
import dev.bulkhead.system.Rule;

import java.util.ArrayList;
import java.util.List;

/** S5: as the lowest entry that matches any byte decides, no entry reaches into a later one. */
record NothingCut() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.S5;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.tables().isEmpty()) {
            examination.notJudged(KernelsOwn.NO_TABLES);
            return;
        }
        int pairs = 0;
        for (int i = 0; i < c.partitions().size(); i++) {
            List<ProtectionEntry> before = new ArrayList<>();
            for (ProtectionEntry entry : c.tables().get().pmp(i)) {
                if (entry.stretch().from() >= entry.stretch().to()) {
                    continue;
                }
                for (ProtectionEntry earlier : before) {
                    pairs++;
                    if (earlier.stretch().overlaps(entry.stretch())) {
                        examination.find(
                                c.partitions().get(i).name(),
                                "PMP entry %d, %s, cuts entry %d, %s"
                                        .formatted(
                                                earlier.index(),
                                                earlier.stretch(),
                                                entry.index(),
                                                entry.stretch()),
                                "move one of the two ranges");
                    }
                }
                before.add(entry);
            }
        }
        examination.note("%d pairs of entries compared, see S1 for the entries".formatted(pairs));
    }
}
