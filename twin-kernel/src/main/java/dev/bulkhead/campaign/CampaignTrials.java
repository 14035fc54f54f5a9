package dev.bulkhead.campaign;

import dev.bulkhead.campaign.TrialOutcome.Challenged;
import dev.bulkhead.campaign.TrialOutcome.End;
import dev.bulkhead.fault.Activation;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.memory.RamPool;
import dev.bulkhead.system.SystemDescription.Schedule;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

import java.util.List;
import java.util.Optional;

/**
 * Runs the trials of a campaign, each no longer than its verdict needs. Any number of these may
 * share one golden run, each on a thread of its own.
 */
public final class CampaignTrials {
    private final Golden golden;
    private final SimTime span;
    private final Effort effort;
    private final Schedule schedule;
    private final SimTime last;
    private final Rejoining rejoining;
    private final ChallengedTargets targets;
    private final UnreadFlips unread;
    private final RamPool memory = new RamPool();

    /** Which shortcuts are taken. */
    public enum Effort {
        /** None: each run goes to the scenario's end. */
        FULL,
        /** A run ends when it has rejoined the golden one, or is equal at the horizon. */
        SHORTCUTS,
        /** As {@link #SHORTCUTS}, and ends where its verdict is REACHED: the car is not judged. */
        VERDICT_ONLY
    }

    /**
     * @param golden with dense checkpoints, else little is saved
     * @param span how long after its activation a fault is watched at least; one that is not
     *     activated so long after its moment counts as not activated
     */
    public CampaignTrials(Golden golden, SimTime span, Effort effort) {
        this(golden, span, effort, UnreadFlips.NONE);
    }

    /**
     * As {@link #CampaignTrials(Golden, SimTime, Effort)}.
     *
     * @param unread flips of the plan that need not be run, found with the same span
     */
    public CampaignTrials(Golden golden, SimTime span, Effort effort, UnreadFlips unread) {
        this(golden, span, effort, unread, Rejoining.of(golden.subject()));
    }

    CampaignTrials(
            Golden golden, SimTime span, Effort effort, UnreadFlips unread, Rejoining rejoining) {
        this.golden = golden;
        this.span = span;
        this.effort = effort;
        Subject subject = golden.subject();
        schedule = subject.system().description().schedule();
        last = Horizon.frameEndBefore(golden.end(), schedule);
        this.unread = unread;
        this.rejoining = rejoining;
        targets = new ChallengedTargets(subject.system());
    }

    public TrialOutcome run(PlannedTrial planned) {
        Optional<SimTime> horizon =
                effort == Effort.FULL ? Optional.empty() : unread.horizon(planned);
        return horizon.map(at -> unread(planned, frameEnd(at)))
                .orElseGet(() -> run(new Run(planned)));
    }

    private TrialOutcome run(Run run) {
        TrialOutcome outcome = run.toItsEnd();
        memory.takeBack(run.twin.ecu().ram());
        return outcome;
    }

    private TrialOutcome unread(PlannedTrial planned, SimTime horizon) {
        FaultyRun run = new FaultyRun(golden, planned.faults(), Trial.Start.CHECKPOINT);
        Trial trial =
                Trial.of(
                        run,
                        new Recorder(golden.subject().domain()),
                        Optional.empty(),
                        Optional.empty(),
                        new Verdict.NotActivated(false),
                        horizon,
                        run.from().at(),
                        true,
                        golden.result());
        return new TrialOutcome(planned, trial, End.UNREAD, 0, List.of());
    }

    private SimTime frameEnd(SimTime at) {
        SimTime end = Horizon.frameEndAfter(at, schedule);
        return end.compareTo(last) < 0 ? end : last;
    }

    /** One faulty run under way. */
    private final class Run {
        private final PlannedTrial planned;
        private final FaultyRun run;
        private final Recorder recorder = new Recorder(golden.subject().domain());
        private final TraceComparison comparison;
        private final Twin twin;
        private final List<Injection> injections;
        private Optional<SimTime> allBegun = Optional.empty();

        Run(PlannedTrial planned) {
            this.planned = planned;
            run = new FaultyRun(golden, planned.faults(), Trial.Start.CHECKPOINT);
            comparison =
                    new TraceComparison(
                            golden.subject().domain(),
                            golden.trace(),
                            run.from().records(),
                            TraceRecord::equals);
            twin =
                    run.start(
                            memory,
                            record -> {
                                recorder.record(record);
                                comparison.record(record);
                            });
            twin.tellOfFirmware(recorder);
            injections = run.arm(twin);
        }

        TrialOutcome toItsEnd() {
            for (Golden.Checkpoint checkpoint : golden.checkpoints()) {
                Optional<SimTime> horizon = horizon();
                if (horizon.isPresent() && horizon.get().compareTo(checkpoint.wanted()) <= 0) {
                    return at(horizon.get());
                }
                if (checkpoint.wanted().compareTo(last) >= 0) {
                    return at(last);
                }
                if (checkpoint.at().compareTo(run.from().at()) > 0) {
                    if (twin.runUntil(checkpoint.wanted())) {
                        return at(horizon.orElse(last));
                    }
                    if (hasRejoined(checkpoint)) {
                        return outcome(
                                equal(twin.now()), twin.now(), RunResult.of(twin), End.REJOINED);
                    }
                }
            }
            return at(horizon().orElse(last));
        }

        private boolean hasRejoined(Golden.Checkpoint checkpoint) {
            return effort != Effort.FULL
                    && injections.stream().noneMatch(Injection::mayStillAct)
                    && comparison.until(checkpoint.at().ps()).isEmpty()
                    && rejoining.has(twin, checkpoint);
        }

        /**
         * When and how the fault that is under test mattered, if it did by then; those before it
         * bring about its moment.
         */
        private Optional<Activation> activation(SimTime horizon) {
            return injections.getLast().activation().filter(it -> it.atPs() <= horizon.ps());
        }

        private Verdict equal(SimTime horizon) {
            return activation(horizon).isPresent()
                    ? new Verdict.Identical()
                    : new Verdict.NotActivated(false);
        }

        /** When the comparison ends, once that is known; later than now. */
        private Optional<SimTime> horizon() {
            if (allBegun.isEmpty() && injections.stream().allMatch(Injection::begun)) {
                allBegun = Optional.of(twin.now());
            }
            if (injections.stream().allMatch(Injection::activated)) {
                return FaultyRun.lastActivation(injections).map(at -> frameEnd(at.plus(span)));
            }
            return allBegun.map(at -> frameEnd(at.plus(span)));
        }

        private TrialOutcome at(SimTime horizon) {
            StateAt state = new StateAt(twin, golden.subject().domain(), horizon);
            SimTime past = new SimTime(horizon.ps() + 1);
            Optional<RunResult> whole =
                    twin.runUntil(past) ? Optional.of(RunResult.of(twin)) : Optional.empty();
            twin.runOn(past);
            Optional<SimTime> later = horizon().filter(it -> it.compareTo(horizon) > 0);
            if (later.isPresent()) { // it acted only now, and is watched as long as any other
                return at(later.get());
            }
            Optional<FirstDifference> first = comparison.until(horizon.ps());
            boolean equal =
                    first.isEmpty() && golden.stateAt(horizon).differences(state.taken()).isEmpty();
            if (equal && effort != Effort.FULL) {
                return outcome(equal(horizon), horizon, RunResult.of(twin), End.HORIZON);
            }
            Judgement judgement = new Judgement(run, recorder, horizon);
            boolean activated = activation(horizon).isPresent();
            if (effort == Effort.VERDICT_ONLY) {
                Verdict verdict = judgement.verdict(activated, first, state.taken(), true);
                if (verdict instanceof Verdict.Reached) {
                    return outcome(verdict, horizon, RunResult.of(twin), End.VERDICT);
                }
            }
            RunResult result = whole.orElseGet(this::toScenarioEnd);
            return outcome(
                    judgement.verdict(
                            activated,
                            first,
                            state.taken(),
                            new CarChecks(golden.subject()).passed(result)),
                    horizon,
                    result,
                    End.SCENARIO_END);
        }

        private RunResult toScenarioEnd() {
            twin.run();
            return RunResult.of(twin);
        }

        private TrialOutcome outcome(Verdict verdict, SimTime horizon, RunResult result, End end) {
            Trial trial =
                    Trial.of(
                            run,
                            recorder,
                            activation(horizon),
                            FaultyRun.activation(injections),
                            verdict,
                            horizon,
                            twin.now(),
                            end == End.REJOINED,
                            result);
            List<Challenged> challenged =
                    trial.challenges().stream()
                            .map(it -> new Challenged(it.barrier(), targets.of(it.first())))
                            .toList();
            return new TrialOutcome(
                    planned, trial, end, twin.now().ps() - run.from().at().ps(), challenged);
        }
    }
}
