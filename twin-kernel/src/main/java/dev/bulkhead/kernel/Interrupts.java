package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.INTERRUPTS_ENABLED;
import static dev.bulkhead.kernel.KernelLayout.INTERRUPTS_OWNED;
import static dev.bulkhead.kernel.KernelLayout.INTERRUPT_OWNERS;
import static dev.bulkhead.kernel.KernelLayout.INTERRUPT_SOURCES;
import static dev.bulkhead.kernel.KernelLayout.INTERRUPT_WORDS;
import static dev.bulkhead.kernel.KernelLayout.MEMBERS;

import dev.bulkhead.system.Mechanism;
import dev.bulkhead.trace.TraceRecord;

/**
 * Device interrupts as notifications: a source is masked at the PLIC from its delivery until its
 * owner acknowledges it, and outside its owner's windows.
 */
record Interrupts(Machine machine, Notifications notifications, Placements placements) {
    private static final int PLIC = AddressMap.PLIC;
    private static final int ENABLE = PLIC + 0x2000;
    private static final int ENABLE_STRIDE = 0x80;
    private static final int THRESHOLD = PLIC + 0x20_0000;
    private static final int CONTEXT_STRIDE = 0x1000;

    /** Gives each source that has an owner a priority and masks them all. */
    void initialize(Operation op) {
        for (int source = 1; source < INTERRUPT_SOURCES; source++) {
            if (op.load(INTERRUPT_OWNERS + 4 * source) != 0) {
                op.storeDevice(PLIC + 4 * source, 1);
            }
        }
        op.storeDevice(threshold(), 0);
        unmaskFor(op, 0);
    }

    /** Unmasks what the partitions in {@code members} wait for and masks everything else. */
    void unmaskFor(Operation op, long members) {
        for (int word = 0; word < INTERRUPT_WORDS; word++) {
            int enabled = 0;
            for (int partition = 0; partition < machine.layout().partitions(); partition++) {
                if ((unmasked(members) >>> partition & 1) != 0) {
                    enabled |= op.load(at(partition) + INTERRUPTS_ENABLED + 4 * word);
                }
            }
            op.storeDevice(enable(word), enabled);
        }
    }

    /** Mechanism interrupt-mask: off, everybody's interrupts are taken in every window. */
    private long unmasked(long members) {
        return machine.mechanisms().isOff(Mechanism.INTERRUPT_MASK) ? -1L : members;
    }

    /** Takes the most urgent interrupt from the PLIC and hands it to its owner. */
    void take(Operation op) {
        int source = op.loadDevice(threshold() + 4);
        if (source == 0) {
            op.spend(machine.costs().interrupt());
            return;
        }
        op.storeDevice(threshold() + 4, source);
        int owner = op.load(INTERRUPT_OWNERS + 4 * source);
        if (owner == 0) { // a vector with nothing in it
            throw op.wildJump(source);
        }
        int partition = (owner & 0xff) - 1;
        op.spend(placements.interrupt(op, partition));
        mask(op, partition, source, false);
        notifications.post(op, partition, owner >>> 8);
        op.record(new TraceRecord.InterruptTaken(op.nowPs(), partition, source));
    }

    /** The owner is done with the device: its next interrupt may come. */
    void acknowledge(Operation op, int partition, int source) {
        mask(op, partition, source, true);
        op.record(new TraceRecord.InterruptAcknowledged(op.nowPs(), partition, source));
    }

    private void mask(Operation op, int partition, int source, boolean enabled) {
        int word = source >>> 5;
        int bit = 1 << (source & 31);
        int at = at(partition) + INTERRUPTS_ENABLED + 4 * word;
        int mine = op.load(at);
        op.store(at, enabled ? mine | bit : mine & ~bit);
        if ((unmasked(op.load64(MEMBERS)) >>> partition & 1) != 0) {
            int all = op.loadDevice(enable(word));
            op.storeDevice(enable(word), enabled ? all | bit : all & ~bit);
        }
    }

    /** Masks all sources of a partition until it starts anew. */
    void maskAll(Operation op, int partition) {
        for (int word = 0; word < INTERRUPT_WORDS; word++) {
            op.store(at(partition) + INTERRUPTS_ENABLED + 4 * word, 0);
        }
        unmaskFor(op, op.load64(MEMBERS));
    }

    /** Unmasks all sources of a partition that starts. */
    void unmaskAll(Operation op, int partition) {
        for (int word = 0; word < INTERRUPT_WORDS; word++) {
            int owned = op.load(at(partition) + INTERRUPTS_OWNED + 4 * word);
            op.store(at(partition) + INTERRUPTS_ENABLED + 4 * word, owned);
        }
        unmaskFor(op, op.load64(MEMBERS));
    }

    private int enable(int word) {
        return ENABLE + ENABLE_STRIDE * machine.hart().id() + 4 * word;
    }

    private int threshold() {
        return THRESHOLD + CONTEXT_STRIDE * machine.hart().id();
    }

    private int at(int partition) {
        return machine.layout().partition(partition);
    }
}
