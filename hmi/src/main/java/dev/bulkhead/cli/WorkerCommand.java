package dev.bulkhead.cli;

import dev.bulkhead.cluster.HostPort;
import dev.bulkhead.cluster.Worker;
import dev.bulkhead.input.InputError;
import dev.bulkhead.runner.CampaignRunner;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs trials of campaigns that other processes submit, until Ctrl-C. */
@Command(
        name = "worker",
        description = "Runs faults for ./twin campaign --cluster, until Ctrl-C.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "A worker needs no files of the campaign, may join and leave at any time, and",
            "must be of the submitter's build. docs/scaling.md says how to isolate the",
            "network.",
            "",
            "Exit status: 0 ended by Ctrl-C, 2 a mistake in the input.",
            "",
            "Example: ./twin worker --listen 127.0.0.1:5702 --join 127.0.0.1:5701",
        })
final class WorkerCommand implements Callable<Integer> {
    private static final long PATIENCE_S = 8;

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            defaultValue = "127.0.0.1:" + HostPort.USUAL_PORT,
            description = "Where others reach it; default ${DEFAULT-VALUE}.")
    private String listen;

    @Option(
            names = "--join",
            paramLabel = "HOST:PORT[,…]",
            description = "Other workers, here or still to come.")
    private String join;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description = "Run so many faults at once; default: one a core.")
    private Integer threads;

    @Mixin private ClusterOptions cluster;

    @Spec private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        HostPort here = HostPort.parse("--listen", listen);
        List<HostPort> others = join == null ? List.of() : HostPort.list("--join", join);
        int atOnce = threads();
        PrintWriter out = spec.commandLine().getOut();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch closed = new CountDownLatch(1);
        Thread hook = new Thread(() -> end(asked, closed), "worker-ending");
        try (Worker worker =
                Worker.start(
                        new Worker.Settings(
                                here, others, cluster.secret(), atOnce, Version.number()),
                        line -> say(out, line))) {
            Runtime.getRuntime().addShutdownHook(hook);
            say(
                    out,
                    "ready at %s, runs %d faults at once, workers in the cluster: %d; Ctrl-C ends it"
                            .formatted(here, atOnce, worker.workers()));
            asked.await();
        } finally {
            closed.countDown();
        }
        return 0;
    }

    private static void say(PrintWriter out, String line) {
        out.println("worker: " + line);
        out.flush();
    }

    private static void end(CountDownLatch asked, CountDownLatch closed) {
        asked.countDown();
        try {
            boolean _ = closed.await(PATIENCE_S, TimeUnit.SECONDS);
        } catch (InterruptedException _) {
            // nobody waits for this thread longer than it waits
        }
        Runtime.getRuntime().halt(0);
    }

    private int threads() {
        Runtime host = Runtime.getRuntime();
        int most = CampaignRunner.mostThreads(host.maxMemory());
        if (threads == null) {
            return Math.min(most, host.availableProcessors());
        }
        if (threads < 1 || threads > most) {
            throw new InputError(
                    "--threads",
                    threads < 1
                            ? threads + " is below 1"
                            : "%d do not fit a heap of %d MB"
                                    .formatted(threads, host.maxMemory() >> 20),
                    "write 1 to " + most + ", or give Java more by TWIN_JAVA_OPTS=-Xmx2g");
        }
        return threads;
    }
}
