package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.BUSY_SINCE;
import static dev.bulkhead.kernel.KernelLayout.COPYING;
import static dev.bulkhead.kernel.KernelLayout.COPY_FROM;
import static dev.bulkhead.kernel.KernelLayout.COPY_OFFSET;
import static dev.bulkhead.kernel.KernelLayout.COPY_SEGMENT;
import static dev.bulkhead.kernel.KernelLayout.ENTRY;
import static dev.bulkhead.kernel.KernelLayout.EPOCH_CYCLE;
import static dev.bulkhead.kernel.KernelLayout.READY;
import static dev.bulkhead.kernel.KernelLayout.SEGMENTS;
import static dev.bulkhead.kernel.KernelLayout.SEGMENT_BYTES;
import static dev.bulkhead.kernel.KernelLayout.SEGMENT_COUNT;
import static dev.bulkhead.kernel.KernelLayout.SEGMENT_FILE_BYTES;
import static dev.bulkhead.kernel.KernelLayout.SEGMENT_RAM;
import static dev.bulkhead.kernel.KernelLayout.SEGMENT_ROM;
import static dev.bulkhead.kernel.KernelLayout.SEGMENT_STRIDE;
import static dev.bulkhead.kernel.KernelLayout.START_US;
import static dev.bulkhead.kernel.KernelLayout.STATE;
import static dev.bulkhead.kernel.KernelLayout.STOPPED;

/**
 * Taking a partition down, and copying its pristine image a bounded step at a time. At a restart
 * the steps run as the partition's own thread: in its windows, on its budget, interruptible between
 * two.
 */
record Restarts(
        Machine machine,
        Contexts contexts,
        Channels channels,
        Queues queues,
        Notifications notifications,
        Interrupts interrupts,
        Jobs jobs) {

    /** Words that one step copies or clears. */
    static final int STEP_WORDS = 128;

    /**
     * Takes a partition down and has its image copied.
     *
     * @param from the cycle before which the copy does not begin
     */
    void begin(Operation op, int partition, long from) {
        takeDown(op, partition);
        contexts.reset(op, partition, KernelText.RESTART, Contexts.TO_MACHINE);
        op.store(at(partition) + STATE, COPYING);
        op.store(at(partition) + COPY_SEGMENT, 0);
        op.store(at(partition) + COPY_OFFSET, 0);
        op.store64(at(partition) + COPY_FROM, from);
    }

    /** Takes a partition down for good. */
    void stop(Operation op, int partition) {
        takeDown(op, partition);
        op.store(at(partition) + STATE, STOPPED);
    }

    private void takeDown(Operation op, int partition) {
        contexts.discard(op, partition);
        channels.withdraw(op, partition);
        channels.failCallers(op, partition);
        notifications.take(op, partition);
        queues.clear(op, partition);
        interrupts.maskAll(op, partition);
        jobs.giveUp(op, partition);
    }

    /**
     * Copies one step.
     *
     * @return whether the partition is ready to run now
     */
    boolean step(Operation op, int partition) {
        int at = at(partition);
        int segment = op.load(at + COPY_SEGMENT);
        int offset = op.load(at + COPY_OFFSET);
        if (Integer.compareUnsigned(segment, op.load(at + SEGMENT_COUNT)) >= 0) {
            contexts.discard(op, partition);
            contexts.start(op, partition, op.load(at + ENTRY));
            op.store(at + STATE, READY);
            long firstFrame = op.load64(EPOCH_CYCLE) + machine.cycles(op.load(START_US));
            op.store64(at + BUSY_SINCE, Math.max(op.now(), firstFrame));
            interrupts.unmaskAll(op, partition);
            op.spend(machine.costs().trapInOut());
            return true;
        }
        int row = at + SEGMENTS + segment * SEGMENT_STRIDE;
        int bytes = op.load(row + SEGMENT_BYTES);
        int end = offset + Math.min(4 * STEP_WORDS, bytes - offset);
        copy(op, row, offset, end);
        boolean whole = end >= bytes;
        op.store(at + COPY_SEGMENT, whole ? segment + 1 : segment);
        op.store(at + COPY_OFFSET, whole ? 0 : end);
        return false;
    }

    private void copy(Operation op, int row, int from, int to) {
        int rom = op.load(row + SEGMENT_ROM);
        int ram = op.load(row + SEGMENT_RAM);
        int fileBytes = op.load(row + SEGMENT_FILE_BYTES);
        for (int offset = from; offset < to; offset += 4) {
            int word = offset < fileBytes ? op.load(rom + offset) : 0;
            if (to - offset >= 4) {
                op.store(ram + offset, word);
            } else {
                storeStart(op, ram + offset, word, to - offset);
            }
            op.spend(machine.costs().copyWord());
        }
        op.spend(machine.costs().trapInOut());
    }

    /** What lies behind a segment's end may be another partition's. */
    private static void storeStart(Operation op, int address, int word, int bytes) {
        for (int i = 0; i < bytes; i++) {
            op.storeByte(address + i, word >>> 8 * i);
        }
    }

    private int at(int partition) {
        return machine.layout().partition(partition);
    }
}
