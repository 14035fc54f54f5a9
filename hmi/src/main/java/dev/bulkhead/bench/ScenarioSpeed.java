package dev.bulkhead.bench;

/**
 * How fast a scenario runs; medians over several processes of their own.
 *
 * @param simulatedS virtual seconds of the scenario
 * @param wallS seconds that its run took, warm-up in it
 * @param processS seconds from the start of the process to its end
 */
public record ScenarioSpeed(double simulatedS, double wallS, double processS) {
    /** Simulated seconds a second of the run. */
    public double timesRealTime() {
        return simulatedS / wallS;
    }
}
