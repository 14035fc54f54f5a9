package dev.bulkhead.hart;

/**
 * Stands between the fetch and the execution of chosen instructions. A hart without a watch pays
 * nothing: what a watch is concerned with is settled when an instruction is decoded.
 */
public interface InstructionWatch {

    /**
     * Whether {@link #before} is to be called each time this instruction is about to execute. The
     * answer must not change while the watch stands; {@link Hart#watch} and {@link Hart#unwatch}
     * ask anew.
     */
    boolean concerns(int pc, Instruction instruction);

    /**
     * An instruction is about to execute. Registers may be read and changed; if the pc is changed,
     * the instruction is not executed and costs nothing.
     *
     * @return the instruction to execute in its place, usually the same
     */
    Instruction before(int pc, Instruction instruction);

    /**
     * The instruction executed or trapped; the hart stands on the next one.
     *
     * @param pc where the instruction was
     */
    default void after(int pc) {}
}
