package dev.bulkhead.kernel;

import dev.bulkhead.input.InputError;
import dev.bulkhead.kernel.PmpTable.Range;
import dev.bulkhead.system.BrokenRules;
import dev.bulkhead.system.Mechanisms.Opened;
import dev.bulkhead.system.Permissions;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What each partition may reach, in whole pages: its segments, its console, what it maps. */
final class AddressSpaces {
    private static final long PAGE = 0x1000;
    private static final long RAM = Integer.toUnsignedLong(KernelLayout.BASE);

    private final SystemDescription system;
    private final List<PartitionImage> images;
    private final AddressMap devices;

    AddressSpaces(SystemDescription system, List<PartitionImage> images, BrokenRules broken) {
        this.system = system;
        this.images = images;
        devices = new AddressMap(system);
        checkOverlaps(broken);
    }

    /** Its own segments and shared regions, by ascending address: what kernel calls may name. */
    List<Range> memory(int partition) {
        List<Range> ranges = segments(partition);
        for (Mapping mapping : system.partitions().get(partition).maps()) {
            for (Region region : system.regions()) {
                if (region.name().equals(mapping.target())) {
                    ranges.add(range(region, mapping.permissions()));
                }
            }
        }
        sort(ranges);
        return ranges;
    }

    /** Memory and devices, by ascending address: what its PMP entries open. */
    List<Range> everything(int partition) {
        List<Range> ranges = memory(partition);
        ranges.add(device(AddressMap.CONSOLE, AddressMap.uart(partition), Permissions.READ_WRITE));
        for (Mapping mapping : system.partitions().get(partition).maps()) {
            if (isDevice(mapping)) {
                ranges.add(
                        device(mapping.target(), base(mapping, partition), mapping.permissions()));
            }
        }
        sort(ranges);
        return ranges;
    }

    /** What stands open when the permission of a region is off: to read and to write. */
    List<Range> opened(Opened region, KernelLayout layout) {
        return switch (region) {
            case Opened.Data(int partition) ->
                    segments(partition).stream().filter(s -> s.permissions().write()).toList();
            case Opened.PortBuffer(int port) -> {
                long from = Integer.toUnsignedLong(layout.portBuffer(port));
                long to = from + layout.portBytes(port);
                yield List.of(new Range("port buffer", from, to, Permissions.READ_WRITE));
            }
            case Opened.Device(String name) ->
                    List.of(device(name, devices.device(name), Permissions.READ_WRITE));
        };
    }

    /** Base address of what a partition maps. */
    int base(Mapping mapping, int partition) {
        for (Region region : system.regions()) {
            if (region.name().equals(mapping.target())) {
                return region.base();
            }
        }
        int base = devices.device(mapping.target());
        if (base == -1) {
            throw new InputError(
                    system.partitions().get(partition).name(),
                    "maps '" + mapping.target() + "', which is neither region nor device",
                    "name one that the description has");
        }
        return base;
    }

    private boolean isDevice(Mapping mapping) {
        return system.regions().stream().noneMatch(r -> r.name().equals(mapping.target()));
    }

    private Range device(String name, int base, Permissions permissions) {
        long from = Integer.toUnsignedLong(base);
        return new Range(name, from, from + devices.bytes(name), permissions);
    }

    private static Range range(Region region, Permissions permissions) {
        long from = Integer.toUnsignedLong(region.base());
        return new Range(region.name(), from, from + region.size(), permissions);
    }

    /** Segments widened to pages; neighbours of equal rights become one. */
    private List<Range> segments(int partition) {
        PartitionImage image = images.get(partition);
        List<Range> pages = new ArrayList<>();
        for (PartitionImage.Segment segment : image.segments()) {
            long from = Integer.toUnsignedLong(segment.address());
            long to = from + segment.bytes();
            pages.add(
                    new Range(
                            image.name(),
                            from & -PAGE,
                            to + PAGE - 1 & -PAGE,
                            segment.permissions()));
        }
        sort(pages);
        List<Range> joined = new ArrayList<>();
        for (Range range : pages) {
            Range below = joined.isEmpty() ? null : joined.getLast();
            if (below != null
                    && below.to() >= range.from()
                    && below.permissions().equals(range.permissions())) {
                joined.removeLast();
                long to = Math.max(below.to(), range.to());
                joined.add(new Range(range.name(), below.from(), to, range.permissions()));
            } else if (below != null && below.to() > range.from()) {
                throw new InputError(
                        image.name(),
                        "segments with different rights share the page at 0x%08x"
                                .formatted(range.from()),
                        "align segments to 4096 bytes");
            } else {
                joined.add(range);
            }
        }
        return joined;
    }

    /** No two owners may share a byte, and none may have the kernel's. */
    private void checkOverlaps(BrokenRules broken) {
        List<Range> taken = new ArrayList<>();
        taken.add(new Range("the kernel", RAM, RAM + KernelLayout.BYTES, Permissions.READ));
        for (Region region : system.regions()) {
            taken.add(range(region, Permissions.READ));
        }
        for (int i = 0; i < images.size(); i++) {
            Partition partition = system.partitions().get(i);
            for (Range segment : segments(i)) {
                taken.add(
                        new Range(
                                partition.name(), segment.from(), segment.to(), Permissions.READ));
            }
        }
        sort(taken);
        long end = RAM + system.board().ramBytes();
        for (int i = 0; i < taken.size(); i++) {
            Range range = taken.get(i);
            if (range.from() < RAM || range.to() > end) {
                throw new InputError(
                        range.name(),
                        "0x%08x..0x%08x is not in RAM".formatted(range.from(), range.to() - 1),
                        "link it into 0x%08x..0x%08x".formatted(RAM, end - 1));
            }
            if (i > 0 && taken.get(i - 1).to() > range.from()) {
                broken.add(
                        Rule.S2,
                        new InputError(
                                taken.get(i - 1).name() + " and " + range.name(),
                                "both take memory at 0x%08x".formatted(range.from()),
                                "move one of them"));
            }
        }
    }

    static void sort(List<Range> ranges) {
        ranges.sort(Comparator.comparingLong(Range::from));
    }
}
