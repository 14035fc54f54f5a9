package dev.bulkhead.certificate;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.kernel.AddressMap;
import dev.bulkhead.kernel.KernelTables;
import dev.bulkhead.kernel.ProtectionEntry;
import dev.bulkhead.kernel.ProtectionEntry.Stretch;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;

import java.util.ArrayList;
import java.util.List;

/** What lies where by the description, and who may reach it by the encoded entries. */
final class Extents {
    private static final long PAGE = 4096;

    private final Configuration configuration;
    private final KernelTables tables;

    Extents(Configuration configuration, KernelTables tables) {
        this.configuration = configuration;
        this.tables = tables;
    }

    /** Whole pages of a partition's segments. */
    List<Stretch> memory(String partition) {
        List<Stretch> pages = new ArrayList<>();
        for (ElfFile.Segment segment : configuration.images().get(partition).segments()) {
            long from = Integer.toUnsignedLong(segment.virtualAddress());
            long to = from + segment.memoryBytes();
            pages.add(new Stretch(from & -PAGE, to + PAGE - 1 & -PAGE));
        }
        return pages;
    }

    static Stretch region(Region region) {
        long from = Integer.toUnsignedLong(region.base());
        return new Stretch(from, from + Integer.toUnsignedLong(region.size()));
    }

    /** Registers of a device that a partition may have. */
    Stretch device(String name) {
        AddressMap map = new AddressMap(configuration.system());
        long from = Integer.toUnsignedLong(map.device(name));
        return new Stretch(from, from + map.bytes(name));
    }

    static Stretch console(int partition) {
        long from = Integer.toUnsignedLong(AddressMap.uart(partition));
        return new Stretch(from, from + AddressMap.DEVICE_BYTES);
    }

    /** The devices that partitions may have. */
    List<String> devices() {
        return configuration.system().board().devices().stream()
                .filter(d -> d.kind() != DeviceKind.WINDOW_WATCHDOG)
                .map(DeviceEntry::name)
                .toList();
    }

    /** All that the description gives a partition. */
    List<Stretch> given(Partition partition) {
        List<Stretch> given = new ArrayList<>(memory(partition.name()));
        given.add(console(configuration.index(partition.name())));
        for (Mapping map : partition.maps()) {
            given.add(target(map.target()));
        }
        return given;
    }

    private Stretch target(String name) {
        return configuration.system().regions().stream()
                .filter(r -> r.name().equals(name))
                .map(Extents::region)
                .findFirst()
                .orElseGet(() -> device(name));
    }

    /** Entries that open something while a partition runs in user mode. */
    List<ProtectionEntry> opening(int partition) {
        return tables.pmp(partition).stream()
                .filter(e -> e.stretch().from() < e.stretch().to())
                .filter(e -> e.reads() || e.writes() || e.executes())
                .toList();
    }

    boolean writes(int partition, Stretch stretch) {
        return tables.inKernel(partition)
                || opening(partition).stream()
                        .anyMatch(e -> e.writes() && e.stretch().overlaps(stretch));
    }

    boolean reaches(int partition, Stretch stretch) {
        return tables.inKernel(partition)
                || opening(partition).stream().anyMatch(e -> e.stretch().overlaps(stretch));
    }

    KernelTables tables() {
        return tables;
    }
}
