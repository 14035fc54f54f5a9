package dev.bulkhead.certificate;

import dev.bulkhead.kernel.KernelTables;
import dev.bulkhead.kernel.ProtectionEntry;
import dev.bulkhead.kernel.ProtectionEntry.Stretch;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;

import java.util.ArrayList;
import java.util.List;

/** S2: the ranges given do not overlap, and what is encoded is not wider than what is given. */
record NothingOverlaps() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.S2;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        examination.note("kernel: %s".formatted(KernelTables.kernelRam()));
        for (Partition partition : c.partitions()) {
            long from = Integer.toUnsignedLong(partition.base());
            Stretch given = new Stretch(from, from + Integer.toUnsignedLong(partition.size()));
            examination.note("partition %s: %s".formatted(partition.name(), given));
        }
        for (Region region : c.system().regions()) {
            examination.note("region %s: %s".formatted(region.name(), Extents.region(region)));
        }
        if (c.tables().isEmpty()) {
            examination.notJudged(KernelsOwn.NO_TABLES);
            return;
        }
        Extents extents = new Extents(c, c.tables().get());
        for (int i = 0; i < c.partitions().size(); i++) {
            if (!extents.tables().inKernel(i)) {
                encoded(extents, c.partitions().get(i), i, examination);
            }
        }
    }

    private static void encoded(
            Extents extents, Partition partition, int index, Examination examination) {
        List<Stretch> given = extents.given(partition);
        int wide = 0;
        for (ProtectionEntry entry : extents.opening(index)) {
            List<Stretch> rest = new ArrayList<>(List.of(entry.stretch()));
            given.forEach(each -> cut(rest, each));
            if (!rest.isEmpty()) {
                wide++;
                examination.find(
                        partition.name(),
                        "PMP entry %d opens %s, of which %s is not given to it"
                                .formatted(entry.index(), entry.stretch(), rest.getFirst()),
                        "give what it needs, in pages of its own");
            }
        }
        if (wide == 0) {
            examination.note(
                    "%s: %d entries open exactly what is given"
                            .formatted(partition.name(), extents.opening(index).size()));
        }
    }

    /** Takes a stretch out of others. */
    private static void cut(List<Stretch> rest, Stretch away) {
        List<Stretch> left = new ArrayList<>();
        for (Stretch each : rest) {
            if (!each.overlaps(away)) {
                left.add(each);
                continue;
            }
            if (each.from() < away.from()) {
                left.add(new Stretch(each.from(), away.from()));
            }
            if (away.to() < each.to()) {
                left.add(new Stretch(away.to(), each.to()));
            }
        }
        rest.clear();
        rest.addAll(left);
    }
}
