package dev.bulkhead.telemetry;

import dev.bulkhead.telemetry.Message.Delivery;

import io.vertx.core.Context;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Between who publishes, on any thread, and the event loop that distributes. Adding never waits:
 * when the room is used up a sample is lost; a part of the room is kept for what must arrive.
 */
final class Backlog {
    private static final int MESSAGES = 16_384;
    private static final long BYTES = 64L << 20;
    private static final int ROUND = 512;

    private final Context context;
    private final Exchange exchange;
    private final Queue<Message> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private volatile boolean closed;

    Backlog(Context context, Exchange exchange) {
        this.context = context;
        this.exchange = exchange;
    }

    void add(Message message) {
        boolean assured = message.delivery() == Delivery.AT_LEAST_ONCE;
        int room = assured ? MESSAGES : MESSAGES * 3 / 4;
        if (closed) {
            return;
        }
        if (messages.get() >= room || bytes.get() > BYTES) {
            exchange.countLost();
            return;
        }
        messages.incrementAndGet();
        bytes.addAndGet(message.payload().length());
        waiting.add(message);
        schedule();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            context.runOnContext(_ -> distribute());
        }
    }

    /** Distributes what is left; on the event loop. */
    void close() {
        closed = true;
        while (!waiting.isEmpty()) {
            distribute();
        }
    }

    /** A round at a time, so that clients are served in between. */
    private void distribute() {
        scheduled.set(false);
        for (int at = 0; at < ROUND; at++) {
            Message next = waiting.poll();
            if (next == null) {
                return;
            }
            messages.decrementAndGet();
            bytes.addAndGet(-next.payload().length());
            exchange.publish(next);
        }
        schedule();
    }
}
