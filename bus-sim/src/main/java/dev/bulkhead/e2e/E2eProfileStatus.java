package dev.bulkhead.e2e;

/** Result of a check as all profiles share it, in the order of AUTOSAR's codes 0 to 5. */
public enum E2eProfileStatus {
    OK,
    REPEATED,
    WRONG_SEQUENCE,
    ERROR,
    /** No check was made yet. */
    NOT_AVAILABLE,
    NO_NEW_DATA
}
