package dev.bulkhead.runner;

import dev.bulkhead.input.InputError;
import dev.bulkhead.runner.JournalFile.Entry;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.Twin;

import java.util.Optional;
import java.util.function.Function;

/** Plays a live session again from its journal, as fast as it goes. */
public final class Replay {
    private static final SimTime LOOK_EVERY = SimTime.ofMs(10);

    private final JournalFile journal;
    private final LivePlan plan;
    private final Onlooker onlooker;
    private Optional<LiveRun> run = Optional.empty();
    private Optional<LiveRun.Kept> kept = Optional.empty();
    private int runs;
    private int commands;
    private long begunPs;
    private long simulatedPs;
    private String traceHash = "";
    private boolean stopped;

    /** Looks on while runs are made; none of it changes a trace. */
    public interface Onlooker {
        /** Sees nothing and lets all go on. */
        Onlooker NONE =
                new Onlooker() {
                    @Override
                    public TraceSink begins(int run) {
                        return _ -> {};
                    }

                    @Override
                    public void began(Twin twin, SimTime before) {}

                    @Override
                    public boolean looks(Twin twin) {
                        return true;
                    }

                    @Override
                    public void left(Twin twin) {}
                };

        /**
         * A run is about to begin.
         *
         * @param run its number, from 1
         * @return what sees its records
         */
        TraceSink begins(int run);

        /**
         * @param before virtual time that the session had taken when this run began
         */
        void began(Twin twin, SimTime before);

        /** Comes by every 10 ms of virtual time; whether the replay shall go on. */
        boolean looks(Twin twin);

        /** The run goes no further. */
        void left(Twin twin);
    }

    /**
     * What a replay came to.
     *
     * @param simulated virtual time of all runs together
     * @param traceHash of the last run as it was left
     * @param difference where the trace is not that of the session, for a person; empty if it is
     * @param complete whether the journal says how the session ended
     * @param stopped whether the onlooker ended it
     */
    public record Result(
            int runs,
            int commands,
            SimTime simulated,
            String traceHash,
            Optional<String> difference,
            boolean complete,
            boolean stopped) {}

    private Replay(JournalFile journal, LivePlan plan, Onlooker onlooker) {
        this.journal = journal;
        this.plan = plan;
        this.onlooker = onlooker;
    }

    /**
     * Replays up to the first difference.
     *
     * @param plans makes what the session ran; its scenario is of no account
     * @throws InputError if the journal does not fit what there is
     */
    public static Result of(JournalFile journal, Function<JournalFile.Header, LivePlan> plans) {
        return of(journal, plans.apply(journal.header()), Onlooker.NONE);
    }

    /** As {@link #of(JournalFile, Function)}, and somebody looks on. */
    public static Result of(JournalFile journal, LivePlan plan, Onlooker onlooker) {
        return new Replay(journal, plan, onlooker).result();
    }

    private Result result() {
        Optional<String> difference = Optional.empty();
        boolean complete = false;
        for (Entry entry : journal.entries()) {
            complete = entry instanceof Entry.Ended;
            difference = play(entry);
            if (difference.isPresent() || stopped) {
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
                complete && !journal.cut(),
                stopped);
    }

    /** Plays one line; what differs. */
    private Optional<String> play(Entry entry) {
        switch (entry) {
            case Entry.Run begun -> {
                runs++;
                TraceSink observer = onlooker.begins(runs);
                LiveRun first =
                        begun.fromSnapshot()
                                ? LiveRun.from(kept.orElseThrow(), plan, observer)
                                : new LiveRun(plan, begun.scenario(), scenario(begun), observer);
                run = Optional.of(first);
                begunPs = first.at().ps();
                onlooker.began(first.twin(), new SimTime(simulatedPs));
                return Optional.empty();
            }
            case Entry.Entered entered -> {
                LiveRun current = run.orElseThrow();
                runTo(current, entered.at());
                Optional<String> difference = compared(entry, entered.at(), entered.traceHash());
                if (difference.isEmpty() && !stopped) {
                    current.apply(entered.command(), journal.place(entry.line()));
                    commands++;
                }
                return difference;
            }
            case Entry.Kept taken -> {
                LiveRun current = run.orElseThrow();
                runTo(current, taken.at());
                Optional<String> difference = compared(entry, taken.at(), taken.traceHash());
                kept = Optional.of(current.keep());
                return difference;
            }
            case Entry.Ended ended -> {
                LiveRun current = run.orElseThrow();
                runTo(current, ended.at());
                Optional<String> difference = compared(entry, ended.at(), ended.traceHash());
                leave(current);
                run = Optional.empty();
                return difference;
            }
        }
    }

    /** Stops before that time only if the onlooker wants it. */
    private void runTo(LiveRun current, SimTime until) {
        SimTime next = current.at().plus(LOOK_EVERY);
        while (!stopped && next.compareTo(until) < 0) {
            current.runUntil(next);
            stopped = !onlooker.looks(current.twin());
            next = next.plus(LOOK_EVERY);
        }
        if (!stopped) {
            current.runUntil(until);
        }
    }

    private void leave(LiveRun left) {
        onlooker.left(left.twin());
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
        if (stopped) {
            return Optional.empty();
        }
        String hash = run.orElseThrow().traceHash();
        return hash.equals(expected)
                ? Optional.empty()
                : Optional.of(
                        "%s: the trace up to %s has hash %s, the session's had %s"
                                .formatted(journal.place(entry.line()), at, hash, expected));
    }
}
