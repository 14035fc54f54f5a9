package dev.bulkhead.kernel;

/** Tables with one wrong word, as a defect of their builder would leave them. */
public final class SeededTables {
    private SeededTables() {}

    /** The mask of a partition's interrupts from 32 to 63 is another. */
    public static KernelTables mask(KernelTables right, int partition, int mask) {
        return word(
                right, right.layout.partition(partition) + KernelLayout.INTERRUPTS_OWNED + 4, mask);
    }

    /** A source goes to another partition. */
    public static KernelTables owner(KernelTables right, int source, int partition) {
        return word(right, KernelLayout.INTERRUPT_OWNERS + 4 * source, partition + 1);
    }

    private static KernelTables word(KernelTables right, int at, int value) {
        return new KernelTables(
                right.system,
                right.layout,
                address -> address == at ? value : right.words.applyAsInt(address));
    }
}
