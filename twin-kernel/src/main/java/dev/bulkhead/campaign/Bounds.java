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

    /**
     * @param golden protected records of the healthy run
     */
    Bounds(ProtectedDomain domain, List<TraceRecord> golden) {
        this.domain = domain;
        SystemDescription system = domain.system();
        schedule = system.schedule();
        KernelDelays delays = new KernelDelays(system, KernelCosts.DEFAULTS);
        OptionalLong delay =
                schedule.windows().isEmpty()
                        ? delays.longestDelayByLowerPriorities(domain.partitions())
                        : OptionalLong.of(
                                delays.longestDelayInSharedWindow()
                                        + delays.longestTakenByBudgets(domain.partitions()));
        long slack = slackCycles(golden);
        sharedCycles =
                delay.isPresent()
                        ? OptionalLong.of(Math.min(delay.getAsLong(), slack))
                        : OptionalLong.empty();
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
        return Math.ceilDiv(sharedCycles() * 1_000_000, domain.system().board().clockHz())
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
        return OptionalLong.of(isShared(golden.atPs()) ? sharedPs() : 0);
    }

    /** Whether the window in which {@code atPs} lies has partitions outside the protected set. */
    private boolean isShared(long atPs) {
        long us = atPs / SimTime.PS_PER_US - schedule.startUs();
        if (us < 0) {
            return false;
        }
        long inFrame = us % schedule.majorFrameUs();
        Window current = schedule.windows().getLast();
        for (Window window : schedule.windows()) {
            if (window.startUs() <= inFrame) {
                current = window;
            }
        }
        List<String> names = domain.names();
        return current.partitions().stream().anyMatch(name -> !names.contains(name));
    }
}
