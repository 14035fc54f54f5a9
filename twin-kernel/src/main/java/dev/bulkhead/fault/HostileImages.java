package dev.bulkhead.fault;

import dev.bulkhead.input.InputError;
import dev.bulkhead.system.SystemDescription.Partition;

/**
 * Where the image comes from that replaces a partition's own in a run with a hostile one. It is
 * linked at the partition's base and has the symbols that {@link HostileSystem} sets.
 */
@FunctionalInterface
public interface HostileImages {
    /** For whoever has none. */
    HostileImages NONE =
            partition -> {
                throw new InputError(
                        partition.name(), "there is no hostile image here", "use another fault");
            };

    /**
     * @return the bytes of an ELF file
     * @throws InputError if there is none
     */
    byte[] image(Partition partition);
}
