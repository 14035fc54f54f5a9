package dev.bulkhead.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

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
                "", List.of(), true, 0, 0, HEALTHY, 0, Optional.empty(), List.of(trials));
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
}
