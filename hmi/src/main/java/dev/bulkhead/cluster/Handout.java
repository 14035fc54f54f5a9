package dev.bulkhead.cluster;

import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.cluster.Crew.Hand;
import dev.bulkhead.cluster.Crew.Reply;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.runner.CampaignRunner;
import dev.bulkhead.runner.CampaignRunner.End;
import dev.bulkhead.runner.Cargo;
import dev.bulkhead.runner.Shipment;
import dev.bulkhead.trace.Payload;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Hands the trials of one campaign out to a crew. What is done is known here alone, so that nothing
 * is lost with any worker: a batch whose worker is gone, or that takes too long, is handed out
 * again, and of a batch that comes back twice the first results count. They are the same ones, as a
 * trial depends on the campaign alone.
 */
final class Handout {
    /** So that an order is short, and what a lost worker had in hand too. */
    static final int BATCH = 8;

    /** A worker has the next ones while its answers travel. */
    private static final int BATCHES_A_THREAD = 2;

    private static final long LOOK_MS = 100;
    private static final long REST_NS = 500_000_000;

    /** After so long a batch is given to a second worker that has nothing else to do. */
    private static final long LONG_NS = 5_000_000_000L;

    private final Crew crew;
    private final Secret secret;
    private final Shipment shipment;
    private final String campaign;
    private final SortedMap<String, String> manifest;
    private final Map<String, Payload> byHash = new HashMap<>();
    private final Consumer<List<TrialRow>> kept;
    private final Consumer<String> told;
    private final String own = UUID.randomUUID().toString();
    private final BlockingQueue<Arrival> arrivals = new LinkedBlockingQueue<>();
    private final Map<UUID, Desk> desks = new LinkedHashMap<>();
    private final Deque<Batch> waiting = new ArrayDeque<>();
    private final Set<Batch> open = new LinkedHashSet<>();
    private final Set<String> said = new HashSet<>();
    private long orders;

    /** Trials that are handed out together. */
    private static final class Batch {
        private final List<PlannedTrial> trials;
        private final Set<Desk> at = new HashSet<>();
        private boolean waits = true;
        private boolean done;
        private long handedNs;

        Batch(List<PlannedTrial> trials) {
            this.trials = trials;
        }
    }

    /** What is known of a worker. */
    private static final class Desk {
        private final Hand hand;
        private final Set<Batch> has = new HashSet<>();
        private final Map<String, Batch> onTheirWay = new HashMap<>();
        private long restsUntilNs = Long.MIN_VALUE;
        private boolean refused;

        Desk(Hand hand) {
            this.hand = hand;
        }

        boolean isFree(long nowNs) {
            return !refused
                    && nowNs >= restsUntilNs
                    && has.size() < hand.threads() * BATCHES_A_THREAD;
        }
    }

    /**
     * Something came back.
     *
     * @param batch one without trials for a content that was shipped
     */
    private record Arrival(Desk from, Batch batch, String number, Reply reply) {}

    /**
     * @param kept is given results by the thread that calls {@link #toItsEnd}
     * @param told is told what a person should know
     */
    Handout(
            Crew crew,
            Secret secret,
            Shipment shipment,
            Consumer<List<TrialRow>> kept,
            Consumer<String> told) {
        this.crew = crew;
        this.secret = secret;
        this.shipment = shipment;
        this.kept = kept;
        this.told = told;
        campaign = shipment.campaign();
        manifest = shipment.cargo().manifest();
        shipment.cargo()
                .contents()
                .values()
                .forEach(content -> byHash.put(Cargo.sha256(content.toBytes()), content));
    }

    /** Returns when each trial has its result, or the caller is interrupted. */
    End toItsEnd(List<PlannedTrial> trials) {
        for (int i = 0; i < trials.size(); i += BATCH) {
            waiting.add(new Batch(trials.subList(i, Math.min(i + BATCH, trials.size()))));
        }
        open.addAll(waiting);
        try {
            while (!open.isEmpty()) {
                meet();
                handOut();
                Arrival arrival = arrivals.poll(LOOK_MS, TimeUnit.MILLISECONDS);
                for (; arrival != null; arrival = arrivals.poll()) {
                    take(arrival);
                }
            }
            return End.COMPLETE;
        } catch (InterruptedException _) {
            return End.INTERRUPTED;
        }
    }

    /** Who came, and who went with what they had. */
    private void meet() {
        Map<UUID, Hand> present = new LinkedHashMap<>();
        crew.present().forEach(hand -> present.put(hand.id(), hand));
        for (Desk desk : List.copyOf(desks.values())) {
            if (!present.containsKey(desk.hand.id())) {
                desks.remove(desk.hand.id());
                List.copyOf(desk.has).forEach(batch -> takeBack(desk, batch));
            }
        }
        for (Hand hand : present.values()) {
            if (!desks.containsKey(hand.id())) {
                Desk desk = new Desk(hand);
                desks.put(hand.id(), desk);
                Strangers.reason(hand, secret).ifPresent(why -> refuse(desk, why));
            }
        }
        if (desks.values().stream().allMatch(desk -> desk.refused)) {
            sayOnce("no worker to give faults to; waiting for one (Ctrl-C ends, --resume goes on)");
        }
    }

    private void refuse(Desk desk, String why) {
        desk.refused = true;
        List.copyOf(desk.has).forEach(batch -> takeBack(desk, batch));
        sayOnce(desk.hand.name() + " is given no faults: " + why);
    }

    private void sayOnce(String what) {
        if (said.add(what)) {
            told.accept(what);
        }
    }

    private void takeBack(Desk desk, Batch batch) {
        desk.has.remove(batch);
        batch.at.remove(desk);
        if (!batch.done && batch.at.isEmpty() && !batch.waits) {
            batch.waits = true;
            waiting.addFirst(batch);
        }
    }

    private void handOut() {
        long nowNs = System.nanoTime();
        boolean given = true;
        while (given) { // in turn, so that all have something before any has all it may have
            given = false;
            for (Desk desk : desks.values()) {
                if (desk.isFree(nowNs)) {
                    Batch batch = waiting.isEmpty() ? slow(desk, nowNs) : waiting.poll();
                    if (batch != null) {
                        give(desk, batch);
                        given = true;
                    }
                }
            }
        }
    }

    /** One that all others have had for long, for a worker that has nothing to do. */
    private Batch slow(Desk idle, long nowNs) {
        if (!idle.has.isEmpty()) {
            return null;
        }
        return open.stream()
                .filter(batch -> !batch.at.isEmpty() && !batch.at.contains(idle))
                .filter(batch -> nowNs - batch.handedNs > LONG_NS)
                .findFirst()
                .orElse(null);
    }

    private void give(Desk desk, Batch batch) {
        batch.waits = false;
        desk.has.add(batch);
        batch.at.add(desk);
        batch.handedNs = System.nanoTime();
        send(
                desk,
                batch,
                new Order.Run(
                        nextNumber(),
                        campaign,
                        shipment.order(),
                        shipment.identity(),
                        manifest,
                        batch.trials));
    }

    private String nextNumber() {
        return own + "-" + orders++;
    }

    private void send(Desk desk, Batch batch, Order order) {
        byte[] sealed = secret.sealed(Workshop.ORDER, Wire.of(order));
        crew.send(
                desk.hand,
                sealed,
                reply -> arrivals.add(new Arrival(desk, batch, order.number(), reply)));
    }

    private void take(Arrival arrival) {
        switch (arrival.reply) {
            case Reply.Lost _ -> lost(arrival);
            case Reply.Came(Payload sealed) -> {
                Answer answer;
                try {
                    answer =
                            Wire.answer(
                                    secret.opened(
                                            Workshop.answerTo(arrival.number), sealed.toBytes()));
                } catch (SecurityException _) {
                    refuse(arrival.from, "its answers are not sealed with this key");
                    return;
                }
                take(arrival, answer);
            }
        }
    }

    private void take(Arrival arrival, Answer answer) {
        Desk desk = arrival.from;
        Batch batch = arrival.batch;
        switch (answer) {
            case Answer.Rows(List<TrialRow> rows) -> {
                if (!batch.done) {
                    check(desk, batch, rows);
                    kept.accept(rows);
                    batch.done = true;
                    open.remove(batch);
                    if (batch.waits) { // its worker was given up, and answered all the same
                        waiting.remove(batch);
                    }
                }
                takeBack(desk, batch);
            }
            case Answer.Missing(List<String> hashes) -> {
                for (String hash : hashes) {
                    if (!desk.onTheirWay.containsKey(hash)) {
                        Batch none = new Batch(List.of());
                        desk.onTheirWay.put(hash, none);
                        send(desk, none, new Order.Keep(nextNumber(), byHash.get(hash)));
                    }
                }
                rest(desk);
                takeBack(desk, batch);
            }
            case Answer.Kept() -> {
                desk.onTheirWay.values().remove(batch);
                desk.restsUntilNs = System.nanoTime();
            }
            case Answer.Busy() -> {
                sayOnce(desk.hand.name() + " is at work on another campaign; waiting for it");
                rest(desk);
                takeBack(desk, batch);
            }
            case Answer.Refused(String why) -> refuse(desk, why);
            case Answer.Failed(int index, String stackTrace) -> {
                PlannedTrial trial =
                        batch.trials.stream()
                                .filter(it -> it.index() == index)
                                .findFirst()
                                .orElse(batch.trials.getFirst());
                throw new CampaignRunner.TrialFailed(trial, desk.hand.name(), stackTrace);
            }
        }
    }

    private void lost(Arrival arrival) {
        rest(arrival.from);
        if (arrival.batch.trials.isEmpty()) {
            arrival.from.onTheirWay.values().remove(arrival.batch);
        } else {
            takeBack(arrival.from, arrival.batch);
        }
    }

    private static void rest(Desk desk) {
        desk.restsUntilNs = System.nanoTime() + REST_NS;
    }

    /** A sealed answer to this very order with other rows would be a mistake of ours. */
    private static void check(Desk desk, Batch batch, List<TrialRow> rows) {
        List<String> wanted = new ArrayList<>();
        batch.trials.forEach(trial -> wanted.add(trial.index() + " " + trial.text()));
        List<String> came = new ArrayList<>();
        rows.forEach(row -> came.add(row.index() + " " + row.faults()));
        if (!wanted.equals(came)) {
            throw new IllegalStateException(
                    "%s was asked for %s and answered %s"
                            .formatted(desk.hand.name(), wanted, came));
        }
    }
}
