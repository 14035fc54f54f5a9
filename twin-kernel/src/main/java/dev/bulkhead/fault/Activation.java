package dev.bulkhead.fault;

/**
 * When and how a fault first mattered: something took the wrong value, executed the wrong
 * instruction, or missed what it should have got.
 *
 * @param atPs picoseconds since power-on
 * @param cycle of the hart
 * @param partition whose registers the hart held, -1 if none
 * @param pc of the hart
 * @param place the pc as symbol and offset, and the source line if known; empty if unknown
 * @param where the register, address or line that was disturbed
 * @param before its value as it should be
 * @param after its value with the fault
 * @param effect one sentence
 */
public record Activation(
        long atPs,
        long cycle,
        int partition,
        int pc,
        String place,
        String where,
        long before,
        long after,
        String effect) {

    /** The same at another time. */
    Activation at(long ps) {
        return new Activation(ps, cycle, partition, pc, place, where, before, after, effect);
    }
}
