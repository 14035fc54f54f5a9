package dev.bulkhead.fault;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.SimTime;

import java.util.List;

/** A system in which hostile images stand in the place of the partitions that faults name. */
public final class HostileSystem {
    /** What the image executes when its attack begins. */
    static final String BEGINS = "attack_begins";

    private HostileSystem() {}

    /**
     * The same system if no fault is a hostile image.
     *
     * @param unsaid when an attack begins that does not say it
     * @param place where the faults' texts stand, for messages
     * @throws InputError if a fault does not fit the system
     */
    public static LoadedSystem of(
            LoadedSystem shipped,
            List<Fault> faults,
            HostileImages images,
            SimTime unsaid,
            String place) {
        LoadedSystem system = shipped;
        for (Fault fault : faults) {
            if (fault.effect() instanceof Effect.Hostile hostile) {
                Partition partition = partition(shipped, fault, place);
                ElfFile image = ElfFile.read("hostile", images.image(partition));
                system =
                        system.replace(
                                partition.name(),
                                new HostileSettings(
                                                shipped, partition, fault, hostile, unsaid, place)
                                        .applyTo(image));
            }
        }
        return system;
    }

    private static Partition partition(LoadedSystem system, Fault fault, String place) {
        List<Partition> partitions = system.description().partitions();
        return partitions.stream()
                .filter(p -> p.name().equals(fault.target()))
                .findFirst()
                .orElseThrow(
                        () ->
                                new InputError(
                                        place,
                                        "'%s' is no partition".formatted(fault.target()),
                                        dev.bulkhead.document.Text.remedyFor(
                                                fault.target(),
                                                partitions.stream()
                                                        .map(Partition::name)
                                                        .toList())));
    }
}
