package dev.bulkhead.campaign;

import dev.bulkhead.scenario.Check;
import dev.bulkhead.scenario.Metric;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.twin.RunResult;

import java.util.List;

/**
 * Which of a scenario's checks are the car's: those of how it moves, and those of protected
 * partitions. A dark screen is a check that fails, and no harm to braking.
 */
final class CarChecks {
    private final ProtectedDomain domain;
    private final List<Check> checks;

    CarChecks(Subject subject) {
        domain = subject.domain();
        checks = subject.scenario().checks();
    }

    /** Whether each of them passed in a run of the subject. */
    boolean passed(RunResult result) {
        for (int i = 0; i < checks.size(); i++) {
            if (isTheCars(checks.get(i).metric()) && !result.checks().get(i).pass()) {
                return false;
            }
        }
        return true;
    }

    private boolean isTheCars(Metric metric) {
        return switch (metric) {
            case Metric.StoppingDistance _,
                    Metric.MaxWheelSlip _,
                    Metric.MeanWheelSlip _,
                    Metric.MaxYaw _ ->
                    true;
            case Metric.DeadlineMisses misses ->
                    misses.partitions().stream().anyMatch(this::isProtected);
            case Metric.Restarts restarts -> isProtected(restarts.partition());
            case Metric.CpuShare share -> isProtected(share.partition());
            case Metric.ScreenFrames _ -> false;
        };
    }

    private boolean isProtected(String partition) {
        List<String> names = domain.system().partitions().stream().map(Partition::name).toList();
        return domain.hasPartition(names.indexOf(partition));
    }
}
