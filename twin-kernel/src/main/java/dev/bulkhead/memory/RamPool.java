package dev.bulkhead.memory;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Memory for runs that follow each other on one thread: made once, and cleared where the run before
 * wrote, which is far less than the whole.
 */
public final class RamPool implements RamSource {
    private final Deque<Ram> spare = new ArrayDeque<>();

    @Override
    public Ram ram(int base, int size) {
        while (!spare.isEmpty()) {
            Ram used = spare.pop();
            if (used.size() == size) {
                return Ram.inPlaceOf(base, used);
            }
        }
        return new Ram(base, size);
    }

    /** Takes back the memory of a run that has ended; nobody may look at it any more. */
    public void takeBack(Ram ram) {
        spare.push(ram);
    }
}
