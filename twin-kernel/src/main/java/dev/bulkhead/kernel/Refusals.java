package dev.bulkhead.kernel;

import dev.bulkhead.trace.TraceRecord.ArgumentRefused;
import dev.bulkhead.trace.TraceRecord.CapabilityRefused;

/** Records what kernel calls refuse and says how the partition is told. */
record Refusals() {

    /** A channel that is not there, or is of another kind. */
    int channel(Operation op, int partition, int call, int channel, int capability) {
        return capability(op, partition, call, channel, capability);
    }

    /** A port that is not there, or is the other way round. */
    int port(Operation op, int partition, int call, int port, int capability) {
        return capability(op, partition, call, port, capability);
    }

    private int capability(Operation op, int partition, int call, int id, int capability) {
        int error = capability == 0 ? SystemCalls.NO_SUCH : SystemCalls.NOT_PERMITTED;
        op.record(new CapabilityRefused(op.nowPs(), partition, call, id, error));
        return error;
    }

    int argument(Operation op, int partition, int call, int value) {
        op.record(new ArgumentRefused(op.nowPs(), partition, call, value));
        return SystemCalls.BAD_ARGUMENT;
    }
}
