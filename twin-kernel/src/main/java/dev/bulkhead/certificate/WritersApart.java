package dev.bulkhead.certificate;

import dev.bulkhead.elf.ElfFile.Symbol;
import dev.bulkhead.kernel.ProtectionEntry.Stretch;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;
import dev.bulkhead.system.SystemDescription.Variable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** S1: private memory has one writer, a shared region too, and it is not below a reader. */
record WritersApart() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.S1;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        c.system().regions().forEach(region -> declared(c, region, examination));
        if (c.isOff(Mechanism.ARGUMENT_CHECK)) {
            examination.off(Mechanism.ARGUMENT_CHECK);
        }
        if (c.tables().isEmpty()) {
            examination.notJudged(KernelsOwn.NO_TABLES);
            return;
        }
        Extents extents = new Extents(c, c.tables().get());
        for (int writer = 0; writer < c.partitions().size(); writer++) {
            encoded(c, extents, writer, examination);
        }
    }

    /** What the description shares on purpose. */
    private static void declared(Configuration c, Region region, Examination examination) {
        List<Partition> writers = new ArrayList<>();
        List<Partition> readers = new ArrayList<>();
        for (Partition partition : c.partitions()) {
            for (Mapping map : partition.maps()) {
                if (map.target().equals(region.name())) {
                    (map.permissions().write() ? writers : readers).add(partition);
                }
            }
        }
        if (writers.size() > 1) {
            examination.find(
                    region.name(),
                    "written by %s".formatted(Words.and(Words.names(writers))),
                    "give it one writer: map it with access r in the others");
        }
        for (Partition writer : writers) {
            for (Partition reader : readers) {
                if (reader.level().compareTo(writer.level()) > 0) {
                    examination.find(
                            region.name(),
                            "'%s' of level %s reads what '%s' of level %s writes"
                                    .formatted(
                                            reader.name(),
                                            reader.level(),
                                            writer.name(),
                                            writer.level()),
                            "hand it over by a port with the key 'advisory'");
                }
            }
        }
        examination.note(
                "region %s: written by %s, read by %s"
                        .formatted(
                                region.name(),
                                writers.isEmpty() ? "nobody" : Words.and(Words.names(writers)),
                                readers.isEmpty()
                                        ? "nobody else"
                                        : Words.and(Words.names(readers))));
    }

    private static void encoded(
            Configuration c, Extents extents, int writer, Examination examination) {
        List<String> open = new ArrayList<>();
        for (Partition other : c.partitions()) {
            boolean own = c.index(other.name()) == writer;
            if (!own
                    && extents.memory(other.name()).stream()
                            .anyMatch(m -> extents.writes(writer, m))) {
                open.add(other.name());
            }
        }
        for (Region region : c.system().regions()) {
            Partition partition = c.partitions().get(writer);
            Stretch stretch = Extents.region(region);
            boolean may =
                    partition.maps().stream()
                            .anyMatch(
                                    m ->
                                            m.target().equals(region.name())
                                                    && m.permissions().write());
            if (!may && extents.writes(writer, stretch)) {
                open.add(region.name());
            }
        }
        String name = c.partitions().get(writer).name();
        times(c, c.partitions().get(writer), examination);
        if (open.isEmpty()) {
            examination.note("%s: writes nothing of another partition".formatted(name));
        } else {
            examination.find(
                    name,
                    "can write memory of " + Words.and(open),
                    extents.tables().inKernel(writer)
                            ? "place it in user mode"
                            : "close it: its PMP entries open more than its own");
        }
        if (!extents.tables().inKernel(writer)) {
            extents.tables().pmp(writer).forEach(e -> examination.note("  %s".formatted(e)));
        }
    }

    /** What of its memory a verdict may find late, and no more than that, beside what others do. */
    private static void times(Configuration c, Partition partition, Examination examination) {
        for (Variable time : partition.times()) {
            Optional<Symbol> symbol =
                    Optional.ofNullable(c.images().get(partition.name()))
                            .flatMap(image -> image.symbol(time.symbol()));
            symbol.ifPresent(
                    it ->
                            examination.note(
                                    ("%s: 8 bytes from 0x%08x (%s + %d) keep a time, which a"
                                                    + " verdict compares by a bound")
                                            .formatted(
                                                    partition.name(),
                                                    it.address() + time.offset(),
                                                    time.symbol(),
                                                    time.offset())));
        }
    }
}
