package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.IPC;
import static dev.bulkhead.kernel.KernelLayout.REGIONS;
import static dev.bulkhead.kernel.KernelLayout.REGION_COUNT;
import static dev.bulkhead.kernel.KernelLayout.REGION_FIRST;
import static dev.bulkhead.kernel.KernelLayout.REGION_LAST;
import static dev.bulkhead.kernel.KernelLayout.REGION_RIGHTS;
import static dev.bulkhead.kernel.KernelLayout.REGION_STRIDE;

import dev.bulkhead.system.Mechanism;
import dev.bulkhead.trace.Payload;

import java.io.ByteArrayOutputStream;

/** Partition memory as kernel calls reach it. */
record Memory(Machine machine, Placements placements) {

    /**
     * Whether all of the bytes lie in one region of memory over which the partition has a right.
     */
    boolean permits(Operation op, int partition, int address, int length, int right) {
        if (trusts(op, partition)) {
            return true;
        }
        int at = machine.layout().partition(partition);
        long first = Integer.toUnsignedLong(address);
        long last = first + Integer.toUnsignedLong(length) - 1;
        int count = op.load(at + REGION_COUNT);
        for (int i = 0; i < count; i++) {
            int region = at + REGIONS + i * REGION_STRIDE;
            if (first >= Integer.toUnsignedLong(op.load(region + REGION_FIRST))
                    && last <= Integer.toUnsignedLong(op.load(region + REGION_LAST))) {
                return (op.load(region + REGION_RIGHTS) & right) != 0;
            }
        }
        return false;
    }

    /** Whether a length that a partition names is at most {@code most}, both unsigned. */
    boolean fits(Operation op, int partition, int length, int most) {
        return trusts(op, partition) || Integer.compareUnsigned(length, most) <= 0;
    }

    /** Whether a length that a partition names is {@code size}. */
    boolean isSize(Operation op, int partition, int length, int size) {
        return trusts(op, partition) || length == size;
    }

    /**
     * Whether pointers and lengths are taken as they come. Mechanism argument-check: off,
     * everybody's; else those of the kernel's own components.
     */
    private boolean trusts(Operation op, int partition) {
        return machine.mechanisms().isOff(Mechanism.ARGUMENT_CHECK)
                || placements.inKernel(op, partition);
    }

    /** Copies bytes of a partition. */
    Payload read(Operation op, int partition, int address, int length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.clamp(length, 0, 256));
        for (int i = 0; Integer.compareUnsigned(i, length) < 0; i++) {
            bytes.write(op.loadFrom(partition, address + i));
        }
        op.spend((bytes.size() + 3) / 4 * machine.costs().copyWord());
        return Payload.of(bytes.toByteArray());
    }

    void write(Operation op, int partition, int address, Payload bytes) {
        for (int i = 0; i < bytes.length(); i++) {
            op.storeTo(partition, address + i, bytes.at(i));
        }
    }

    /** The first words of a partition's message registers. */
    Payload message(Operation op, int partition, int words) {
        int ipc = op.load(machine.layout().partition(partition) + IPC);
        return read(op, partition, ipc, 4 * words);
    }

    void setMessage(Operation op, int partition, Payload message) {
        write(op, partition, op.load(machine.layout().partition(partition) + IPC), message);
    }
}
