package dev.bulkhead.runner;

import dev.bulkhead.input.InputError;
import dev.bulkhead.telemetry.CommandDesk;
import dev.bulkhead.telemetry.Outlet;
import dev.bulkhead.telemetry.Telemetry;

import tools.jackson.databind.node.ObjectNode;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.LongAdder;

/**
 * A twin that runs on a thread of its own, tells of itself, and takes commands. Neither who listens
 * nor how fast they do has any part in its trace.
 */
public final class LiveTwin implements CommandDesk, AutoCloseable {
    private final Telemetry telemetry;
    private final NewsDesk news;
    private final LiveLoop loop;
    private final Experiments experiments;
    private final Campaigns campaigns;
    private final Thread thread;
    private final LongAdder applied = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private LiveTwin(LivePlan plan, LiveSettings settings, CampaignFolders folders, Outlet outlet) {
        telemetry = new Telemetry(settings.name(), outlet);
        news = new NewsDesk(telemetry);
        loop = LiveLoop.of(plan, settings, news);
        experiments = new Experiments(plan, settings, telemetry, loop::scenarioName);
        campaigns = new Campaigns(plan, settings, folders, telemetry);
        thread = Thread.ofPlatform().name("bulkhead-twin").daemon().unstarted(this::live);
    }

    /**
     * Starts one.
     *
     * @param outlet takes what it tells, on a thread of the twin's
     * @throws InputError if the system cannot run or the journal cannot be written
     */
    public static LiveTwin start(LivePlan plan, LiveSettings settings, Outlet outlet) {
        return start(plan, settings, CampaignFolders.NONE, outlet);
    }

    /**
     * Starts one that keeps campaigns, or shows one.
     *
     * @throws InputError as the other, or if the campaign cannot be shown
     */
    public static LiveTwin start(
            LivePlan plan, LiveSettings settings, CampaignFolders folders, Outlet outlet) {
        LiveTwin live = new LiveTwin(plan, settings, folders, outlet);
        live.campaigns.show();
        live.news.open();
        live.thread.start();
        return live;
    }

    private void live() {
        try {
            loop.live();
            over.complete(null);
        } catch (RuntimeException | Error e) {
            telemetry.online(false);
            over.completeExceptionally(e);
        }
    }

    /**
     * Completes when the twin has been closed or has ended by itself, exceptionally if it broke.
     */
    public CompletionStage<Void> over() {
        return over.minimalCompletionStage();
    }

    @Override
    public CompletionStage<String> submit(String name, String body) {
        CompletableFuture<ObjectNode> reply = new CompletableFuture<>();
        try {
            switch (CommandReader.read(name, body)) {
                case Command.Experiment asked -> experiments.begin(asked, reply);
                case Command.CancelExperiment _ -> reply.complete(experiments.cancel());
                case Command.Campaign asked -> campaigns.begin(asked, reply);
                case Command.StopCampaign _ -> reply.complete(campaigns.stop());
                case Command other -> loop.ask(new LiveLoop.Asked(name, body, other, reply));
            }
        } catch (InputError e) {
            reply.complete(Reply.refused(e));
        }
        return reply.thenApply(this::counted).minimalCompletionStage();
    }

    private String counted(ObjectNode reply) {
        (reply.path("ok").booleanValue() ? applied : refused).increment();
        return Reply.text(reply);
    }

    /**
     * What it came to.
     *
     * @throws IllegalStateException if it is not over yet, or broke
     */
    public LiveOutcome outcome() {
        LiveLoop.Standing last =
                loop.standing().orElseThrow(() -> new IllegalStateException("it is not over"));
        return new LiveOutcome(
                last.scenario(),
                last.run(),
                last.complete(),
                last.runs(),
                last.simulated(),
                applied.sum(),
                refused.sum(),
                news.lost());
    }

    /** Ends the twin and its threads; what it told before has been published then. */
    @Override
    public void close() {
        experiments.close();
        campaigns.close();
        loop.close();
        try {
            thread.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        news.close();
        telemetry.online(false);
    }
}
