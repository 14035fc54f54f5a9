package dev.bulkhead.runner;

import dev.bulkhead.campaign.CampaignPlan;
import dev.bulkhead.campaign.CampaignTrials;
import dev.bulkhead.campaign.CampaignTrials.Effort;
import dev.bulkhead.campaign.Golden;
import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.campaign.TrialOutcome;
import dev.bulkhead.campaign.UnreadFlips;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Runs trials on threads of their own and hands on their results as they come. Each trial depends
 * on the healthy run alone, so that neither the number of threads nor an interruption can show in a
 * result.
 *
 * @param <R> what is kept of a trial
 */
public final class CampaignRunner<R> {
    private static final long HEALTHY_BYTES = 200L << 20;
    private static final long THREAD_BYTES = 16L << 20;
    private static final int MOST_WAITING = 256;
    private static final long LAST_TRIALS_MS = 5_000;
    private static final long PAUSE_MS = 50;

    private final Setting setting;
    private final Supplier<Flattening<R>> flattening;
    private final Consumer<List<R>> kept;
    private final BlockingQueue<R> results = new ArrayBlockingQueue<>(MOST_WAITING);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<RuntimeException> failure = new AtomicReference<>();
    private volatile boolean stopping;

    /**
     * How trials are run.
     *
     * @param system as the runs have it
     * @param unread of the trials, those that need not be run
     * @param threads at least 1
     * @param cores of the machine that may work on them
     */
    public record Setting(
            Golden golden,
            SystemDescription system,
            SimTime span,
            Effort effort,
            UnreadFlips unread,
            int threads,
            int cores) {
        /** Of a core's time, the part that one thread gets. */
        double coresPerThread() {
            return Math.min(1.0, (double) cores / threads);
        }
    }

    /** Takes of an outcome what is kept, so that no run is held longer than it lasts. */
    @FunctionalInterface
    interface Flattening<R> {
        /**
         * @param coreMs host time that it took of a core
         */
        R of(TrialOutcome outcome, double coreMs);
    }

    /**
     * How many threads a heap has room for: the healthy run of {@code loaded} with its checkpoints
     * and its plan took 150 MB, each thread 16 MB more, measured after full collections with 1 and
     * with 6.
     */
    public static int mostThreads(long heapBytes) {
        return (int) Math.max(1, (heapBytes - HEALTHY_BYTES) / THREAD_BYTES);
    }

    /** How many planned faults a heap has room for beside the healthy run and two threads. */
    public static int mostFaults(long heapBytes) {
        long left = heapBytes - HEALTHY_BYTES - 2 * THREAD_BYTES;
        return Math.clamp(left / CampaignPlan.FAULT_BYTES, 1, Integer.MAX_VALUE);
    }

    /** How a call ended. */
    public enum End {
        /** All trials were run. */
        COMPLETE,
        /** The caller was interrupted; those under way were finished if they were short. */
        INTERRUPTED
    }

    /** A trial that broke the simulator: a mistake of ours. */
    public static final class TrialFailed extends RuntimeException {
        private final int index;

        TrialFailed(PlannedTrial trial, Throwable cause) {
            super("trial %d, %s: %s".formatted(trial.index(), trial.text(), cause), cause);
            index = trial.index();
        }

        /**
         * One that broke it on another machine.
         *
         * @param told the stack trace there
         */
        public TrialFailed(PlannedTrial trial, String worker, String told) {
            super("trial %d, %s, on %s: %s".formatted(trial.index(), trial.text(), worker, told));
            index = trial.index();
        }

        /** The trial's place in the plan. */
        public int index() {
            return index;
        }
    }

    /**
     * @param flattening makes one for each thread
     * @param kept is given results by one thread at a time, some at once; what it throws ends the
     *     run
     */
    CampaignRunner(Setting setting, Supplier<Flattening<R>> flattening, Consumer<List<R>> kept) {
        this.setting = setting;
        this.flattening = flattening;
        this.kept = kept;
    }

    /** One that keeps of each trial the row of a campaign's database. */
    static CampaignRunner<TrialRow> ofRows(Setting setting, Consumer<List<TrialRow>> kept) {
        return new CampaignRunner<>(setting, () -> new OutcomeRows(setting.system)::of, kept);
    }

    /**
     * Runs trials one after the other on the caller's thread.
     *
     * @throws TrialFailed if one broke the simulator
     */
    static List<TrialRow> rows(Setting setting, List<PlannedTrial> trials) {
        CampaignTrials runs =
                new CampaignTrials(setting.golden, setting.span, setting.effort, setting.unread);
        OutcomeRows flattened = new OutcomeRows(setting.system);
        List<TrialRow> rows = new ArrayList<>();
        for (PlannedTrial trial : trials) {
            try {
                long startNs = System.nanoTime();
                TrialOutcome outcome = runs.run(trial);
                double wallMs = (System.nanoTime() - startNs) / 1e6;
                rows.add(flattened.of(outcome, wallMs * setting.coresPerThread()));
            } catch (RuntimeException | Error ours) {
                throw new TrialFailed(trial, ours);
            }
        }
        return rows;
    }

    /**
     * Runs trials in their order.
     *
     * @throws TrialFailed if one broke the simulator; all results before it are kept
     */
    public End run(List<PlannedTrial> trials) {
        List<Thread> workers = new ArrayList<>();
        for (int i = 0; i < setting.threads; i++) {
            workers.add(Thread.ofPlatform().name("trials-" + i).daemon().start(() -> work(trials)));
        }
        boolean interrupted = false;
        long giveUpNs = Long.MAX_VALUE;
        while (anyAlive(workers) && System.nanoTime() < giveUpNs) {
            try {
                keep(results.poll(PAUSE_MS, TimeUnit.MILLISECONDS));
            } catch (InterruptedException _) {
                interrupted = true;
                stopping = true;
                giveUpNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_TRIALS_MS);
            } catch (RuntimeException e) {
                failure.compareAndSet(null, e);
                stopping = true;
                giveUpNs = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LAST_TRIALS_MS);
            }
        }
        keepRest();
        if (failure.get() != null) {
            throw failure.get();
        }
        return interrupted ? End.INTERRUPTED : End.COMPLETE;
    }

    private static boolean anyAlive(List<Thread> workers) {
        return workers.stream().anyMatch(Thread::isAlive);
    }

    private void keepRest() {
        try {
            keep(results.poll());
        } catch (RuntimeException e) {
            failure.compareAndSet(null, e);
        }
    }

    /** With all that is there already. */
    private void keep(R first) {
        if (first != null) {
            List<R> rows = new ArrayList<>();
            rows.add(first);
            results.drainTo(rows);
            kept.accept(rows);
        }
    }

    private void work(List<PlannedTrial> trials) {
        CampaignTrials runs =
                new CampaignTrials(setting.golden, setting.span, setting.effort, setting.unread);
        Flattening<R> rows = flattening.get();
        for (int i = next.getAndIncrement();
                i < trials.size() && !stopping;
                i = next.getAndIncrement()) {
            PlannedTrial trial = trials.get(i);
            try {
                long startNs = System.nanoTime();
                var outcome = runs.run(trial);
                double wallMs = (System.nanoTime() - startNs) / 1e6;
                results.put(rows.of(outcome, wallMs * setting.coresPerThread()));
            } catch (InterruptedException _) {
                return; // nobody interrupts these threads
            } catch (Throwable ours) {
                stopping = true;
                failure.compareAndSet(null, new TrialFailed(trial, ours));
            }
        }
    }
}
