package dev.bulkhead.runner;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.runner.CampaignNews.Stage;
import dev.bulkhead.telemetry.Telemetry;
import dev.bulkhead.time.SimTime;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Campaigns beside the live twin, one at a time, on threads that leave it a core. They run twins of
 * their own: nothing of them is in the live twin's trace or journal.
 */
final class Campaigns implements AutoCloseable {
    private static final String PLACE = "command/campaign";

    /** Trials under way are given less by the runner. */
    private static final Duration CLOSING = Duration.ofSeconds(6);

    /** A retained list for each telling: a person reads no faster. */
    private static final double MOST_PER_S = 2;

    private final LivePlan plan;
    private final CampaignFolders folders;
    private final Telemetry telemetry;
    private final long betweenNs;
    private final AtomicReference<Running> running = new AtomicReference<>();

    /** What goes on. */
    private static final class Running {
        private volatile boolean stopped;
        private Thread thread;
    }

    Campaigns(LivePlan plan, LiveSettings settings, CampaignFolders folders, Telemetry telemetry) {
        this.plan = plan;
        this.folders = folders;
        this.telemetry = telemetry;
        betweenNs = (long) (1e9 / Math.min(settings.ratePerS(), MOST_PER_S));
    }

    /**
     * Tells of the campaign whose results are to be shown, and lets them go again.
     *
     * @throws InputError if they cannot be opened, as by a campaign that goes on in them
     */
    void show() {
        if (folders.shown().isEmpty()) {
            return;
        }
        try (CampaignStore store = CampaignStore.open(folders.shown().get())) {
            String place = Text.plain(store.folder().toString());
            CampaignOrder order = CampaignOrder.Part.of(store.campaign(), place).whole();
            CampaignNews news = new CampaignNews(telemetry, order, Long.MAX_VALUE, () -> false);
            news.planned(
                    store.strata(),
                    SimTime.ZERO,
                    store.campaign().getOrDefault("space", ""),
                    Optional.of(place));
            store.forEachTrial(row -> news.came(List.of(row)));
            long planned =
                    store.strata().stream().mapToLong(CampaignStore.PlannedStratum::planned).sum();
            news.ended(store.done().cardinality() == planned ? Stage.DONE : Stage.STOPPED);
        }
    }

    /** Begins one, checked on another thread; the reply comes when it is under way or refused. */
    void begin(Command.Campaign asked, CompletableFuture<ObjectNode> reply) {
        Running next = new Running();
        next.thread =
                Thread.ofPlatform()
                        .name("bulkhead-campaign")
                        .daemon()
                        .unstarted(() -> conduct(next, asked, reply));
        if (running.compareAndSet(null, next)) {
            next.thread.start();
        } else {
            reply.complete(
                    Reply.refused(
                            new InputError(
                                    PLACE,
                                    "one is running already",
                                    "wait for it, or send {\"stop\":true}")));
        }
    }

    /** Ends the one that runs, its last trials finished. */
    ObjectNode stop() {
        Running now = running.get();
        if (now == null) {
            throw new InputError(PLACE, "none is running", "send one first");
        }
        stop(now);
        return JsonNodeFactory.instance.objectNode().put("ok", true);
    }

    private static void stop(Running now) {
        now.stopped = true;
        now.thread.interrupt();
    }

    private void conduct(Running own, Command.Campaign asked, CompletableFuture<ObjectNode> reply) {
        try {
            CampaignOrder order = order(asked);
            CampaignNews news = new CampaignNews(telemetry, order, betweenNs, () -> own.stopped);
            Campaign campaign = checked(order, news);
            reply.complete(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("ok", true)
                            .put("scenario", order.scenario()));
            run(own, campaign, news);
        } catch (InputError e) {
            makeRoom(own);
            reply.complete(Reply.refused(e));
        } finally {
            makeRoom(own);
        }
    }

    /** For the next one, before anybody is told that this one is over. */
    private void makeRoom(Running own) {
        running.compareAndSet(own, null);
    }

    private CampaignOrder order(Command.Campaign asked) {
        CampaignOrder order = asked.asked().or(CampaignOrder.Part.of(plan.systemName())).whole();
        var _ = plan.sent(PLACE, order.scenario());
        return order;
    }

    private Campaign checked(CampaignOrder order, CampaignNews news) {
        try {
            return new Campaign(order, plan.productVersion(), news);
        } catch (InputError e) {
            throw new InputError(PLACE, e.what(), e.remedy());
        }
    }

    private void run(Running own, Campaign campaign, CampaignNews news) {
        news.begins();
        try {
            Campaign.Planned planned = campaign.planned();
            Optional<CampaignStore> store =
                    folders.results().map(results -> planned.store(campaign.newFolder(results)));
            Stage stage;
            try {
                stage = work(own, planned, store, news);
            } finally {
                store.ifPresent(CampaignStore::close);
            }
            makeRoom(own);
            news.ended(stage);
        } catch (CampaignNews.Stopped _) {
            makeRoom(own);
            news.ended(Stage.STOPPED);
        } catch (InputError e) { // such as no room for results: the user's to mend
            makeRoom(own);
            news.failed(e.getMessage());
        } catch (RuntimeException | Error e) { // ours: who waits for the end must learn of it
            makeRoom(own);
            news.failed(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private static Stage work(
            Running own,
            Campaign.Planned planned,
            Optional<CampaignStore> store,
            CampaignNews news) {
        news.planned(
                planned.strata(),
                planned.healthy(),
                planned.space(),
                store.map(it -> Text.plain(it.folder().toString())));
        CampaignRunner.End end =
                planned.runMissing(
                        new BitSet(),
                        rows -> {
                            store.ifPresent(it -> it.add(rows));
                            news.came(rows);
                        },
                        threads());
        return end == CampaignRunner.End.INTERRUPTED || own.stopped ? Stage.STOPPED : Stage.DONE;
    }

    /** All cores but the twin's. */
    private static int threads() {
        Runtime host = Runtime.getRuntime();
        int free = Math.max(1, host.availableProcessors() - 1);
        return Math.min(free, CampaignRunner.mostThreads(host.maxMemory()));
    }

    /** Ends the one that runs, as {@link #stop} does, and waits for it. */
    @Override
    public void close() {
        Running now = running.get();
        if (now == null) {
            return;
        }
        stop(now);
        try {
            boolean _ = now.thread.join(CLOSING);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
