package dev.bulkhead.hart;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/** A 64-bit CSR that follows a running count, can be written and can be stopped. */
final class Counter implements Stateful {
    /** The running count minus what the CSR shows, or while stopped, what it shows. */
    private long kept;

    private boolean stopped;

    long read(long count) {
        return stopped ? kept : count - kept;
    }

    void write(long count, long value) {
        kept = stopped ? value : count - value;
    }

    boolean stopped() {
        return stopped;
    }

    void stop(long count, boolean stop) {
        long value = read(count);
        stopped = stop;
        write(count, value);
    }

    @Override
    public void describe(Fields fields) {
        kept = fields.i64("kept", kept);
        stopped = fields.bool("stopped", stopped);
    }
}
