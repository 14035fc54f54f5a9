package dev.bulkhead.campaign;

import dev.bulkhead.fault.Activation;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.RunResult;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One trial: the golden run, the run with the fault, and what came of it.
 *
 * @param faults that were injected together, at least one
 * @param activation of the first of them that was executed, read or delivered
 * @param horizon up to which trace and state were compared
 * @param boundPs by how much others may delay the protected partitions, computed before the run;
 *     empty if nothing bounds it
 * @param challenges barriers that the fault ran into
 * @param recoveries what the health monitor did, in order
 * @param outages what was out of service, and for how long
 * @param commandsLost brake commands that the actuator which lost most of them accepted in the
 *     healthy run, and not in the faulty one, up to where the shorter one ended
 * @param story errors, refusals, restarts and resets from the activation on, whoever's
 * @param buses what frames and error counters did in the faulty run, in the description's order;
 *     empty if no fault is one of a wire
 * @param golden the healthy run
 * @param faulty the closed-loop run with the fault
 */
public record Trial(
        List<Fault> faults,
        Optional<Activation> activation,
        Verdict verdict,
        SimTime horizon,
        OptionalLong boundPs,
        List<Challenge> challenges,
        List<Recovery> recoveries,
        List<Outage> outages,
        long commandsLost,
        List<TraceRecord> story,
        List<BusObservation> buses,
        RunResult golden,
        RunResult faulty) {

    public Trial {
        faults = List.copyOf(faults);
        challenges = List.copyOf(challenges);
        recoveries = List.copyOf(recoveries);
        outages = List.copyOf(outages);
        story = List.copyOf(story);
        buses = List.copyOf(buses);
    }

    /**
     * A run that was judged.
     *
     * @param acted when the first of its faults mattered; what that brought about is told, but it
     *     challenged nothing that counts for the fault under test
     * @param until where it ended: what the golden run did later is not compared
     * @param rejoined whether it is the golden run from there on
     */
    static Trial of(
            FaultyRun run,
            Recorder recorder,
            Optional<Activation> activation,
            Optional<Activation> acted,
            Verdict verdict,
            SimTime horizon,
            SimTime until,
            boolean rejoined,
            RunResult result) {
        Golden golden = run.golden();
        Optional<Activation> first =
                verdict instanceof Verdict.NotActivated ? activation : activation.or(() -> acted);
        long fromPs = atPs(first);
        return new Trial(
                run.faults(),
                activation,
                verdict,
                horizon,
                golden.bounds().promisedPs(),
                Challenge.in(
                        recorder.story(), golden.recorder().story(), atPs(activation), until.ps()),
                Recovery.in(recorder, golden.recorder(), fromPs, horizon.ps()),
                new Outages(
                                recorder,
                                golden.recorder(),
                                horizon.ps(),
                                rejoined ? until.ps() : Long.MAX_VALUE)
                        .since(fromPs),
                Commands.lost(
                        run.from().records(),
                        golden.recorder().commands(),
                        recorder.commands(),
                        Math.min(until.ps(), golden.result().simulated().ps())),
                recorder.story().stream()
                        .filter(r -> r.atPs() >= fromPs && !Recorder.isRoutine(r))
                        .toList(),
                List.of(),
                golden.result(),
                result);
    }

    private static long atPs(Optional<Activation> activation) {
        return activation.map(Activation::atPs).orElse(Long.MAX_VALUE);
    }

    Trial with(List<BusObservation> observed) {
        return new Trial(
                faults,
                activation,
                verdict,
                horizon,
                boundPs,
                challenges,
                recoveries,
                outages,
                commandsLost,
                story,
                observed,
                golden,
                faulty);
    }

    /**
     * Runs a trial against a golden run of the same subject.
     *
     * @param start where the faulty run starts
     */
    public static Trial run(Golden golden, List<Fault> faults, Horizon horizon, Start start) {
        return run(golden, faults, horizon, start, Watch.NONE);
    }

    /** As {@link #run(Golden, List, Horizon, Start)}, and {@code watch} looks at the faulty run. */
    public static Trial run(
            Golden golden, List<Fault> faults, Horizon horizon, Start start, Watch watch) {
        return new Judge(golden, faults, horizon, start).judge(watch);
    }

    /** Where a faulty run starts; the verdict is the same. */
    public enum Start {
        POWER_ON,
        /** The last checkpoint of the golden run before the fault can act. */
        CHECKPOINT
    }

    /** The barrier mechanisms that were challenged, for a line of text. */
    public List<Mechanism> challenged() {
        return challenges.stream().map(Challenge::barrier).toList();
    }
}
