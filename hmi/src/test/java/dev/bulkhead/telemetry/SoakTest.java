package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.runner.Live;
import dev.bulkhead.runner.LiveTwin;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A third of the updates that an hour of real time brings at the default rate, as fast as the twin
 * goes and three clients read: nothing grows. {@code -Dbulkhead.soak.updates=36000} makes it the
 * hour.
 *
 * <p>At each look the twin waits at power-on and all that it told has been read, so that looks
 * differ by what stayed behind alone.
 */
@Tag("full")
class SoakTest {
    private static final int UPDATES = Integer.getInteger("bulkhead.soak.updates", 12_000);
    private static final int LOOKS = 30;
    private static final int QUIET_MS = 200;

    /**
     * 500 bytes an update, 3 a message read; what a run of the twin takes is more than twice it.
     */
    private static final long GROWTH_BYTES = 4L << 20;

    private record Look(long heapBytes, int threads) {
        static Look at(LiveTwin twin, AtomicLong read) throws InterruptedException {
            asked(twin, "pause");
            asked(twin, "rewind");
            long before;
            do {
                before = read.get();
                Thread.sleep(QUIET_MS);
            } while (read.get() != before);
            Look look = now();
            asked(twin, "resume");
            return look;
        }

        private static void asked(LiveTwin twin, String command) {
            String reply = twin.submit(command, "{}").toCompletableFuture().join();
            assertTrue(reply.contains("\"ok\":true"), reply);
        }

        private static Look now() {
            System.gc();
            return new Look(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    ManagementFactory.getThreadMXBean().getThreadCount());
        }
    }

    @Test
    void leavesHeapAndThreadsFlat() throws InterruptedException {
        List<Look> looks = new ArrayList<>();
        AtomicLong updates = new AtomicLong();
        AtomicLong read = new AtomicLong();
        CountDownLatch[] due = new CountDownLatch[LOOKS];
        for (int at = 0; at < LOOKS; at++) {
            due[at] = new CountDownLatch(UPDATES / LOOKS);
        }
        List<Thread> readers = new ArrayList<>();
        try (LiveEndpoint twin = new LiveEndpoint()) {
            for (int at = 0; at < 2; at++) {
                RawClient client = twin.raw().connect("raw" + at, 5, 0, "");
                assertTrue(client.receives().startsWith("20"), "let in, without keep-alive");
                client.sends("82 07 0001 00 0001 '#' 00").receives();
                readers.add(Thread.ofPlatform().start(() -> read(client, read)));
            }
            PahoClient paho = twin.paho("paho").connects().subscribes("bulkhead/#");
            readers.add(Thread.ofPlatform().daemon().start(() -> read(paho, read)));
            try (LiveTwin running =
                    LiveTwin.start(
                            Live.plan("full-stop-dry"),
                            Live.FREE.withRepeat(),
                            message -> {
                                if (message.topic().endsWith("/clock")) {
                                    int part = (int) (updates.getAndIncrement() * LOOKS / UPDATES);
                                    if (part < LOOKS) {
                                        due[part].countDown();
                                    }
                                }
                                twin.endpoint.publish(message);
                            })) {
                for (CountDownLatch each : due) {
                    each.await();
                    looks.add(Look.at(running, read));
                }
                assertEquals(3, twin.endpoint.clients(), "all that read stay");
            }
            readers.getLast().interrupt();
        }
        for (Thread reader : readers) {
            reader.join();
        }

        long first = heap(looks.subList(0, LOOKS / 3));
        long last = heap(looks.subList(LOOKS - LOOKS / 3, LOOKS));
        String figures =
                "%d updates, %d messages read; heap %.2f MB in the first third, %.2f MB in the last"
                                .formatted(UPDATES, read.get(), first / 1e6, last / 1e6)
                        + " (%.2f MB at the first look, %.2f MB after a third, %.2f MB at the end);"
                                .formatted(
                                        looks.getFirst().heapBytes() / 1e6,
                                        looks.get(LOOKS / 3).heapBytes() / 1e6,
                                        looks.getLast().heapBytes() / 1e6)
                        + " threads %d and %d"
                                .formatted(
                                        looks.get(LOOKS / 3).threads(), looks.getLast().threads());
        System.out.println(figures);
        assertTrue(last - first < GROWTH_BYTES, figures + " " + looks);
        assertTrue(looks.getLast().threads() <= looks.get(LOOKS / 3).threads() + 1, figures);
    }

    /** The median, as what was being sent at a look is no growth. */
    private static long heap(List<Look> looks) {
        return looks.stream().mapToLong(Look::heapBytes).sorted().toArray()[looks.size() / 2];
    }

    private static void read(RawClient client, AtomicLong count) {
        while (!client.receives().equals(RawClient.CLOSED)) {
            count.incrementAndGet();
        }
    }

    private static void read(PahoClient client, AtomicLong count) {
        try {
            while (true) {
                client.received.take();
                count.incrementAndGet();
            }
        } catch (InterruptedException _) {
            // all was read
        }
    }
}
