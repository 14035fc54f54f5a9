package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.telemetry.Message;
import dev.bulkhead.telemetry.Telemetry;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;

/** Many faults beside a live twin. */
class CampaignsTest {
    private static final String SCENARIO = "full-stop-dry";
    private static final String ASKED =
            "{\"faults\":40,\"seed\":3,\"scenario\":\"full-stop-dry\",\"without\":[\"pmp\"]}";

    /** At a snail's pace, so that the campaign has the machine. */
    private static final LiveSettings SLOW =
            LiveSettings.USUAL.withPace(OptionalDouble.of(0.01)).withRate(1000);

    private static CompletableFuture<Message> stage(Live live, String stage) {
        return live.coming(
                m ->
                        Live.is(m, "campaign/progress")
                                && Live.text(m).contains("\"stage\":\"" + stage + "\""));
    }

    private static JsonNode last(Live live, String topic) {
        return Live.json(live.messages("campaign/" + topic).getLast());
    }

    /** What it is: the columns that are results. */
    private static List<String> results(CampaignStore store) {
        List<String> rows = new ArrayList<>();
        store.forEachTrial(row -> rows.add(untimed(row)));
        return rows;
    }

    private static String untimed(TrialRow row) {
        return row.toString().replaceFirst("coreMs=[^,]*", "");
    }

    private static Campaign campaign(CampaignStore store) {
        CampaignOrder order = CampaignOrder.Part.of(store.campaign(), "here").whole();
        return new Campaign(
                order,
                "0",
                new CampaignNews(
                        new Telemetry("twin", _ -> {}), order, Long.MAX_VALUE, () -> false));
    }

    @Tag("full")
    @Test
    void itsTopicsGrowToWhatTheDatabaseHasAndTheLiveTwinIsUnmoved(@TempDir Path results) {
        CampaignFolders folders = new CampaignFolders(Optional.of(results), Optional.empty());
        Path folder = results.resolve("campaign-full-stop-dry-3");
        try (Live live = Live.keeping(SCENARIO, Live.FREE, folders)) {
            CompletableFuture<Message> running = stage(live, "running");
            CompletableFuture<Message> done = stage(live, "done");
            live.done("campaign", ASKED);
            Live.within(running);
            CompletableFuture<Message> ending = live.ending();
            live.done("rewind", "{}");
            Live.within(ending);
            assertFalse(done.isDone(), "the campaign ran all the time");
            assertEquals(Live.undisturbed(SCENARIO), live.traceHash());
            Live.within(done);

            JsonNode tally = last(live, "tally");
            assertEquals(40, tally.path("total").intValue());
            assertTrue(tally.path("complete").booleanValue());
            assertTrue(live.messages("campaign/tally").size() > 3);
            assertFalse(tally.path("upperBound95").isNull(), "a bound at the end");
            live.messages("campaign/tally").stream()
                    .map(Live::json)
                    .filter(each -> !each.path("complete").booleanValue())
                    .forEach(each -> assertTrue(each.path("upperBound95").isNull()));
            JsonNode reached = last(live, "found/REACHED");
            assertEquals(tally.path("counts").path("REACHED"), reached.path("total"));
            assertTrue(reached.path("total").intValue() > 0);
            String command = reached.path("trials").get(0).path("command").stringValue();
            assertTrue(
                    command.endsWith(
                            " --scenario full-stop-dry --without pmp --horizon 1s --seed 3"),
                    command);
            assertEquals(folder.toString(), last(live, "progress").path("results").stringValue());
            live.messages().stream()
                    .filter(m -> m.topic().contains("/campaign/"))
                    .forEach(m -> assertTrue(m.retained() && m.payload().length() < 120_000));
        }
        try (CampaignStore store = CampaignStore.open(folder)) {
            campaign(store).checkIsIn(store);
            assertEquals(40, store.done().cardinality());
        }
    }

    @Tag("full")
    @Test
    void whatWasStoppedIsResumedToTheSameAsOneThatWasNot(@TempDir Path results) {
        CampaignFolders folders = new CampaignFolders(Optional.of(results), Optional.empty());
        try (Live live = Live.keeping(SCENARIO, SLOW, folders)) {
            CompletableFuture<Message> some =
                    live.coming(
                            m ->
                                    Live.is(m, "campaign/progress")
                                            && Live.json(m).path("done").intValue() > 3);
            CompletableFuture<Message> stopped = stage(live, "stopped");
            live.done("campaign", ASKED);
            Live.within(some);
            assertEquals(
                    "command/campaign: one is running already; wait for it, or send"
                            + " {\"stop\":true}",
                    live.command("campaign", ASKED).path("error").stringValue());
            live.done("campaign", "{\"stop\":true}");
            Live.within(stopped);
            assertTrue(last(live, "tally").path("upperBound95").isNull(), "no bound of a part");
        }
        Path folder = results.resolve("campaign-full-stop-dry-3");
        try (CampaignStore store = CampaignStore.open(folder)) {
            int done = store.done().cardinality();
            assertTrue(done > 3 && done < 40, done + " done");
            Campaign again = campaign(store);
            again.checkIsIn(store);
            Campaign.Planned planned = again.planned();
            planned.runMissing(store, 2);
            try (CampaignStore whole = planned.store(results.resolve("whole"))) {
                planned.runMissing(whole, 1);
                assertEquals(results(whole), results(store));
            }
        }
        shows(folder);
    }

    /** Results of the command line, too. */
    private static void shows(Path folder) {
        CampaignFolders shown = new CampaignFolders(Optional.empty(), Optional.of(folder));
        try (CampaignStore open = CampaignStore.open(folder)) {
            assertEquals(40, open.done().cardinality());
        }
        try (Live live = Live.keeping(SCENARIO, SLOW, shown)) {
            assertEquals("done", last(live, "progress").path("stage").stringValue());
            assertEquals(40, last(live, "tally").path("total").intValue());
            assertTrue(last(live, "found/REACHED").path("total").intValue() > 0);
            CampaignStore.open(folder).close(); // it does not hold it
        }
        CampaignFolders none =
                new CampaignFolders(Optional.empty(), Optional.of(folder.resolve("none")));
        assertThrows(InputError.class, () -> Live.keeping(SCENARIO, SLOW, none));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '§',
            value = {
                "{'faults':10001}|faults is above 10000, the most beside a live twin; send fewer,"
                        + " or run ./twin campaign, which has no limit",
                "{'faults':99999999999999999999}|faults is above 10000, the most beside a live"
                        + " twin; send fewer, or run ./twin campaign, which has no limit",
                "{'faults':0}|faults is no whole number from 1 on; send one, at most 10000",
                "{'population':'d'}|population 'd' is none of a, b, c; send one of them",
                "{'seed':1.5}|seed is no whole number of 64 bits; send one, such as 1",
                "{'profile':'microkernal'}|no profile 'microkernal'; use one of microkernel, ",
                "{'without':['pnp']}|'pnp' is no mechanism; did you mean 'pmp'?",
                "{'without':['region-permission=nobody.data']}|'region-permission' has no region"
                        + " 'nobody.data'; ",
                "{'scenario':'/etc/passwd'}|'/etc/passwd' is no scenario that ships; name one, or"
                        + " leave it out",
                "{'threads':64}|has no field 'threads'; ",
                "{'stop':true}|none is running; send one first",
            })
    void whatDoesNotFitIsRefusedInOneLine(String body, String why) {
        try (Live live = Live.of(SCENARIO, SLOW)) {
            JsonNode reply = live.command("campaign", body.replace('\'', '"'));
            String error = reply.path("error").asString("");
            assertTrue(error.startsWith("command/campaign: " + why.strip()), error);
            assertEquals(List.of(), live.messages("campaign/progress"));
        }
    }
}
