package dev.bulkhead.hart;

/**
 * Values of {@code mcause}.
 *
 * @see "RISC-V Privileged Architecture, table: Machine cause register values after trap"
 */
public final class Cause {
    public static final int FETCH_ACCESS_FAULT = 1;
    public static final int ILLEGAL_INSTRUCTION = 2;
    public static final int BREAKPOINT = 3;
    public static final int LOAD_MISALIGNED = 4;
    public static final int LOAD_ACCESS_FAULT = 5;
    public static final int STORE_MISALIGNED = 6;
    public static final int STORE_ACCESS_FAULT = 7;
    public static final int ECALL_FROM_USER = 8;
    public static final int ECALL_FROM_MACHINE = 11;

    /** Set in {@code mcause} for interrupts. */
    public static final int INTERRUPT = 0x8000_0000;

    /** Interrupt numbers, as in {@link Hart#setInterrupt}. */
    public static final int MACHINE_SOFTWARE = 3;

    public static final int MACHINE_TIMER = 7;
    public static final int MACHINE_EXTERNAL = 11;

    private Cause() {}
}
