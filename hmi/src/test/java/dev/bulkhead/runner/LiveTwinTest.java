package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.telemetry.Message;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** A twin that tells of itself and takes commands while it runs. */
class LiveTwinTest {
    private static final String SCENARIO = "full-stop-dry";

    @Nested
    class TheTrace {
        @Test
        void isThatOfATwinThatNobodyWatchesAtAnyRate() {
            String unwatched = Live.undisturbed(SCENARIO);
            List<LiveSettings> each =
                    List.of(
                            Live.FREE.withRate(0.1),
                            Live.FREE.withRate(10),
                            Live.FREE.withRate(1000).withFramesInFull());
            for (LiveSettings settings : each) {
                try (Live live = Live.of(SCENARIO, settings)) {
                    live.awaitEnd();
                    assertEquals(unwatched, live.traceHash(), settings.toString());
                }
            }
        }

        @Tag("full")
        @ParameterizedTest
        @ValueSource(strings = {"monolithic", "hybrid-display-in"})
        void isThatUnderOtherKernelsToo(String profile) {
            try (Live live = Live.under(profile, SCENARIO, Live.FREE)) {
                live.awaitEnd();
                assertEquals(Live.undisturbed(SCENARIO, profile), live.traceHash());
                live.end();
                JsonNode info = Live.json(live.messages("info").getFirst());
                JsonNode timeline = Live.json(live.messages("timeline").getLast());
                assertEquals(2 * info.path("windows").size(), timeline.path("windows").size());
                assertTrue(timeline.path("runs").size() > 10, timeline::toString);
            }
        }

        @Test
        void isNotMovedByPauseStepAndPace() {
            try (Live live = Live.of(SCENARIO, Live.FREE)) {
                live.done("pause", "{}");
                live.done("step", "{\"ms\":3.5}");
                live.done("pace", "{\"factor\":20}");
                live.done("resume", "{}");
                live.done("pause", "{}");
                live.done("pace", "{\"factor\":null}");
                live.done("resume", "{}");
                live.awaitEnd();
                assertEquals(Live.undisturbed(SCENARIO), live.traceHash());
            }
        }

        @Test
        void isMovedByThePedal() {
            try (Live live = Live.of(SCENARIO, Live.FREE)) {
                live.done("pedal", "{\"positionPercent\":10,\"atS\":0.5}");
                live.awaitEnd();
                assertFalse(Live.undisturbed(SCENARIO).equals(live.traceHash()));
            }
        }
    }

    @Nested
    class ASnapshot {
        @Test
        void isGoneOnFromAsIfNothingHadHappenedSince() {
            assertEquals(after(false), after(true));
        }

        /** The trace after 1.5 s with an armed fault, without a detour or with one. */
        private String after(boolean detour) {
            try (Live live = Live.of(SCENARIO, Live.FREE)) {
                live.done("pause", "{}");
                live.done("rewind", "{}");
                live.done("step", "{\"ms\":300}");
                live.done("inject", "{\"fault\":\"infotainment:loop@1s\"}");
                live.done("step", "{\"ms\":300}");
                if (detour) {
                    live.done("snapshot", "{}");
                    live.done("step", "{\"ms\":900}");
                    live.done("pedal", "{\"positionPercent\":77}");
                    live.done("step", "{\"ms\":100}");
                    JsonNode back = live.done("rewind", "{\"snapshot\":true}");
                    assertEquals(0.6, back.path("appliedAtS").doubleValue());
                }
                live.done("step", "{\"ms\":900}");
                return live.traceHash();
            }
        }
    }

    @Nested
    class WhoListens {
        @Test
        @Timeout(180)
        void mayStallForEverAndOnlyLosesSamples() {
            CountDownLatch release = new CountDownLatch(1);
            LiveTwin stalled =
                    LiveTwin.start(Live.plan(SCENARIO), Live.FREE, _ -> awaitQuietly(release));
            try {
                String unwatched = Live.undisturbed(SCENARIO);
                String hash = "";
                while (!hash.equals(unwatched)) {
                    hash =
                            Live.json(Live.within(stalled.submit("snapshot", "{}")))
                                    .path("traceHash")
                                    .stringValue();
                }
            } finally {
                release.countDown();
                stalled.close();
            }
        }

        @Test
        @Timeout(180)
        void learnsHowManySamplesWereLost() {
            CountDownLatch release = new CountDownLatch(1);
            Collection<Message> told = new ConcurrentLinkedQueue<>();
            LiveTwin stalled =
                    LiveTwin.start(
                            Live.plan(SCENARIO),
                            Live.FREE.withFramesInFull(),
                            message -> {
                                awaitQuietly(release);
                                told.add(message);
                            });
            // more than fit into the queue, whatever the machine's speed
            Live.within(stalled.submit("pause", "{}"));
            for (int i = 0; i < 600; i++) {
                Live.within(stalled.submit("pace", "{\"factor\":null}"));
            }
            release.countDown();
            while (told.stream().noneMatch(WhoListens::saysThatSomeWereLost)) {
                Live.within(stalled.submit("pace", "{\"factor\":null}"));
            }
            stalled.close();
        }

        @Test
        void learnsOfThoseThatTheOutletLostToo() {
            try (Live live = Live.of(SCENARIO, Live.FREE.withLostBeyond(() -> 7))) {
                live.awaitEnd();
                live.end();
                assertTrue(
                        live.messages("clock").stream()
                                .allMatch(m -> Live.json(m).path("samplesLost").intValue() >= 7));
            }
        }

        private static boolean saysThatSomeWereLost(Message message) {
            return Live.is(message, "clock")
                    && Live.json(message).path("samplesLost").intValue() > 0;
        }
    }

    @Test
    void anEndedScenarioAnswersAndBeginsAgainOnlyWhenAsked() {
        try (Live live = Live.of(SCENARIO, Live.FREE)) {
            live.awaitEnd();
            assertEquals(
                    "command/pedal: the scenario has ended; send rewind first",
                    live.command("pedal", "{\"release\":true}").path("error").stringValue());
            live.done("screenshot", "{}");
            CompletableFuture<Message> again = live.ending();
            live.done("rewind", "{}");
            Live.within(again);
            assertEquals(Live.undisturbed(SCENARIO), live.traceHash());
        }
    }

    @Test
    void aRepeatedScenarioBeginsAgainByItself() {
        try (Live live = Live.of(SCENARIO, Live.FREE.withRepeat())) {
            live.awaitEnd();
            Live.within(live.ending());
            live.end();
            assertTrue(live.messages("info").size() >= 3, "at the start and after each end");
        }
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Nested
    class ItTells {
        @Test
        void ofEverythingThatAHealthyRunHas() {
            try (Live live = Live.of(SCENARIO, Live.FREE)) {
                live.awaitEnd();
                live.end();
                assertTrue(
                        live.topics()
                                .containsAll(
                                        List.of(
                                                "status",
                                                "info",
                                                "clock",
                                                "partition/braking/state",
                                                "partition/braking/cpu",
                                                "bus/chassis/load",
                                                "bus/chassis/frame",
                                                "bus/chassis/error",
                                                "vehicle/Vehicle/Speed",
                                                "vehicle/Vehicle/Chassis/Brake/PedalPosition",
                                                "timeline",
                                                "health/log",
                                                "screen")),
                        live.topics()::toString);
                assertEquals("offline", Live.text(live.messages().getLast()));
            }
        }
    }

    @Nested
    class AnInjectedFault {
        private static final String FAULT =
                "{\"fault\":\"infotainment:illegal-instruction@500ms\"}";

        private List<String> states(Live live) {
            return live.messages("isolation/fault").stream()
                    .map(m -> Live.json(m).path("state").stringValue())
                    .toList();
        }

        @Test
        void isToldOfWhenItIsArmedAndWhenItFirstDoesSomething() {
            try (Live live = Live.of(SCENARIO, Live.FREE)) {
                live.done("pause", "{}");
                double armedS = live.done("inject", FAULT).path("appliedAtS").doubleValue();
                live.done("resume", "{}");
                live.awaitEnd();
                live.end();

                assertEquals(List.of("armed", "activated"), states(live));
                JsonNode armed = Live.json(live.messages("isolation/fault").getFirst());
                JsonNode activated = Live.json(live.messages("isolation/fault").getLast());
                assertEquals(armedS, armed.path("timeS").doubleValue(), 1e-4);
                JsonNode faulted =
                        Live.json(live.messages("partition/infotainment/fault").getFirst());
                double actedS = activated.path("timeS").doubleValue();
                assertTrue(actedS >= 0.5, activated::toString);
                assertEquals(faulted.path("timeS").doubleValue(), actedS, 1e-4);
                assertFalse(activated.path("text").stringValue().isBlank());
                assertEquals(
                        "infotainment:illegal-instruction@0.5s", armed.path("fault").stringValue());
            }
        }

        /** The live twin was built without the image. */
        @Test
        void mayRewriteAPartition() {
            try (Live live = Live.of(SCENARIO, Live.FREE)) {
                live.done("pause", "{}");
                live.done("inject", "{\"fault\":\"gateway:rewritten=loop@500ms\"}");
                live.done("step", "{\"ms\":700}");
                live.end();

                assertEquals(List.of("armed", "activated"), states(live));
            }
        }

        @Test
        void staysArmedIfNothingEverCameToIt() {
            try (Live live = Live.of(SCENARIO, Live.FREE)) {
                live.done(
                        "inject",
                        "{\"fault\":\"infotainment:illegal-instruction@window:infotainment#1000000\"}");
                live.awaitEnd();
                live.end();
                assertEquals(List.of("armed"), states(live));
            }
        }

        @Test
        void isNotToldOfAgainAfterASnapshotThatHasItDone() {
            try (Live live = Live.of(SCENARIO, Live.FREE)) {
                live.done("pause", "{}");
                live.done("inject", FAULT);
                live.done("step", "{\"ms\":700}");
                live.done("snapshot", "{}");
                live.done("rewind", "{\"snapshot\":true}");
                live.done("step", "{\"ms\":100}");
                live.end();
                assertEquals(List.of("armed", "activated"), states(live));
            }
        }
    }

    @Nested
    class Commands {
        @Test
        void enterWhereTheTwinStands() {
            try (Live live = Live.of(SCENARIO, Live.FREE)) {
                live.done("pause", "{}");
                double atS = live.done("step", "{\"ms\":7}").path("appliedAtS").doubleValue();
                JsonNode reply = live.done("pedal", "{\"positionPercent\":40}");
                assertEquals(atS, reply.path("appliedAtS").doubleValue());
            }
        }

        @Test
        void restartThroughTheHealthMonitor() {
            try (Live live = Live.of(SCENARIO, Live.FREE)) {
                live.done("restart", "{\"partition\":\"infotainment\",\"atS\":0.5}");
                live.awaitEnd();
                live.end();
                JsonNode event = Live.json(live.messages("health/event").getFirst());
                assertEquals("infotainment", event.path("partition").stringValue());
                assertEquals("operator", event.path("error").stringValue());
                assertEquals("restart", event.path("action").stringValue());
                assertEquals(0.5, event.path("timeS").doubleValue(), 0.01);
                JsonNode last = Live.json(live.messages("partition/infotainment/state").getLast());
                assertEquals(1, last.path("restarts").intValue());
            }
        }
    }
}
