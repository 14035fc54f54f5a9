package dev.bulkhead.campaign;

import dev.bulkhead.fault.Activation;
import dev.bulkhead.fault.Effect;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.fault.When;
import dev.bulkhead.memory.RamSource;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord.PartitionRestarted;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** How the run with the fault begins: its subject, where it starts, its faults armed. */
final class FaultyRun {
    private final Golden golden;
    private final Subject subject;
    private final List<Fault> faults;
    private final Golden.Checkpoint from;

    FaultyRun(Golden golden, List<Fault> faults, Trial.Start start) {
        this.golden = golden;
        this.faults = List.copyOf(faults);
        subject = golden.subject().under(faults, "FAULT");
        boolean fromReset = start == Trial.Start.POWER_ON || anotherImage();
        from = golden.before(fromReset ? SimTime.ZERO : earliest());
    }

    Golden golden() {
        return golden;
    }

    List<Fault> faults() {
        return faults;
    }

    Subject subject() {
        return subject;
    }

    /** Where it starts. */
    Golden.Checkpoint from() {
        return from;
    }

    /** A healthy run's snapshot holds the healthy image. */
    private boolean anotherImage() {
        return faults.stream().anyMatch(fault -> fault.effect() instanceof Effect.Hostile);
    }

    /** No fault acts before this. */
    SimTime earliest() {
        return faults.stream()
                .map(this::earliest)
                .min(Comparator.naturalOrder())
                .orElse(SimTime.ZERO);
    }

    /** What counts events counts them from power-on. */
    private SimTime earliest(Fault fault) {
        long hz = golden.subject().system().description().board().clockHz();
        return switch (fault.when()) {
            case When.AtTime(SimTime at) -> at;
            case When.AtCycle(long cycle) -> new SimTime(Clock.ofHz(hz).edgePs(cycle));
            case When.Unsaid _ -> new SimTime(Math.min(When.DEFAULT_PS, golden.end().ps() / 2));
            case When.Executed _,
                    When.Line _,
                    When.Accessed _,
                    When.Window _,
                    When.Message _,
                    When.Boot _ ->
                    SimTime.ZERO;
            case When.Restart(String partition) -> firstRestart(partition);
        };
    }

    /** Where the healthy run has none, another fault must bring it about: the end stands for it. */
    private SimTime firstRestart(String partition) {
        List<Partition> partitions = golden.subject().system().description().partitions();
        return golden.recorder().story().stream()
                .filter(
                        record ->
                                record instanceof PartitionRestarted restarted
                                        && partitions
                                                .get(restarted.partition())
                                                .name()
                                                .equals(partition))
                .map(record -> new SimTime(record.atPs()))
                .findFirst()
                .orElse(golden.end());
    }

    /** A twin where the run starts, nothing armed. */
    Twin start(TraceSink observer) {
        return start(RamSource.NEW, observer);
    }

    /** As {@link #start(TraceSink)}, its RAM from {@code memory}. */
    Twin start(RamSource memory, TraceSink observer) {
        Twin twin = golden.assembly().twin(subject, memory, observer);
        toStart(twin);
        return twin;
    }

    /** Brings a twin at power-on to where the run starts. */
    void toStart(Twin twin) {
        if (from.at().ps() > 0) {
            twin.restore(from.snapshot());
        }
    }

    /** Arms the faults on a twin. */
    List<Injection> arm(Twin twin) {
        return arm(twin, faults);
    }

    static List<Injection> arm(Twin twin, List<Fault> faults) {
        List<Injection> injections = new ArrayList<>();
        for (Fault fault : faults) {
            injections.add(Injection.arm(twin, fault, "FAULT"));
        }
        return injections;
    }

    /** The run where it starts, its faults armed. */
    Twin armed() {
        Twin twin = start(_ -> {});
        arm(twin);
        return twin;
    }

    /** Of the first of the faults that mattered. */
    static Optional<Activation> activation(List<Injection> injections) {
        return injections.stream()
                .flatMap(injection -> injection.activation().stream())
                .min(Comparator.comparingLong(Activation::atPs));
    }

    /** When the last of the faults that mattered did; empty if none did. */
    static Optional<SimTime> lastActivation(List<Injection> injections) {
        return injections.stream()
                .flatMap(injection -> injection.activation().stream())
                .map(activation -> new SimTime(activation.atPs()))
                .max(Comparator.naturalOrder());
    }
}
