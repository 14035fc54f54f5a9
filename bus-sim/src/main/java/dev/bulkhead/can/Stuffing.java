package dev.bulkhead.can;

/**
 * Bit stuffing, a byte at a time: after five equal bits, stuff bits among them, comes one of the
 * other level before the next bit. A state is the level of the last bit and how many equal ones end
 * there; a step from one is an {@code int} that holds what goes to the wire and the next state.
 */
final class Stuffing {
    private static final int EQUAL_BITS = 5;
    private static final int STATES = 2 * (EQUAL_BITS + 1);
    private static final int BYTES = 1 << Byte.SIZE;

    /** Eight bits and at most two stuff bits. */
    private static final int MOST_BITS = 10;

    private static final int COUNT_AT = MOST_BITS;
    private static final int STUFFED_AT = COUNT_AT + 4;
    private static final int STATE_AT = STUFFED_AT + 2;

    /** Before the first bit of a frame: recessive, and none counts. */
    static final int IDLE = state(1, 0);

    private static final int[] OF_BYTES = ofBytes();

    private Stuffing() {}

    private static int state(int level, int equal) {
        return level * (EQUAL_BITS + 1) + equal;
    }

    private static int[] ofBytes() {
        int[] steps = new int[STATES * BYTES];
        for (int state = 0; state < STATES; state++) {
            for (int value = 0; value < BYTES; value++) {
                int step = state << STATE_AT;
                for (int i = Byte.SIZE - 1; i >= 0; i--) {
                    step = joined(step, bit(state(step), value >>> i & 1));
                }
                steps[state * BYTES + value] = step;
            }
        }
        return steps;
    }

    private static int joined(int first, int second) {
        int count = count(second);
        return state(second) << STATE_AT
                | stuffed(first) + stuffed(second) << STUFFED_AT
                | count(first) + count << COUNT_AT
                | bits(first) << count
                | bits(second);
    }

    /** The step of eight bits, most significant first. */
    static int octet(int state, int value) {
        return OF_BYTES[state * BYTES + value];
    }

    /** The step of one bit. */
    static int bit(int state, int level) {
        boolean due = isDue(state);
        int last = due ? 1 - level(state) : level(state);
        int equal = level == last ? (due ? 1 : state % (EQUAL_BITS + 1)) + 1 : 1;
        return state(level, equal) << STATE_AT
                | (due ? 1 : 0) << STUFFED_AT
                | (due ? 2 : 1) << COUNT_AT
                | (due ? last << 1 : 0)
                | level;
    }

    /** Whether a stuff bit comes before the next bit. */
    static boolean isDue(int state) {
        return state % (EQUAL_BITS + 1) == EQUAL_BITS;
    }

    /** The level of the last bit. */
    static int level(int state) {
        return state / (EQUAL_BITS + 1);
    }

    /** Bits on the wire, the first one in the highest place. */
    static int bits(int step) {
        return step & (1 << MOST_BITS) - 1;
    }

    static int count(int step) {
        return step >>> COUNT_AT & 15;
    }

    /** How many of them are stuff bits. */
    static int stuffed(int step) {
        return step >>> STUFFED_AT & 3;
    }

    static int state(int step) {
        return step >>> STATE_AT;
    }
}
