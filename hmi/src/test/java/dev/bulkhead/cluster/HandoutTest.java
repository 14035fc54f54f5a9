package dev.bulkhead.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.Phase;
import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.cluster.Crew.Hand;
import dev.bulkhead.cluster.Crew.Reply;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.runner.CampaignRunner;
import dev.bulkhead.runner.CampaignRunner.End;
import dev.bulkhead.runner.Cargo;
import dev.bulkhead.runner.Shipment;
import dev.bulkhead.trace.Payload;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

@Timeout(60)
class HandoutTest {
    private static final long POLL_NS = 1_000_000;
    private static final int TRIALS = 3 * Handout.BATCH + 1;

    private final Secret secret = Secret.none("abc");
    private final StandInCrew crew = new StandInCrew(secret);
    private final List<Integer> counted = new ArrayList<>();
    private final ConcurrentLinkedQueue<String> told = new ConcurrentLinkedQueue<>();
    private final Cargo cargo =
            new Cargo(new TreeMap<>(Map.of("file ./short.yaml", Payload.of(new byte[] {1, 2, 3}))));

    /** What happens when the first results are counted. */
    private Runnable onFirst = () -> {};

    @Test
    void eachTrialCountsOnce() {
        crew.diligent("one");
        crew.diligent("two");
        assertEquals(End.COMPLETE, run());
        assertAllOnce();
        assertEquals(List.of(), List.copyOf(told));
    }

    @Test
    void rowsComeAsTheyWereSent() {
        crew.diligent("one");
        List<TrialRow> rows = new ArrayList<>();
        var trials = trials();
        new Handout(crew, secret, shipment(), rows::addAll, told::add).toItsEnd(trials);
        assertEquals(
                trials.stream().map(trial -> StandInCrew.row(trial).toString()).toList(),
                rows.stream()
                        .sorted(Comparator.comparingInt(TrialRow::index))
                        .map(TrialRow::toString)
                        .toList());
    }

    @Nested
    class AWorkerThatIsLost {
        @Test
        void leavesWhatItHadToOthers() {
            Hand silent = crew.paused("silent");
            crew.diligent("other");
            onFirst = () -> crew.leaves(silent);
            assertEquals(End.COMPLETE, run());
            assertTrue(!crew.heldBy(silent).isEmpty(), "it had something");
            assertAllOnce();
        }

        /** Paused for longer than the failure detector waits, and then it goes on. */
        @Test
        void andComesBackHasItsResultsNotCountedAgain() {
            Hand paused = crew.paused("paused");
            AtomicBoolean woken = new AtomicBoolean();
            crew.hand(
                    "other",
                    order -> {
                        if (!crew.present().contains(paused) && !woken.getAndSet(true)) {
                            // its batches are with the other by now, and it answers all the same
                            crew.heldBy(paused)
                                    .forEach(
                                            it ->
                                                    crew.answers(
                                                            it,
                                                            StandInCrew.answered(it.order())
                                                                    .get()));
                        }
                        return StandInCrew.answered(order);
                    });
            onFirst = () -> crew.leaves(paused);
            assertEquals(End.COMPLETE, run());
            assertTrue(woken.get(), "both did the same");
            assertAllOnce();
        }

        @Test
        void inTheMiddleOfAnOrderIsAskedAgainIfItIsStillThere() {
            AtomicInteger orders = new AtomicInteger();
            Hand broken = crew.paused("broken");
            crew.hand(
                    "other",
                    order -> {
                        orders.incrementAndGet();
                        return StandInCrew.answered(order);
                    });
            onFirst =
                    () -> {
                        crew.heldBy(broken).forEach(it -> it.reply().accept(new Reply.Lost("cut")));
                        crew.leaves(broken);
                    };
            assertEquals(End.COMPLETE, run());
            assertAllOnce();
            assertEquals(4, orders.get(), "all batches came to the other in the end");
        }

        @Test
        void andNobodyIsLeftIsWaitedFor() throws InterruptedException {
            Hand only = crew.paused("only");
            Thread later =
                    Thread.ofPlatform()
                            .start(
                                    () -> {
                                        awaitThat(() -> !crew.heldBy(only).isEmpty());
                                        crew.leaves(only);
                                        awaitThat(() -> !told.isEmpty());
                                        crew.diligent("added");
                                    });
            assertEquals(End.COMPLETE, run());
            later.join();
            assertAllOnce();
            assertEquals(
                    List.of(
                            "no worker to give faults to; waiting for one (Ctrl-C ends, --resume"
                                    + " goes on)"),
                    List.copyOf(told));
        }
    }

    @Nested
    class WhatIsShipped {
        @Test
        void goesToAWorkerThatLacksItAndOnce() {
            List<String> kept = new ArrayList<>();
            crew.hand(
                    "new",
                    order -> {
                        if (order instanceof Order.Keep(_, Payload content)) {
                            kept.add(Cargo.sha256(content.toBytes()));
                        } else if (kept.isEmpty()) {
                            String hash = cargo.manifest().firstEntry().getValue();
                            return Optional.of(new Answer.Missing(List.of(hash)));
                        }
                        return StandInCrew.answered(order);
                    });
            assertEquals(End.COMPLETE, run());
            assertEquals(List.copyOf(cargo.manifest().values()), kept);
            assertAllOnce();
        }
    }

    @Nested
    class NoFaultsAreGiven {
        @Test
        void toAnotherBuild() {
            crew.hand("old:5701", "0ld", secret.fingerprint(), this::isAsked);
            crew.diligent("own");
            run();
            assertAllOnce();
            assertEquals(
                    "old:5701 is given no faults: it runs another build of Bulkhead (0ld there, abc"
                            + " here)",
                    told.peek());
        }

        private Optional<Answer> isAsked(Order order) {
            throw new AssertionError(order);
        }

        @Test
        void toWhoHasAnotherKey() {
            crew.hand("rogue:5701", secret.build(), "f00", this::isAsked);
            crew.diligent("own");
            run();
            assertAllOnce();
            assertEquals("rogue:5701 is given no faults: it has another --key", told.peek());
        }

        /** Such as an old answer sent again, or one by who has not the key. */
        @Test
        void anyMoreToWhoseAnswerIsNotToTheOrder() {
            Hand forger = crew.paused("forger:5701");
            crew.diligent("own");
            Reply forged = new Reply.Came(Payload.of(secret.sealed("answer to x", new byte[1])));
            onFirst = () -> crew.heldBy(forger).forEach(it -> it.reply().accept(forged));
            run();
            assertAllOnce();
            assertEquals(
                    "forger:5701 is given no faults: its answers are not sealed with this key",
                    told.peek());
        }

        @Test
        void toWhereTheCampaignIsAnother() {
            crew.hand("odd:5701", _ -> Optional.of(new Answer.Refused("campaign: differs; mend")));
            crew.diligent("own");
            run();
            assertAllOnce();
            assertEquals("odd:5701 is given no faults: campaign: differs; mend", told.peek());
        }
    }

    @Test
    void aTrialThatBreaksTheSimulatorEndsItWithTheFaultAndTheWorker() {
        crew.hand("one:5701", _ -> Optional.of(new Answer.Failed(2, "boom\n\tat X")));
        var broken = assertThrows(CampaignRunner.TrialFailed.class, this::run);
        assertEquals(
                "trial 2, wireless:illegal-instruction@2s, on one:5701: boom\n\tat X",
                broken.getMessage());
    }

    @Test
    void whoIsInterruptedKeepsWhatIsDone() {
        Hand paused = crew.paused("paused");
        crew.diligent("other");
        onFirst = () -> Thread.currentThread().interrupt();
        assertEquals(End.INTERRUPTED, run());
        assertTrue(!counted.isEmpty() && counted.size() < TRIALS, counted::toString);
        assertTrue(!crew.heldBy(paused).isEmpty());
    }

    private static void awaitThat(BooleanSupplier fact) {
        while (!fact.getAsBoolean()) {
            LockSupport.parkNanos(POLL_NS);
        }
    }

    private End run() {
        return new Handout(crew, secret, shipment(), this::count, told::add).toItsEnd(trials());
    }

    private void count(List<TrialRow> rows) {
        boolean first = counted.isEmpty();
        rows.forEach(row -> counted.add(row.index()));
        if (first) {
            onFirst.run();
        }
    }

    private void assertAllOnce() {
        assertEquals(
                IntStream.range(0, TRIALS).boxed().toList(), counted.stream().sorted().toList());
    }

    private Shipment shipment() {
        return new Shipment(new TreeMap<>(), new TreeMap<>(Map.of("seed", "1")), cargo);
    }

    private static List<PlannedTrial> trials() {
        return IntStream.range(0, TRIALS)
                .mapToObj(
                        i ->
                                new PlannedTrial(
                                        i,
                                        "misbehaviour",
                                        Phase.CRUISE,
                                        "wireless",
                                        List.of(
                                                Fault.parse(
                                                        "test", "wireless:illegal-instruction@2s")),
                                        1))
                .toList();
    }
}
