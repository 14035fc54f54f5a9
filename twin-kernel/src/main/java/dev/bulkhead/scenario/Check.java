package dev.bulkhead.scenario;

import java.util.OptionalDouble;

/**
 * Something that must be true at the end of a run.
 *
 * @param name what a person calls it; unique in the scenario
 * @param limit in the metric's unit; a value equal to it passes
 */
public record Check(String name, Metric metric, Bound bound, double limit) {

    /** On which side of the limit the value must be. */
    public enum Bound {
        AT_MOST,
        AT_LEAST
    }

    /**
     * @param value what was measured; empty, which fails: there was nothing to measure
     */
    public Result judge(OptionalDouble value) {
        boolean pass =
                value.isPresent()
                        && switch (bound) {
                            case AT_MOST -> value.getAsDouble() <= limit;
                            case AT_LEAST -> value.getAsDouble() >= limit;
                        };
        return new Result(name, pass, value, limit, metric.unit());
    }

    /** One entry of {@code checks} in the JSON result of a run. */
    public record Result(
            String name, boolean pass, OptionalDouble value, double limit, String unit) {}
}
