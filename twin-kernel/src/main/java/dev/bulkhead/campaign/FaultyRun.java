package dev.bulkhead.campaign;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;

/** A run with faults under way, with what a verdict needs to know of it. */
final class FaultyRun {
    private final Watch watch;
    private final Recorder recorder;
    private final Twin twin;
    private final List<Injection> injections;

    /**
     * @param from of the healthy run; at power-on, if the faults put in another image
     */
    FaultyRun(
            Subject faulty,
            Assembly assembly,
            List<Fault> faults,
            Golden.Checkpoint from,
            Watch watch) {
        this.watch = watch;
        recorder = new Recorder(faulty.domain());
        twin =
                start(
                        faulty,
                        assembly,
                        from,
                        record -> {
                            recorder.record(record);
                            watch.record(record);
                        });
        twin.tellOfFirmware(recorder);
        injections = arm(twin, faults);
    }

    /** A twin of the healthy run at a checkpoint. */
    static Twin start(
            Subject faulty, Assembly assembly, Golden.Checkpoint from, TraceSink observer) {
        Twin twin = assembly.twin(faulty, observer);
        if (from.at().ps() > 0) {
            twin.restore(from.snapshot());
        }
        return twin;
    }

    static List<Injection> arm(Twin twin, List<Fault> faults) {
        List<Injection> injections = new ArrayList<>();
        for (Fault fault : faults) {
            injections.add(Injection.arm(twin, fault, "FAULT"));
        }
        return injections;
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

    List<Injection> injections() {
        return injections;
    }
}
