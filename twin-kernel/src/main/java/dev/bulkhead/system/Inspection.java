package dev.bulkhead.system;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.input.InputError;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A description of the right form that may break rules, so that the kernel might refuse it.
 *
 * @param images program by partition
 * @param broken rules for which the kernel refuses it, in the order of the checks
 */
public record Inspection(
        SystemDescription description, SortedMap<String, ElfFile> images, List<Broken> broken) {

    /** A rule that is broken, with the line that reading the description to run it gives. */
    public record Broken(Rule rule, InputError mistake) {}

    public Inspection {
        images = Collections.unmodifiableSortedMap(new TreeMap<>(images));
        broken = List.copyOf(broken);
    }

    /** The same files under a kernel profile, see {@link SystemDescription#under}. */
    public Inspection under(String option, String profile) {
        return new Inspection(description.under(option, profile), images, broken);
    }

    /**
     * What can run.
     *
     * @throws IllegalStateException if a rule is broken
     */
    public LoadedSystem loaded() {
        if (!broken.isEmpty()) {
            throw new IllegalStateException(broken.size() + " broken rules, expected none");
        }
        return new LoadedSystem(description, images);
    }
}
