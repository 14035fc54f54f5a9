package dev.bulkhead.hart;

/** What moves a hart from instruction to instruction; the state is all in {@link Hart}. */
interface Engine {

    /**
     * Executes instructions until the hart's cycle reaches its {@code limit} field, which an
     * instruction may bring down. The caller has made sure that the hart may start an instruction.
     */
    void execute();

    /** Does without translated code from now on, whose effect is the same. */
    void interpretOnly();

    /** Whether translated code begins at an address of the page that executed last. */
    boolean isTranslated(int pc);

    /** The PMP registers changed: what was allowed may not be now. */
    void permissionsChanged();

    /** Other instructions are watched from now on. */
    void watchesChanged();

    /** The privilege mode changed. */
    void modeChanged();
}
