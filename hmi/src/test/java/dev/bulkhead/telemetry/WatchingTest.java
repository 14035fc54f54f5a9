package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.runner.LivePlan;
import dev.bulkhead.runner.LiveSettings;
import dev.bulkhead.runner.LiveTwin;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Whoever watches (their commands go to no twin here), and however they behave, the trace is that
 * of a run that nobody watches.
 */
class WatchingTest {
    private static final String SCENARIO = "full-stop-dry";
    private static final int CLIENTS = 50;
    private static final long LIMIT_S = 120;

    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicInteger attacks = new AtomicInteger();

    private static LivePlan plan() {
        Images images = Images.create();
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), images)
                        .read("--system", Shipped.REFERENCE);
        return new LivePlan(
                Shipped.REFERENCE,
                system,
                SCENARIO,
                name ->
                        new ScenarioReader(Shipped.scenarios())
                                .read("SCENARIO", name, system.description()),
                new Twin.Settings(Mechanisms.ALL_ON, 1),
                images::hostile,
                "0");
    }

    private static String unwatched(LivePlan plan) {
        LoadedSystem hosted = plan.system().under("--profile", plan.settings().profile());
        Twin twin = new Twin(hosted, plan.scenarios().apply(SCENARIO), plan.settings(), _ -> {});
        twin.run();
        return twin.trace().hash();
    }

    @Test
    void fiftyClientsStalledOnesADyingBrokerAndAFuzzerDoNotMoveTheTrace() {
        LivePlan plan = plan();
        LiveSettings settings =
                LiveSettings.USUAL.withPace(OptionalDouble.empty()).withFramesInFull();
        try (LiveEndpoint endpoint = new LiveEndpoint();
                StandInBroker broker = new StandInBroker();
                Bridge bridge = bridgeTo(broker)) {
            for (int at = 0; at < CLIENTS; at++) {
                RawClient reader = subscriber(endpoint, "reader" + at);
                Thread.ofVirtual().start(reader::drains);
                subscriber(endpoint, "stalled" + at);
            }
            Thread fuzzer = Thread.ofPlatform().start(() -> attack(endpoint.port()));
            try (LiveTwin live =
                    LiveTwin.start(plan, settings, message -> told(message, endpoint, bridge))) {
                broker.goesAway();
                ended.orTimeout(LIMIT_S, TimeUnit.SECONDS).join();

                assertEquals(unwatched(plan), traceHash(live));
            } finally {
                ended.complete(null);
                fuzzer.interrupt();
            }
            assertTrue(attacks.get() > 10, () -> attacks + " attacks");
        }
    }

    private static RawClient subscriber(LiveEndpoint endpoint, String id) {
        RawClient client = endpoint.raw().in5(id);
        client.sends("82 07 0001 00 0001 '#' 01").receives();
        return client;
    }

    private static Bridge bridgeTo(StandInBroker broker) {
        return Bridge.start(
                new BridgeSettings(
                        new BrokerAddress(false, Optional.empty(), "127.0.0.1", broker.port()),
                        "twin",
                        Optional.empty(),
                        Optional.empty(),
                        100,
                        Duration.ofMillis(20),
                        Duration.ofMillis(100)),
                _ -> {});
    }

    private void told(Message message, LiveEndpoint endpoint, Bridge bridge) {
        endpoint.endpoint.publish(message);
        bridge.publish(message);
        boolean clock = message.topic().equals("bulkhead/twin/clock");
        if (clock && message.payload().toString().contains("\"ended\"")) {
            ended.complete(null);
        }
    }

    private void attack(int port) {
        while (!ended.isDone()) {
            var random = new SplittableRandom(attacks.getAndIncrement());
            try (RawClient client = new RawClient(port)) {
                client.sends(MqttFuzzTest.conversation(random)).ends().drains();
            }
        }
    }

    private static String traceHash(LiveTwin live) {
        String reply =
                live.submit("snapshot", "{}")
                        .toCompletableFuture()
                        .orTimeout(LIMIT_S, TimeUnit.SECONDS)
                        .join();
        return JsonMapper.shared().readTree(reply).path("traceHash").stringValue();
    }
}
