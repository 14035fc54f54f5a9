package dev.bulkhead.report;

import dev.bulkhead.campaign.Outage;
import dev.bulkhead.campaign.RecordText;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.report.ComparedTrial.Hosting;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.EcuReset;
import dev.bulkhead.trace.TraceRecord.KernelOops;
import dev.bulkhead.trace.TraceRecord.KernelPanic;
import dev.bulkhead.trace.TraceRecord.PartitionFault;
import dev.bulkhead.trace.TraceRecord.PartitionRestarted;
import dev.bulkhead.trace.TraceRecord.PartitionStopped;

import java.util.List;
import java.util.Optional;

/**
 * The opening fault under one kernel profile.
 *
 * @param hosting where the profile puts the driver
 * @param happened what was recorded of it, in order
 * @param outage the longest thing out of service; empty if nothing was
 * @param healthy the car without the fault
 * @param faulty the car with it
 * @param command that repeats it
 */
public record StoryLeg(
        Hosting hosting,
        Trial trial,
        List<String> happened,
        Optional<Outage> outage,
        List<Speed> healthy,
        List<Speed> faulty,
        String command) {
    private static final int MOST_TOLD = 3;

    /** The car's speed at a moment. */
    public record Speed(double atS, double kmh) {}

    public StoryLeg {
        happened = List.copyOf(happened);
        healthy = List.copyOf(healthy);
        faulty = List.copyOf(faulty);
    }

    /**
     * @param system as both runs had it
     */
    public static StoryLeg of(
            SystemDescription system,
            Hosting hosting,
            Trial trial,
            List<Speed> healthy,
            List<Speed> faulty,
            String command) {
        RecordText text = new RecordText(system);
        return new StoryLeg(
                hosting,
                trial,
                trial.story().stream()
                        .filter(StoryLeg::tells)
                        .map(text::of)
                        .limit(MOST_TOLD)
                        .toList(),
                longest(trial.outages()),
                healthy,
                faulty,
                command);
    }

    private static boolean tells(TraceRecord record) {
        return switch (record) {
            case PartitionFault _,
                    PartitionRestarted _,
                    PartitionStopped _,
                    KernelPanic _,
                    KernelOops _,
                    EcuReset _ ->
                    true;
            default -> false;
        };
    }

    private static Optional<Outage> longest(List<Outage> outages) {
        return outages.stream()
                .max(
                        (a, b) ->
                                Long.compare(
                                        a.lastedPs().orElse(Long.MAX_VALUE),
                                        b.lastedPs().orElse(Long.MAX_VALUE)));
    }
}
