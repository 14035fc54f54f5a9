package dev.bulkhead.fault;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.elf.ElfFile.Segment;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.input.InputError;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Placement;
import dev.bulkhead.twin.Twin;

import java.util.List;
import java.util.SortedMap;

/**
 * Where a fault acts.
 *
 * @param intruders program by partition that it may write over the partition's own
 * @param place where its text stands, for messages
 */
record Site(
        Twin twin,
        SortedMap<String, ElfFile> intruders,
        Addresses names,
        String place,
        Fault fault) {
    /** Target of what hits the hart whoever runs. */
    static final String HART = "hart";

    private static final int ROM_END = 0x8000_0000;

    Hart hart() {
        return twin.ecu().hart();
    }

    MemoryPort port() {
        return twin.ecu().port();
    }

    /** The partition whose registers the hart holds, -1 if none. */
    int loaded() {
        return twin.ecu().kernel().loaded();
    }

    /** Whether the hart executes code of this partition, not of the kernel. */
    boolean runs(int partition) {
        return loaded() == partition && !isKernelText(hart().pc());
    }

    /** Code that PMP keeps a partition from executing; none is sure if it does not. */
    List<Segment> foreignCode(int partition) {
        boolean behindPmp =
                partition >= 0
                        && twin.system().partitions().get(partition).placement() == Placement.USER
                        && !twin.mechanisms().isOff(Mechanism.PMP)
                        && !twin.mechanisms().isOff(Mechanism.REGION_PERMISSION);
        return behindPmp ? names.codeOfOthers(partition) : List.of();
    }

    static boolean isKernelText(int pc) {
        return Integer.compareUnsigned(pc, KernelImage.ROM_BASE) >= 0
                && Integer.compareUnsigned(pc, ROM_END) < 0;
    }

    /** The partition that the fault names as its target. */
    int targetPartition() {
        return names.partition(fault.target())
                .orElseThrow(
                        () ->
                                error(
                                        "'%s' is no partition".formatted(fault.target()),
                                        dev.bulkhead.document.Text.remedyFor(
                                                fault.target(), partitionNames())));
    }

    List<String> partitionNames() {
        return twin.system().partitions().stream().map(p -> p.name()).toList();
    }

    InputError error(String what, String remedy) {
        return new InputError(place, what, remedy);
    }

    Activation activation(String where, long before, long after, String effect) {
        int pc = hart().pc();
        return new Activation(
                hart().nowPs(),
                hart().cycle(),
                loaded(),
                pc,
                names.nameAt(pc),
                where,
                before,
                after,
                effect);
    }
}
