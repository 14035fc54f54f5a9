package dev.bulkhead.board.wireless;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/**
 * One descriptor ring: the device owns the descriptors from head to the one before tail, so none
 * while both are equal. A count that is no power of two up to 64 is a ring without descriptors.
 */
final class Ring implements Stateful {
    static final int DESCRIPTOR_BYTES = 16;
    private static final int MAX_COUNT = 64;

    private int base;
    private int count;
    private int head;
    private int tail;

    int base() {
        return base;
    }

    /** Moves the ring, which is empty then. */
    void setBase(int address) {
        base = address;
        clear();
    }

    int count() {
        return count;
    }

    void setCount(int value) {
        count = value;
    }

    int head() {
        return head;
    }

    int tail() {
        return tail;
    }

    void setTail(int value) {
        tail = value & mask();
    }

    boolean isEmpty() {
        return head == tail || mask() == 0;
    }

    /** Address of the descriptor that is next. */
    int descriptor() {
        return base + DESCRIPTOR_BYTES * head;
    }

    void advance() {
        head = head + 1 & mask();
    }

    void clear() {
        head = 0;
        tail = 0;
    }

    void reset() {
        base = 0;
        count = 0;
        clear();
    }

    private int mask() {
        return Integer.bitCount(count) == 1 && count > 0 && count <= MAX_COUNT ? count - 1 : 0;
    }

    @Override
    public void describe(Fields fields) {
        base = fields.i32("base", base);
        count = fields.i32("count", count);
        head = fields.i32("head", head);
        tail = fields.i32("tail", tail);
    }
}
