package dev.bulkhead.campaign;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.Twin;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A run with faults under way, with what a verdict needs to know of it. */
final class JudgedRun {
    private final Watch watch;
    private final Recorder recorder;
    private final Twin twin;
    private final Optional<BusObserver> buses;
    private final List<Injection> injections;

    /**
     * @param domain of the healthy run
     * @param start makes the twin where the run starts, nothing armed
     */
    JudgedRun(
            ProtectedDomain domain,
            List<Fault> faults,
            Function<TraceSink, Twin> start,
            Watch watch) {
        this.watch = watch;
        recorder = new Recorder(domain);
        twin =
                start.apply(
                        record -> {
                            recorder.record(record);
                            watch.record(record);
                        });
        twin.tellOfFirmware(recorder);
        boolean delays = faults.stream().anyMatch(f -> f.delayedBus(domain.system()).isPresent());
        buses = delays ? Optional.of(new BusObserver(twin)) : Optional.empty();
        buses.ifPresent(twin::tap);
        injections = FaultyRun.arm(twin, faults);
    }

    void runUntil(SimTime until) {
        Watch.runUntil(twin, until, watch);
    }

    Twin twin() {
        return twin;
    }

    Recorder recorder() {
        return recorder;
    }

    /** What was seen on the buses, if a fault delays what is on one. */
    List<BusObservation> buses() {
        return buses.map(BusObserver::observations).orElse(List.of());
    }

    List<Injection> injections() {
        return injections;
    }
}
