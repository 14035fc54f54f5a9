package dev.bulkhead.hart.fuzz;

/**
 * A few instructions that belong together: nothing jumps into their middle, and they can be left
 * out of a program as a whole.
 *
 * @param name what it is, for reports
 * @param bytes its length, whatever the offset
 * @param skip how many of the units that follow its jump leaves out; 0 if it has none
 */
record Unit(String name, int bytes, int skip, Encoder encoder) {
    /** Writes the instructions into a program. */
    @FunctionalInterface
    interface Encoder {
        /**
         * @param at address of the unit
         * @param offset from there to where it jumps
         */
        void encode(Code into, int at, int offset);
    }

    /** One 32-bit instruction that goes on with the next. */
    static Unit word(String name, int word) {
        return new Unit(name, 4, 0, (into, _, _) -> into.word(word));
    }

    /** One 16-bit instruction that goes on with the next. */
    static Unit half(String name, int half) {
        return new Unit(name, 2, 0, (into, _, _) -> into.half(half));
    }

    /** Several 32-bit instructions that go on with the next. */
    static Unit words(String name, int... words) {
        int[] copy = words.clone();
        return new Unit(
                name,
                4 * copy.length,
                0,
                (into, _, _) -> {
                    for (int word : copy) {
                        into.word(word);
                    }
                });
    }
}
