package dev.bulkhead.partitions;

import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

/** The system that ships, its scenarios, and runs of them. */
final class Reference {
    private static final long SEED = 1;

    private final LoadedSystem system =
            new SystemReader(Shipped.descriptions(), Images.create())
                    .read("system", Shipped.REFERENCE);

    LoadedSystem loaded() {
        return system;
    }

    /** A twin at power-on with some mechanisms switched off. */
    Twin twin(String scenario, Mechanism... off) {
        return twin(scenario, SEED, off);
    }

    Twin twin(String scenario, long seed, Mechanism... off) {
        return new Twin(
                system,
                scenario(scenario),
                new Twin.Settings(Mechanisms.without(off), seed),
                _ -> {});
    }

    /** A twin at power-on that tells {@code observer} of every record. */
    Twin twin(String scenario, TraceSink observer) {
        return new Twin(system, scenario(scenario), Twin.Settings.SHIPPED, observer);
    }

    Scenario scenario(String name) {
        return new ScenarioReader(Shipped.scenarios()).read("scenario", name, system.description());
    }

    RunResult run(String scenario, Mechanism... off) {
        Twin twin = twin(scenario, off);
        twin.run();
        return RunResult.of(twin);
    }

    static RunResult.PartitionResult partition(RunResult result, String name) {
        return result.partitions().stream()
                .filter(partition -> partition.name().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
