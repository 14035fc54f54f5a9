package dev.bulkhead.campaign;

import java.util.Locale;

/** What the system does when a fault begins to act. */
public enum Phase {
    /** Before protection is locked and the first window opens. */
    BOOT,
    /** Before the pedal is pressed. */
    CRUISE,
    /** In the first 300 ms of braking. */
    BRAKE_ONSET,
    /** While braking after that. */
    BRAKING,
    /** While the slip control holds a wheel that would lock. */
    ABS_ACTIVE,
    /** The car stands. */
    STANDSTILL,
    /** While another partition restarts. */
    RESTART;

    /**
     * @param label as {@link #label()} gives it
     */
    public static Phase of(String label) {
        return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    public String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
