package dev.bulkhead.telemetry;

import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Queue;

/**
 * What waits for a client that is behind. A newer sample of a retained topic takes the place of the
 * older one, since only the present state matters there; of other samples the oldest goes when the
 * room is used up. What must arrive is never dropped: the client is, when it leaves too much of it.
 */
final class Outbox {
    /** How {@link #add} went. */
    enum Room {
        ENOUGH,
        /** A sample was lost: this one, an older one of its topic or the oldest of all. */
        SAMPLE_LOST,
        /** No room for a message that must arrive. */
        NONE
    }

    private final int mostMessages;
    private final int mostBytes;
    private final Map<Object, Outgoing> samples = new LinkedHashMap<>();
    private final Queue<Outgoing> assured = new ArrayDeque<>();
    private long bytes;

    Outbox(int mostMessages, int mostBytes) {
        this.mostMessages = mostMessages;
        this.mostBytes = mostBytes;
    }

    boolean isEmpty() {
        return samples.isEmpty() && assured.isEmpty();
    }

    boolean hasSamples() {
        return !samples.isEmpty();
    }

    boolean hasAssured() {
        return !assured.isEmpty();
    }

    Room add(Outgoing outgoing) {
        if (outgoing.isAssured()) {
            if (assured.size() >= mostMessages || bytes > mostBytes && !assured.isEmpty()) {
                return Room.NONE;
            }
            assured.add(outgoing);
            bytes += outgoing.bytes();
            return Room.ENOUGH;
        }
        Message message = outgoing.frames().message();
        Object place = message.retained() ? message.topic() : outgoing;
        Outgoing older = samples.put(place, outgoing);
        bytes += outgoing.bytes();
        if (older != null) {
            bytes -= older.bytes();
            return Room.SAMPLE_LOST;
        }
        return makeRoom() ? Room.SAMPLE_LOST : Room.ENOUGH;
    }

    /** A client that just subscribed may be owed more states than there is room for: they stay. */
    private boolean makeRoom() {
        if (samples.size() <= mostMessages && bytes <= mostBytes) {
            return false;
        }
        Iterator<Map.Entry<Object, Outgoing>> oldest = samples.entrySet().iterator();
        while (oldest.hasNext()) {
            Outgoing sample = oldest.next().getValue();
            if (!sample.retain()) {
                oldest.remove();
                bytes -= sample.bytes();
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
        bytes -= next.bytes();
        return next;
    }

    /** The next message that is acknowledged; there must be one. */
    Outgoing takeAssured() {
        Outgoing next = assured.remove();
        bytes -= next.bytes();
        return next;
    }
}
