package dev.bulkhead.system;

/**
 * An isolation mechanism that can be switched off to see the claim fail. Each is checked in one
 * place.
 */
public enum Mechanism {
    /** Off: user mode is given one PMP entry over everything. */
    PMP("pmp"),
    /** Off: a caller's channel id indexes the kernel's table of all channel ends. */
    CAPABILITY("capability"),
    /** Off: the switch begins at the window's cycle, and what was begun before runs into it. */
    WINDOW_PADDING("window-padding");

    private final String label;

    Mechanism(String label) {
        this.label = label;
    }

    /** The name in options and documents. */
    public String label() {
        return label;
    }
}
