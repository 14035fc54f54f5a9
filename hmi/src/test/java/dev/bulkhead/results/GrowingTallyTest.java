package dev.bulkhead.results;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.results.CampaignStore.PlannedStratum;
import dev.bulkhead.results.TrialRow.Challenged;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.TreeMap;

class GrowingTallyTest {
    private static final List<PlannedStratum> STRATA =
            List.of(
                    new PlannedStratum("wild", "anywhere", "SAMPLED", 150),
                    new PlannedStratum("memory", "a bit", "ENUMERATED", 150),
                    new PlannedStratum("hostile", "an image", "PICKED", 0));
    private static final List<Challenged> BARRIERS =
            List.of(
                    new Challenged("pmp", "braking"),
                    new Challenged("pmp", "kernel"),
                    new Challenged("budget", "time"));

    private static TrialRow row(int index, SplittableRandom random) {
        String verdict = CampaignStore.VERDICTS.get(random.nextInt(5));
        return new TrialRow(
                index,
                random.nextBoolean() ? "wild" : "memory",
                random.nextBoolean() ? "cruise" : "braking",
                random.nextBoolean() ? "display" : "wireless",
                "display:loop@1s",
                random.nextInt(1, 9),
                OptionalDouble.empty(),
                verdict,
                false,
                verdict.equals("NOT_ACTIVATED") && random.nextBoolean(),
                "HORIZON",
                1,
                2,
                Optional.empty(),
                OptionalDouble.empty(),
                false,
                OptionalDouble.empty(),
                "",
                0,
                OptionalDouble.empty(),
                0,
                0.25,
                BARRIERS.stream().filter(_ -> random.nextBoolean()).toList());
    }

    /** Two ways to count must not part: a page shows the one, a report the other. */
    @Test
    void countsWhatTheDatabaseCounts(@TempDir Path folder) {
        SplittableRandom random = new SplittableRandom(4);
        List<TrialRow> rows = new ArrayList<>();
        GrowingTally growing = new GrowingTally(STRATA);
        try (CampaignStore store =
                CampaignStore.create(folder.resolve("r"), new TreeMap<>(), STRATA)) {
            assertEquals(store.tally(), growing.tally());
            for (int index = 0; index < 300; index++) {
                TrialRow row = row(index, random);
                rows.add(row);
                growing.add(row);
            }
            store.add(rows);
            assertEquals(store.tally(), growing.tally());
            for (String label : CampaignStore.VERDICTS) {
                assertEquals(
                        rows.stream()
                                .filter(row -> row.verdict().equals(label))
                                .mapToLong(TrialRow::weight)
                                .sum(),
                        store.tally().all().weights().get(label),
                        label);
            }
            assertEquals(STRATA, store.strata());
        }
    }
}
