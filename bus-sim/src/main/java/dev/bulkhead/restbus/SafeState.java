package dev.bulkhead.restbus;

/** What a brake actuator does while it has no command that it can trust. */
public enum SafeState {
    /** Keeps the pressure of the last good command. */
    HOLD,
    /** Lets all pressure go. */
    RELEASE
}
