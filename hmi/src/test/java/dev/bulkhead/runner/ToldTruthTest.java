package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.telemetry.Message;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What a live twin tells, against the description and against what was done to it. */
class ToldTruthTest {
    private static final List<Message> MESSAGES = new ArrayList<>();

    /** The car at 100 km/h, then the pedal at 33 % from 0.5 s on, to 0.9 s. */
    @BeforeAll
    static void aSession() {
        try (Live live = Live.of("full-stop-dry", Live.FREE.withFramesInFull())) {
            live.done("pause", "{}");
            live.done("rewind", "{}");
            live.done("step", "{\"ms\":500}");
            live.done("pedal", "{\"positionPercent\":33}");
            live.done("step", "{\"ms\":400}");
            live.end();
            MESSAGES.addAll(live.messages());
        }
    }

    @AfterAll
    static void forget() {
        MESSAGES.clear();
    }

    private static List<JsonNode> told(String topic) {
        List<Message> own = MESSAGES.stream().filter(m -> Live.is(m, topic)).toList();
        assertFalse(own.isEmpty(), topic);
        return own.stream().map(Live::json).toList();
    }

    private static JsonNode last(String topic) {
        return told(topic).getLast();
    }

    private static List<JsonNode> frames(String name) {
        return told("bus/chassis/frame").stream()
                .filter(f -> f.path("name").asString("").equals(name))
                .toList();
    }

    @Nested
    class TheTimeline {
        private final JsonNode info = last("info");
        private final JsonNode timeline = last("timeline");
        private final double frameUs = info.path("majorFrameUs").doubleValue();

        @Test
        void isTwoMajorFramesLong() {
            assertEquals(
                    2 * frameUs,
                    timeline.path("toUs").doubleValue() - timeline.path("fromUs").doubleValue());
        }

        @Test
        void hasTheWindowsOfTheDescriptionTwice() {
            JsonNode windows = info.path("windows");
            assertEquals(2 * windows.size(), timeline.path("windows").size());
            for (JsonNode span : timeline.path("windows")) {
                double startUs = span.get(1).doubleValue() - timeline.path("fromUs").doubleValue();
                JsonNode window = windows.get(span.get(0).intValue());
                assertEquals(
                        window.path("startUs").doubleValue(),
                        startUs % frameUs,
                        0.1,
                        span::toString);
                assertTrue(
                        span.get(2).doubleValue() - span.get(1).doubleValue()
                                <= window.path("lengthUs").doubleValue(),
                        span::toString);
            }
        }

        @Test
        void hasEachPartitionRunInItsWindowsOnlyOrFromACallThere() {
            JsonNode windows = info.path("windows");
            Set<String> ran = new TreeSet<>();
            for (JsonNode run : timeline.path("runs")) {
                String name =
                        info.path("partitions").get(run.get(0).intValue()).path("name").asString();
                ran.add(name);
                double startUs = run.get(1).doubleValue();
                boolean allowed = false;
                for (JsonNode span : timeline.path("windows")) {
                    boolean within =
                            span.get(1).doubleValue() <= startUs
                                    && startUs < span.get(2).doubleValue();
                    JsonNode members = windows.get(span.get(0).intValue()).path("partitions");
                    allowed |= within && members.toString().contains('"' + name + '"');
                }
                assertTrue(allowed, () -> name + " " + run);
            }
            assertTrue(ran.containsAll(Set.of("braking", "infotainment")), ran::toString);
        }

        @Test
        void hasTheTimeOfTheHartOnce() {
            double endUs = 0;
            for (JsonNode run : timeline.path("runs")) {
                assertTrue(run.get(1).doubleValue() >= endUs, run::toString);
                endUs = run.get(2).doubleValue();
            }
        }

        @Test
        void hasWhatCrossesFromOnePartitionToAnother() {
            Set<String> kinds = new TreeSet<>();
            for (JsonNode crossing : timeline.path("crossings")) {
                kinds.add(crossing.get(0).asString());
                assertFalse(crossing.get(2).intValue() == crossing.get(3).intValue());
            }
            assertTrue(kinds.containsAll(Set.of("interrupt", "port")), kinds::toString);
        }
    }

    @Test
    void framesAreDecodedByTheDatabase() {
        JsonNode frame = frames("PedalStatus").getLast();
        assertEquals(
                33, frame.path("signals").path("PedalPosition1").path("value").doubleValue(), 0.5);
        assertEquals("%", frame.path("signals").path("PedalPosition1").path("unit").asString());
        assertEquals(16, frame.path("dataHex").asString().length());
    }

    @Test
    void framesInFullAreEachFrameOnce() {
        List<Double> times =
                frames("PedalStatus").stream()
                        .map(f -> f.path("timeS").doubleValue())
                        .filter(at -> at > 0.5)
                        .toList();
        assertEquals(times.size(), new TreeSet<>(times).size());
        assertEquals(40, times.size(), 2, "one every 10 ms");
    }

    @Test
    void theCarHasTheScenariosSpeedAndBrakesWithThePedal() {
        List<JsonNode> speeds = told("vehicle/Vehicle/Speed");
        assertEquals(100, speeds.getFirst().path("speedKmh").doubleValue(), 0.5);
        assertTrue(last("vehicle/Vehicle/Speed").path("speedKmh").doubleValue() < 99);
        assertEquals(
                33,
                last("vehicle/Vehicle/Chassis/Brake/PedalPosition")
                        .path("positionPercent")
                        .doubleValue());
        String wheel = "vehicle/Vehicle/Chassis/Axle/Row1/Wheel/Left/";
        assertTrue(last(wheel + "BrakePressure").path("pressureBar").doubleValue() > 1);
        assertEquals(1.2, last(wheel + "Friction").path("peakCoefficient").doubleValue());
        assertEquals("dry", last(wheel + "Friction").path("road").asString());
    }

    @Test
    void sharesOfTheHartAddUpToNoMoreThanAll() {
        double sum = 0;
        for (JsonNode partition : last("info").path("partitions")) {
            String topic = "partition/" + partition.path("name").asString() + "/cpu";
            sum += last(topic).path("totalSharePercent").doubleValue();
        }
        assertTrue(sum > 5 && sum <= 100, "sum " + sum);
    }
}
