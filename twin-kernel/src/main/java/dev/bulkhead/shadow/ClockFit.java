package dev.bulkhead.shadow;

import java.util.Optional;

/**
 * The recorder's clock and how well it is known.
 *
 * @param reference the output by whose times it was found, or was checked
 * @param estimated whether any of it was found, not given
 * @param driftErrorPpm standard error of the drift
 * @param scatterPs of the reference's times, twin against recording, as a standard deviation
 * @param mostPs greatest of these differences
 * @param runs of the twin along the recording that it took
 */
public record ClockFit(
        RecorderClock clock,
        String reference,
        boolean estimated,
        Optional<Double> driftErrorPpm,
        Optional<Double> scatterPs,
        Optional<Double> mostPs,
        int runs) {}
