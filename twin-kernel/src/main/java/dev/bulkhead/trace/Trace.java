package dev.bulkhead.trace;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.util.List;

/**
 * The trace of one twin: hashes every record as it comes and hands it on. The digests can be saved
 * in the middle, so that a run continued from a snapshot ends with the hash of an unbroken one.
 */
public final class Trace implements TraceSink, Stateful {
    private final TraceBytes form = new TraceBytes();
    private final TraceSink next;
    private final Sha256 all = new Sha256();
    private final Sha256[] own;
    private long count;

    /**
     * @param imageHashes of each partition's loaded image, in the description's order
     * @param next who sees each record after it was hashed
     */
    public Trace(List<Payload> imageHashes, TraceSink next) {
        this.next = next;
        own = new Sha256[imageHashes.size()];
        all.update((byte) TraceForm.VERSION);
        for (int i = 0; i < own.length; i++) {
            own[i] = new Sha256();
            own[i].update((byte) TraceForm.VERSION);
            byte[] hash = imageHashes.get(i).toBytes();
            own[i].update(hash, hash.length);
        }
    }

    @Override
    public void record(TraceRecord record) {
        form.clear();
        TraceForm.write(record, form);
        all.update(form.array(), form.length());
        long concerned = TraceForm.concerns(record);
        for (int i = 0; i < own.length; i++) {
            if ((concerned >>> i & 1) != 0) {
                own[i].update(form.array(), form.length());
            }
        }
        count++;
        next.record(record);
    }

    /** SHA-256 over the version and all records so far, in hexadecimal. */
    public String hash() {
        return all.hex();
    }

    /** SHA-256 over the version, the partition's image hash and its records, in hexadecimal. */
    public String hash(int partition) {
        return own[partition].hex();
    }

    /** Records so far. */
    public long count() {
        return count;
    }

    @Override
    public void describe(Fields fields) {
        count = fields.i64("count", count);
        fields.child("all", all);
        for (int i = 0; i < own.length; i++) {
            fields.child("partition" + i, own[i]);
        }
    }
}
