package dev.bulkhead.campaign;

import dev.bulkhead.fault.Activation;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.fault.When;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Makes the faulty run and judges it; reruns it with the loop cut where the verdict needs that. */
final class Judge {
    private final Golden golden;
    private final Subject faulty;
    private final List<Fault> faults;
    private final ProtectedDomain domain;
    private final Recorder recorder;
    private final Golden.Checkpoint from;
    private final SimTime horizon;

    Judge(Golden golden, List<Fault> faults, Horizon wanted, Trial.Start start) {
        this.golden = golden;
        this.faults = faults;
        domain = golden.subject().domain();
        recorder = new Recorder(domain);
        faulty = golden.subject().under(faults);
        boolean fromReset =
                start == Trial.Start.POWER_ON || faulty.system() != golden.subject().system();
        from = golden.before(fromReset ? SimTime.ZERO : earliest());
        horizon = horizon(wanted);
    }

    /** No fault acts before this. */
    private SimTime earliest() {
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
                    When.Boot _,
                    When.Restart _ ->
                    SimTime.ZERO;
        };
    }

    private SimTime horizon(Horizon wanted) {
        var schedule = golden.subject().system().description().schedule();
        SimTime last = Horizon.frameEndBefore(golden.end(), schedule);
        return switch (wanted) {
            case Horizon.EndOfScenario _ -> last;
            case Horizon.After(SimTime span) -> {
                SimTime end = Horizon.frameEndAfter(earliest().plus(span), schedule);
                yield end.compareTo(last) < 0 ? end : last;
            }
        };
    }

    Trial judge() {
        TraceComparison comparison = new TraceComparison(domain, golden.trace(), from.records());
        Twin twin =
                faulty.twin(
                                record -> {
                                    recorder.record(record);
                                    comparison.record(record);
                                });
        if (from.at().ps() > 0) {
            twin.restore(from.snapshot());
        }
        List<Injection> injections = arm(twin);
        StateAt state = new StateAt(twin, domain, horizon);
        twin.run();
        RunResult result = RunResult.of(twin);
        twin.runOn(horizon);
        Optional<Activation> activation = activation(injections);
        Verdict verdict =
                verdict(
                        activation.isPresent(),
                        comparison.until(horizon.ps()),
                        state.taken(),
                        result);
        long fromPs = activation.map(Activation::atPs).orElse(Long.MAX_VALUE);
        return new Trial(
                faults,
                activation,
                verdict,
                horizon,
                Challenge.in(recorder.story(), fromPs),
                Recovery.in(recorder.story(), fromPs, domain),
                recorder.story().stream().filter(r -> r.atPs() >= fromPs).toList(),
                golden.result(),
                result);
    }

    private List<Injection> arm(Twin twin) {
        List<Injection> injections = new ArrayList<>();
        for (Fault fault : faults) {
            injections.add(Injection.arm(twin, fault, "FAULT"));
        }
        return injections;
    }

    private static Optional<Activation> activation(List<Injection> injections) {
        return injections.stream()
                .flatMap(injection -> injection.activation().stream())
                .min(Comparator.comparingLong(Activation::atPs));
    }

    private Verdict verdict(
            boolean activated,
            Optional<FirstDifference> first,
            ProtectedState atHorizon,
            RunResult result) {
        List<ProtectedState.Difference> state = golden.stateAt(horizon).differences(atHorizon);
        if (!activated && first.isEmpty()) {
            return new Verdict.NotActivated(!state.isEmpty());
        }
        if (first.isEmpty() && state.isEmpty()) {
            return new Verdict.Identical();
        }
        AdvisoryInputs inputs = AdvisoryInputs.of(domain, golden.trace(), faultyTrace());
        if (!inputs.changed().isEmpty()) {
            return contract(inputs, first, state, atHorizon, result);
        }
        if (first.isPresent() && first.get().inTimeOnly()) {
            return bounded(first, state);
        }
        return new Verdict.Reached(first, state, "");
    }

    /** The protected records of the faulty run from power-on. */
    private List<TraceRecord> faultyTrace() {
        List<TraceRecord> trace = new ArrayList<>(golden.trace().subList(0, from.records()));
        trace.addAll(recorder.trace());
        return trace;
    }

    /** Whether a healthy run with the same advisory inputs does the same. */
    private Verdict contract(
            AdvisoryInputs inputs,
            Optional<FirstDifference> first,
            List<ProtectedState.Difference> state,
            ProtectedState atHorizon,
            RunResult result) {
        List<TraceRecord> faulty = faultyTrace();
        Recorder healthy = new Recorder(domain);
        Twin twin = golden.subject().twin(healthy);
        twin.ecu().kernel().standAtPorts(inputs);
        StateAt at = new StateAt(twin, domain, horizon);
        twin.runOn(horizon);
        RecordText text = new RecordText(domain.system());
        List<TraceRecord> expected = healthy.trace();
        for (int i = 0; i < faulty.size() && faulty.get(i).atPs() <= horizon.ps(); i++) {
            if (i == expected.size() || !inputs.same(expected.get(i), faulty.get(i))) {
                return new Verdict.Reached(
                        first,
                        state,
                        "A healthy run with the same advisory inputs (%s) does other things: at %s %s, not %s."
                                .formatted(
                                        String.join(", ", inputs.changed()),
                                        new SimTime(faulty.get(i).atPs()),
                                        text.of(faulty.get(i)),
                                        i == expected.size()
                                                ? "nothing"
                                                : text.of(expected.get(i))));
            }
        }
        List<ProtectedState.Difference> left = at.taken().differences(atHorizon);
        if (!left.isEmpty()) {
            return new Verdict.Reached(
                    first,
                    left,
                    "A healthy run with the same advisory inputs ends in another state.");
        }
        return result.passed()
                ? new Verdict.Contract(inputs.changed(), List.of())
                : new Verdict.Reached(first, state, "A check of the car fails.");
    }

    /** Whether the reached domain is only late, within its bounds. */
    private Verdict bounded(
            Optional<FirstDifference> first, List<ProtectedState.Difference> state) {
        LoopCut cut = new LoopCut(domain);
        Recorder late = new Recorder(domain);
        ProtectedState atHorizon = runCut(cut, late, faults);
        switch (cut.compare(cut.view(golden.trace()), cut.view(late.trace()), horizon.ps())) {
            case LoopCut.Outcome.Broken(String why) -> {
                return new Verdict.Reached(first, state, why);
            }
            case LoopCut.Outcome.Late(List<Verdict.Delay> delays) -> {
                List<ProtectedState.Difference> left =
                        runCut(cut, _ -> {}, List.of()).differencesButTimes(atHorizon);
                return left.isEmpty()
                        ? new Verdict.Bounded(delays)
                        : new Verdict.Reached(
                                first,
                                left,
                                "With the loop cut all events are in time, but state differs.");
            }
        }
    }

    private ProtectedState runCut(LoopCut cut, TraceSink observer, List<Fault> injected) {
        Subject subject = injected.isEmpty() ? golden.subject() : faulty;
        Twin twin =
                new Twin(
                        subject.system(),
                        subject.scenario(),
                        subject.settings(),
                        cut.scripts(golden.trace()),
                        observer);
        if (!injected.isEmpty()) {
            arm(twin);
        }
        StateAt state = new StateAt(twin, domain, horizon);
        twin.runOn(horizon);
        return state.taken();
    }
}
