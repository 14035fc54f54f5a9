package dev.bulkhead.telemetry;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is on its way to the broker: what waits, what it has not acknowledged, and the retained
 * messages that a broker which forgot them is owed again. Bounded in messages and bytes; the oldest
 * gives way.
 */
final class BridgeQueue {
    private static final long MOST_BYTES = 64L << 20;

    private final int mostMessages;
    private final Lock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Deque<Message> waiting = new ArrayDeque<>();
    private final Map<Long, Message> unacknowledged = new LinkedHashMap<>();
    private final Map<String, Message> retained = new LinkedHashMap<>();
    private long bytes;
    private long lost;
    private long sent;
    private boolean closed;

    /** A message that was handed to the broker, to be acknowledged under its number. */
    record Sent(long number, Message message) {}

    BridgeQueue(int mostMessages) {
        this.mostMessages = mostMessages;
    }

    void add(Message message) {
        lock.lock();
        try {
            waiting.addLast(message);
            bytes += message.payload().length();
            if (message.retained()) {
                retained.put(message.topic(), message);
            }
            while (waiting.size() > mostMessages || bytes > MOST_BYTES && waiting.size() > 1) {
                bytes -= waiting.removeFirst().payload().length();
                lost++;
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits for a message, if fewer than {@code window} are unacknowledged; empty after the time.
     */
    Optional<Sent> take(int window, Duration time) throws InterruptedException {
        lock.lock();
        try {
            long rest = time.toNanos();
            while ((waiting.isEmpty() || unacknowledged.size() >= window) && rest > 0 && !closed) {
                rest = changed.awaitNanos(rest);
            }
            if (waiting.isEmpty() || unacknowledged.size() >= window) {
                return Optional.empty();
            }
            Message message = waiting.removeFirst();
            bytes -= message.payload().length();
            sent++;
            unacknowledged.put(sent, message);
            return Optional.of(new Sent(sent, message));
        } finally {
            lock.unlock();
        }
    }

    void acknowledged(long number) {
        lock.lock();
        try {
            unacknowledged.remove(number);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** The connection is gone: what was not acknowledged goes first over the next one. */
    void putBack() {
        lock.lock();
        try {
            for (Message message : List.copyOf(unacknowledged.values()).reversed()) {
                waiting.addFirst(message);
                bytes += message.payload().length();
            }
            unacknowledged.clear();
        } finally {
            lock.unlock();
        }
    }

    /** The retained messages of which no newer one waits, so that a broker has them all again. */
    List<Message> owed() {
        lock.lock();
        try {
            Set<String> soon = new HashSet<>();
            waiting.forEach(message -> soon.add(message.topic()));
            return retained.values().stream()
                    .filter(message -> !soon.contains(message.topic()))
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the end, at most so long. */
    void awaitClose(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long rest = time.toNanos();
            while (!closed && rest > 0) {
                rest = changed.awaitNanos(rest);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Waits until the broker has all, at most so long. */
    void awaitEmpty(Duration time) throws InterruptedException {
        lock.lock();
        try {
            long rest = time.toNanos();
            while (!(waiting.isEmpty() && unacknowledged.isEmpty()) && rest > 0) {
                rest = changed.awaitNanos(rest);
            }
        } finally {
            lock.unlock();
        }
    }

    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    long lost() {
        lock.lock();
        try {
            return lost;
        } finally {
            lock.unlock();
        }
    }
}
