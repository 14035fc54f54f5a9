package dev.bulkhead.campaign;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the verdict on a faulty run; reruns it with the loop cut where the verdict needs that. */
final class Judgement {
    private final FaultyRun run;
    private final Golden golden;
    private final ProtectedDomain domain;
    private final Recorder recorder;
    private final SimTime horizon;
    private final Bounds bounds;

    /**
     * @param recorder of the faulty run from where it started
     * @param horizon up to which trace and state count
     */
    Judgement(FaultyRun run, Recorder recorder, SimTime horizon) {
        this.run = run;
        this.recorder = recorder;
        this.horizon = horizon;
        golden = run.golden();
        domain = golden.subject().domain();
        bounds = golden.bounds();
    }

    /**
     * @param first difference of the traces before the horizon
     * @param carPassed whether the car's checks passed in the faulty run
     */
    Verdict verdict(
            boolean activated,
            Optional<FirstDifference> first,
            ProtectedState atHorizon,
            boolean carPassed) {
        ProtectedState expected = golden.stateAt(horizon);
        List<ProtectedState.Difference> state = expected.differences(atHorizon);
        if (!activated && first.isEmpty()) {
            return new Verdict.NotActivated(!state.isEmpty());
        }
        if (first.isEmpty() && state.isEmpty()) {
            return new Verdict.Identical();
        }
        List<TraceRecord> faultyTrace = upToHorizon(fromPowerOn(recorder));
        return judge(
                first.map(
                        it ->
                                it.paired(
                                        golden.trace(),
                                        faultyTrace,
                                        TraceRecord::equals,
                                        Alike.SAME_EVENT)),
                faultyTrace,
                expected,
                atHorizon,
                carPassed);
    }

    private Verdict judge(
            Optional<FirstDifference> first,
            List<TraceRecord> faultyTrace,
            ProtectedState expected,
            ProtectedState atHorizon,
            boolean carPassed) {
        List<ProtectedState.Difference> state = expected.differences(atHorizon);
        AdvisoryInputs inputs =
                AdvisoryInputs.of(
                        domain, bounds.sharedPs(), upToHorizon(golden.trace()), faultyTrace);
        if (!inputs.changed().isEmpty()) {
            return contract(inputs, faultyTrace, first, state, atHorizon, carPassed);
        }
        if (first.map(FirstDifference::inTimeOnly)
                .orElseGet(() -> expected.differsInTimesOnly(atHorizon, sharedCycles()))) {
            return switch (delays(golden.trace(), Optional.empty())) {
                case LoopCut.Outcome.Late(List<Verdict.Delay> delays) ->
                        new Verdict.Bounded(delays);
                case LoopCut.Outcome.TooLate(String why) ->
                        new Verdict.Reached(first, state, why, true);
                case LoopCut.Outcome.Broken(String why) -> new Verdict.Reached(first, state, why);
            };
        }
        return new Verdict.Reached(first, state, "");
    }

    /** The protected records of a run from power-on that began where the faulty one did. */
    private List<TraceRecord> fromPowerOn(Recorder recorded) {
        List<TraceRecord> trace = new ArrayList<>(golden.trace().subList(0, run.from().records()));
        trace.addAll(recorded.trace());
        return trace;
    }

    private List<TraceRecord> upToHorizon(List<TraceRecord> trace) {
        return trace.stream().filter(record -> record.atPs() < horizon.ps()).toList();
    }

    /** Whether a healthy run with the same advisory inputs does the same. */
    private Verdict contract(
            AdvisoryInputs inputs,
            List<TraceRecord> faultyTrace,
            Optional<FirstDifference> first,
            List<ProtectedState.Difference> state,
            ProtectedState atHorizon,
            boolean carPassed) {
        Recorder recorded = new Recorder(domain);
        Twin twin = golden.assembly().twin(golden.subject(), recorded);
        run.toStart(twin);
        twin.ecu().kernel().standAtPorts(inputs);
        StateAt at = new StateAt(twin, domain, horizon);
        twin.runOn(horizon);
        List<TraceRecord> healthy = fromPowerOn(recorded);
        TraceComparison comparison = new TraceComparison(domain, healthy, 0, inputs::same);
        faultyTrace.forEach(comparison::record);
        Optional<FirstDifference> other =
                comparison
                        .until(horizon.ps())
                        .map(it -> it.paired(healthy, faultyTrace, inputs::same, inputs::alike));
        if (other.isPresent() && !isInTimeOnly(other.get(), inputs)) {
            return new Verdict.Reached(first, state, told(inputs, other.get()));
        }
        List<Verdict.Delay> delays = List.of();
        if (other.isPresent() || at.taken().differsInTimesOnly(atHorizon, sharedCycles())) {
            switch (delays(healthy, Optional.of(inputs))) {
                case LoopCut.Outcome.Late(List<Verdict.Delay> late) -> delays = late;
                case LoopCut.Outcome.TooLate(String why) -> {
                    return new Verdict.Reached(first, state, why, true);
                }
                case LoopCut.Outcome.Broken(String why) -> {
                    return new Verdict.Reached(first, state, why);
                }
            }
        } else {
            List<ProtectedState.Difference> left = at.taken().differences(atHorizon);
            if (!left.isEmpty()) {
                return new Verdict.Reached(
                        first,
                        left,
                        "A healthy run with the same advisory inputs ends in another state.");
            }
        }
        return carPassed
                ? new Verdict.Contract(inputs.changed(), delays)
                : new Verdict.Reached(first, state, "A check of the car fails.");
    }

    private static boolean isInTimeOnly(FirstDifference difference, AdvisoryInputs inputs) {
        return difference.expected().isPresent()
                && difference.actual().isPresent()
                && inputs.alike(difference.expected().get(), difference.actual().get());
    }

    private String told(AdvisoryInputs inputs, FirstDifference other) {
        RecordText text = new RecordText(domain.system());
        return "A healthy run with the same advisory inputs (%s) does other things: at %s %s, not %s."
                .formatted(
                        String.join(", ", inputs.changed()),
                        new SimTime(other.atPs()),
                        other.actual().map(text::of).orElse("nothing"),
                        other.expected().map(text::of).orElse("nothing"));
    }

    /**
     * What is late in a rerun with the loop cut, compared with a healthy run.
     *
     * @param healthy its protected records
     * @param inputs advisory inputs that the healthy run had instead of its own
     */
    private LoopCut.Outcome delays(List<TraceRecord> healthy, Optional<AdvisoryInputs> inputs) {
        if (run.faults().stream().anyMatch(this::isOnCutBus)) {
            return new LoopCut.Outcome.Broken(
                    "The fault acts on a protected bus: no rerun with the loop cut there has it.");
        }
        LoopCut cut = new LoopCut(domain, bounds);
        CutRun late = runCut(cut, healthy, Optional.empty(), run.faults());
        LoopCut.Outcome outcome =
                cut.compare(
                        cut.view(healthy),
                        cut.view(late.trace),
                        horizon.ps(),
                        inputs.<Alike>map(it -> it::alike).orElse(Alike.SAME_EVENT));
        if (outcome instanceof LoopCut.Outcome.Late) {
            List<ProtectedState.Difference> left =
                    runCut(cut, healthy, inputs, List.of())
                            .state
                            .differencesButTimes(late.state, sharedCycles());
            if (!left.isEmpty()) {
                return new LoopCut.Outcome.Broken(
                        "With the loop cut all events are in time, but state differs: "
                                + left.getFirst());
            }
        }
        return outcome;
    }

    private boolean isOnCutBus(Fault fault) {
        List<String> buses = domain.system().buses().stream().map(bus -> bus.name()).toList();
        return fault.bus(domain.system()).map(buses::indexOf).filter(domain::hasBus).isPresent();
    }

    private long sharedCycles() {
        return bounds.sharedCycles();
    }

    /** A run with the loop cut: its protected records from power-on, its state at the horizon. */
    private record CutRun(List<TraceRecord> trace, ProtectedState state) {}

    private CutRun runCut(
            LoopCut cut,
            List<TraceRecord> healthy,
            Optional<AdvisoryInputs> inputs,
            List<Fault> injected) {
        Subject subject = injected.isEmpty() ? golden.subject() : run.subject();
        Recorder recorded = new Recorder(domain);
        CutGolden.Rerun rerun =
                golden.cut().before(run.from().at(), subject, cut.scripts(healthy), recorded);
        Twin twin = rerun.twin();
        inputs.ifPresent(it -> twin.ecu().kernel().standAtPorts(it));
        if (!injected.isEmpty()) {
            run.arm(twin);
        }
        StateAt state = new StateAt(twin, domain, horizon);
        twin.runOn(horizon);
        List<TraceRecord> trace = new ArrayList<>(rerun.before());
        trace.addAll(recorded.trace());
        return new CutRun(trace, state.taken());
    }
}
