package dev.bulkhead.campaign;

import dev.bulkhead.fault.Activation;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

import java.util.List;
import java.util.Optional;

/** Makes the faulty run to the scenario's end and judges it. */
final class Judge {
    /** Virtual time between two looks at whether a fault has acted. */
    private static final SimTime LOOK_EVERY = SimTime.ofMs(10);

    private static final SimTime END_OF_TIME = new SimTime(Long.MAX_VALUE);

    private final Golden golden;
    private final FaultyRun run;
    private final ProtectedDomain domain;
    private final SimTime horizon;

    Judge(Golden golden, List<Fault> faults, Horizon wanted, Trial.Start start) {
        this.golden = golden;
        domain = golden.subject().domain();
        run = new FaultyRun(golden, faults, start);
        horizon = horizon(wanted);
    }

    /**
     * When the last of the faults that act has acted: what waits for an event, or for its target to
     * run, does so later than its text says.
     */
    private SimTime injection() {
        Twin twin = run.start(_ -> {});
        List<Injection> injections = run.arm(twin);
        SimTime next = twin.now();
        while (!injections.stream().allMatch(Injection::activated) && !twin.runUntil(next)) {
            next = next.plus(LOOK_EVERY);
        }
        return FaultyRun.lastActivation(injections).orElseGet(run::earliest);
    }

    private SimTime horizon(Horizon wanted) {
        var schedule = golden.subject().system().description().schedule();
        SimTime last = Horizon.frameEndBefore(golden.end(), schedule);
        return switch (wanted) {
            case Horizon.EndOfScenario _ -> last;
            case Horizon.After(SimTime span) -> {
                SimTime end = Horizon.frameEndAfter(injection().plus(span), schedule);
                yield end.compareTo(last) < 0 ? end : last;
            }
        };
    }

    Trial judge(Watch watch) {
        return judge(new JudgedRun(domain, run.faults(), run::start, watch));
    }

    /**
     * Lets a run go on to its end and judges it.
     *
     * @param judged with the same faults, from where this judge would start one, not yet past the
     *     horizon
     */
    Trial judge(JudgedRun judged) {
        Twin twin = judged.twin();
        StateAt state = new StateAt(twin, domain, horizon);
        judged.runUntil(twin.scenario().duration());
        RunResult result = RunResult.of(twin);
        List<BusObservation> buses = judged.buses();
        twin.runOn(horizon);
        Recorder recorder = judged.recorder();
        TraceComparison comparison =
                new TraceComparison(
                        domain, golden.trace(), run.from().records(), TraceRecord::equals);
        recorder.trace().forEach(comparison::record);
        Optional<Activation> activation = FaultyRun.activation(judged.injections());
        Verdict verdict =
                new Judgement(run, recorder, horizon)
                        .verdict(
                                activation.isPresent(),
                                comparison.until(horizon.ps()),
                                state.taken(),
                                new CarChecks(golden.subject()).passed(result));
        return Trial.of(
                        run,
                        recorder,
                        activation,
                        activation,
                        verdict,
                        horizon,
                        END_OF_TIME,
                        false,
                        result)
                .with(buses);
    }

    /** The faulty run where it starts, its faults armed. */
    Twin faulty() {
        return run.armed();
    }
}
