package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.telemetry.Message;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** Golden and faulty runs beside a live twin. */
class ExperimentTest {
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
            Set<String> verdicts = new TreeSet<>();
            live.messages("isolation/verdict")
                    .forEach(m -> verdicts.add(Live.json(m).path("verdict").stringValue()));
            assertEquals(Set.of("IDENTICAL", "REACHED"), verdicts);
            JsonNode timeline = last(live, "experiment/monolithic/timeline");
            assertTrue(timeline.path("golden").path("ran").size() > 10, timeline::toString);
            assertTrue(timeline.path("faulty").path("events").size() > 10, timeline::toString);
        }
    }

    @Test
    void thereIsOneAtATimeAndItCanBeGivenUp() {
        try (Live live = live()) {
            CompletableFuture<Message> begun = stage(live, "microkernel", "healthy run");
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
