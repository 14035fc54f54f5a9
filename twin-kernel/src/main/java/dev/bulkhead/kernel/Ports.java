package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.CHANNELS;
import static dev.bulkhead.kernel.KernelLayout.PORT_BUFFER;
import static dev.bulkhead.kernel.KernelLayout.PORT_CAPABILITIES;
import static dev.bulkhead.kernel.KernelLayout.PORT_READER;
import static dev.bulkhead.kernel.KernelLayout.PORT_REFRESH;
import static dev.bulkhead.kernel.KernelLayout.PORT_SIZE;
import static dev.bulkhead.kernel.KernelLayout.PORT_WRITER;
import static dev.bulkhead.kernel.KernelLayout.PORT_WRITTEN;
import static dev.bulkhead.kernel.KernelLayout.PORT_WRITTEN_AT;
import static dev.bulkhead.kernel.KernelLayout.RIGHT_READ;
import static dev.bulkhead.kernel.KernelLayout.RIGHT_WRITE;

import dev.bulkhead.kernel.PortStandIn.Reading;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord.PortRead;
import dev.bulkhead.trace.TraceRecord.PortWritten;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Optional;

/** Sampling ports: the last message wins, a read never blocks and never empties. */
record Ports(
        Machine machine,
        Memory memory,
        Contexts contexts,
        Refusals refusals,
        Placements placements,
        List<PortStandIn> standIns,
        Exchange exchange) {

    /** {@code port_write}: the new value of a0. */
    int write(Operation op, int partition, int id, int address, int length) {
        op.spend(placements.enter(op, partition));
        int capability = capability(op, partition, id);
        if ((capability & 0xff) != PORT_WRITER) {
            return refusals.port(op, partition, SystemCalls.PORT_WRITE, id, capability);
        }
        int port = machine.layout().port(capability >>> 8);
        if (!memory.isSize(op, partition, length, op.load(port + PORT_SIZE))) {
            return refusals.argument(op, partition, SystemCalls.PORT_WRITE, length);
        }
        if (!memory.permits(op, partition, address, length, RIGHT_READ)) {
            return refusals.argument(op, partition, SystemCalls.PORT_WRITE, address);
        }
        Payload message = memory.read(op, partition, address, length);
        for (Payload each : exchange.put(op, capability >>> 8, message)) {
            put(op, port, each);
        }
        op.record(new PortWritten(op.nowPs(), partition, id, message));
        return 0;
    }

    /** Puts a message into the port whose words begin at an address. */
    void put(Operation op, int port, Payload message) {
        int buffer = op.load(port + PORT_BUFFER);
        for (int i = 0; i < message.length(); i++) {
            op.storeByte(buffer + i, message.at(i));
        }
        op.store(port + PORT_WRITTEN, 1);
        op.store64(port + PORT_WRITTEN_AT, op.now());
    }

    /** {@code port_read}: the new value of a0; sets a1 and a2 if that is 0. */
    int read(Operation op, int partition, int id, int address, int length) {
        op.spend(placements.enter(op, partition));
        int capability = capability(op, partition, id);
        if ((capability & 0xff) != PORT_READER) {
            return refusals.port(op, partition, SystemCalls.PORT_READ, id, capability);
        }
        int port = machine.layout().port(capability >>> 8);
        if (!memory.fits(op, partition, length, op.load(port + PORT_SIZE))) {
            return refusals.argument(op, partition, SystemCalls.PORT_READ, length);
        }
        if (!memory.permits(op, partition, address, length, RIGHT_WRITE)) {
            return refusals.argument(op, partition, SystemCalls.PORT_READ, address);
        }
        Optional<Reading> reading = reading(op, port, length);
        for (PortStandIn standIn : standIns) {
            reading = standIn.reading(op.nowPs(), partition, id, reading);
        }
        if (reading.isEmpty()) {
            return SystemCalls.NEVER_WRITTEN;
        }
        boolean valid = reading.get().valid();
        long ageUs = reading.get().ageUs();
        Payload message = reading.get().message();
        op.spend((message.length() + 3) / 4 * machine.costs().copyWord());
        memory.write(op, partition, address, message);
        contexts.setX(op, partition, 11, valid ? 1 : 0);
        contexts.setX(op, partition, 12, (int) Math.min(ageUs, 0xffff_ffffL));
        op.record(new PortRead(op.nowPs(), partition, id, valid, ageUs, message));
        return 0;
    }

    /** What a port holds, up to a length. */
    Optional<Reading> reading(Operation op, int port, int length) {
        if (op.load(port + PORT_WRITTEN) == 0) {
            return Optional.empty();
        }
        Payload message = buffered(op, op.load(port + PORT_BUFFER), length);
        long age = op.now() - op.load64(port + PORT_WRITTEN_AT);
        boolean valid = age <= op.load64(port + PORT_REFRESH);
        return Optional.of(new Reading(valid, machine.us(age), message));
    }

    private Payload buffered(Operation op, int buffer, int length) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(Math.clamp(length, 0, 256));
        for (int i = 0; Integer.compareUnsigned(i, length) < 0; i++) {
            bytes.write(op.loadByte(buffer + i));
        }
        return Payload.of(bytes.toByteArray());
    }

    private int capability(Operation op, int partition, int id) {
        return Integer.compareUnsigned(id, CHANNELS) < 0
                ? op.load(machine.layout().partition(partition) + PORT_CAPABILITIES + 4 * id)
                : 0;
    }
}
