package dev.bulkhead.results;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;
import dev.bulkhead.results.CampaignStore.PlannedStratum;
import dev.bulkhead.results.TrialRow.Challenged;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

class CampaignStoreTest {
    @TempDir private Path folder;

    private static final TrialRow CONTAINED =
            row(0, "IDENTICAL", OptionalDouble.of(1.5), new Challenged("pmp", "braking"));
    private static final TrialRow REACHED =
            row(
                    2,
                    "REACHED",
                    OptionalDouble.of(0.25),
                    new Challenged("budget", "time"),
                    new Challenged("pmp", "braking"));
    private static final TrialRow NEVER = row(1, "NOT_ACTIVATED", OptionalDouble.empty());

    private static TrialRow row(
            int index, String verdict, OptionalDouble activatedAtUs, Challenged... challenged) {
        return new TrialRow(
                index,
                "registers",
                "cruise",
                "display",
                "display:flip=x" + index + ".3@1s",
                1,
                activatedAtUs,
                verdict,
                false,
                verdict.equals("NOT_ACTIVATED"),
                "REJOINED",
                2e6,
                1.25e6,
                verdict.equals("REACHED") ? Optional.of("it's late") : Optional.empty(),
                OptionalDouble.empty(),
                true,
                OptionalDouble.of(64.644),
                "",
                0,
                OptionalDouble.of(20.01),
                3,
                12.5,
                List.of(challenged));
    }

    private CampaignStore created() {
        return CampaignStore.create(
                folder,
                new TreeMap<>(java.util.Map.of("seed", "1")),
                List.of(
                        new PlannedStratum("registers", "a bit", "SAMPLED", 3),
                        new PlannedStratum("images", "a byte", "PICKED", 1)));
    }

    private static List<TrialRow> all(CampaignStore store) {
        List<TrialRow> rows = new ArrayList<>();
        store.forEachTrial(rows::add);
        return rows;
    }

    @Test
    void whatWasAddedIsThereAfterwardsInThePlansOrder() {
        try (CampaignStore store = created()) {
            store.add(List.of(REACHED));
            store.add(List.of(NEVER, CONTAINED));
        }
        try (CampaignStore store = CampaignStore.open(folder)) {
            assertEquals(List.of(CONTAINED, NEVER, REACHED), all(store));
            BitSet done = new BitSet();
            done.set(0, 3);
            assertEquals(done, store.done());
            assertEquals(new TreeMap<>(java.util.Map.of("seed", "1")), store.campaign());
        }
    }

    @Test
    void aTrialIsKeptOnce() {
        try (CampaignStore store = created()) {
            store.add(List.of(CONTAINED));
            assertThrows(IllegalStateException.class, () -> store.add(List.of(NEVER, CONTAINED)));
        }
        try (CampaignStore store = CampaignStore.open(folder)) {
            assertEquals(List.of(CONTAINED), all(store));
        }
    }

    @Test
    void aTrialThatRanIntoTwoBarriersIsChallengedOnce() {
        try (CampaignStore store = created()) {
            store.add(List.of(CONTAINED, NEVER, REACHED));
            Tally tally = store.tally();
            Tally.Stratum registers = tally.strata().getFirst();
            assertEquals(3, registers.done());
            assertEquals(2, registers.activated());
            assertEquals(2, registers.challenged());
            assertEquals(1, registers.dormant());
            assertEquals(1, registers.verdict("REACHED"));
            assertEquals(0, tally.strata().getLast().done());
            assertEquals(4, tally.all().planned());
            assertEquals(
                    List.of(
                            new Tally.Cell("display", "budget", "time", "cruise", 1, 1),
                            new Tally.Cell("display", "pmp", "braking", "cruise", 2, 1)),
                    tally.cells());
            assertEquals(0.0375, tally.coreSeconds(), 1e-9);
        }
    }

    @Test
    void theParquetFileHasEachTrialAndWhatTheCampaignIs() throws Exception {
        Path file = folder.resolve("it's.parquet");
        try (CampaignStore store = created()) {
            store.add(List.of(CONTAINED, REACHED));
            store.parquet(file);
        }
        String from = "'" + file.toString().replace("'", "''") + "'";
        try (var connection = DriverManager.getConnection("jdbc:duckdb:");
                var statement = connection.createStatement()) {
            var rows =
                    statement.executeQuery(
                            "SELECT idx, verdict, challenged[2].target, len(challenged) FROM "
                                    + from
                                    + " WHERE verdict = 'REACHED'");
            assertTrue(rows.next());
            assertEquals(2, rows.getInt(1));
            assertEquals("braking", rows.getString(3));
            assertEquals(2, rows.getInt(4));
            var about =
                    statement.executeQuery(
                            "SELECT decode(value) FROM parquet_kv_metadata("
                                    + from
                                    + ") WHERE decode(key) = 'seed'");
            assertTrue(about.next());
            assertEquals("1", about.getString(1));
        }
    }

    @Test
    void anotherCampaignsResultsStay() {
        created().close();
        assertEquals(
                folder
                        + ": holds the results of a campaign; go on with it by --resume, or name"
                        + " another folder by --results",
                assertThrows(InputError.class, this::created).getMessage());
    }

    @Test
    void aFolderWithoutResultsCannotBeOpened() {
        assertEquals(
                folder
                        + ": holds no results of a campaign; name the folder that --results"
                        + " named",
                assertThrows(InputError.class, () -> CampaignStore.open(folder)).getMessage());
    }

    @Test
    void aFileOfAnotherKindCannotBeOpened() throws IOException {
        Files.writeString(folder.resolve(CampaignStore.FILE), "something else, long enough");
        assertEquals(
                folder
                        + ": campaign.duckdb is no campaign of this version; name another"
                        + " folder",
                assertThrows(InputError.class, () -> CampaignStore.open(folder)).getMessage());
    }

    @Test
    void whereNoFolderCanBeMadeNothingBegins() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        var in = new CampaignStoreTest();
        in.folder = file.resolve("inside");
        assertEquals(
                in.folder
                        + ": cannot be made; name another folder by --results, in one that is"
                        + " writable",
                assertThrows(InputError.class, in::created).getMessage());
    }
}
