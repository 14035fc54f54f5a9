package dev.bulkhead.certificate;

import dev.bulkhead.kernel.KernelTables.DmaMaster;
import dev.bulkhead.kernel.ProtectionEntry;
import dev.bulkhead.kernel.ProtectionEntry.Mode;
import dev.bulkhead.kernel.ProtectionEntry.Stretch;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;

import java.util.ArrayList;
import java.util.List;

/** S9: the IOPMP gives a device its owner's memory, and no more. */
record DmaInBounds() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.S9;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.tables().isEmpty()) {
            examination.notJudged(KernelsOwn.NO_TABLES);
            return;
        }
        Extents extents = new Extents(c, c.tables().get());
        List<DmaMaster> masters = c.tables().get().dma();
        for (int n = 0; n < masters.size(); n++) {
            master(c, extents, n, masters.get(n), examination);
        }
        if (masters.isEmpty()) {
            examination.note("no device reaches memory by itself");
        }
    }

    private static void master(
            Configuration c, Extents extents, int rrid, DmaMaster master, Examination examination) {
        int owner = c.system().owner(master.device());
        examination.note(
                "%s: RRID %d, owner %s, %s"
                        .formatted(
                                master.device(),
                                rrid,
                                owner < 0 ? "nobody" : c.partitions().get(owner).name(),
                                master.gated()
                                        ? "held back outside its owner's windows"
                                        : "at any time"));
        List<Stretch> given = owner < 0 ? List.of() : memory(c, extents, owner);
        for (ProtectionEntry entry : master.entries()) {
            examination.note("  %s".formatted(entry));
            boolean opens = entry.reads() || entry.writes();
            if (opens && given.stream().noneMatch(g -> g.contains(entry.stretch()))) {
                examination.insist(
                        master.device(),
                        "IOPMP entry %d opens %s, which is not its owner's"
                                .formatted(entry.index(), entry.stretch()),
                        "leave dma-check on");
            }
        }
        if (!master.entries().isEmpty() && master.entries().getFirst().mode() == Mode.TOR) {
            examination.find(
                    master.device(),
                    "its first IOPMP entry is TOR, whose bottom another domain may change",
                    "put an entry that is off before it");
        }
        boolean bursts =
                c.system().board().devices().stream()
                        .anyMatch(
                                d ->
                                        d.name().equals(master.device())
                                                && d.kind() == DeviceKind.WIRELESS);
        if (bursts && !master.gated() && !c.system().profile().windows()) {
            examination.note("  no windows in this profile, so nothing to hold it back from");
        } else if (bursts && !master.gated()) {
            examination.insist(
                    master.device(),
                    "is not held back outside its owner's windows: its bursts take the memory bus"
                            + " from others",
                    "leave dma-window on");
        }
    }

    private static List<Stretch> memory(Configuration c, Extents extents, int owner) {
        Partition partition = c.partitions().get(owner);
        List<Stretch> given = new ArrayList<>(extents.memory(partition.name()));
        List<String> mapped = partition.maps().stream().map(Mapping::target).toList();
        for (Region region : c.system().regions()) {
            if (mapped.contains(region.name())) {
                given.add(Extents.region(region));
            }
        }
        return given;
    }
}
