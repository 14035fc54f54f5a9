package dev.bulkhead.campaign;

import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.Twin;

/** What is under test: a system, a scenario, and the settings of the runs. */
public record Subject(LoadedSystem system, Scenario scenario, Twin.Settings settings) {

    /** A twin at power-on. */
    Twin twin(TraceSink observer) {
        return new Twin(system, scenario, settings, observer);
    }

    ProtectedDomain domain() {
        return ProtectedDomain.of(system.description());
    }
}
