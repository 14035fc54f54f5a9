package dev.bulkhead.campaign;

import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelDelays;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Schedule;
import dev.bulkhead.system.SystemDescription.Timer;
import dev.bulkhead.system.SystemDescription.Window;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.DeadlineMet;
import dev.bulkhead.trace.TraceRecord.WindowStarted;

import java.util.List;
import java.util.OptionalLong;
import java.util.stream.LongStream;

/**
 * By how much an event of the protected domain may be late, from the description as it ships and
 * from its golden run, whatever is switched off. 0 for the start of a window and for all in a
 * window that protected partitions share with nobody; in a shared window what one operation of
 * another may hold them up, and the budgets of those that do not run behind them; without a time
 * table what lower priorities may. Never more than what the deadlines that were met leave.
 */
final class Bounds {
    private final ProtectedDomain domain;
    private final Schedule schedule;
    private final OptionalLong sharedCycles;

    /** By window, 0 where it is shared with nobody. */
    private final long[] windowCycles;

    /**
     * @param golden protected records of the healthy run
     */
    Bounds(ProtectedDomain domain, List<TraceRecord> golden) {
        this.domain = domain;
        SystemDescription system = domain.system();
        schedule = system.schedule();
        KernelDelays delays = new KernelDelays(system, KernelCosts.DEFAULTS);
        long slack = slackCycles(golden);
        windowCycles =
                schedule.windows().stream()
                        .mapToLong(
                                window ->
                                        isShared(window)
                                                ? Math.min(inShared(delays, window), slack)
                                                : 0)
                        .toArray();
        OptionalLong byPriorities = delays.longestDelayByLowerPriorities(domain.partitions());
        sharedCycles =
                schedule.windows().isEmpty()
                        ? byPriorities.stream().map(delay -> Math.min(delay, slack)).findAny()
                        : OptionalLong.of(
                                Math.max(
                                        LongStream.of(windowCycles).max().orElse(0),
                                        Math.min(delays.longestDelayInSharedWindow(), slack)));
    }

    private long inShared(KernelDelays delays, Window window) {
        return delays.longestDelayInSharedWindow()
                + delays.longestTakenByBudgets(window, domain.partitions());
    }

    /** The least that a met deadline left; more than any bound where there is none. */
    private long slackCycles(List<TraceRecord> golden) {
        long least = Long.MAX_VALUE;
        for (TraceRecord record : golden) {
            if (record instanceof DeadlineMet met) {
                Partition partition = domain.system().partitions().get(met.partition());
                for (Timer timer : partition.timers()) {
                    if (timer.channel() == met.channel()) {
                        long usedPs = met.atPs() - met.releasedPs();
                        long leftPs = timer.deadlineUs() * SimTime.PS_PER_US - usedPs;
                        least =
                                Math.min(
                                        least,
                                        leftPs
                                                * domain.system().board().clockHz()
                                                / 1_000_000
                                                / 1_000_000);
                    }
                }
            }
        }
        return Math.max(0, least);
    }

    /** What is promised where others may be in the way, picoseconds; 0 if nothing is. */
    long sharedPs() {
        return ps(sharedCycles());
    }

    private long ps(long cycles) {
        return Math.ceilDiv(cycles * 1_000_000, domain.system().board().clockHz())
                * SimTime.PS_PER_US;
    }

    /** As {@link #sharedPs}; empty if nothing is promised. */
    OptionalLong promisedPs() {
        return sharedCycles.isPresent() ? OptionalLong.of(sharedPs()) : OptionalLong.empty();
    }

    /** Likewise in cycles. */
    long sharedCycles() {
        return sharedCycles.orElse(0);
    }

    /** The bound of an event by its golden record, picoseconds; empty if it has none. */
    OptionalLong of(TraceRecord golden) {
        if (sharedCycles.isEmpty()) {
            return OptionalLong.empty();
        }
        if (schedule.windows().isEmpty()) {
            return OptionalLong.of(sharedPs());
        }
        if (golden instanceof WindowStarted) {
            return OptionalLong.of(0);
        }
        return OptionalLong.of(ps(cyclesAt(golden.atPs())));
    }

    /** What is promised in the window in which {@code atPs} lies. */
    private long cyclesAt(long atPs) {
        long us = atPs / SimTime.PS_PER_US - schedule.startUs();
        if (us < 0) {
            return 0;
        }
        long inFrame = us % schedule.majorFrameUs();
        int current = windowCycles.length - 1;
        for (int i = 0; i < windowCycles.length; i++) {
            if (schedule.windows().get(i).startUs() <= inFrame) {
                current = i;
            }
        }
        return windowCycles[current];
    }

    /** Whether a window has partitions outside the protected set. */
    private boolean isShared(Window window) {
        List<String> names = domain.names();
        return window.partitions().stream().anyMatch(name -> !names.contains(name));
    }
}
