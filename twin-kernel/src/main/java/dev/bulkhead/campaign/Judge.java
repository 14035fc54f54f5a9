package dev.bulkhead.campaign;

import dev.bulkhead.fault.Activation;
import dev.bulkhead.fault.Effect;
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
    /** Virtual time between two looks at whether a fault has acted. */
    private static final SimTime LOOK_EVERY = SimTime.ofMs(10);

    private final Golden golden;
    private final Subject faulty;
    private final List<Fault> faults;
    private final ProtectedDomain domain;
    private final Golden.Checkpoint from;
    private final SimTime horizon;

    Judge(Golden golden, List<Fault> faults, Horizon wanted, Trial.Start start) {
        this.golden = golden;
        this.faults = faults;
        domain = golden.subject().domain();
        faulty = golden.subject().under(faults, "FAULT");
        boolean fromReset = start == Trial.Start.POWER_ON || anotherImage();
        from = golden.before(fromReset ? SimTime.ZERO : earliest());
        horizon = horizon(wanted);
    }

    /** A healthy run's snapshot holds the healthy image. */
    private boolean anotherImage() {
        return faults.stream().anyMatch(fault -> fault.effect() instanceof Effect.Hostile);
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

    /**
     * When the last of the faults that act has acted: what waits for an event, or for its target to
     * run, does so later than its text says.
     */
    private SimTime injection() {
        Twin twin = start();
        List<Injection> injections = FaultyRun.arm(twin, faults);
        SimTime next = twin.now();
        while (!injections.stream().allMatch(Injection::activated) && !twin.runUntil(next)) {
            next = next.plus(LOOK_EVERY);
        }
        return injections.stream()
                .flatMap(injection -> injection.activation().stream())
                .map(activation -> new SimTime(activation.atPs()))
                .max(Comparator.naturalOrder())
                .orElse(earliest());
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
        return judge(new FaultyRun(faulty, golden.assembly(), faults, from, watch));
    }

    /**
     * Lets a run go on to its end and judges it.
     *
     * @param run of the same faults, from where this judge would start one, not past the horizon
     */
    Trial judge(FaultyRun run) {
        Twin twin = run.twin();
        StateAt state = new StateAt(twin, domain, horizon);
        run.runUntil(twin.scenario().duration());
        RunResult result = RunResult.of(twin);
        twin.runOn(horizon);
        Recorder recorder = run.recorder();
        TraceComparison comparison =
                new TraceComparison(domain, golden.trace(), from.records(), TraceRecord::equals);
        recorder.trace().forEach(comparison::record);
        Optional<Activation> activation = activation(run.injections());
        Verdict verdict =
                verdict(
                        activation.isPresent(),
                        comparison.until(horizon.ps()),
                        state.taken(),
                        faultyTrace(recorder),
                        result);
        long fromPs = activation.map(Activation::atPs).orElse(Long.MAX_VALUE);
        return new Trial(
                faults,
                activation,
                verdict,
                horizon,
                Challenge.in(recorder.story(), golden.recorder().story(), fromPs),
                Recovery.in(recorder, golden.recorder(), fromPs, horizon.ps()),
                recorder.story().stream()
                        .filter(r -> r.atPs() >= fromPs && !Recorder.isRoutine(r))
                        .toList(),
                golden.result(),
                result);
    }

    /** The faulty run where it starts, its faults armed. */
    Twin faulty() {
        Twin twin = start();
        FaultyRun.arm(twin, faults);
        return twin;
    }

    private Twin start() {
        return FaultyRun.start(faulty, golden.assembly(), from, _ -> {});
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
            List<TraceRecord> trace,
            RunResult result) {
        ProtectedState expected = golden.stateAt(horizon);
        List<ProtectedState.Difference> state = expected.differences(atHorizon);
        if (!activated && first.isEmpty()) {
            return new Verdict.NotActivated(!state.isEmpty());
        }
        if (first.isEmpty() && state.isEmpty()) {
            return new Verdict.Identical();
        }
        AdvisoryInputs inputs = AdvisoryInputs.of(domain, golden.trace(), trace);
        if (!inputs.changed().isEmpty()) {
            return contract(inputs, first, state, atHorizon, trace, result);
        }
        if (first.map(FirstDifference::inTimeOnly)
                .orElseGet(() -> expected.differsInTimesOnly(atHorizon, sharedCycles()))) {
            return switch (delays(golden.trace(), Optional.empty())) {
                case LoopCut.Outcome.Late(List<Verdict.Delay> delays) ->
                        new Verdict.Bounded(delays);
                case LoopCut.Outcome.Broken(String why) -> new Verdict.Reached(first, state, why);
            };
        }
        return new Verdict.Reached(first, state, "");
    }

    /** The protected records of the faulty run from power-on. */
    private List<TraceRecord> faultyTrace(Recorder recorder) {
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
            List<TraceRecord> trace,
            RunResult result) {
        Recorder healthy = new Recorder(domain);
        Twin twin = golden.assembly().twin(golden.subject(), healthy);
        twin.ecu().kernel().standAtPorts(inputs);
        StateAt at = new StateAt(twin, domain, horizon);
        twin.runOn(horizon);
        TraceComparison comparison = new TraceComparison(domain, healthy.trace(), 0, inputs::same);
        trace.forEach(comparison::record);
        Optional<FirstDifference> other = comparison.until(horizon.ps());
        if (other.isPresent() && !other.get().inTimeOnly()) {
            return new Verdict.Reached(first, state, told(inputs, other.get()));
        }
        List<Verdict.Delay> delays = List.of();
        if (other.isPresent() || at.taken().differsInTimesOnly(atHorizon, sharedCycles())) {
            switch (delays(healthy.trace(), Optional.of(inputs))) {
                case LoopCut.Outcome.Late(List<Verdict.Delay> late) -> delays = late;
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
        return result.passed()
                ? new Verdict.Contract(inputs.changed(), delays)
                : new Verdict.Reached(first, state, "A check of the car fails.");
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
        if (faults.stream().anyMatch(this::isOnCutBus)) {
            return new LoopCut.Outcome.Broken(
                    "The fault acts on a protected bus: no rerun with the loop cut there has it.");
        }
        LoopCut cut = new LoopCut(domain);
        Recorder late = new Recorder(domain);
        ProtectedState atHorizon = runCut(cut, healthy, late, Optional.empty(), faults);
        LoopCut.Outcome outcome =
                cut.compare(
                        cut.view(healthy),
                        cut.view(late.trace()),
                        horizon.ps(),
                        inputs.<Alike>map(it -> it::alike).orElse(Alike.SAME_EVENT));
        if (outcome instanceof LoopCut.Outcome.Late) {
            List<ProtectedState.Difference> left =
                    runCut(cut, healthy, _ -> {}, inputs, List.of())
                            .differencesButTimes(atHorizon, sharedCycles());
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
        return new Bounds(domain).sharedCycles();
    }

    private ProtectedState runCut(
            LoopCut cut,
            List<TraceRecord> healthy,
            TraceSink observer,
            Optional<AdvisoryInputs> inputs,
            List<Fault> injected) {
        Subject subject = injected.isEmpty() ? golden.subject() : faulty;
        Twin twin = golden.assembly().twin(subject, cut.scripts(healthy), observer);
        inputs.ifPresent(it -> twin.ecu().kernel().standAtPorts(it));
        if (!injected.isEmpty()) {
            FaultyRun.arm(twin, faults);
        }
        StateAt state = new StateAt(twin, domain, horizon);
        twin.runOn(horizon);
        return state.taken();
    }
}
