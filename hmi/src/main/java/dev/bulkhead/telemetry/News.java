package dev.bulkhead.telemetry;

import dev.bulkhead.fault.Activation;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.trace.TraceRecord;

import java.util.List;

/** What a live twin hands to those who tell of it. Immutable, so that any thread may take it. */
public sealed interface News {

    /**
     * A twin stands at power-on.
     *
     * @param system under the profile that hosts it
     * @param without labels of the mechanisms that are off
     */
    record Began(LoadedSystem system, Scenario scenario, long seed, List<String> without)
            implements News {
        public Began {
            without = List.copyOf(without);
        }
    }

    /** How it stands, by rate. */
    record Sampled(TwinSample sample) implements News {}

    /** What happened since; frames may be the last of each identifier only. */
    record Happened(List<TraceRecord> records) implements News {
        public Happened {
            records = List.copyOf(records);
        }
    }

    /** A partition wrote a line to its console. */
    record Printed(long atPs, int partition, String text) implements News {}

    /** A fault was armed in the live twin. */
    record Injected(long atPs, String fault) implements News {}

    /** Such a fault did something for the first time. */
    record Activated(String fault, Activation activation) implements News {}
}
