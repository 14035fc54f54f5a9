package dev.bulkhead.certificate;

import dev.bulkhead.board.iopmp.Iopmp;
import dev.bulkhead.kernel.KernelTables.DmaMaster;
import dev.bulkhead.kernel.ProtectionEntry;
import dev.bulkhead.kernel.ProtectionEntry.Mode;
import dev.bulkhead.kernel.ProtectionEntry.Stretch;
import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** S9: the IOPMP gives a device its owner's memory, and no more. */
record DmaInBounds() implements RuleCheck {
    private static final int ILLEGAL_READ = 1;
    private static final int PARTIAL_HIT = 4;
    private static final int NO_HIT = 5;
    private static final int UNKNOWN_RRID = 6;

    /** The last bytes of the address space, where nothing lies. */
    private static final int NOWHERE = -Long.BYTES;

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
        } else {
            tryOut(masters, c.tables().get().dmaSettings(), remedy(c), examination);
        }
    }

    /**
     * Sets up an IOPMP as boot does and lets each master read where it may not: the error's kind is
     * read back, numbered as the specification's {@code ERR_REQINFO.etype}.
     */
    static void tryOut(
            List<DmaMaster> masters,
            Map<Integer, Integer> settings,
            String remedy,
            Examination examination) {
        for (int n = 0; n < masters.size(); n++) {
            String device = masters.get(n).device();
            OptionalLong end =
                    masters.get(n).entries().stream()
                            .filter(ProtectionEntry::reads)
                            .mapToLong(e -> e.stretch().to())
                            .max();
            refused(
                    device,
                    "above its entries",
                    n,
                    NOWHERE,
                    List.of(NO_HIT),
                    settings,
                    remedy,
                    examination);
            if (end.isPresent() && end.getAsLong() < 1L << 32) {
                refused(
                        device,
                        "across the end of its last entry to read",
                        n,
                        (int) end.getAsLong() - Long.BYTES / 2,
                        List.of(PARTIAL_HIT, NO_HIT, ILLEGAL_READ),
                        settings,
                        remedy,
                        examination);
            }
        }
        if (masters.size() < Iopmp.REQUESTORS) {
            refused(
                    "a stranger",
                    "without a domain",
                    Iopmp.REQUESTORS - 1,
                    NOWHERE,
                    List.of(UNKNOWN_RRID),
                    settings,
                    remedy,
                    examination);
        }
    }

    private static void refused(
            String device,
            String where,
            int rrid,
            int address,
            List<Integer> kinds,
            Map<Integer, Integer> settings,
            String remedy,
            Examination examination) {
        Iopmp iopmp = new Iopmp(new MemoryPort(new Ram(0, 0x1000)), (_, _, _, _) -> {});
        settings.forEach((register, value) -> iopmp.write(register, 4, value, 0));
        iopmp.port(rrid, Master.dma(rrid)).load(address, new byte[Long.BYTES], 0);
        long error = iopmp.read(Iopmp.ERR_REQINFO, 4, 0);
        int kind = (int) (error >>> 4 & 0xf);
        if ((error & 1) != 0 && kinds.contains(kind)) {
            examination.note(
                    "tried: a read of %s (RRID %d) %s is error %d, %s"
                            .formatted(device, rrid, where, kind, words(kind)));
        } else {
            examination.find(
                    device,
                    (error & 1) == 0
                            ? "a read %s is not refused".formatted(where)
                            : "a read %s is error %d".formatted(where, kind),
                    remedy);
        }
    }

    private static String words(int kind) {
        return switch (kind) {
            case ILLEGAL_READ -> "no right to read";
            case PARTIAL_HIT -> "partial hit";
            case NO_HIT -> "no hit";
            default -> "no such RRID";
        };
    }

    private static String remedy(Configuration c) {
        return c.isOff(Mechanism.DMA_CHECK)
                ? "leave dma-check on"
                : "this is a defect of the kernel's builder";
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
                        remedy(c));
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
