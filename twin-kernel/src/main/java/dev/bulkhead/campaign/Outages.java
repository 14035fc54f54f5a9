package dev.bulkhead.campaign;

import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.ActuatorAccepted;
import dev.bulkhead.trace.TraceRecord.EcuReset;
import dev.bulkhead.trace.TraceRecord.KernelOops;
import dev.bulkhead.trace.TraceRecord.PartitionRestarted;
import dev.bulkhead.trace.TraceRecord.PartitionStarted;
import dev.bulkhead.trace.TraceRecord.PartitionStopped;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds the outages of a faulty run. */
final class Outages {
    private final Recorder faulty;
    private final Recorder golden;
    private final long horizonPs;
    private final long rejoinedPs;

    /**
     * @param horizonPs what the golden run sends up to here is missed
     * @param rejoinedPs from here on the faulty run is the golden one
     */
    Outages(Recorder faulty, Recorder golden, long horizonPs, long rejoinedPs) {
        this.faulty = faulty;
        this.golden = golden;
        this.horizonPs = horizonPs;
        this.rejoinedPs = rejoinedPs;
    }

    /**
     * In the order of the trace. A partition that does not serve again and that nobody misses, for
     * it sends nothing more in the golden run either, has none.
     */
    List<Outage> since(long activatedPs) {
        List<Outage> outages = new ArrayList<>();
        for (TraceRecord record : faulty.story()) {
            if (record.atPs() >= activatedPs) {
                of(record).ifPresent(outages::add);
            }
        }
        return outages;
    }

    private Optional<Outage> of(TraceRecord record) {
        return switch (record) {
            case PartitionRestarted r -> partition(r.partition(), r.atPs());
            case PartitionStopped r -> partition(r.partition(), r.atPs());
            case KernelOops r -> partition(r.partition(), r.atPs());
            case EcuReset r -> Optional.of(ecu(r));
            default -> Optional.empty();
        };
    }

    private Optional<Outage> partition(int partition, long atPs) {
        List<Partition> partitions = faulty.domain().system().partitions();
        if (partition < 0 || partition >= partitions.size()) {
            return Optional.empty(); // corrupted kernel data made it up
        }
        OptionalLong back = faulty.messagesOut(partition).from(atPs + 1);
        if (back.isEmpty()) {
            back = golden.messagesOut(partition).from(rejoinedPs);
        }
        boolean missed = golden.messagesOut(partition).between(atPs, horizonPs) > 0;
        return back.isPresent() || missed
                ? Optional.of(
                        new Outage.OfPartition(
                                partitions.get(partition).name(), atPs, span(atPs, back)))
                : Optional.empty();
    }

    /** What was on its way to an actuator at the reset is none of the new start's work. */
    private Outage ecu(EcuReset reset) {
        boolean actuators = golden.trace().stream().anyMatch(ActuatorAccepted.class::isInstance);
        OptionalLong back = first(PartitionStarted.class, reset.atPs());
        if (actuators && back.isPresent()) {
            back = first(ActuatorAccepted.class, back.getAsLong());
        }
        return new Outage.OfEcu(reset.cause(), reset.atPs(), span(reset.atPs(), back));
    }

    private OptionalLong first(Class<? extends TraceRecord> kind, long afterPs) {
        return faulty.trace().stream()
                .filter(record -> record.atPs() > afterPs && kind.isInstance(record))
                .mapToLong(TraceRecord::atPs)
                .findFirst();
    }

    private static OptionalLong span(long atPs, OptionalLong backPs) {
        return backPs.isPresent() ? OptionalLong.of(backPs.getAsLong() - atPs) : backPs;
    }
}
