package dev.bulkhead.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.results.Tally;

import org.junit.jupiter.api.Test;

import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** What is said of trials that stand for many. */
class CampaignReportTest {
    private static final Tally.Stratum ALL =
            new Tally.Stratum(
                    "all",
                    "",
                    "",
                    5,
                    4,
                    1,
                    2,
                    0,
                    new TreeMap<>(Map.of("IDENTICAL", 3L, "REACHED", 1L, "NOT_ACTIVATED", 1L)),
                    new TreeMap<>(
                            Map.of(
                                    "BOUNDED", 0L,
                                    "IDENTICAL", 90_000L,
                                    "REACHED", 41L,
                                    "NOT_ACTIVATED", 1_200L)));

    @Test
    void theFlipsBehindEachVerdictAreCounted() {
        assertEquals(91_241, ALL.weight());
        assertEquals(
                "The faults stand for 91,241, equal ones run once: IDENTICAL 90,000, NOT ACTIVATED"
                        + " 1,200, REACHED 41.",
                CampaignReport.standFor(ALL, OptionalLong.empty()));
    }

    @Test
    void thoseThatNeedNotBeRunAreNamedBesideThem() {
        assertEquals(
                "The faults stand for 91,241, equal ones run once: IDENTICAL 90,000, NOT ACTIVATED"
                        + " 1,200, REACHED 41. 1,694,717,832 more are harmless: overwritten or"
                        + " never read.",
                CampaignReport.standFor(ALL, OptionalLong.of(1_694_717_832L)));
    }
}
