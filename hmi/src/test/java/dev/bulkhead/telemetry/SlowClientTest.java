package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.telemetry.Message.Delivery;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A client that does not read, and what the others notice of it: nothing. */
class SlowClientTest {
    private static final Duration STALL = Duration.ofMillis(700);
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String LARGE = "x".repeat(50_000);

    private final LiveEndpoint twin =
            new LiveEndpoint(
                    LiveEndpoint.with(new Limits(50, 1 << 16, 9, 9, 100, 1 << 20, STALL)),
                    Access.anonymous(Role.TELEMETRY));

    @AfterEach
    void end() {
        twin.close();
    }

    private RawClient stalled(String id) {
        RawClient client = twin.raw().in5(id);
        client.sends("82 07 0001 00 0001 '#' 01").receives();
        return client;
    }

    @Test
    void isDroppedAfterTheLimitWhileAnotherGetsEverySample() throws InterruptedException {
        PahoClient good = twin.paho("good").connects().subscribes("bulkhead/#");
        stalled("one");
        stalled("two");

        assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    int count = 0;
                    while (twin.endpoint.clients() > 1) {
                        twin.publishes("timeline", count + LARGE);
                        assertEquals(count + LARGE, good.next().text());
                        count++;
                    }
                });

        assertTrue(twin.endpoint.samplesLost() > 0, "samples lost");
        twin.publishes("clock", "after");
        assertEquals("after", good.next().text());
    }

    @Test
    void twentyOfAHundredAreDroppedWhileEightyGetEverySample() {
        try (LiveEndpoint large =
                new LiveEndpoint(
                        LiveEndpoint.with(new Limits(100, 1 << 16, 9, 9, 100, 1 << 20, STALL)),
                        Access.anonymous(Role.TELEMETRY))) {
            List<RawClient> good = new ArrayList<>();
            for (int at = 0; at < 100; at++) {
                RawClient client = large.raw().in5("client" + at);
                client.sends("82 07 0001 00 0001 '#' 01").receives();
                if (at % 5 != 0) {
                    good.add(client);
                }
            }

            assertTimeoutPreemptively(
                    LIMIT,
                    () -> {
                        while (large.endpoint.clients() > good.size()) {
                            large.publishes("timeline", LARGE);
                            for (RawClient client : good) {
                                assertTrue(client.receives().startsWith("30"));
                            }
                        }
                    });
            assertEquals(80, large.endpoint.clients());
        }
    }

    @Test
    void thatLeavesTooMuchUnacknowledgedIsDroppedWith97() {
        RawClient client = stalled("deaf");

        for (int at = 0; at < 200; at++) {
            twin.publishes("verdict", "v", Delivery.AT_LEAST_ONCE, false);
        }

        String last = client.lastReceived();
        assertEquals("e0", last.substring(0, 2), last);
        assertEquals("97", last.substring(4, 6), last);
    }

    @Test
    void thatReadsAgainGetsTheNewestStateOfEachTopic() {
        RawClient client = stalled("late");
        for (int at = 0; at < 400; at++) {
            twin.retains("clock", at + LARGE);
        }
        twin.retains("clock", "newest");

        assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    String next;
                    do {
                        next = client.receives();
                    } while (!next.endsWith("6e6577657374"));
                });
        assertTrue(twin.endpoint.samplesLost() > 0, "states that were passed over");
    }
}
