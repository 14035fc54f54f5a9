package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.runner.Live;
import dev.bulkhead.runner.LiveSettings;
import dev.bulkhead.web.HttpConversation;
import dev.bulkhead.web.WebServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Whoever listens, attacks or goes away: the trace is that of a twin that nobody watches. */
@Timeout(180)
class UnmovedTraceTest {
    private static final String SCENARIO = "full-stop-dry";
    private static final LiveSettings TALKATIVE = Live.FREE.withFramesInFull();
    private static final long SEED = Long.getLong("bulkhead.fuzz.seed", 3);
    private static String unwatched;

    @BeforeAll
    static void runAlone() {
        unwatched = Live.undisturbed(SCENARIO);
    }

    @AfterAll
    static void forget() {
        unwatched = null;
    }

    @Tag("full")
    @Test
    void withFiftyClients() {
        try (LiveEndpoint twin = new LiveEndpoint()) {
            AtomicLong received = new AtomicLong();
            List<Thread> readers = new ArrayList<>();
            for (int at = 0; at < 50; at++) {
                RawClient client = subscribed(twin, "client" + at);
                readers.add(Thread.ofVirtual().start(() -> countPackets(client, received)));
            }
            try (Live live = Live.of(SCENARIO, TALKATIVE, twin.endpoint)) {
                live.awaitEnd();

                assertEquals(unwatched, live.traceHash());
                assertEquals(50, twin.endpoint.clients(), "all that read stay");
            }
            twin.endpoint.close();
            readers.forEach(UnmovedTraceTest::join);
            assertTrue(received.get() > 50 * 100, received + " messages");
        }
    }

    @Test
    void withAStalledClient() {
        Limits narrow = new Limits(9, 1 << 16, 9, 9, 20, 1 << 16, Duration.ofMillis(200));
        try (LiveEndpoint twin =
                        new LiveEndpoint(
                                LiveEndpoint.with(narrow), Access.anonymous(Role.TELEMETRY));
                Live live = Live.of(SCENARIO, TALKATIVE, twin.endpoint)) {
            live.awaitEnd();
            subscribed(twin, "never reads");
            do {
                var ending = live.ending();
                live.done("rewind", "{}");
                Live.within(ending);

                assertEquals(unwatched, live.traceHash());
            } while (twin.endpoint.clients() > 0); // until it was dropped for it
            assertTrue(twin.endpoint.samplesLost() > 0, "samples lost");
        }
    }

    @Test
    void whenTheBrokerDies() throws InterruptedException {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (StandInBroker broker = new StandInBroker()) {
            var address = new BrokerAddress(false, Optional.empty(), "127.0.0.1", broker.port());
            Duration wait = Duration.ofMillis(20);
            BridgeSettings settings =
                    new BridgeSettings(
                            address, "twin", Optional.empty(), Optional.empty(), 100, wait, wait);
            try (Bridge bridge = Bridge.start(settings, told::add);
                    Live live = Live.of(SCENARIO, TALKATIVE, bridge)) {
                live.done("pause", "{}");
                live.done("step", "{\"ms\":500}");
                broker.next(20);
                broker.goesAway();
                live.done("resume", "{}");
                live.awaitEnd();

                assertEquals(unwatched, live.traceHash());
                String line = String.valueOf(told.poll(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS));
                assertTrue(line.contains("the twin runs on"), line);
            }
        }
    }

    @Test
    void whileFuzzersRun() throws IOException {
        AtomicReference<Live> twin = new AtomicReference<>();
        AtomicInteger attacks = new AtomicInteger();
        Thread mqtt = null;
        Thread http = null;
        try (LiveEndpoint endpoint = new LiveEndpoint();
                WebServer web = web(endpoint)) {
            try (Live live = Live.of(SCENARIO, TALKATIVE, endpoint.endpoint)) {
                twin.set(live);
                endpoint.desk = (name, body) -> twin.get().later(name, body);
                int webPort = web.port();
                mqtt = attack(endpoint.port(), attacks, MqttFuzzTest::conversation);
                http = attack(webPort, attacks, random -> HttpConversation.of(random, webPort));
                int least = 0;
                do {
                    var ending = live.ending();
                    live.done("rewind", "{}");
                    Live.within(ending);

                    assertEquals(unwatched, live.traceHash(), "seed " + SEED);
                    least += 300;
                } while (attacks.get() < least);
            } finally {
                end(mqtt);
                end(http);
            }
        }
    }

    private static WebServer web(LiveEndpoint endpoint) {
        return new WebServer(
                endpoint.vertx,
                new WebServer.Settings("127.0.0.1", 0, Optional.empty(), 100, 200),
                endpoint.endpoint::accept);
    }

    private interface Conversations {
        byte[] next(SplittableRandom random);
    }

    /** Until it is interrupted. */
    private static Thread attack(int port, AtomicInteger count, Conversations conversations) {
        var random = new SplittableRandom(SEED);
        return Thread.ofPlatform()
                .start(
                        () -> {
                            while (!Thread.currentThread().isInterrupted()) {
                                byte[] bytes = conversations.next(random);
                                try (RawClient client = new RawClient(port)) {
                                    client.sends(bytes).ends().drains();
                                }
                                count.incrementAndGet();
                            }
                        });
    }

    private static void end(Thread attacker) {
        if (attacker != null) {
            attacker.interrupt();
            join(attacker);
        }
    }

    private static RawClient subscribed(LiveEndpoint twin, String id) {
        RawClient client = twin.raw().in5(id);
        client.sends("82 07 0001 00 0001 '#' 01").receives();
        return client;
    }

    private static void countPackets(RawClient client, AtomicLong received) {
        for (String packet = client.receives();
                !packet.equals(RawClient.CLOSED);
                packet = client.receives()) {
            received.incrementAndGet();
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
