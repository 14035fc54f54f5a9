package dev.bulkhead.runner;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.telemetry.Telemetry;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * Golden and faulty runs beside the live twin, each kernel profile on a thread of its own. One
 * experiment at a time.
 */
final class Experiments implements AutoCloseable {
    private static final Duration CLOSING = Duration.ofSeconds(1);

    private final LivePlan plan;
    private final LiveSettings settings;
    private final Telemetry telemetry;
    private final Supplier<String> scenarioNow;
    private final AtomicReference<Running> running = new AtomicReference<>();

    /** What goes on. */
    private static final class Running {
        private final List<Thread> threads = new ArrayList<>();
        private volatile boolean cancelled;
    }

    /**
     * @param scenarioNow the one that the live twin runs
     */
    Experiments(
            LivePlan plan,
            LiveSettings settings,
            Telemetry telemetry,
            Supplier<String> scenarioNow) {
        this.plan = plan;
        this.settings = settings;
        this.telemetry = telemetry;
        this.scenarioNow = scenarioNow;
    }

    /** Begins one, checked on another thread; the reply comes when it is under way or refused. */
    void begin(Command.Experiment asked, CompletableFuture<ObjectNode> reply) {
        Running next = new Running();
        if (!running.compareAndSet(null, next)) {
            reply.complete(Reply.refused(busy()));
            return;
        }
        synchronized (next) {
            next.threads.add(
                    Thread.ofPlatform()
                            .name("bulkhead-experiment")
                            .daemon()
                            .start(() -> conduct(next, asked, reply)));
        }
    }

    private static InputError busy() {
        return new InputError(
                "command/experiment",
                "one is running already",
                "wait for it, or send {\"cancel\":true}");
    }

    /** Gives up the one that runs; what was published of it stays. */
    ObjectNode cancel() {
        Running now = running.get();
        if (now == null) {
            throw new InputError("command/experiment", "none is running", "send one first");
        }
        now.cancelled = true;
        return JsonNodeFactory.instance.objectNode().put("ok", true);
    }

    private void conduct(
            Running own, Command.Experiment asked, CompletableFuture<ObjectNode> reply) {
        try {
            String scenarioName = asked.scenario().orElseGet(scenarioNow);
            Scenario scenario = plan.sent("command/experiment", scenarioName);
            check(asked, scenario);
            reply.complete(
                    JsonNodeFactory.instance
                            .objectNode()
                            .put("ok", true)
                            .put("fault", asked.fault().text())
                            .put("scenario", scenarioName));
            List<Thread> threads = new ArrayList<>();
            AtomicInteger left = new AtomicInteger(asked.profiles().size());
            Runnable ended =
                    () -> {
                        if (left.decrementAndGet() == 0) {
                            makeRoom(own);
                        }
                    };
            for (String profile : asked.profiles()) {
                ExperimentRun run =
                        new ExperimentRun(
                                plan,
                                telemetry,
                                new ExperimentRun.Asked(
                                        asked.fault(), profile, scenarioName, scenario),
                                (long) (1e9 / settings.ratePerS()),
                                () -> own.cancelled,
                                ended);
                threads.add(
                        Thread.ofPlatform()
                                .name("bulkhead-experiment " + profile)
                                .daemon()
                                .start(run::conduct));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InputError e) {
            makeRoom(own);
            reply.complete(Reply.refused(e));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            makeRoom(own);
        }
    }

    /** For the next one, before anybody is told that this one is over. */
    private void makeRoom(Running own) {
        running.compareAndSet(own, null);
    }

    /** Finds what does not fit before the first long run. */
    private void check(Command.Experiment asked, Scenario scenario) {
        String place = "command/experiment";
        for (String profile : asked.profiles()) {
            checkProfile(place, profile);
            ExperimentRun.setting(plan, scenario).subject(profile).check(asked.fault(), place);
        }
    }

    private void checkProfile(String place, String profile) {
        SystemDescription system = plan.system().description();
        List<String> known =
                new ArrayList<>(system.profiles().stream().map(KernelProfile::name).toList());
        if (!known.contains(system.profile().name())) {
            known.addFirst(system.profile().name());
        }
        if (!known.contains(profile)) {
            throw new InputError(
                    place, "no profile " + Text.quote(profile), Text.remedyFor(profile, known));
        }
    }

    /** Cancels what runs and waits a little for its end; it publishes no verdict any more. */
    @Override
    public void close() {
        Running now = running.get();
        if (now == null) {
            return;
        }
        now.cancelled = true;
        Optional<Thread> thread;
        synchronized (now) {
            thread = now.threads.stream().findFirst();
        }
        try {
            if (thread.isPresent()) {
                thread.get().join(CLOSING);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
