package dev.bulkhead.runner;

import dev.bulkhead.input.InputError;
import dev.bulkhead.runner.JournalFile.Entry;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.time.SimTime;

import java.util.Optional;
import java.util.function.Function;

/** Plays a live session again from its journal, as fast as it goes. */
public final class Replay {
    private final JournalFile journal;
    private final LivePlan plan;
    private Optional<LiveRun> run = Optional.empty();
    private Optional<LiveRun.Kept> kept = Optional.empty();
    private int runs;
    private int commands;
    private long begunPs;
    private long simulatedPs;
    private String traceHash = "";

    /**
     * What a replay came to.
     *
     * @param simulated virtual time of all runs together
     * @param traceHash of the last run as it was left
     * @param difference where the trace is not that of the session, for a person; empty if it is
     * @param complete whether the journal says how the session ended
     */
    public record Result(
            int runs,
            int commands,
            SimTime simulated,
            String traceHash,
            Optional<String> difference,
            boolean complete) {}

    private Replay(JournalFile journal, LivePlan plan) {
        this.journal = journal;
        this.plan = plan;
    }

    /**
     * Replays up to the first difference.
     *
     * @param plans makes what the session ran; its scenario is of no account
     * @throws InputError if the journal does not fit what there is
     */
    public static Result of(JournalFile journal, Function<JournalFile.Header, LivePlan> plans) {
        return new Replay(journal, plans.apply(journal.header())).result();
    }

    private Result result() {
        Optional<String> difference = Optional.empty();
        boolean complete = false;
        for (Entry entry : journal.entries()) {
            complete = entry instanceof Entry.Ended;
            difference = play(entry);
            if (difference.isPresent()) {
                break;
            }
        }
        run.ifPresent(this::leave);
        return new Result(
                runs,
                commands,
                new SimTime(simulatedPs),
                traceHash,
                difference,
                complete && !journal.cut());
    }

    /** Plays one line; what differs. */
    private Optional<String> play(Entry entry) {
        switch (entry) {
            case Entry.Run begun -> {
                run =
                        Optional.of(
                                begun.fromSnapshot()
                                        ? LiveRun.from(kept.orElseThrow(), plan, _ -> {})
                                        : new LiveRun(
                                                plan, begun.scenario(), scenario(begun), _ -> {}));
                begunPs = run.get().at().ps();
                runs++;
                return Optional.empty();
            }
            case Entry.Entered entered -> {
                LiveRun current = run.orElseThrow();
                current.runUntil(entered.at());
                Optional<String> difference = compared(entry, entered.at(), entered.traceHash());
                if (difference.isEmpty()) {
                    current.apply(entered.command(), journal.place(entry.line()));
                    commands++;
                }
                return difference;
            }
            case Entry.Kept taken -> {
                LiveRun current = run.orElseThrow();
                current.runUntil(taken.at());
                kept = Optional.of(current.keep());
                return compared(entry, taken.at(), taken.traceHash());
            }
            case Entry.Ended ended -> {
                LiveRun current = run.orElseThrow();
                current.runUntil(ended.at());
                Optional<String> difference = compared(entry, ended.at(), ended.traceHash());
                leave(current);
                run = Optional.empty();
                return difference;
            }
        }
    }

    private void leave(LiveRun left) {
        simulatedPs += left.twin().now().ps() - begunPs;
        traceHash = left.traceHash();
    }

    private Scenario scenario(Entry.Run begun) {
        try {
            return plan.scenarios().apply(begun.scenario());
        } catch (InputError e) {
            throw new InputError(journal.place(begun.line()), e.what(), e.remedy());
        }
    }

    private Optional<String> compared(Entry entry, SimTime at, String expected) {
        String hash = run.orElseThrow().traceHash();
        return hash.equals(expected)
                ? Optional.empty()
                : Optional.of(
                        "%s: the trace up to %s has hash %s, the session's had %s"
                                .formatted(journal.place(entry.line()), at, hash, expected));
    }
}
