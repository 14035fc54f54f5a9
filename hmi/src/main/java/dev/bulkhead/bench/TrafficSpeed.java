package dev.bulkhead.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How many of something a second of one core's processor time: medians of all runs.
 *
 * @param pythonCan version of what stands beside
 */
public record TrafficSpeed(List<Row> rows, Optional<String> pythonCan) {
    public TrafficSpeed {
        rows = List.copyOf(rows);
    }

    /**
     * @param subject {@code bus}, {@code dbc} or {@code logs}
     * @param unit of what is counted
     * @param perSecond ours
     * @param pythonPerSecond python-can's, of the same work in the same minutes; empty: not
     *     measured
     * @param ratio ours to python-can's, run by run
     */
    public record Row(
            String subject,
            String name,
            String unit,
            double perSecond,
            OptionalDouble pythonPerSecond,
            OptionalDouble ratio) {}
}
