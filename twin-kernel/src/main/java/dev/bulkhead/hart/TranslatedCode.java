package dev.bulkhead.hart;

/**
 * Machine code of one region as a JVM method. A generated subclass has no state: all of the guest's
 * is in what {@link #run} is given, brought up to date whenever it returns.
 */
abstract class TranslatedCode {

    /**
     * Runs from one of the region's entries until control leaves the region, an instruction is met
     * that only the interpreter does, or the next block might not fit the budget. The hart's pc
     * then stands on the next instruction; its counters are left alone.
     *
     * @param spent cycles (upper half) and instructions (lower half) of this run so far
     * @param most cycles that may pass before an instruction starts, in the upper half
     * @param entry the entry's number in the region
     * @return what is spent now; its complement if the interpreter must do the next instruction
     */
    abstract long run(
            Hart hart,
            int[] x,
            long[] f,
            byte[] ram,
            byte[] open,
            AllowedRanges loads,
            AllowedRanges stores,
            FloatInstructions floats,
            long spent,
            long most,
            int entry);
}
