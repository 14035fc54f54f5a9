package dev.bulkhead.report;

import dev.bulkhead.report.ComparedTrial.Hosting;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.Placement;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.twin.RunResult;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * One kernel profile: what isolation costs there when all is well, and what the faults came to.
 *
 * @param inKernel partitions in the kernel, in the description's order
 * @param paddingShare part of the time that the kernel keeps free before windows, 0..1
 * @param bootMs from a reset to the first frame
 * @param bootConstantMs of that, what stands for all that is not modelled
 * @param healthy the run without a fault
 * @param story the opening fault; empty if the system has no driver in any kernel
 * @param trials the faults of the plan that were run, by index
 */
public record ProfileColumn(
        String name,
        List<String> inKernel,
        boolean windows,
        double paddingShare,
        double bootMs,
        double bootConstantMs,
        RunResult healthy,
        double picturesPerS,
        Optional<StoryLeg> story,
        List<ComparedTrial> trials) {

    public ProfileColumn {
        inKernel = List.copyOf(inKernel);
        trials = List.copyOf(trials);
    }

    /**
     * @param system hosted under the profile
     */
    public static ProfileColumn of(
            SystemDescription system,
            RunResult healthy,
            Optional<StoryLeg> story,
            List<ComparedTrial> trials) {
        KernelProfile profile = system.profile();
        var schedule = system.schedule();
        double drivenS = healthy.simulated().seconds() - schedule.startUs() / 1e6;
        return new ProfileColumn(
                profile.name(),
                system.partitions().stream()
                        .filter(p -> p.placement() == Placement.KERNEL)
                        .map(Partition::name)
                        .toList(),
                profile.windows() && !schedule.windows().isEmpty(),
                (double) schedule.windows().size() * schedule.paddingUs() / schedule.majorFrameUs(),
                (schedule.startUs() + profile.bootConstantUs()) / 1e3,
                profile.bootConstantUs() / 1e3,
                healthy,
                drivenS > 0 ? healthy.pictures() / drivenS : 0,
                story,
                trials);
    }

    /** What a driver costs: one in the kernel if there is any, else one in user mode. */
    public CrossingCosts costs() {
        return inKernel.isEmpty() ? CrossingCosts.USER : CrossingCosts.KERNEL;
    }

    public long count(String verdict) {
        return trials.stream().filter(trial -> trial.verdict().equals(verdict)).count();
    }

    public long activated() {
        return trials.stream().filter(ComparedTrial::activated).count();
    }

    /** Faults of attackers that are hosted so. */
    Share reached(Hosting hosting) {
        return share(trials.stream().filter(trial -> trial.hosting() == hosting));
    }

    public Share reached() {
        return share(trials.stream());
    }

    private static Share share(Stream<ComparedTrial> trials) {
        List<ComparedTrial> of = trials.filter(ComparedTrial::activated).toList();
        return new Share(
                of.stream().filter(ComparedTrial::reached).count(),
                of.stream().filter(trial -> trial.reached() && trial.inTimeAlone()).count(),
                of.size());
    }

    /**
     * @param reached of them
     * @param inTimeAlone of those
     * @param activated all that counts
     */
    public record Share(long reached, long inTimeAlone, long activated) {}

    /** Until a partition that was taken down served again. */
    Spread partitionOutages() {
        return Spread.of(trials.stream().map(ComparedTrial::outageMs));
    }

    /** Until brake commands came again after a reset of the ECU. */
    Spread resets() {
        return Spread.of(trials.stream().map(ComparedTrial::resetMs));
    }

    /**
     * The longest of {@link #resets()}, had the boot constant been so many times as large and all
     * else as it was: frames begin when the boot is over, whenever that is.
     */
    OptionalDouble longestResetMs(double constants) {
        OptionalDouble ms = resets().largestMs();
        return ms.isEmpty()
                ? ms
                : OptionalDouble.of(ms.getAsDouble() + (constants - 1) * bootConstantMs);
    }

    /** Until whatever was taken down served again. */
    public Spread recoveries() {
        return Spread.of(trials.stream().map(ComparedTrial::recoveryMs));
    }

    long trialsWithReset() {
        return trials.stream().filter(trial -> trial.resets() > 0).count();
    }

    /** That took something down, whether it came back or not. */
    long trialsOutOfService() {
        return trials.stream().filter(t -> t.recoveryMs().isPresent() || t.down()).count();
    }

    long trialsLeftDown() {
        return trials.stream().filter(ComparedTrial::down).count();
    }

    long trialsWithLostCommands() {
        return trials.stream().filter(trial -> trial.commandsLost() > 0).count();
    }

    long mostCommandsLost() {
        return trials.stream().mapToLong(ComparedTrial::commandsLost).reduce(0, Math::max);
    }

    /** The longest of those that stopped; empty if there was none. */
    OptionalDouble worstStopM() {
        return trials.stream()
                .filter(ComparedTrial::activated)
                .map(ComparedTrial::stoppingDistanceM)
                .filter(OptionalDouble::isPresent)
                .mapToDouble(OptionalDouble::getAsDouble)
                .max();
    }

    /** Trials in which the car did not stop, though it does in the healthy run. */
    long trialsWithoutStop() {
        return healthy.stoppingDistanceM().isEmpty()
                ? 0
                : trials.stream()
                        .filter(ComparedTrial::activated)
                        .filter(trial -> trial.stoppingDistanceM().isEmpty())
                        .count();
    }

    /**
     * Times of which the middle one and the largest are told.
     *
     * @param medianMs empty if there are none
     */
    public record Spread(int count, OptionalDouble medianMs, OptionalDouble largestMs) {
        static Spread of(Stream<OptionalDouble> times) {
            List<Double> sorted = new ArrayList<>();
            times.filter(OptionalDouble::isPresent).forEach(each -> sorted.add(each.getAsDouble()));
            sorted.sort(null);
            int n = sorted.size();
            return n == 0
                    ? new Spread(0, OptionalDouble.empty(), OptionalDouble.empty())
                    : new Spread(
                            n,
                            OptionalDouble.of((sorted.get((n - 1) / 2) + sorted.get(n / 2)) / 2),
                            OptionalDouble.of(sorted.getLast()));
        }
    }
}
