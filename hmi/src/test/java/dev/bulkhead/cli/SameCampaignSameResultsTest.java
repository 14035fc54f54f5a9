package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.results.CampaignStore;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A campaign's results are those of its order, whatever the host does meanwhile. */
class SameCampaignSameResultsTest {
    private static final String FAULTS = "24";
    private static final int KILLED = 3;

    @TempDir private static Path folder;

    private static ShortCampaign campaign;
    private static ShortCampaign.Ran alone;

    @BeforeAll
    static void runOnOneThread() throws IOException {
        campaign = new ShortCampaign(folder);
        alone = campaign.run("alone", "--faults", FAULTS, "--threads", "1");
    }

    @Test
    void allItsFaultsAreJudged() {
        assertEquals("", alone.err());
        assertEquals(24, campaign.rows("alone").size());
    }

    @Test
    void onTwoThreadsAsOnOne() {
        campaign.run("two", "--faults", FAULTS, "--threads", "2");
        assertEquals(campaign.rows("alone"), campaign.rows("two"));
    }

    @Test
    void anotherSeedHasOthers() {
        campaign.run("seed", "--faults", FAULTS, "--seed", "2");
        assertNotEquals(campaign.rows("alone"), campaign.rows("seed"));
    }

    @Test
    void killedThreeTimesAndResumedAsUninterrupted() throws Exception {
        Path results = folder.resolve("killed");
        Process first =
                campaign.start(
                        campaign.arguments("--faults", FAULTS, "--results", results.toString()));
        killAfterAResult(first, results);
        for (int i = 1; i < KILLED; i++) {
            killAfterAResult(campaign.start(resume(results)), results);
        }
        int before = campaign.rows("killed").size();
        assertTrue(before >= KILLED && before < 24, "some, not all: " + before);

        ShortCampaign.Ran last = ShortCampaign.call(resume(results));
        assertEquals(alone.status(), last.status(), last.err());
        assertEquals(campaign.rows("alone"), campaign.rows("killed"));
    }

    /** Ctrl-C, as the process hears of it. */
    @Test
    void interruptedItKeepsWhatIsDoneAndSaysHowToGoOn() throws Exception {
        Path results = folder.resolve("interrupted");
        Process process =
                campaign.start(
                        campaign.arguments("--faults", FAULTS, "--results", results.toString()));
        awaitAResult(process, results);
        process.destroy();
        assertEquals(3, process.waitFor());
        int done = campaign.rows("interrupted").size();
        assertTrue(done > 0 && done < 24, "some, not all: " + done);
        String told = Files.readString(folder.resolve("told"));
        assertTrue(told.contains("NOT COMPLETE: %d of 24".formatted(done)), told);
        assertEquals(told, tellAgain(results));
        String said = Files.readAllLines(folder.resolve("said")).getLast();
        assertTrue(
                said.startsWith("campaign: interrupted after %d of 24 faults, ".formatted(done))
                        && said.endsWith("go on with ./twin campaign --resume " + results),
                said);

        ShortCampaign.call(resume(results));
        assertEquals(campaign.rows("alone"), campaign.rows("interrupted"));
    }

    private static String tellAgain(Path results) {
        int before = campaign.rows("interrupted").size();
        List<String> onlyReport = new ArrayList<>(resume(results));
        onlyReport.add("--only-report");
        ShortCampaign.Ran again = ShortCampaign.call(onlyReport);
        assertEquals(3, again.status(), "it has no answer yet");
        assertEquals(before, campaign.rows("interrupted").size(), "nothing was run");
        return again.out();
    }

    @Test
    void twoProcessesDoNotShareResults() throws Exception {
        Path results = folder.resolve("shared");
        Process first =
                campaign.start(
                        campaign.arguments("--faults", FAULTS, "--results", results.toString()));
        awaitAResult(first, results);
        ShortCampaign.Ran second = ShortCampaign.call(resume(results));
        first.destroyForcibly().waitFor();
        assertEquals(2, second.status());
        assertEquals(
                results
                        + ": another process has these results open; let it end, or name another"
                        + " folder by --results\n",
                second.err());
    }

    private static List<String> resume(Path results) {
        return List.of("campaign", "--resume", results.toString(), "--threads", "1");
    }

    private static void killAfterAResult(Process process, Path results) throws Exception {
        awaitAResult(process, results);
        assertTrue(process.isAlive(), "it was still at work");
        process.destroyForcibly().waitFor();
    }

    /** What is committed lies in the database's log first; opened anew, it is put in order. */
    private static void awaitAResult(Process process, Path results) throws Exception {
        Path log = results.resolve(CampaignStore.FILE + ".wal");
        long last = size(log);
        for (long now = last; now <= last; now = size(log)) {
            last = now;
            assertFalse(process.waitFor(20, TimeUnit.MILLISECONDS), "it ended without a result");
        }
    }

    private static long size(Path log) throws IOException {
        try {
            return Files.size(log);
        } catch (NoSuchFileException _) {
            return 0;
        }
    }
}
