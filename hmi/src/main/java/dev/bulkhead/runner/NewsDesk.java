package dev.bulkhead.runner;

import dev.bulkhead.telemetry.News;
import dev.bulkhead.telemetry.Telemetry;
import dev.bulkhead.telemetry.TwinPublisher;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Takes news from the simulation and publishes them on a thread of its own. Whoever brings news
 * never waits: what finds no place is lost and counted.
 */
final class NewsDesk implements AutoCloseable {
    private static final int PLACES = 512;

    private final BlockingQueue<News> queue = new ArrayBlockingQueue<>(PLACES);
    private final AtomicLong lost = new AtomicLong();
    private final Telemetry telemetry;
    private final Thread thread;
    private volatile boolean closing;

    NewsDesk(Telemetry telemetry) {
        this.telemetry = telemetry;
        thread = Thread.ofPlatform().name("bulkhead-telemetry").daemon().unstarted(this::publish);
    }

    /** Begins to publish. */
    void open() {
        thread.start();
    }

    /** Takes it if there is place. */
    void bring(News news) {
        if (!queue.offer(news)) {
            lost.incrementAndGet();
        }
    }

    /**
     * Takes it in any case, in place of the oldest if need be; for the few that later ones rest on.
     */
    void insist(News news) {
        while (!queue.offer(news)) {
            if (queue.poll() != null) {
                lost.incrementAndGet();
            }
        }
    }

    long lost() {
        return lost.get();
    }

    private void publish() {
        TwinPublisher publisher = new TwinPublisher(telemetry);
        telemetry.online(true);
        try {
            while (!closing || !queue.isEmpty()) {
                publisher.publish(queue.take());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt(); // closed while it waited
        }
    }

    /** Publishes what is left and ends. */
    @Override
    public void close() {
        closing = true;
        try {
            while (!queue.isEmpty() && thread.isAlive()) {
                thread.join(java.time.Duration.ofMillis(1));
            }
            thread.interrupt();
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
