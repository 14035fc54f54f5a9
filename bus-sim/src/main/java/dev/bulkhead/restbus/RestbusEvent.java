package dev.bulkhead.restbus;

import dev.bulkhead.can.CanData;
import dev.bulkhead.e2e.E2eCheckStatus;
import dev.bulkhead.time.SimTime;

/** What a node did that an observer wants to know. */
public sealed interface RestbusEvent {
    SimTime at();

    /** Name of the node. */
    String node();

    /**
     * The driver moved the pedal.
     *
     * @param percent 0 released, 100 fully pressed
     */
    record PedalMoved(SimTime at, String node, double percent) implements RestbusEvent {}

    /** An actuator obeys a command. */
    record CommandAccepted(SimTime at, String node, double pressureBar) implements RestbusEvent {}

    /**
     * An actuator does not obey a command.
     *
     * @param status result of its check; one that is usable by itself came too early after others
     *     that were not
     */
    record CommandRejected(SimTime at, String node, E2eCheckStatus status)
            implements RestbusEvent {}

    /** An actuator entered its safe state. */
    record SafeStateEntered(SimTime at, String node, SafeState safeState, Cause cause)
            implements RestbusEvent {}

    /** An actuator obeys again; the accepted command follows. */
    record SafeStateLeft(SimTime at, String node) implements RestbusEvent {}

    /**
     * A listener takes a message.
     *
     * @param identifier of the message
     */
    record MessageAccepted(SimTime at, String node, int identifier, CanData data)
            implements RestbusEvent {}

    /**
     * A listener does not take a message.
     *
     * @param status result of its check
     */
    record MessageRejected(SimTime at, String node, int identifier, E2eCheckStatus status)
            implements RestbusEvent {}

    /** Why an actuator entered its safe state. */
    enum Cause {
        /** The last good command was too old. */
        TIMEOUT,
        /** Too many commands failed their check. */
        INVALID
    }
}
