package dev.bulkhead.hart;

/**
 * What is counted alike. Figures marked CV32E40S come from the pipeline table of that core's user
 * manual, no wait states, as collected in this project's cycle cost notes; those marked "proposal"
 * have no such source.
 */
public enum CostClass {
    ALU("alu", 1, "CV32E40S: integer computational"),
    BRANCH_NOT_TAKEN("branch-not-taken", 1, "CV32E40S: branch not taken"),
    BRANCH_TAKEN("branch-taken", 3, "CV32E40S: branch taken"),
    JUMP("jump", 3, "CV32E40S: jal and jalr counted as a taken branch"),
    MUL("mul", 1, "CV32E40S: mul"),
    MULH("mulh", 4, "proposal: four steps of a 17-bit multiplier"),
    DIV(
            "div",
            35,
            "CV32E40S: div 3..35; always the longest, so time tells nothing of the operands"),
    LOAD("load", 1, "CV32E40S: load; the region's wait states come on top"),
    STORE("store", 1, "CV32E40S: store; the region's wait states come on top"),
    ATOMIC("atomic", 3, "proposal: load, operation, store"),
    CSR("csr", 1, "CV32E40S: other CSRs"),
    CSR_FLUSH("csr-flush", 4, "CV32E40S: mstatus, mepc, mtvec, mcause, mcycle"),
    FENCE("fence", 1, "proposal: no buffers to drain"),
    FENCE_I("fence.i", 5, "CV32E40S: fence.i"),
    MRET("mret", 3, "CV32E40S: mret"),
    WFI("wfi", 1, "proposal"),
    TRAP("trap", 3, "proposal: entry of an exception or interrupt as a taken branch"),
    FLOAT_SIMPLE("float-simple", 1, "proposal: sign injection, comparison, minimum, move, class"),
    FLOAT_CONVERT("float-convert", 2, "proposal"),
    FLOAT_ARITHMETIC("float-arithmetic", 2, "proposal: add, subtract, multiply, fused, binary32"),
    FLOAT_DIVIDE("float-divide", 12, "proposal: division and square root, binary32"),
    DOUBLE_ARITHMETIC("double-arithmetic", 3, "proposal: as float-arithmetic, binary64"),
    DOUBLE_DIVIDE("double-divide", 21, "proposal: as float-divide, binary64"),
    RAM_WAIT("ram-wait", 0, "CV32E40S: no wait states; each access of a load, store or fetch"),
    ROM_WAIT("rom-wait", 0, "CV32E40S: no wait states; each access of a load, store or fetch"),
    DEVICE_WAIT("device-wait", 2, "proposal: bridge to a peripheral bus"),
    SECOND_ACCESS("second-access", 1, "CV32E40S: load or store crossing a word 2 instead of 1");

    private final String key;
    private final int defaultCycles;
    private final String source;

    CostClass(String key, int defaultCycles, String source) {
        this.key = key;
        this.defaultCycles = defaultCycles;
        this.source = source;
    }

    /** Its name in descriptions and tables. */
    public String key() {
        return key;
    }

    /** Cycles unless a description says otherwise. */
    public int defaultCycles() {
        return defaultCycles;
    }

    /** Where the default comes from. */
    public String source() {
        return source;
    }

    /** Whether this is an addition to another class, which may be 0. */
    boolean isAddition() {
        return this == RAM_WAIT || this == ROM_WAIT || this == DEVICE_WAIT || this == SECOND_ACCESS;
    }
}
