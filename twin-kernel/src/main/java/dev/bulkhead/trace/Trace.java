package dev.bulkhead.trace;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import org.bouncycastle.crypto.digests.SHA256Digest;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The trace of one twin: hashes every record as it comes and hands it on. The digests can be saved
 * in the middle, so that a run continued from a snapshot ends with the hash of an unbroken one.
 */
public final class Trace implements TraceSink, Stateful {
    private final TraceBytes form = new TraceBytes();
    private final TraceSink next;
    private SHA256Digest all = new SHA256Digest();
    private final SHA256Digest[] own;
    private long count;

    /**
     * @param imageHashes of each partition's loaded image, in the description's order
     * @param next who sees each record after it was hashed
     */
    public Trace(List<Payload> imageHashes, TraceSink next) {
        this.next = next;
        own = new SHA256Digest[imageHashes.size()];
        all.update((byte) TraceForm.VERSION);
        for (int i = 0; i < own.length; i++) {
            own[i] = new SHA256Digest();
            own[i].update((byte) TraceForm.VERSION);
            byte[] hash = imageHashes.get(i).toBytes();
            own[i].update(hash, 0, hash.length);
        }
    }

    @Override
    public void record(TraceRecord record) {
        form.clear();
        TraceForm.write(record, form);
        all.update(form.array(), 0, form.length());
        long concerned = TraceForm.concerns(record);
        for (int i = 0; i < own.length; i++) {
            if ((concerned >>> i & 1) != 0) {
                own[i].update(form.array(), 0, form.length());
            }
        }
        count++;
        next.record(record);
    }

    /** SHA-256 over the version and all records so far, in hexadecimal. */
    public String hash() {
        return finish(all);
    }

    /** SHA-256 over the version, the partition's image hash and its records, in hexadecimal. */
    public String hash(int partition) {
        return finish(own[partition]);
    }

    /** Records so far. */
    public long count() {
        return count;
    }

    private static String finish(SHA256Digest running) {
        SHA256Digest copy = new SHA256Digest(running);
        byte[] hash = new byte[copy.getDigestSize()];
        copy.doFinal(hash, 0);
        return HexFormat.of().formatHex(hash);
    }

    @Override
    public void describe(Fields fields) {
        count = fields.i64("count", count);
        all = digest(fields, "all", all);
        for (int i = 0; i < own.length; i++) {
            own[i] = digest(fields, "partition" + i, own[i]);
        }
    }

    private static SHA256Digest digest(Fields fields, String name, SHA256Digest digest) {
        byte[] now = fields.restoring() ? new byte[0] : digest.getEncodedState();
        List<Byte> state = new ArrayList<>(now.length);
        for (byte b : now) {
            state.add(b);
        }
        List<Byte> visited =
                fields.list(name, state, (walk, b) -> (byte) walk.i32("b", b == null ? 0 : b));
        if (!fields.restoring()) {
            return digest;
        }
        byte[] encoded = new byte[visited.size()];
        for (int i = 0; i < encoded.length; i++) {
            encoded[i] = visited.get(i);
        }
        return new SHA256Digest(encoded);
    }
}
