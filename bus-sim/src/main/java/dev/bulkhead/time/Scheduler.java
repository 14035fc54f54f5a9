package dev.bulkhead.time;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.util.ArrayList;
import java.util.List;

/**
 * The one event queue of a twin. Events are data: (time, owner, kind, argument). They are ordered
 * by time, then class, then the owner's fixed rank, then the owner's own count, so that the order
 * among one owner's events never depends on how busy another owner was.
 */
public final class Scheduler implements Stateful {
    /** Time that is never reached. */
    public static final long NEVER = Long.MAX_VALUE;

    private final List<EventSource> sources = new ArrayList<>();
    private Event[] heap = new Event[64];
    private int size;
    private long nowPs;

    /** Events that have been dispatched or cancelled, to be used again. */
    private Event[] spare = new Event[64];

    private int spares;

    /** One place of the queue; used again and again, so that an event allocates nothing. */
    private static final class Event {
        long atPs;
        EventSource source;
        long count;
        int kind;
        long argument;

        boolean before(Event other) {
            if (atPs != other.atPs) {
                return atPs < other.atPs;
            }
            if (source != other.source) {
                return source.order() < other.source.order();
            }
            return count < other.count;
        }
    }

    private Event event(long atPs, EventSource source, long count, int kind, long argument) {
        Event event = spares == 0 ? new Event() : spare[--spares];
        event.atPs = atPs;
        event.source = source;
        event.count = count;
        event.kind = kind;
        event.argument = argument;
        return event;
    }

    private void release(Event event) {
        if (spares == spare.length) {
            spare = java.util.Arrays.copyOf(spare, 2 * spares);
        }
        spare[spares++] = event;
    }

    /**
     * Makes an owner known.
     *
     * @param rank the owner's place among those of its class, fixed by what the twin consists of
     * @throws IllegalArgumentException if the class has an owner of that rank already
     */
    public EventSource register(EventClass eventClass, int rank, EventHandler handler) {
        EventSource source = new EventSource(this, eventClass, rank, handler);
        for (EventSource other : sources) {
            if (other.order() == source.order()) {
                throw new IllegalArgumentException(eventClass + " rank " + rank + " is taken");
            }
        }
        sources.add(source);
        return source;
    }

    /** Time of the event that was dispatched last, or of {@link #advanceTo}. */
    public long nowPs() {
        return nowPs;
    }

    /** Time of the earliest event, {@link #NEVER} if there is none. */
    public long nextPs() {
        return size == 0 ? NEVER : heap[0].atPs;
    }

    /**
     * Hands the earliest event to its owner.
     *
     * @throws IllegalStateException if there is none
     */
    public void dispatchNext() {
        if (size == 0) {
            throw new IllegalStateException("no event is scheduled");
        }
        Event event = heap[0];
        removeAt(0);
        nowPs = event.atPs;
        EventSource source = event.source;
        int kind = event.kind;
        long argument = event.argument;
        release(event);
        source.handler().handle(kind, argument, nowPs);
    }

    /** Dispatches every event up to and including {@code untilPs}; time stands there afterwards. */
    public void runUntil(long untilPs) {
        while (size > 0 && nextPs() <= untilPs) {
            dispatchNext();
        }
        advanceTo(untilPs);
    }

    /**
     * Moves time on without an event.
     *
     * @throws IllegalArgumentException if an event lies before {@code ps}
     */
    public void advanceTo(long ps) {
        if (ps > nextPs()) {
            throw new IllegalArgumentException("an event at " + nextPs() + " lies before " + ps);
        }
        nowPs = Math.max(nowPs, ps);
    }

    void add(long atPs, EventSource source, long count, int kind, long argument) {
        if (atPs < nowPs) {
            throw new IllegalArgumentException("event at " + atPs + " lies before now, " + nowPs);
        }
        insert(event(atPs, source, count, kind, argument));
    }

    private void insert(Event event) {
        if (size == heap.length) {
            heap = java.util.Arrays.copyOf(heap, 2 * size);
        }
        int at = size++;
        while (at > 0 && event.before(heap[(at - 1) / 2])) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        heap[at] = event;
    }

    void cancel(EventSource source, int kind) {
        for (int i = size - 1; i >= 0; i--) {
            if (heap[i].source == source && heap[i].kind == kind) {
                Event event = heap[i];
                removeAt(i);
                release(event);
                i = Math.min(i + 1, size); // what moved into place i has not been looked at
            }
        }
    }

    boolean isScheduled(EventSource source, int kind) {
        for (int i = 0; i < size; i++) {
            if (heap[i].source == source && heap[i].kind == kind) {
                return true;
            }
        }
        return false;
    }

    boolean isDue(EventSource source, long atPs) {
        for (int i = 0; i < size; i++) {
            if (heap[i].source == source && heap[i].atPs == atPs) {
                return true;
            }
        }
        return false;
    }

    private void removeAt(int index) {
        Event last = heap[--size];
        heap[size] = null;
        if (index == size) {
            return;
        }
        int at = index;
        while (at > 0 && last.before(heap[(at - 1) / 2])) {
            heap[at] = heap[(at - 1) / 2];
            at = (at - 1) / 2;
        }
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && heap[child + 1].before(heap[child])) {
                child++;
            }
            if (!heap[child].before(last)) {
                break;
            }
            heap[at] = heap[child];
            at = child;
        }
        heap[at] = last;
    }

    /** Events are described in their order, each source by its place in the order of all. */
    @Override
    public void describe(Fields fields) {
        nowPs = fields.i64("nowPs", nowPs);
        List<EventSource> ordered = new ArrayList<>(sources);
        ordered.sort(java.util.Comparator.comparingLong(EventSource::order));
        for (int i = 0; i < ordered.size(); i++) {
            fields.child("source" + i, ordered.get(i));
        }
        List<Event> events = new ArrayList<>(size);
        for (int i = 0; i < size; i++) {
            events.add(heap[i]);
        }
        events.sort((a, b) -> a == b ? 0 : a.before(b) ? -1 : 1);
        List<Event> visited =
                fields.list(
                        "events",
                        events,
                        (walk, event) -> {
                            long atPs = walk.i64("atPs", event == null ? 0 : event.atPs);
                            int source =
                                    walk.i32(
                                            "source",
                                            event == null ? 0 : ordered.indexOf(event.source));
                            long count = walk.i64("count", event == null ? 0 : event.count);
                            int kind = walk.i32("kind", event == null ? 0 : event.kind);
                            long argument =
                                    walk.i64("argument", event == null ? 0 : event.argument);
                            return fields.restoring()
                                    ? event(atPs, ordered.get(source), count, kind, argument)
                                    : event;
                        });
        if (fields.restoring()) {
            java.util.Arrays.fill(heap, null);
            size = 0;
            visited.forEach(this::insert);
        }
    }
}
