package dev.bulkhead.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.report.ComparedTrial.Hosting;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.RunResult;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** The sentence of the answer that tells how soon what was taken down served again. */
class ComparisonTest {
    private static final RunResult HEALTHY =
            new RunResult(
                    "",
                    SimTime.ofMs(1000),
                    0,
                    0,
                    OptionalDouble.empty(),
                    Optional.empty(),
                    0,
                    0,
                    0,
                    List.of(),
                    List.of(),
                    List.of());

    private static final ComparedTrial LEFT_DOWN = trial(OptionalDouble.empty(), true);

    private static ComparedTrial back(double afterMs) {
        return trial(OptionalDouble.of(afterMs), false);
    }

    private static ComparedTrial trial(OptionalDouble outageMs, boolean down) {
        return new ComparedTrial(
                0,
                "display",
                Hosting.USER,
                "",
                true,
                "IDENTICAL",
                false,
                outageMs,
                0,
                OptionalDouble.empty(),
                down,
                0,
                OptionalDouble.empty());
    }

    private static ProfileColumn column(ComparedTrial... trials) {
        return new ProfileColumn(
                "", List.of(), true, 0, 0, 0, HEALTHY, 0, Optional.empty(), List.of(trials));
    }

    @Test
    void namesTheLargest() {
        assertEquals(
                "; what came back did so after at most 30.0 ms under the first, 2.06 s under the"
                        + " second",
                Comparison.recovery(column(back(30), back(20)), column(back(2060))));
    }

    @Test
    void countsWhatNeverCameBack() {
        assertEquals(
                "; what came back did so after at most 30.0 ms under the first, 2.06 s (and not at"
                        + " all after 2 faults) under the second",
                Comparison.recovery(column(back(30)), column(back(2060), LEFT_DOWN, LEFT_DOWN)));
    }

    @Test
    void saysNothingWhereNothingCameBack() {
        assertEquals("", Comparison.recovery(column(back(30)), column(LEFT_DOWN)));
    }

    /** 2,060 ms of which 2,000 are the constant: 60 and 1,000, and 60 and 4,000. */
    @Test
    void tellsHowLongAResetWouldTakeByAnotherConstant() {
        ProfileColumn slow = booting("monolithic", 2000, reset(2060), reset(2050));
        assertEquals(1060, slow.longestResetMs(0.5).orElseThrow());
        assertEquals(4060, slow.longestResetMs(2).orElseThrow());
        assertEquals(
                OptionalDouble.empty(), booting("monolithic", 2000, back(30)).longestResetMs(2));
    }

    @Test
    void namesTheSourceOfABootConstantOnlyWhereItIsTheSources() {
        assertTrue(BootConstants.source(booting("monolithic-oops", 2000)).startsWith("TI, "));
        assertTrue(BootConstants.source(booting("hybrid-mine", 2000)).startsWith("Microsoft, "));
        assertEquals(
                List.of(
                        "microkernel: the description's own, without a source",
                        "monolithic, mine: the description's own, without a source"),
                BootConstants.rows(
                                List.of(
                                        booting("microkernel", 200),
                                        booting("monolithic", 50),
                                        booting("mine", 50)))
                        .entrySet()
                        .stream()
                        .map(row -> row.getValue() + ": " + row.getKey().source())
                        .toList());
    }

    private static ComparedTrial reset(double afterMs) {
        return new ComparedTrial(
                0,
                "display",
                Hosting.KERNEL,
                "",
                true,
                "REACHED",
                false,
                OptionalDouble.empty(),
                1,
                OptionalDouble.of(afterMs),
                false,
                0,
                OptionalDouble.empty());
    }

    private static ProfileColumn booting(String name, double constantMs, ComparedTrial... trials) {
        return new ProfileColumn(
                name,
                List.of(),
                true,
                0,
                50 + constantMs,
                constantMs,
                HEALTHY,
                0,
                Optional.empty(),
                List.of(trials));
    }
}
