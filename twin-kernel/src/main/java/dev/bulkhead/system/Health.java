package dev.bulkhead.system;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The health monitor's vocabulary: errors, actions and the table between them. */
public final class Health {
    private Health() {}

    /** What can go wrong in a partition. */
    public enum Error {
        /** Load, store or fetch that PMP or the bus refused. */
        MEMORY("memory"),
        ILLEGAL_INSTRUCTION("illegal-instruction"),
        MISALIGNED("misaligned"),
        BREAKPOINT("breakpoint"),
        UNKNOWN_CALL("unknown-call"),
        DEADLINE_MISSED("deadline-missed"),
        /** Raised by the partition itself. */
        APPLICATION("application"),
        /** No error: somebody outside asked for it. Stands in no table; it is always a restart. */
        OPERATOR("operator");

        /** Those for which a description says what is done. */
        public static final List<Error> TABLED = List.of(values()).subList(0, OPERATOR.ordinal());

        private final String label;

        Error(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /** What is done about it. */
    public enum Action {
        LOG("log"),
        RESTART("restart"),
        STOP("stop"),
        RESTART_ECU("restart-ecu");

        private final String label;

        Action(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /**
     * @param actions a row for each error; logging a trap is refused when read, as the partition
     *     could not go on
     * @param notifyPartition who is told by notification, or empty
     * @param notifyChannel its channel id
     * @param restartLimit restarts allowed within {@code restartWithinUs}; one more stops it
     * @param backOffUs how long a restart waits; each one within {@code restartWithinUs} of the one
     *     before waits twice as long as that
     * @param backOffMaxUs but never longer than this
     */
    public record HealthTable(
            Map<Error, Action> actions,
            String notifyPartition,
            int notifyChannel,
            int restartLimit,
            int restartWithinUs,
            int backOffUs,
            int backOffMaxUs) {
        public HealthTable {
            EnumMap<Error, Action> copy = new EnumMap<>(Error.class);
            copy.putAll(actions);
            actions = java.util.Collections.unmodifiableMap(copy);
        }
    }
}
