package dev.bulkhead.campaign;

import dev.bulkhead.chain.CausalChain;
import dev.bulkhead.chain.CausalChain.Goal;
import dev.bulkhead.chain.Link;
import dev.bulkhead.fault.Activation;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * How a trial's fault came to where it showed or ended, out of further runs.
 *
 * @param links oldest first; the last is the first difference of a fault that reached the protected
 *     domain, else where it ended. None for one that was not activated.
 */
public record Explanation(List<Link> links) {
    private static final Explanation NONE = new Explanation(List.of());

    public Explanation {
        links = List.copyOf(links);
    }

    /**
     * Explains a trial of a golden run.
     *
     * @param start where the faulty run starts; the explanation is the same
     */
    public static Explanation of(Golden golden, Trial trial, Trial.Start start) {
        if (trial.activation().isEmpty()) {
            return NONE;
        }
        Activation activation = trial.activation().get();
        Goal goal = goal(trial);
        Set<TraceRecord> healthy = new LinkedHashSet<>(golden.trace());
        ProtectedDomain domain = golden.subject().domain();
        Judge judge = new Judge(golden, trial.faults(), new Horizon.EndOfScenario(), start);
        List<Link> links =
                CausalChain.of(
                        new CausalChain.Request(
                                () -> golden.twinBefore(new SimTime(activation.atPs())),
                                judge::faulty,
                                activation,
                                goal,
                                first(trial).flatMap(FirstDifference::expected),
                                until(trial, goal),
                                healthy::contains,
                                new RecordText(domain.system())::of,
                                domain.partitions()));
        return new Explanation(withRestart(links, trial, goal, domain));
    }

    private static Optional<FirstDifference> first(Trial trial) {
        return trial.verdict() instanceof Verdict.Reached reached
                ? reached.first()
                : Optional.empty();
    }

    private static Goal goal(Trial trial) {
        if (trial.verdict() instanceof Verdict.Reached reached) {
            if (reached.first().isEmpty()) {
                return new Goal.State();
            }
            FirstDifference first = reached.first().get();
            if (first.actual().isEmpty()) {
                return new Goal.Missing();
            }
            TraceRecord actual = first.actual().get();
            return first.inTimeOnly() ? new Goal.Delay(actual) : new Goal.Difference(actual);
        }
        return trial.story().stream()
                .filter(Explanation::refuses)
                .findFirst()
                .<Goal>map(Goal.Refusal::new)
                .orElseGet(Goal.Fate::new);
    }

    private static boolean refuses(TraceRecord record) {
        return record instanceof PartitionFault
                || record instanceof CapabilityRefused
                || record instanceof ArgumentRefused;
    }

    private static SimTime until(Trial trial, Goal goal) {
        return switch (goal) {
            case Goal.Difference(TraceRecord record) -> new SimTime(record.atPs());
            case Goal.Delay(TraceRecord record) -> new SimTime(record.atPs());
            case Goal.Refusal(TraceRecord record) -> new SimTime(record.atPs());
            case Goal.Missing _ -> new SimTime(first(trial).orElseThrow().atPs());
            case Goal.State _, Goal.Fate _ -> trial.horizon();
        };
    }

    /** The restart of the partition that was refused something ends what was left in it. */
    private static List<Link> withRestart(
            List<Link> links, Trial trial, Goal goal, ProtectedDomain domain) {
        if (!(goal instanceof Goal.Refusal(PartitionFault refused))) {
            return links;
        }
        List<Link> all = new ArrayList<>(links);
        trial.story().stream()
                .filter(
                        r ->
                                r instanceof PartitionStarted s
                                        && s.partition() == refused.partition())
                .findFirst()
                .ifPresent(
                        started ->
                                all.add(
                                        new Link(
                                                started.atPs(),
                                                cycle(started.atPs(), domain),
                                                Link.Kind.ENDED,
                                                domain.system()
                                                                .partitions()
                                                                .get(refused.partition())
                                                                .name()
                                                        + " starts again from its pristine image",
                                                "",
                                                Optional.empty(),
                                                Optional.empty())));
        return all;
    }

    private static long cycle(long ps, ProtectedDomain domain) {
        long hz = domain.system().board().clockHz();
        return BigInteger.valueOf(ps)
                .multiply(BigInteger.valueOf(hz))
                .divide(BigInteger.valueOf(1_000_000_000_000L))
                .longValue();
    }
}
