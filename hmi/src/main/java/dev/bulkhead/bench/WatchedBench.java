package dev.bulkhead.bench;

import dev.bulkhead.bench.MqttSpeed.WatchedTwin;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.runner.LivePlan;
import dev.bulkhead.runner.LiveSettings;
import dev.bulkhead.runner.LiveTwin;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.twin.Twin;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;

/** Measures what subscribers of its telemetry cost the twin. */
final class WatchedBench {
    private static final int SUBSCRIBERS = 10;
    private static final String SCENARIO = "full-stop-ice";
    private static final long LIMIT_S = 300;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final int runs;
    private final Consumer<String> progress;
    private final LivePlan plan = plan();

    private record Sample(double cpuS, double wallS) {}

    WatchedBench(int runs, Consumer<String> progress) {
        this.runs = runs;
        this.progress = progress;
    }

    private static LivePlan plan() {
        Images images = Images.create();
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), images)
                        .read("--system", Shipped.REFERENCE);
        return new LivePlan(
                Shipped.REFERENCE,
                system,
                SCENARIO,
                name ->
                        new ScenarioReader(Shipped.scenarios())
                                .read("SCENARIO", name, system.description()),
                new Twin.Settings(Mechanisms.ALL_ON, 1),
                images::hostile,
                "");
    }

    WatchedTwin measure() {
        progress.accept("watched twin: warming up");
        double loadBefore = loadAverage();
        run(0);
        run(SUBSCRIBERS);
        List<Sample> unwatched = new ArrayList<>();
        List<Sample> watched = new ArrayList<>();
        for (int run = 1; run <= runs; run++) {
            progress.accept("watched twin: run %d of %d".formatted(run, runs));
            // who comes first takes turns, too
            if (run % 2 == 0) {
                watched.add(run(SUBSCRIBERS));
            }
            unwatched.add(run(0));
            if (run % 2 == 1) {
                watched.add(run(SUBSCRIBERS));
            }
        }
        return new WatchedTwin(
                SUBSCRIBERS,
                median(unwatched, Sample::cpuS),
                median(watched, Sample::cpuS),
                median(unwatched, Sample::wallS),
                median(watched, Sample::wallS),
                ratios(watched, unwatched, Sample::cpuS),
                ratios(watched, unwatched, Sample::wallS),
                loadBefore,
                loadAverage());
    }

    private static double loadAverage() {
        return ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    }

    private Sample run(int count) {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        LiveSettings settings = LiveSettings.USUAL.withPace(OptionalDouble.empty());
        try (MqttSide.Ours ours = MqttSide.Ours.start();
                var _ = new CountingSubscribers(ours.port(), count, "bulkhead/#")) {
            long startNs = System.nanoTime();
            try (LiveTwin twin =
                    LiveTwin.start(
                            plan,
                            settings.withScreenWanted(() -> ours.endpoint().clients() > 0),
                            message -> {
                                ours.endpoint().publish(message);
                                if (message.topic().endsWith("/clock")
                                        && message.payload().toString().contains("\"ended\"")) {
                                    ended.complete(null);
                                }
                            })) {
                twin.over().whenComplete((_, why) -> failed(ended, why));
                ended.orTimeout(LIMIT_S, TimeUnit.SECONDS).join();
                double wallS = (System.nanoTime() - startNs) / 1e9;
                return new Sample(twinCpuS(), wallS);
            }
        }
    }

    private static void failed(CompletableFuture<Void> ended, Throwable why) {
        if (why != null) {
            ended.completeExceptionally(why);
        }
    }

    /** Processor time of the twin's thread, which waits for commands now. */
    private static double twinCpuS() {
        for (ThreadInfo thread : THREADS.getThreadInfo(THREADS.getAllThreadIds())) {
            if (thread != null && thread.getThreadName().equals("bulkhead-twin")) {
                return THREADS.getThreadCpuTime(thread.getThreadId()) / 1e9;
            }
        }
        throw new IllegalStateException("the twin has no thread");
    }

    private static double median(List<Sample> samples, ToDoubleFunction<Sample> figure) {
        return HartSpeed.median(samples.stream().map(figure::applyAsDouble).toList());
    }

    private static MqttSpeed.Ratios ratios(
            List<Sample> watched, List<Sample> unwatched, ToDoubleFunction<Sample> figure) {
        List<Double> ratios = new ArrayList<>();
        for (int at = 0; at < watched.size(); at++) {
            ratios.add(
                    figure.applyAsDouble(watched.get(at))
                            / figure.applyAsDouble(unwatched.get(at)));
        }
        return MqttSpeed.Ratios.of(ratios);
    }
}
