package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.HexFormat;
import java.util.SplittableRandom;

/**
 * Packets that were right once, on raw sockets: no crash, no hang, no growth, and a good client
 * notices nothing. {@code -Dbulkhead.fuzz.seed=N} tries others; a failure names its own seed.
 */
class MqttFuzzTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final int CHECK_EVERY = 100;
    private static final long GROWTH_BYTES = 24L << 20;

    private final LiveEndpoint twin = new LiveEndpoint();

    @AfterEach
    void end() {
        twin.close();
    }

    @Test
    void fourThousandConnectionsDoNoHarm() throws InterruptedException {
        attack(Long.getLong("bulkhead.fuzz.seed", 1), 4000);
    }

    @Test
    @Tag("full")
    void fortyThousandConnectionsDoNoHarm() throws InterruptedException {
        attack(Long.getLong("bulkhead.fuzz.seed", 2), 40_000);
    }

    private void attack(long seed, int connections) throws InterruptedException {
        twin.retains("info", "{}");
        PahoClient good = twin.paho("the-good-client").connects().subscribes("bulkhead/twin/#");
        assertEquals("{}", good.next().text());
        attack(seed, 0, connections / 4, good);
        long before = usedBytes();

        attack(seed, connections / 4, connections, good);

        assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    while (twin.endpoint.clients() > 1) {
                        assertServed(good, "still there");
                    }
                },
                "seed " + seed);
        twin.commands.clear();
        long growth = usedBytes() - before;
        assertTrue(growth < GROWTH_BYTES, () -> "seed " + seed + ": grew by " + growth);
    }

    private void attack(long seed, int from, int to, PahoClient good) throws InterruptedException {
        for (int at = from; at < to; at++) {
            var random = new SplittableRandom(seed * 1_000_003 + at);
            byte[] bytes = MqttConversation.of(random);
            try (RawClient client = new RawClient(twin.port())) {
                client.sends(bytes).ends().drains();
            } catch (RuntimeException e) {
                String hex = HexFormat.of().formatHex(bytes);
                fail("seed " + seed + ", connection " + at + ": " + hex, e);
            }
            if (at % CHECK_EVERY == 0) {
                assertServed(good, "seed " + seed + ", connection " + at);
            }
        }
    }

    private void assertServed(PahoClient good, String where) throws InterruptedException {
        twin.publishes("clock", where);
        assertEquals(where, good.next().text(), where);
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
