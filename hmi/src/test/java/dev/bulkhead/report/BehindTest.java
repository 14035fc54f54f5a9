package dev.bulkhead.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.report.Behind.Pair;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.results.TrialRow.Challenged;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms.Off;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;

/** What stopped faults while the mechanism that would have was off. */
class BehindTest {
    private static final List<Off> E2E = List.of(new Off(Mechanism.E2E, ""));
    private static final List<Off> BRAKING =
            List.of(new Off(Mechanism.REGION_PERMISSION, "braking.data"));

    /** Each barrier as NAME or NAME TARGET. */
    private static TrialRow row(int index, String... barriers) {
        return new TrialRow(
                index,
                "wild",
                "cruise",
                "display",
                "display:wild-store=braking",
                1,
                OptionalDouble.of(1),
                "IDENTICAL",
                false,
                false,
                "HORIZON",
                2,
                1,
                Optional.empty(),
                OptionalDouble.empty(),
                true,
                OptionalDouble.empty(),
                "",
                0,
                OptionalDouble.empty(),
                0,
                1,
                Arrays.stream(barriers)
                        .map(text -> text.split(" "))
                        .map(text -> new Challenged(text[0], text.length > 1 ? text[1] : ""))
                        .toList());
    }

    private static final SortedMap<String, Pair> NONE = new TreeMap<>();

    private static Map<String, Integer> counts(Behind behind) {
        return new TreeMap<>(behind.ranInto());
    }

    @Test
    void isCountedOfTheFaultsThatTheMechanismStopsWhenItIsOn() {
        Behind behind =
                Behind.of(
                        E2E,
                        List.of(row(1, "clamp", "pmp"), row(2, "clamp"), row(3), row(4, "budget")),
                        List.of(row(1, "e2e", "pmp"), row(2, "e2e"), row(3, "e2e"), row(4, "pmp")),
                        new TreeMap<>(Map.of("clamp", new Pair(2, 1), "pmp", new Pair(1, 0))));
        assertEquals(4, behind.looked());
        assertEquals(3, behind.met());
        assertEquals(Map.of("clamp", 2, "pmp", 1), counts(behind));
        assertEquals(1, behind.nothing());
        assertEquals(
                "Behind e2e: of the first 4 activated faults 3 run into it with all mechanisms on."
                        + " With it off these ran into: clamp 2, pmp 1; nothing 1."
                        + " With a second one off, too, REACHED are: clamp 1 of 2, pmp 0 of 1.",
                String.join(" ", behind.sentences(List.of("e2e"))));
    }

    @Test
    void asksAboutTheFaultsThatItStopsByTheBarrierThatStoodBehind() {
        List<TrialRow> off =
                List.of(row(1, "clamp", "pmp"), row(2, "clamp"), row(3), row(4, "pmp"));
        List<TrialRow> on = List.of(row(1, "e2e"), row(2, "e2e"), row(3, "e2e"), row(4, "pmp"));
        assertEquals(
                Map.of("clamp", List.of(off.get(0), off.get(1)), "pmp", List.of(off.get(0))),
                Behind.stopped(E2E, off, on));
    }

    @Test
    void ofARegionIsWhatPmpRefusesThere() {
        Behind behind =
                Behind.of(
                        BRAKING,
                        List.of(row(1, "pmp kernel"), row(2, "pmp kernel")),
                        List.of(row(1, "pmp braking", "pmp kernel"), row(2, "pmp kernel")),
                        NONE);
        assertEquals(1, behind.met());
        assertEquals(Map.of("pmp", 1), counts(behind));
    }

    @Test
    void isNotShownWhereNoFaultMeetsTheMechanism() {
        Behind behind = Behind.of(E2E, List.of(row(1, "pmp")), List.of(row(1, "pmp")), NONE);
        assertEquals(
                "Behind e2e: of the first 1 activated faults none runs into it with all mechanisms"
                        + " on. So this campaign does not show what it is for; draw more, or other"
                        + " strata.",
                String.join(" ", behind.sentences(List.of("e2e"))));
    }

    @Test
    void isNotAskedOfWhatRefusesNothing() {
        assertTrue(Behind.canTell(new Off(Mechanism.E2E, "")));
        assertFalse(Behind.canTell(new Off(Mechanism.DMA_WINDOW, "")));
        assertFalse(Behind.canTell(new Off(Mechanism.WATCHDOG, "")), "a recovery");
    }
}
