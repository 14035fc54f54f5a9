package dev.bulkhead.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What campaigns live on; medians of all runs.
 *
 * @param startS from the start of the process that tells its version to its end
 * @param campaigns the same faults on one thread and on one a core
 */
public record EngineSpeed(OptionalDouble startS, Optional<Fork> fork, List<Campaign> campaigns) {
    public EngineSpeed {
        campaigns = List.copyOf(campaigns);
    }

    /**
     * @param readyMs processor time until a twin stands where another stood
     * @param atRestKb heap of a moment that is kept, beside those before it
     */
    public record Fork(double readyMs, double atRestKb) {}

    /**
     * @param perSecondPerCore faults, the JVM's warm-up in it
     * @param withoutEarlyStop likewise, a sample of them run to the scenario's end
     */
    public record Campaign(
            int threads, int faults, double perSecondPerCore, double withoutEarlyStop) {}
}
