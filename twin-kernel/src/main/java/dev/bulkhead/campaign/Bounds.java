package dev.bulkhead.campaign;

import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Schedule;
import dev.bulkhead.system.SystemDescription.Window;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.WindowStarted;

import java.util.List;
import java.util.OptionalLong;

/**
 * By how much an event of the protected domain may be late, from the description as it ships,
 * whatever is switched off. 0 for the start of a window and for all in a window that protected
 * partitions share with nobody; in a shared window what one operation of another may hold them up.
 * Anything else has no bound: without a time table nothing is promised.
 */
final class Bounds {
    private final ProtectedDomain domain;
    private final Schedule schedule;
    private final long sharedCycles;
    private final long sharedPs;

    Bounds(ProtectedDomain domain) {
        this.domain = domain;
        SystemDescription system = domain.system();
        schedule = system.schedule();
        sharedCycles = KernelImage.longestDelayInSharedWindow(system, KernelCosts.DEFAULTS);
        sharedPs =
                Math.ceilDiv(sharedCycles * 1_000_000, system.board().clockHz())
                        * SimTime.PS_PER_US;
    }

    /** What is promised in windows that protected partitions share with others, picoseconds. */
    long sharedPs() {
        return sharedPs;
    }

    /** Likewise in cycles; 0 without a time table. */
    long sharedCycles() {
        return schedule.windows().isEmpty() ? 0 : sharedCycles;
    }

    /** The bound of an event by its golden record, picoseconds; empty if it has none. */
    OptionalLong of(TraceRecord golden) {
        if (schedule.windows().isEmpty()) {
            return OptionalLong.empty();
        }
        if (golden instanceof WindowStarted) {
            return OptionalLong.of(0);
        }
        return OptionalLong.of(isShared(golden.atPs()) ? sharedPs : 0);
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
