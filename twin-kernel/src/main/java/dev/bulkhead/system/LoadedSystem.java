package dev.bulkhead.system;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A description that can run, with the files it names.
 *
 * @param images program by partition
 * @param intruders program by partition that a fault may write over it in RAM; nothing boots it
 */
public record LoadedSystem(
        SystemDescription description,
        SortedMap<String, ElfFile> images,
        SortedMap<String, ElfFile> intruders) {
    public LoadedSystem {
        images = Collections.unmodifiableSortedMap(new TreeMap<>(images));
        intruders = Collections.unmodifiableSortedMap(new TreeMap<>(intruders));
    }

    /** A system that nobody writes over. */
    public LoadedSystem(SystemDescription description, SortedMap<String, ElfFile> images) {
        this(description, images, Collections.emptySortedMap());
    }

    /** The same system with a program that a fault may write over a partition's. */
    public LoadedSystem withIntruder(String partition, ElfFile program) {
        SortedMap<String, ElfFile> more = new TreeMap<>(intruders);
        more.put(partition, program);
        return new LoadedSystem(description, images, more);
    }

    /**
     * The same system with another program in a partition's place. What the description sets in the
     * image ({@code setvar}) is set where that program has such a variable; one that has none does
     * without.
     */
    public LoadedSystem replace(String name, ElfFile program) {
        List<Partition> partitions =
                description.partitions().stream()
                        .map(p -> p.name().equals(name) ? p.with(mappings(p, program)) : p)
                        .toList();
        SortedMap<String, ElfFile> replaced = new TreeMap<>(images);
        replaced.put(name, program);
        return new LoadedSystem(description.with(partitions), replaced, intruders);
    }

    private static List<Mapping> mappings(Partition partition, ElfFile program) {
        return partition.maps().stream()
                .map(
                        map ->
                                program.symbol(map.setvar()).isPresent()
                                        ? map
                                        : new Mapping(map.target(), map.permissions(), ""))
                .toList();
    }

    /** The same files under a kernel profile, see {@link SystemDescription#under}. */
    public LoadedSystem under(String option, String profile) {
        return new LoadedSystem(description.under(option, profile), images, intruders);
    }
}
