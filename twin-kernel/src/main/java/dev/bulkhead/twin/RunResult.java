package dev.bulkhead.twin;

import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanBusStatistics;
import dev.bulkhead.scenario.Check;
import dev.bulkhead.scenario.Metric;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.PartitionStatistics;
import dev.bulkhead.vehicle.Vehicle;
import dev.bulkhead.vehicle.Vehicle.BrakingStart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * What a run came to. Everything here follows from system, scenario, mechanisms and seed.
 *
 * @param traceHash over all records, see docs/trace.md
 * @param simulated virtual time since power-on
 * @param instructions retired by the hart
 * @param speedMps of the car at the end
 * @param stoppingDistanceM from the first press of the pedal; empty if the car did not come to rest
 * @param brakingStart where the pedal was first pressed; empty if it never was
 * @param pictures that the display showed
 * @param crossingShare part of the time since the first frame that kernel operations took, 0..1
 * @param idleShare part of that time in which the hart waited, 0..1
 */
public record RunResult(
        String traceHash,
        SimTime simulated,
        long instructions,
        double speedMps,
        OptionalDouble stoppingDistanceM,
        Optional<BrakingStart> brakingStart,
        long pictures,
        double crossingShare,
        double idleShare,
        List<Check.Result> checks,
        List<PartitionResult> partitions,
        List<BusResult> buses) {

    public RunResult {
        checks = List.copyOf(checks);
        partitions = List.copyOf(partitions);
        buses = List.copyOf(buses);
    }

    /**
     * @param cpuShare part of the time since the first frame that was spent on it, 0..1
     */
    public record PartitionResult(
            String name,
            String traceHash,
            double cpuShare,
            long restarts,
            long deadlinesMet,
            long deadlinesMissed) {}

    /**
     * @param load part of the time in which no other frame could have been sent, 0..1
     */
    public record BusResult(String name, long frames, double load) {}

    /** Judges a twin as it stands. */
    public static RunResult of(Twin twin) {
        List<PartitionResult> partitions = new ArrayList<>();
        PartitionStatistics statistics = twin.statistics();
        for (int i = 0; i < twin.system().partitions().size(); i++) {
            partitions.add(
                    new PartitionResult(
                            twin.system().partitions().get(i).name(),
                            twin.trace().hash(i),
                            cpuShare(twin, i),
                            statistics.restarts(i),
                            statistics.deadlinesMet(i),
                            statistics.deadlinesMissed(i)));
        }
        List<BusResult> buses = new ArrayList<>();
        for (CanBus bus : twin.world().buses()) {
            CanBusStatistics figures = bus.statistics();
            buses.add(new BusResult(bus.name(), figures.frames(), figures.load()));
        }
        List<Check.Result> checks = new ArrayList<>();
        for (int i = 0; i < twin.scenario().checks().size(); i++) {
            Check check = twin.scenario().checks().get(i);
            checks.add(check.judge(value(twin, i, check.metric())));
        }
        return new RunResult(
                twin.trace().hash(),
                twin.now(),
                twin.ecu().instructions(),
                twin.world().vehicle().speedMps(),
                twin.measurements().stoppingDistanceM(),
                twin.world().vehicle().brakingStart(),
                pictures(twin),
                share(twin, statistics.kernelCycles()),
                share(twin, statistics.idleCycles()),
                checks,
                partitions,
                buses);
    }

    /**
     * What the same car would have needed with all wheels locked, empty if the pedal was never
     * pressed. A simulation beside this one, made for who asks: a campaign does not.
     *
     * @param scenario of this run
     */
    public OptionalDouble lockedWheelsM(Scenario scenario) {
        return brakingStart.isEmpty()
                ? OptionalDouble.empty()
                : OptionalDouble.of(
                        Vehicle.lockedWheelStoppingDistanceM(
                                scenario.vehicle(),
                                scenario.road(),
                                brakingStart.get().speedMps(),
                                brakingStart.get().xM()));
    }

    /** Whether every check of the scenario passed. */
    public boolean passed() {
        return checks.stream().allMatch(Check.Result::pass);
    }

    private static OptionalDouble value(Twin twin, int check, Metric metric) {
        PartitionStatistics statistics = twin.statistics();
        return switch (metric) {
            case Metric.StoppingDistance _ -> twin.measurements().stoppingDistanceM();
            case Metric.MaxWheelSlip _ -> twin.measurements().greatestSlip(check);
            case Metric.MeanWheelSlip _ -> twin.measurements().meanSlip(check);
            case Metric.MaxYaw _ -> twin.measurements().greatestYawDegrees();
            case Metric.DeadlineMisses m ->
                    count(
                            m.partitions().stream()
                                    .mapToLong(
                                            name -> statistics.deadlinesMissed(index(twin, name)))
                                    .sum());
            case Metric.Restarts m -> count(statistics.restarts(index(twin, m.partition())));
            case Metric.CpuShare m -> OptionalDouble.of(cpuShare(twin, index(twin, m.partition())));
            case Metric.ScreenFrames _ -> count(pictures(twin));
        };
    }

    private static OptionalDouble count(long count) {
        return OptionalDouble.of((double) count);
    }

    private static int index(Twin twin, String partition) {
        return twin.system().partitions().stream().map(Partition::name).toList().indexOf(partition);
    }

    private static double cpuShare(Twin twin, int partition) {
        return share(twin, twin.statistics().cycles(partition));
    }

    private static double share(Twin twin, long part) {
        long hz = twin.system().board().clockHz();
        long bootCycles = hz * twin.system().schedule().startUs() / 1_000_000;
        long cycles = twin.ecu().cycles() - bootCycles;
        return cycles <= 0 ? 0 : part / (double) cycles;
    }

    private static long pictures(Twin twin) {
        return twin.ecu().display().map(display -> display.pictures()).orElse(0L);
    }
}
