package dev.bulkhead.cli;

import dev.bulkhead.can.BusLevel;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.twin.Twin;

import picocli.CommandLine.Option;

import java.util.List;
import java.util.Optional;

/** Which system a verb runs, under which kernel, with which mechanisms off and from which seed. */
final class SystemOptions {
    @Option(
            names = "--system",
            paramLabel = "FILE",
            defaultValue = Shipped.REFERENCE,
            description = "System description; default ${DEFAULT-VALUE}.")
    private String name;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Names the random streams (clock errors of the nodes); default 1.")
    private long seed;

    @Option(
            names = "--without",
            paramLabel = "NAME[=WHAT]",
            split = ",",
            converter = MechanismConverter.class,
            completionCandidates = MechanismNames.class,
            description = "Switch isolation mechanisms off: ${COMPLETION-CANDIDATES}.")
    private List<Mechanisms.Off> off = List.of();

    @Option(
            names = "--profile",
            paramLabel = "NAME",
            description =
                    "Kernel profile of the description that hosts the partitions; default "
                            + KernelProfile.MICROKERNEL
                            + ".")
    private String profile;

    /** As it was read, under no profile of its own. */
    LoadedSystem read(Images images) {
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), images).read("--system", name);
        off.forEach(each -> Mechanisms.check("--without", each, system.description()));
        return system;
    }

    /** As the user named the description. */
    String name() {
        return name;
    }

    long seed() {
        return seed;
    }

    Mechanisms mechanisms() {
        return new Mechanisms(off);
    }

    /** The profile, if the user named one. */
    Optional<String> namedProfile() {
        return Optional.ofNullable(profile);
    }

    String profile() {
        return namedProfile().orElse(KernelProfile.MICROKERNEL);
    }

    Twin.Settings settings() {
        return settings(BusLevel.FRAME);
    }

    Twin.Settings settings(BusLevel busLevel) {
        return new Twin.Settings(mechanisms(), seed, profile(), busLevel);
    }
}
