package dev.bulkhead.e2e;

/** What a check says of one cycle of a message. */
public enum E2eCheckStatus {
    /** Checksum right, counter one more than before. */
    OK(0x00, E2eProfileStatus.OK),
    /** Nothing was received since the last check. */
    NO_NEW_DATA(0x01, E2eProfileStatus.NO_NEW_DATA),
    /** Checksum or sent part of the data ID wrong. */
    WRONG_CRC(0x02, E2eProfileStatus.ERROR),
    /** Right, but the counter must first go on for some messages after it had jumped or stood. */
    SYNC(0x03, E2eProfileStatus.OK),
    /** Checksum right, first message: the counter cannot be judged yet. */
    INITIAL(0x04, E2eProfileStatus.WRONG_SEQUENCE),
    /**
     * Of another length, or a counter that no sender writes; not checked further. Under profiles 4
     * to 22 also a wrong checksum or data ID.
     */
    ERROR(0x07, E2eProfileStatus.ERROR),
    /** Checksum right, counter as before. */
    REPEATED(0x08, E2eProfileStatus.REPEATED),
    /** Checksum right, some messages were lost, not too many. */
    OK_SOME_LOST(0x20, E2eProfileStatus.OK),
    /** Checksum right, too many messages were lost, or the order is wrong. */
    WRONG_SEQUENCE(0x40, E2eProfileStatus.WRONG_SEQUENCE);

    private final int code;
    private final E2eProfileStatus profileStatus;

    E2eCheckStatus(int code, E2eProfileStatus profileStatus) {
        this.code = code;
        this.profileStatus = profileStatus;
    }

    /** The number by which AUTOSAR code knows the status; ERROR has it from profile 4 on. */
    public int code() {
        return code;
    }

    /** What the state machine is told, as the profiles behave from release 4.2 on. */
    public E2eProfileStatus profileStatus() {
        return profileStatus;
    }

    /** Whether the message may be used as far as the check alone can say. */
    public boolean usable() {
        return this == OK || this == OK_SOME_LOST;
    }
}
