package dev.bulkhead.bench;

import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Subscribers on raw sockets that do no more than count, all on one thread, so that the server is
 * what is measured. The first eight bytes of each payload are the time at which it was sent.
 */
final class CountingSubscribers implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;

    private final List<Subscriber> subscribers = new ArrayList<>();
    private final Selector selector;
    private final Thread thread;
    private final Thread publisher = Thread.currentThread();
    private long[] latencies = new long[1 << 16];
    private int latencyCount;
    private volatile boolean timing;
    private volatile long slowest;
    private volatile RuntimeException broken;

    private static final class Subscriber {
        final SocketChannel channel;
        final ByteBuffer read = ByteBuffer.allocateDirect(BUFFER_BYTES);
        long count;

        Subscriber(SocketChannel channel) {
            this.channel = channel;
        }
    }

    /** Subscribes so many times. The thread that calls this publishes and is woken for it. */
    CountingSubscribers(int port, int count, String filter) {
        try {
            selector = Selector.open();
            for (int at = 0; at < count; at++) {
                SocketChannel channel = MqttPackets.connect(port, "subscriber-" + at);
                Subscriber subscriber = new Subscriber(channel);
                subscribers.add(subscriber);
                MqttPackets.subscribe(channel, filter);
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ, subscriber);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot subscribe", e);
        }
        thread = Thread.ofPlatform().daemon().name("subscribers").start(this::receive);
    }

    int count() {
        return subscribers.size();
    }

    /** Messages that every subscriber has got. */
    long slowest() {
        if (broken != null) {
            throw new IllegalStateException("a subscriber was cut off", broken);
        }
        return slowest;
    }

    /** From now on remembers how old each message was. */
    void time() {
        timing = true;
    }

    /** How old each message was that came after {@link #time}, ascending; only once all came. */
    long[] latenciesNs() {
        timing = false;
        close();
        long[] all = Arrays.copyOf(latencies, latencyCount);
        Arrays.sort(all);
        return all;
    }

    private void receive() {
        try {
            while (selector.isOpen()) {
                selector.select(key -> read((Subscriber) key.attachment()));
                long least = Long.MAX_VALUE;
                for (Subscriber subscriber : subscribers) {
                    least = Math.min(least, subscriber.count);
                }
                slowest = least;
                LockSupport.unpark(publisher);
            }
        } catch (IOException e) {
            broken = new UncheckedIOException(e);
        } catch (java.nio.channels.ClosedSelectorException _) {
            // closed while it waited
        } catch (RuntimeException e) {
            broken = e;
        }
    }

    private void read(Subscriber subscriber) {
        try {
            if (subscriber.channel.read(subscriber.read) < 0) {
                throw new EOFException("the server closed the connection");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ByteBuffer bytes = subscriber.read.flip();
        while (takePacket(subscriber, bytes)) {
            // the next one
        }
        bytes.compact();
    }

    /** False if there is no whole packet. */
    private boolean takePacket(Subscriber subscriber, ByteBuffer bytes) {
        int at = bytes.position();
        int end = bytes.limit();
        if (end - at < 2) {
            return false;
        }
        int next = at + 1;
        int length = 0;
        int shift = 0;
        byte digits;
        do {
            if (next == end) {
                return false;
            }
            digits = bytes.get(next++);
            length |= (digits & 0x7f) << shift;
            shift += 7;
        } while (digits < 0);
        if (end - next < length) {
            return false;
        }
        if ((bytes.get(at) & 0xf0) == MqttPackets.PUBLISH) {
            subscriber.count++;
            if (timing) {
                int payload = next + 2 + bytes.getShort(next);
                remember(System.nanoTime() - bytes.getLong(payload));
            }
        }
        bytes.position(next + length);
        return true;
    }

    private void remember(long latencyNs) {
        if (latencyCount == latencies.length) {
            latencies = Arrays.copyOf(latencies, 2 * latencyCount);
        }
        latencies[latencyCount++] = latencyNs;
    }

    @Override
    public void close() {
        try {
            selector.close();
            thread.join();
            for (Subscriber subscriber : subscribers) {
                subscriber.channel.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
