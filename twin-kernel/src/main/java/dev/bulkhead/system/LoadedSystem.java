package dev.bulkhead.system;

import dev.bulkhead.elf.ElfFile;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A description that can run, with the files it names.
 *
 * @param images program by partition
 */
public record LoadedSystem(SystemDescription description, SortedMap<String, ElfFile> images) {
    public LoadedSystem {
        images = Collections.unmodifiableSortedMap(new TreeMap<>(images));
    }

    /** The same files under a kernel profile, see {@link SystemDescription#under}. */
    public LoadedSystem under(String option, String profile) {
        return new LoadedSystem(description.under(option, profile), images);
    }
}
