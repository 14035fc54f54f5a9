package dev.bulkhead.telemetry;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * What waits for a client that is behind. A newer sample of a retained topic takes the place of the
 * older one, since only the present state matters there; of other samples the oldest go when the
 * room is used up. What must arrive is never dropped: the client is, when it leaves too much of it.
 */
final class Outbox {
    private final int mostMessages;
    private final int mostBytes;
    private final Runnable lost;
    private final Map<Object, Outgoing> samples = new LinkedHashMap<>();
    private final Queue<Outgoing> assured = new ArrayDeque<>();
    private long sampleBytes;
    private long assuredBytes;

    /**
     * @param lost called for each sample that gave way
     */
    Outbox(int mostMessages, int mostBytes, Runnable lost) {
        this.mostMessages = mostMessages;
        this.mostBytes = mostBytes;
        this.lost = lost;
    }

    boolean hasSamples() {
        return !samples.isEmpty();
    }

    boolean hasAssured() {
        return !assured.isEmpty();
    }

    /** False if it must arrive and there is no room for it. */
    boolean add(Outgoing outgoing) {
        return outgoing.isAssured() ? addAssured(outgoing) : addSample(outgoing);
    }

    private boolean addAssured(Outgoing outgoing) {
        boolean full = assured.size() >= mostMessages || assuredBytes > mostBytes;
        if (!full) {
            assured.add(outgoing);
            assuredBytes += outgoing.bytes();
        }
        return !full;
    }

    private boolean addSample(Outgoing outgoing) {
        Message message = outgoing.frames().message();
        Outgoing older = samples.put(message.retained() ? message.topic() : outgoing, outgoing);
        sampleBytes += outgoing.bytes();
        if (older != null) {
            sampleBytes -= older.bytes();
            lost.run();
        }
        boolean found = true;
        while (found && (samples.size() > mostMessages || sampleBytes > mostBytes)) {
            found =
                    dropOldest(sample -> !sample.frames().message().retained())
                            || dropOldest(sample -> !sample.retain());
        }
        return true;
    }

    /** What a client that just subscribed is owed may be more than there is room for: it stays. */
    private boolean dropOldest(Predicate<Outgoing> which) {
        Iterator<Outgoing> oldest = samples.values().iterator();
        while (oldest.hasNext()) {
            Outgoing sample = oldest.next();
            if (which.test(sample)) {
                oldest.remove();
                sampleBytes -= sample.bytes();
                lost.run();
                return true;
            }
        }
        return false;
    }

    /** The next sample; there must be one. */
    Outgoing takeSample() {
        Iterator<Outgoing> oldest = samples.values().iterator();
        Outgoing next = oldest.next();
        oldest.remove();
        sampleBytes -= next.bytes();
        return next;
    }

    /** The next message that is acknowledged; there must be one. */
    Outgoing takeAssured() {
        Outgoing next = assured.remove();
        assuredBytes -= next.bytes();
        return next;
    }
}
