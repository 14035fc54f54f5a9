package dev.bulkhead.system;

import dev.bulkhead.document.Document;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Kernel, partitions and regions each have memory of their own. */
final class MemoryChecks {
    private final Document document;
    private final BrokenRules broken;
    private final Range ram;
    private final List<Range> taken = new ArrayList<>();

    private MemoryChecks(Document document, int ramBytes, BrokenRules broken) {
        this.document = document;
        this.broken = broken;
        this.ram = new Range("RAM", Range.RAM_BASE, Range.RAM_BASE + ramBytes);
        taken.add(new Range("the kernel", Range.RAM_BASE, Range.RAM_BASE + Range.KERNEL_BYTES));
    }

    static void check(Document document, SystemDescription system, BrokenRules broken) {
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < system.partitions().size(); i++) {
            Partition partition = system.partitions().get(i);
            if (partition.stackBytes() >= partition.size()) {
                throw document.error(
                        "stack 0x%x leaves nothing of size 0x%x"
                                .formatted(partition.stackBytes(), partition.size()),
                        "lower the stack or raise the size",
                        "partitions",
                        i,
                        "memory",
                        "stack");
            }
            grain(
                    document,
                    broken,
                    partition.base(),
                    "memory: base",
                    "partitions",
                    i,
                    "memory",
                    "base");
            grain(
                    document,
                    broken,
                    partition.size(),
                    "memory: size",
                    "partitions",
                    i,
                    "memory",
                    "size");
            String name = "partition '" + partition.name() + "'";
            List<Object> path = List.of("partitions", i, "memory", "base");
            claims.add(new Claim(Range.of(name, partition.base(), partition.size()), path));
        }
        for (int i = 0; i < system.regions().size(); i++) {
            Region region = system.regions().get(i);
            grain(document, broken, region.base(), "base", "regions", i, "base");
            grain(document, broken, region.size(), "size", "regions", i, "size");
            String name = "region '" + region.name() + "'";
            List<Object> path = List.of("regions", i, "base");
            claims.add(new Claim(Range.of(name, region.base(), region.size()), path));
        }
        claims.sort(Comparator.comparing(claim -> document.isOwn(claim.path().toArray())));
        MemoryChecks checks = new MemoryChecks(document, system.board().ramBytes(), broken);
        claims.forEach(claim -> checks.take(claim.range(), claim.path().toArray()));
    }

    /** Memory is given in whole pages, so that a mapped range never ends inside a PMP grain. */
    private static void grain(
            Document document, BrokenRules broken, int value, String what, Object... at) {
        if (value % Range.PAGE != 0) {
            broken.add(
                    Rule.S4,
                    document.error(
                            "%s 0x%x is not a multiple of 0x%x".formatted(what, value, Range.PAGE),
                            "write a multiple of 0x%x".formatted(Range.PAGE),
                            at));
        }
    }

    /** Of two that overlap the one in the document itself is refused. */
    private record Claim(Range range, List<Object> path) {}

    private void take(Range range, Object[] path) {
        if (!ram.contains(range)) {
            throw document.conflict(
                    "memory %s is not inside the RAM %s".formatted(range, ram),
                    "move it or raise ram_bytes",
                    path,
                    new Object[] {"board", "ram_bytes"});
        }
        for (Range other : taken) {
            if (range.overlaps(other)) {
                broken.add(
                        Rule.S2,
                        document.error(
                                "memory %s overlaps that of %s, %s"
                                        .formatted(range, other.name(), other),
                                "move one of them",
                                path));
            }
        }
        taken.add(range);
    }
}
