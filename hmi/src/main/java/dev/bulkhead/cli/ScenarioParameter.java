package dev.bulkhead.cli;

import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;

import picocli.CommandLine.Parameters;

/** The scenario of a verb that runs one. */
final class ScenarioParameter {
    @Parameters(
            arity = "0..1",
            paramLabel = "SCENARIO",
            defaultValue = "full-stop-ice",
            description = "Name or file of a scenario; default ${DEFAULT-VALUE}.")
    private String name;

    String name() {
        return name;
    }

    Scenario read(LoadedSystem system) {
        return read(name, system);
    }

    /** Another that the same system runs. */
    static Scenario read(String wanted, LoadedSystem system) {
        return new ScenarioReader(Shipped.scenarios())
                .read("SCENARIO", wanted, system.description());
    }
}
