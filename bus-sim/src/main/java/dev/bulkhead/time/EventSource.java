package dev.bulkhead.time;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/** An owner's access to the event queue. */
public final class EventSource implements Stateful {
    private final Scheduler scheduler;
    private final EventHandler handler;
    private final long order;
    private long count;

    EventSource(Scheduler scheduler, EventClass eventClass, int rank, EventHandler handler) {
        if (rank < 0) {
            throw new IllegalArgumentException("rank=" + rank + ", expected at least 0");
        }
        this.scheduler = scheduler;
        this.handler = handler;
        this.order = (long) eventClass.ordinal() << 32 | rank;
    }

    /**
     * Schedules an event; several of one kind may stand in the queue.
     *
     * @throws IllegalArgumentException if {@code atPs} lies in the past
     */
    public void schedule(long atPs, int kind, long argument) {
        scheduler.add(atPs, this, count++, kind, argument);
    }

    /** Removes all events of this owner and kind. */
    public void cancel(int kind) {
        scheduler.cancel(this, kind);
    }

    /** Whether an event of this owner and kind stands in the queue. */
    public boolean isScheduled(int kind) {
        return scheduler.isScheduled(this, kind);
    }

    /** Whether an event of this owner at {@code atPs} stands in the queue. */
    public boolean isDue(long atPs) {
        return scheduler.isDue(this, atPs);
    }

    /** Now, as the queue sees it: the time of the event being dispatched. */
    public long nowPs() {
        return scheduler.nowPs();
    }

    long order() {
        return order;
    }

    EventHandler handler() {
        return handler;
    }

    @Override
    public void describe(Fields fields) {
        count = fields.i64("count", count);
    }
}
