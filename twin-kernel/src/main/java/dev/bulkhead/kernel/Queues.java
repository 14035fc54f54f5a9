package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.CHANNELS;
import static dev.bulkhead.kernel.KernelLayout.PORT_BUFFER;
import static dev.bulkhead.kernel.KernelLayout.PORT_CAPABILITIES;
import static dev.bulkhead.kernel.KernelLayout.PORT_SIZE;
import static dev.bulkhead.kernel.KernelLayout.QUEUE_COUNT;
import static dev.bulkhead.kernel.KernelLayout.QUEUE_DEPTH;
import static dev.bulkhead.kernel.KernelLayout.QUEUE_HEAD;
import static dev.bulkhead.kernel.KernelLayout.QUEUE_LOST;
import static dev.bulkhead.kernel.KernelLayout.QUEUE_RECEIVER;
import static dev.bulkhead.kernel.KernelLayout.QUEUE_SENDER;
import static dev.bulkhead.kernel.KernelLayout.QUEUE_TELLS;
import static dev.bulkhead.kernel.KernelLayout.RIGHT_READ;
import static dev.bulkhead.kernel.KernelLayout.RIGHT_WRITE;
import static dev.bulkhead.kernel.KernelLayout.slotBytes;

import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord.QueueFull;
import dev.bulkhead.trace.TraceRecord.QueueReceived;
import dev.bulkhead.trace.TraceRecord.QueueSent;

import java.io.ByteArrayOutputStream;

/**
 * Queuing ports: messages come out in the order in which they went in; neither end ever blocks. A
 * message that finds no place is dropped, and the next one received says so. The sender learns of
 * it too, unless its level is above the receiver's: then nothing of the receiver may reach it.
 */
record Queues(
        Machine machine,
        Memory memory,
        Contexts contexts,
        Refusals refusals,
        Placements placements,
        Exchange exchange) {
    private static final int A1 = 11;
    private static final int A2 = 12;

    /** {@code queue_send}: the new value of a0. */
    int send(Operation op, int partition, int id, int address, int length) {
        op.spend(placements.enter(op, partition));
        int capability = capability(op, partition, id);
        if ((capability & 0xff) != QUEUE_SENDER) {
            return refusals.port(op, partition, SystemCalls.QUEUE_SEND, id, capability);
        }
        int port = machine.layout().port(capability >>> 8);
        if (!memory.fits(op, partition, length, op.load(port + PORT_SIZE))) {
            return refusals.argument(op, partition, SystemCalls.QUEUE_SEND, length);
        }
        if (!memory.permits(op, partition, address, length, RIGHT_READ)) {
            return refusals.argument(op, partition, SystemCalls.QUEUE_SEND, address);
        }
        if (isFull(op, port)) {
            boolean tells = op.load(port + QUEUE_TELLS) != 0;
            op.store(port + QUEUE_LOST, 1);
            op.record(new QueueFull(op.nowPs(), partition, id, tells));
            return tells ? SystemCalls.NOT_AVAILABLE : 0;
        }
        Payload message = memory.read(op, partition, address, length);
        for (Payload each : exchange.put(op, capability >>> 8, message)) {
            put(op, port, each);
        }
        op.record(new QueueSent(op.nowPs(), partition, id, message));
        return 0;
    }

    private static boolean isFull(Operation op, int port) {
        int count = op.load(port + QUEUE_COUNT);
        return Integer.compareUnsigned(count, op.load(port + QUEUE_DEPTH)) >= 0;
    }

    /** Puts a message behind the last of the port whose words begin at an address. */
    void put(Operation op, int port, Payload message) {
        if (isFull(op, port)) {
            op.store(port + QUEUE_LOST, 1);
            return;
        }
        int count = op.load(port + QUEUE_COUNT);
        int slot = slot(op, port, op.load(port + QUEUE_HEAD) + count);
        op.store(slot, message.length());
        for (int i = 0; i < message.length(); i++) {
            op.storeByte(slot + 4 + i, message.at(i));
        }
        op.store(port + QUEUE_COUNT, count + 1);
    }

    /** {@code queue_receive}: the new value of a0; sets a1 and a2 if that is 0. */
    int receive(Operation op, int partition, int id, int address, int length) {
        op.spend(placements.enter(op, partition));
        int capability = capability(op, partition, id);
        if ((capability & 0xff) != QUEUE_RECEIVER) {
            return refusals.port(op, partition, SystemCalls.QUEUE_RECEIVE, id, capability);
        }
        int port = machine.layout().port(capability >>> 8);
        int size = op.load(port + PORT_SIZE);
        if (!memory.fits(op, partition, size, length)) {
            return refusals.argument(op, partition, SystemCalls.QUEUE_RECEIVE, length);
        }
        if (!memory.permits(op, partition, address, size, RIGHT_WRITE)) {
            return refusals.argument(op, partition, SystemCalls.QUEUE_RECEIVE, address);
        }
        exchange.taking(capability >>> 8);
        int count = op.load(port + QUEUE_COUNT);
        if (count == 0) {
            return SystemCalls.NOT_AVAILABLE;
        }
        int head = op.load(port + QUEUE_HEAD);
        int slot = slot(op, port, head);
        Payload message = queued(op, slot + 4, op.load(slot));
        memory.write(op, partition, address, message);
        boolean lost = op.load(port + QUEUE_LOST) != 0;
        op.store(port + QUEUE_HEAD, remainder(head + 1, op.load(port + QUEUE_DEPTH)));
        op.store(port + QUEUE_COUNT, count - 1);
        op.store(port + QUEUE_LOST, 0);
        contexts.setX(op, partition, A1, message.length());
        contexts.setX(op, partition, A2, lost ? 1 : 0);
        op.record(new QueueReceived(op.nowPs(), partition, id, lost, message));
        return 0;
    }

    /** Empties what a partition receives from, as it goes down. */
    void clear(Operation op, int partition) {
        for (int id = 0; id < CHANNELS; id++) {
            int capability = capability(op, partition, id);
            if ((capability & 0xff) == QUEUE_RECEIVER) {
                int port = machine.layout().port(capability >>> 8);
                op.store(port + QUEUE_COUNT, 0);
                op.store(port + QUEUE_LOST, 0);
            }
        }
    }

    private int slot(Operation op, int port, int index) {
        int place = remainder(index, op.load(port + QUEUE_DEPTH));
        return op.load(port + PORT_BUFFER) + place * slotBytes(op.load(port + PORT_SIZE));
    }

    /** As the hart has it: what is left of a division by zero is the dividend. */
    private static int remainder(int dividend, int divisor) {
        return divisor == 0 ? dividend : Integer.remainderUnsigned(dividend, divisor);
    }

    private Payload queued(Operation op, int address, int length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.clamp(length, 0, 256));
        for (int i = 0; Integer.compareUnsigned(i, length) < 0; i++) {
            bytes.write(op.loadByte(address + i));
        }
        op.spend((bytes.size() + 3) / 4 * machine.costs().copyWord());
        return Payload.of(bytes.toByteArray());
    }

    private int capability(Operation op, int partition, int id) {
        return Integer.compareUnsigned(id, CHANNELS) < 0
                ? op.load(machine.layout().partition(partition) + PORT_CAPABILITIES + 4 * id)
                : 0;
    }
}
