package dev.bulkhead.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpperBoundTest {
    /** 1 - 0.05^(1/n), by hand: ln 0.05 = -2.995732. */
    @ParameterizedTest
    @CsvSource({
        "1, 0.95",
        "2, 0.7763932", // 1 - sqrt 0.05
        "59, 0.0495086", // the sample that excludes one in twenty
        "300, 0.0099360",
        "3000, 0.0009981",
    })
    void noHitOfNExcludesWhatWouldHaveShownInNineteenOfTwentySamples(long n, double bound) {
        assertEquals(bound, UpperBound.of(0, n), 1e-6);
    }

    /** 1 of 2: (1-p)^2 + 2p(1-p) = 1 - p^2 = 0.05. 1 of 10: a published table's value. */
    @ParameterizedTest
    @CsvSource({"1, 2, 0.9746794", "1, 10, 0.3941633", "10, 10, 1"})
    void withHitsItIsTheShareThatLeavesFivePercentForSoFew(long hits, long n, double bound) {
        assertEquals(bound, UpperBound.of(hits, n), 1e-6);
    }

    @Test
    void ofNothingThereIsNone() {
        assertThrows(IllegalArgumentException.class, () -> UpperBound.of(0, 0));
        assertThrows(IllegalArgumentException.class, () -> UpperBound.of(3, 2));
    }
}
