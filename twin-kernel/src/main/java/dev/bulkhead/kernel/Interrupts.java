package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.INTERRUPTS_ENABLED;
import static dev.bulkhead.kernel.KernelLayout.INTERRUPTS_OWNED;
import static dev.bulkhead.kernel.KernelLayout.INTERRUPT_OWNERS;
import static dev.bulkhead.kernel.KernelLayout.INTERRUPT_SOURCES;
import static dev.bulkhead.kernel.KernelLayout.INTERRUPT_WORDS;
import static dev.bulkhead.kernel.KernelLayout.MEMBERS;

import dev.bulkhead.system.Mechanism;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.InterruptHeldBack;

/**
 * Device interrupts as notifications. A source is claimed at the PLIC when it is delivered and
 * completed when its owner acknowledges it, so that a level which stays high meanwhile is one
 * interrupt; it is masked outside its owner's windows.
 *
 * @see "seL4's specification for RISC-V (github.com/seL4/l4v, spec/abstract/RISCV64/
 *     ArchInterrupt_A.thy): acknowledging is plic_complete_claim"
 */
record Interrupts(Machine machine, Notifications notifications, Placements placements) {
    private static final int PLIC = AddressMap.PLIC;
    private static final int PENDING = PLIC + 0x1000;
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

    /** Tells which interrupts of {@code members}, whose window is about to open, waited for it. */
    void tellHeldBack(Operation op, long members) {
        if (machine.mechanisms().isOff(Mechanism.INTERRUPT_MASK)) {
            return;
        }
        for (int word = 0; word < INTERRUPT_WORDS; word++) {
            int pending = op.load(PENDING + 4 * word);
            for (int partition = 0; partition < machine.layout().partitions(); partition++) {
                if (pending != 0 && (members >>> partition & 1) != 0) {
                    int waiting = pending & op.load(at(partition) + INTERRUPTS_ENABLED + 4 * word);
                    for (; waiting != 0; waiting &= waiting - 1) {
                        int source = 32 * word + Integer.numberOfTrailingZeros(waiting);
                        op.record(new InterruptHeldBack(op.nowPs(), partition, source));
                    }
                }
            }
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
        int owner = op.load(INTERRUPT_OWNERS + 4 * source);
        if (owner == 0) { // a vector with nothing in it
            throw op.wildJump(source);
        }
        int partition = (owner & 0xff) - 1;
        op.spend(placements.interrupt(op, partition));
        notifications.post(op, partition, owner >>> 8);
        op.record(new TraceRecord.InterruptTaken(op.nowPs(), partition, source));
    }

    /** The owner is done with the device: its next interrupt may come. */
    void acknowledge(Operation op, int partition, int source) {
        complete(op, partition, source);
        op.record(new TraceRecord.InterruptAcknowledged(op.nowPs(), partition, source));
    }

    /** The PLIC takes a completion only of a source that is enabled at the moment. */
    private void complete(Operation op, int partition, int source) {
        if ((unmasked(op.load64(MEMBERS)) >>> partition & 1) != 0) {
            op.storeDevice(threshold() + 4, source);
            return;
        }
        int word = enable(source >>> 5);
        int enabled = op.loadDevice(word);
        op.storeDevice(word, enabled | 1 << (source & 31));
        op.storeDevice(threshold() + 4, source);
        op.storeDevice(word, enabled);
    }

    /** Masks all sources of a partition until it starts anew. */
    void maskAll(Operation op, int partition) {
        for (int word = 0; word < INTERRUPT_WORDS; word++) {
            op.store(at(partition) + INTERRUPTS_ENABLED + 4 * word, 0);
        }
        unmaskFor(op, op.load64(MEMBERS));
    }

    /** Unmasks all sources of a partition that starts, and ends what it did not acknowledge. */
    void unmaskAll(Operation op, int partition) {
        for (int word = 0; word < INTERRUPT_WORDS; word++) {
            int owned = op.load(at(partition) + INTERRUPTS_OWNED + 4 * word);
            op.store(at(partition) + INTERRUPTS_ENABLED + 4 * word, owned);
        }
        unmaskFor(op, op.load64(MEMBERS));
        for (int word = 0; word < INTERRUPT_WORDS; word++) {
            int left = op.load(at(partition) + INTERRUPTS_OWNED + 4 * word);
            for (; left != 0; left &= left - 1) {
                complete(op, partition, 32 * word + Integer.numberOfTrailingZeros(left));
            }
        }
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
