package dev.bulkhead.fault;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.SimTime;

import java.util.List;

/**
 * A system in which hostile images stand in the place of the partitions that faults name, or are at
 * hand to be written over them.
 */
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
            switch (fault.effect()) {
                case Effect.Hostile hostile -> {
                    var start = HostileSettings.start(fault, unsaid, place);
                    ElfFile image = image(shipped, fault, hostile, images, start, place);
                    system = system.replace(fault.target(), image);
                }
                case Effect.Rewritten(Effect.Hostile hostile) -> {
                    ElfFile image = image(shipped, fault, hostile, images, SimTime.ZERO, place);
                    system = system.withIntruder(fault.target(), image);
                }
                default -> {}
            }
        }
        return system;
    }

    /** The image with its settings. */
    private static ElfFile image(
            LoadedSystem shipped,
            Fault fault,
            Effect.Hostile hostile,
            HostileImages images,
            SimTime start,
            String place) {
        Partition partition = partition(shipped, fault, place);
        ElfFile image = ElfFile.read("hostile", images.image(partition));
        return new HostileSettings(shipped, partition, hostile, start, place).applyTo(image);
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
