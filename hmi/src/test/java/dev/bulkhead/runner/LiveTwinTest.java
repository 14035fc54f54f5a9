package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.List;

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
