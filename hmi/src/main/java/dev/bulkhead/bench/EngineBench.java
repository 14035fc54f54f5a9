package dev.bulkhead.bench;

import dev.bulkhead.memory.RamPool;
import dev.bulkhead.memory.RamSource;
import dev.bulkhead.report.Json;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.HostedSystem;
import dev.bulkhead.twin.Twin;

import tools.jackson.databind.JsonNode;

import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Measures the start of the program, forks of a twin and the rate of a campaign. */
public final class EngineBench {
    private static final Duration LIMIT = Duration.ofMinutes(20);
    private static final SimTime FORKED_AT = SimTime.ofMs(1500);
    private static final SimTime BETWEEN_KEPT = SimTime.ofMs(50);
    private static final int KEPT = 40;
    private static final int FORKS = 300;
    private static final int WARM_UPS = 1500;
    private static final int SAMPLE = 5;
    private static final int NOTHING_CHALLENGED = 3;

    private final int runs;
    private final int faults;
    private final Path scratch;
    private final Function<List<String>, List<String>> twin;
    private final Consumer<String> progress;

    /**
     * @param faults of a campaign
     * @param twin the command that starts this program anew with some arguments
     */
    public EngineBench(
            int runs,
            int faults,
            Path scratch,
            Function<List<String>, List<String>> twin,
            Consumer<String> progress) {
        this.runs = runs;
        this.faults = faults;
        this.scratch = scratch;
        this.twin = twin;
        this.progress = progress;
    }

    /** Seconds that the shortest command takes. */
    public double start() {
        List<String> command = twin.apply(List.of("--version"));
        double[] seconds = new double[runs];
        for (int run = 0; run < runs; run++) {
            progress.accept("start: run %d of %d".formatted(run + 1, runs));
            seconds[run] = TimedProcess.run(command, scratch, LIMIT).seconds();
        }
        return median(seconds);
    }

    /** Forks of a twin in the middle of a scenario, warm. */
    public EngineSpeed.Fork fork(LoadedSystem system, Scenario scenario) {
        progress.accept("forks");
        HostedSystem hosted = HostedSystem.of(system, Twin.Settings.SHIPPED);
        Twin original = twin(hosted, scenario, RamSource.NEW);
        original.runUntil(FORKED_AT);
        Snapshot moment = original.snapshot();
        RamPool pool = new RamPool();
        fork(hosted, scenario, moment, pool, WARM_UPS);
        double[] ms = new double[runs];
        for (int run = 0; run < runs; run++) {
            long startNs = cpuNs();
            fork(hosted, scenario, moment, pool, FORKS);
            ms[run] = (cpuNs() - startNs) / 1e6 / FORKS;
        }
        return new EngineSpeed.Fork(median(ms), atRestKb(original));
    }

    private static void fork(
            HostedSystem hosted, Scenario scenario, Snapshot moment, RamPool pool, int times) {
        for (int i = 0; i < times; i++) {
            Twin fork = twin(hosted, scenario, pool);
            fork.restore(moment);
            pool.takeBack(fork.ecu().ram());
        }
    }

    private static Twin twin(HostedSystem hosted, Scenario scenario, RamSource memory) {
        return new Twin(hosted, scenario, Collections.emptySortedMap(), memory, _ -> {});
    }

    private static double atRestKb(Twin original) {
        List<Snapshot> kept = new ArrayList<>(KEPT);
        kept.add(original.snapshot());
        try {
            long before = heapBytes();
            for (int i = 0; i < KEPT; i++) {
                original.runUntil(original.now().plus(BETWEEN_KEPT));
                kept.add(original.snapshot());
            }
            return (heapBytes() - before) / 1e3 / KEPT;
        } finally {
            Reference.reachabilityFence(kept);
        }
    }

    private static long heapBytes() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** Single flips of registers and memory, each watched for a second. */
    public List<EngineSpeed.Campaign> campaigns() {
        List<EngineSpeed.Campaign> all = new ArrayList<>();
        all.add(campaign(1));
        int cores = Runtime.getRuntime().availableProcessors();
        if (cores > 1) {
            all.add(campaign(cores));
        }
        return all;
    }

    private EngineSpeed.Campaign campaign(int threads) {
        List<JsonNode> results = new ArrayList<>();
        for (int run = 0; run < runs; run++) {
            progress.accept("campaign, %d threads: run %d of %d".formatted(threads, run + 1, runs));
            Path folder = scratch.resolve("campaign-" + threads + "-" + run);
            List<String> arguments =
                    List.of(
                            "campaign",
                            "--strata=registers,memory",
                            "--phases=boot,cruise,brake-onset,braking,abs-active,standstill",
                            "--seed=5",
                            "--faults=" + faults,
                            "--rate-sample=" + SAMPLE,
                            "--threads=" + threads,
                            "--results=" + folder,
                            "--json=-");
            TimedProcess process =
                    TimedProcess.run(
                            twin.apply(arguments), scratch, LIMIT, List.of(0, NOTHING_CHALLENGED));
            results.add(Json.parse(process.output()));
        }
        return new EngineSpeed.Campaign(
                threads,
                results.getFirst().get("total").asInt(),
                median(results, result -> result.get("faultsPerSecondPerCore").asDouble()),
                median(results, result -> result.get("faultsPerSecondPerCoreFull").asDouble()));
    }

    private static double median(List<JsonNode> results, ToDoubleFunction<JsonNode> of) {
        return median(results.stream().mapToDouble(of).toArray());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }
}
