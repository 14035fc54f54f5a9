package dev.bulkhead.certificate;

import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.kernel.KernelTables;
import dev.bulkhead.system.Inspection.Broken;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.InterruptEntry;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is judged: a system under a kernel profile, with some mechanisms perhaps off.
 *
 * @param images program by partition
 * @param off mechanisms that are off, by the description or by the caller
 * @param tables that the kernel would boot with; empty if they cannot be made
 * @param times measured execution times; empty if nothing ran
 * @param broken rules for which the kernel refuses the system
 */
record Configuration(
        SystemDescription system,
        SortedMap<String, ElfFile> images,
        Mechanisms off,
        Optional<KernelTables> tables,
        Optional<ExecutionTimes> times,
        List<Broken> broken) {

    Configuration {
        images = Collections.unmodifiableSortedMap(new TreeMap<>(images));
        broken = List.copyOf(broken);
    }

    List<Partition> partitions() {
        return system.partitions();
    }

    Partition partition(String name) {
        return system.partition(name).orElseThrow();
    }

    /** Its place in the description; -1 if there is none of that name. */
    int index(String partition) {
        return partitions().stream().map(Partition::name).toList().indexOf(partition);
    }

    /**
     * Channels by which events other than those of timers may come to a partition, ascending. By
     * one on which it calls nothing need come.
     */
    List<Integer> channels(Partition partition) {
        Stream<Integer> ends =
                system.channels().stream()
                        .flatMap(
                                channel ->
                                        channel.call()
                                                ? Stream.of(channel.b())
                                                : Stream.of(channel.a(), channel.b()))
                        .filter(end -> end.partition().equals(partition.name()))
                        .map(End::id);
        return Stream.concat(interrupts(partition).stream(), ends).sorted().toList();
    }

    static List<Integer> interrupts(Partition partition) {
        return partition.interrupts().stream().map(InterruptEntry::channel).toList();
    }

    ProtectedDomain protectedDomain() {
        return ProtectedDomain.of(system);
    }

    boolean isOff(Mechanism mechanism) {
        return off.isOff(mechanism);
    }

    /** Whether a partition's image has a mechanism of the firmware, and it is on. */
    boolean hasOn(String partition, Mechanism mechanism) {
        return !isOff(mechanism) && has(partition, mechanism);
    }

    boolean has(String partition, Mechanism mechanism) {
        ElfFile image = images.get(partition);
        return image != null && mechanism.symbol().flatMap(image::symbol).isPresent();
    }

    /** Names of the partitions whose bits are set, in the description's order. */
    List<String> names(long members) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < partitions().size(); i++) {
            if ((members >>> i & 1) != 0) {
                names.add(partitions().get(i).name());
            }
        }
        return names;
    }
}
