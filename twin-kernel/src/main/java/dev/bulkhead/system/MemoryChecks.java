package dev.bulkhead.system;

import dev.bulkhead.document.Document;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;
import java.util.ArrayList;
import java.util.List;

/** Kernel, partitions and regions each have memory of their own. */
final class MemoryChecks {
    private final Document document;
    private final Range ram;
    private final List<Range> taken = new ArrayList<>();

    private MemoryChecks(Document document, int ramBytes) {
        this.document = document;
        this.ram = new Range("RAM", Range.RAM_BASE, Range.RAM_BASE + ramBytes);
        taken.add(new Range("the kernel", Range.RAM_BASE, Range.RAM_BASE + Range.KERNEL_BYTES));
    }

    static void check(Document document, SystemDescription system) {
        MemoryChecks checks = new MemoryChecks(document, system.board().ramBytes());
        for (int i = 0; i < system.partitions().size(); i++) {
            Partition partition = system.partitions().get(i);
            if (partition.stackBytes() >= partition.size()) {
                throw document.error(
                        "stack 0x%x leaves nothing of size 0x%x"
                                .formatted(partition.stackBytes(), partition.size()),
                        "lower the stack or raise the size",
                        "partitions", i, "memory", "stack");
            }
            checks.take(
                    Range.of("partition '" + partition.name() + "'", partition.base(), partition.size()),
                    "partitions", i, "memory", "base");
        }
        for (int i = 0; i < system.regions().size(); i++) {
            Region region = system.regions().get(i);
            checks.take(
                    Range.of("region '" + region.name() + "'", region.base(), region.size()),
                    "regions", i, "base");
        }
    }

    private void take(Range range, Object... path) {
        if (!ram.contains(range)) {
            throw document.error(
                    "memory %s is not inside the RAM %s".formatted(range, ram),
                    "move it or raise ram_bytes",
                    path);
        }
        for (Range other : taken) {
            if (range.overlaps(other)) {
                throw document.error(
                        "memory %s overlaps that of %s, %s".formatted(range, other.name(), other),
                        "move one of them",
                        path);
            }
        }
        taken.add(range);
    }
}
