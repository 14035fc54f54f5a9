package dev.bulkhead.cluster;

import dev.bulkhead.input.InputError;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.runner.Campaign;
import dev.bulkhead.runner.CampaignRunner;
import dev.bulkhead.runner.Cargo;
import dev.bulkhead.runner.Shipment;
import dev.bulkhead.trace.Payload;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * What a worker does with orders, on as many threads as come with them. It holds the healthy run of
 * one campaign, which takes most of a heap: the next campaign begins when nobody has asked for this
 * one for a while.
 */
final class Workshop {
    /** Of what the seal of an order is. */
    static final String ORDER = "order";

    private static final long IDLE_NS = 2_000_000_000L;

    private final Secret secret;
    private final String version;
    private final int threads;
    private final Consumer<String> told;
    private final SortedMap<String, Payload> kept = new TreeMap<>();
    private Bench bench;

    /** A campaign on which it works. */
    private static final class Bench {
        private final String campaign;
        private final FutureTask<Campaign.Rehearsed> rehearsed;
        private int atWork;
        private long leftNs;

        Bench(String campaign, FutureTask<Campaign.Rehearsed> rehearsed) {
            this.campaign = campaign;
            this.rehearsed = rehearsed;
        }

        boolean isIdle() {
            return atWork == 0 && System.nanoTime() - leftNs > IDLE_NS;
        }
    }

    /**
     * @param version of this program
     * @param told is told what it works on, for a person
     */
    Workshop(Secret secret, String version, int threads, Consumer<String> told) {
        this.secret = secret;
        this.version = version;
        this.threads = threads;
        this.told = told;
    }

    /** Of what the seal of the answer to an order is: an answer to another is none to it. */
    static String answerTo(String number) {
        return "answer to " + number;
    }

    /**
     * Does what a sealed order says and gives a sealed answer.
     *
     * @throws SecurityException if the order does not come from who has the key
     */
    byte[] does(byte[] sealed) {
        Order order = Wire.order(secret.opened(ORDER, sealed));
        Answer answer =
                switch (order) {
                    case Order.Keep(_, Payload content) -> keep(content);
                    case Order.Run run -> run(run);
                };
        return secret.sealed(answerTo(order.number()), Wire.of(answer));
    }

    private synchronized Answer keep(Payload content) {
        kept.put(Cargo.sha256(content.toBytes()), content);
        return new Answer.Kept();
    }

    private Answer run(Order.Run run) {
        Bench own;
        synchronized (this) {
            if (bench == null || !bench.campaign.equals(run.campaign())) {
                if (bench != null && !bench.isIdle()) {
                    return new Answer.Busy();
                }
                List<String> missing = missing(run);
                if (!missing.isEmpty()) {
                    return new Answer.Missing(missing);
                }
                bench = bench(run);
            }
            own = bench;
            own.atWork++;
        }
        try {
            own.rehearsed.run(); // the first to come does it, the others wait
            return answer(own.rehearsed.get().run(run.trials()));
        } catch (ExecutionException e) {
            forget(own);
            // no fault has run yet: it is this worker that cannot, and others may
            return new Answer.Refused(
                    e.getCause() instanceof InputError wrong
                            ? wrong.getMessage()
                            : "the healthy run failed: " + e.getCause());
        } catch (CampaignRunner.TrialFailed e) {
            return new Answer.Failed(e.index(), stackTrace(e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the worker ends", e);
        } finally {
            synchronized (this) {
                own.atWork--;
                own.leftNs = System.nanoTime();
            }
        }
    }

    private static Answer answer(List<TrialRow> rows) {
        return new Answer.Rows(rows);
    }

    private synchronized void forget(Bench wrong) {
        if (bench == wrong) {
            bench = null;
        }
    }

    private List<String> missing(Order.Run run) {
        return run.manifest().values().stream()
                .distinct()
                .filter(hash -> !kept.containsKey(hash))
                .toList();
    }

    /** Takes what was shipped for it; the healthy run is made when it is asked for. */
    private Bench bench(Order.Run run) {
        SortedMap<String, Payload> contents = new TreeMap<>();
        run.manifest().forEach((name, hash) -> contents.put(name, kept.get(hash)));
        kept.clear();
        Shipment shipment = new Shipment(run.order(), run.identity(), new Cargo(contents));
        return new Bench(run.campaign(), new FutureTask<>(() -> rehearsed(shipment)));
    }

    private Campaign.Rehearsed rehearsed(Shipment shipment) {
        Campaign campaign = Campaign.of(shipment, version);
        String name =
                "campaign %s, seed %d"
                        .formatted(campaign.scenario().name(), campaign.order().seed());
        told.accept(name + ": making the healthy run");
        long startNs = System.nanoTime();
        Campaign.Rehearsed rehearsed = campaign.rehearsed(threads);
        told.accept(
                String.format(
                        Locale.ROOT,
                        "%s: healthy run made in %.1f s, running faults",
                        name,
                        (System.nanoTime() - startNs) / 1e9));
        return rehearsed;
    }

    private static String stackTrace(Throwable ours) {
        StringWriter text = new StringWriter();
        ours.printStackTrace(new PrintWriter(text, true));
        return text.toString();
    }
}
