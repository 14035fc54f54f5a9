package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.telemetry.Message;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Golden and faulty runs beside a live twin. */
class ExperimentTest {
    private static final int MOST_PIECE_BYTES = 160_000;

    /** A stretch of the one run and of the other, and one of those in which the page has them. */
    private static final double MOST_APART_US = 200_000;

    private static final String SCENARIO = "full-stop-dry";
    private static final String BOTH =
            "{\"fault\":\"display:wild-store=braking\","
                    + "\"profiles\":[\"microkernel\",\"monolithic\"]}";

    /** At a snail's pace, so that the experiment has the machine. */
    private static Live live() {
        return Live.of(SCENARIO, LiveSettings.USUAL.withPace(OptionalDouble.of(0.01)));
    }

    private static CompletableFuture<Message> stage(Live live, String profile, String stage) {
        return live.coming(
                m ->
                        Live.is(m, "experiment/" + profile + "/progress")
                                && Live.text(m).contains("\"stage\":\"" + stage + "\""));
    }

    private static JsonNode last(Live live, String topic) {
        return Live.json(live.messages(topic).getLast());
    }

    @Test
    void aKernelThatHoldsAndOneThatDoesNotAreToldApart() {
        try (Live live = live()) {
            CompletableFuture<Message> micro = stage(live, "microkernel", "done");
            CompletableFuture<Message> mono = stage(live, "monolithic", "done");
            live.done("experiment", BOTH);
            Live.within(micro);
            Live.within(mono);

            JsonNode held = last(live, "experiment/microkernel/verdict");
            JsonNode reached = last(live, "experiment/monolithic/verdict");
            assertEquals("IDENTICAL", held.path("verdict").stringValue());
            assertEquals("REACHED", reached.path("verdict").stringValue());
            assertTrue(reached.path("chain").size() > 1, reached::toString);
            assertEquals(
                    "./twin inject display:wild-store=braking --scenario full-stop-dry"
                            + " --profile monolithic",
                    reached.path("result").path("command").stringValue());
            assertEquals(1, reached.path("result").path("knownDefects").size());
            assertTrue(reached.path("result").path("toolConfidence").size() > 3);
            Set<String> verdicts = new TreeSet<>();
            live.messages("isolation/verdict")
                    .forEach(m -> verdicts.add(Live.json(m).path("verdict").stringValue()));
            assertEquals(Set.of("IDENTICAL", "REACHED"), verdicts);
            JsonNode timeline = last(live, "experiment/monolithic/timeline");
            assertTrue(timeline.path("golden").path("ran").size() > 10, timeline::toString);
            assertTrue(timeline.path("faulty").path("events").size() > 10, timeline::toString);
        }
    }

    /** What a page shows while nobody knows the verdict is what is there in the end. */
    @Test
    void bothTimelinesGrowTogetherInBoundedPiecesToWhatTheyAreInTheEnd() {
        try (Live live = live()) {
            CompletableFuture<Message> done = stage(live, "microkernel", "done");
            live.done(
                    "experiment",
                    "{\"fault\":\"display:wild-store=braking@2s\",\"profiles\":[\"microkernel\"]}");
            Live.within(done);

            List<Message> pieces = live.messages("experiment/microkernel/growth");
            JsonNode end = last(live, "experiment/microkernel/timeline");
            double goldenUs = 0;
            double faultyUs = 0;
            for (int at = 0; at < pieces.size(); at++) {
                JsonNode piece = Live.json(pieces.get(at));
                assertEquals(at, piece.path("piece").intValue());
                assertEquals(2_000_000, piece.path("zeroUs").doubleValue());
                assertEquals(end.path("lanes"), piece.path("lanes"));
                assertTrue(
                        pieces.get(at).payload().length() < MOST_PIECE_BYTES,
                        pieces.get(at).payload().length() + " bytes");
                goldenUs = lastUs(piece.path("golden").path("bins"), goldenUs);
                faultyUs = lastUs(piece.path("faulty").path("bins"), faultyUs);
                assertTrue(
                        Math.abs(goldenUs - faultyUs) <= MOST_APART_US,
                        goldenUs + " and " + faultyUs);
            }
            assertTrue(pieces.size() >= 5, pieces.size() + " pieces");
            for (String run : List.of("golden", "faulty")) {
                for (String rows : List.of("windows", "ran", "events", "story")) {
                    List<String> grown = new ArrayList<>();
                    for (Message piece : pieces) {
                        grown.addAll(rows(Live.json(piece).path(run).path(rows)));
                    }
                    assertEquals(
                            rows(end.path(run).path(rows)).stream()
                                    .filter(ExperimentTest::isNear)
                                    .toList(),
                            grown.stream().filter(ExperimentTest::isNear).toList(),
                            run + " " + rows);
                    assertTrue(rows.equals("story") || grown.size() > 30, run + " " + rows);
                }
                JsonNode bins = end.path(run).path("bins");
                assertTrue(bins.size() > 60 && bins.size() <= 120, bins.size() + " bins");
                JsonNode middle = bins.get(bins.size() / 2);
                double hart = 0;
                for (int lane = 0; lane < 8; lane++) {
                    hart += middle.get(3 + lane).doubleValue();
                }
                assertTrue(hart > 1 && hart <= 100.5, "hart " + middle);
                assertTrue(middle.get(2).doubleValue() > 1, "speed " + middle);
            }
        }
    }

    private static double lastUs(JsonNode bins, double before) {
        return bins.isEmpty() ? before : bins.get(bins.size() - 1).get(1).doubleValue();
    }

    /** Without the mark of what only one run has, which is not known before the end. */
    private static List<String> rows(JsonNode rows) {
        return rows.valueStream().map(row -> row.toString().replaceFirst(",[01]]$", "]")).toList();
    }

    /** Around the fault, of which the time was known before the runs to some milliseconds. */
    private static boolean isNear(String row) {
        double us = Double.parseDouble(row.split("[\\[,\\]]")[2]);
        return us > 1_995_000 && us < 2_059_000;
    }

    @Test
    void thereIsOneAtATimeAndItCanBeGivenUp() {
        try (Live live = live()) {
            CompletableFuture<Message> begun = stage(live, "microkernel", "both runs");
            CompletableFuture<Message> cancelled = stage(live, "microkernel", "cancelled");
            live.done("experiment", BOTH);
            Live.within(begun);
            assertEquals(
                    "command/experiment: one is running already; wait for it, or send"
                            + " {\"cancel\":true}",
                    live.command("experiment", BOTH).path("error").stringValue());
            live.done("experiment", "{\"cancel\":true}");
            Live.within(cancelled);
            assertEquals(Set.of(), new TreeSet<>(live.messages("isolation/verdict")));
        }
    }

    /** Asked by the thread that tells the end, so before it does anything else. */
    @Test
    void theNextMayBeAskedForAsSoonAsTheLastIsDone() {
        String one =
                "{\"fault\":\"display:wild-store=braking\",\"profiles\":[\"microkernel\"],"
                        + "\"scenario\":\"full-stop-dry\"}";
        try (Live live = live()) {
            CompletableFuture<String> next =
                    stage(live, "microkernel", "done")
                            .thenCompose(_ -> live.later("experiment", one));
            live.done("experiment", one);
            JsonNode reply = Live.json(Live.within(next));
            assertTrue(reply.path("ok").booleanValue(), reply::toString);
            live.done("experiment", "{\"cancel\":true}");
        }
    }

    @Test
    void whatDoesNotFitIsRefusedInOneLine() {
        try (Live live = live()) {
            assertEquals(
                    "command/experiment: no profile 'microkernal'; did you mean 'microkernel'?",
                    live.command(
                                    "experiment",
                                    "{\"fault\":\"display:loop\",\"profiles\":[\"microkernal\"]}")
                            .path("error")
                            .stringValue());
            assertTrue(
                    live.command("experiment", "{\"fault\":\"nobody:loop\"}")
                            .path("error")
                            .stringValue()
                            .startsWith("command/experiment: "));
        }
    }
}
