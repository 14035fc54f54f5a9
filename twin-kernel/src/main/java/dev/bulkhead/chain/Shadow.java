package dev.bulkhead.chain;

import dev.bulkhead.memory.Ram;

import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * For each byte of RAM the step that wrote what it holds, if that derives from the fault. Beside it
 * a list of the bytes that were written last, so that they can be looked at again.
 */
final class Shadow {
    private static final int PAGE = 1 << Ram.PAGE_SHIFT;

    private final int base;
    private final Step[][] pages;
    private int[] written = new int[1024];
    private int writtenCount;
    private long count;

    Shadow(Ram ram) {
        base = ram.base();
        pages = new Step[ram.size() >>> Ram.PAGE_SHIFT][];
    }

    /** The step behind one byte, null if it is that of a healthy run. */
    Step at(int address) {
        int offset = address - base;
        int page = offset >>> Ram.PAGE_SHIFT;
        return page >= 0 && page < pages.length && pages[page] != null
                ? pages[page][offset & PAGE - 1]
                : null;
    }

    /** Adds the steps behind some bytes to the inputs of another. */
    void into(Step step, int address, int bytes) {
        for (int i = 0; i < bytes; i++) {
            step.from(at(address + i));
        }
    }

    boolean any(int address, int bytes) {
        for (int i = 0; i < bytes; i++) {
            if (at(address + i) != null) {
                return true;
            }
        }
        return false;
    }

    void set(int address, int bytes, Step step) {
        for (int i = 0; i < bytes; i++) {
            set(address + i, step);
        }
    }

    void set(int address, Step step) {
        int offset = address - base;
        int page = offset >>> Ram.PAGE_SHIFT;
        if (page < 0 || page >= pages.length || pages[page] == null && step == null) {
            return;
        }
        if (pages[page] == null) {
            pages[page] = new Step[PAGE];
        }
        Step before = pages[page][offset & PAGE - 1];
        count += (step == null ? 0 : 1) - (before == null ? 0 : 1);
        pages[page][offset & PAGE - 1] = step;
        if (step != null) {
            if (writtenCount == written.length) {
                written = Arrays.copyOf(written, 2 * writtenCount);
            }
            written[writtenCount++] = address;
        }
    }

    boolean isEmpty() {
        return count == 0;
    }

    /** How many bytes have a step. */
    long count() {
        return count;
    }

    /** Hands out the bytes that were set since the last time. */
    void written(IntConsumer look) {
        int count = writtenCount;
        for (int i = 0; i < count; i++) {
            look.accept(written[i]);
        }
        writtenCount = 0;
    }

    /** Hands out all bytes that have a step. */
    void all(IntConsumer look) {
        for (int page = 0; page < pages.length; page++) {
            if (pages[page] != null) {
                for (int i = 0; i < PAGE; i++) {
                    if (pages[page][i] != null) {
                        look.accept(base + (page << Ram.PAGE_SHIFT) + i);
                    }
                }
            }
        }
        writtenCount = 0;
    }
}
