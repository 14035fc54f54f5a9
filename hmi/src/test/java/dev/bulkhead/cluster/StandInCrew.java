package dev.bulkhead.cluster;

import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.results.TrialRow;
import dev.bulkhead.trace.Payload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** Workers that say what a test lets them say, without a network. */
final class StandInCrew implements Crew {
    private final Secret secret;
    private final List<Hand> present = new CopyOnWriteArrayList<>();
    private final Map<UUID, Function<Order, Optional<Answer>>> hands = new ConcurrentHashMap<>();
    private final List<Held> held = new ArrayList<>();

    /** An order that has no answer yet. */
    record Held(Hand hand, Order order, Consumer<Reply> reply) {}

    StandInCrew(Secret secret) {
        this.secret = secret;
    }

    /** One that does what it is told. */
    Hand diligent(String name) {
        return hand(name, StandInCrew::answered);
    }

    /** One that takes orders and says nothing until the test lets it. */
    Hand paused(String name) {
        return hand(name, _ -> Optional.empty());
    }

    Hand hand(String name, Function<Order, Optional<Answer>> does) {
        return hand(name, secret.build(), secret.fingerprint(), does);
    }

    Hand hand(
            String name, String build, String fingerprint, Function<Order, Optional<Answer>> does) {
        Hand hand = new Hand(UUID.randomUUID(), name, 1, build, fingerprint);
        hands.put(hand.id(), does);
        present.add(hand);
        return hand;
    }

    static Optional<Answer> answered(Order order) {
        return Optional.of(
                switch (order) {
                    case Order.Keep _ -> new Answer.Kept();
                    case Order.Run run ->
                            new Answer.Rows(run.trials().stream().map(StandInCrew::row).toList());
                });
    }

    static TrialRow row(PlannedTrial trial) {
        return new TrialRow(
                trial.index(),
                trial.stratum(),
                trial.phase().label(),
                trial.attacker(),
                trial.text(),
                trial.weight(),
                OptionalDouble.of(1e6 / 3),
                "IDENTICAL",
                false,
                true,
                "REJOINED",
                0.1,
                -0.0,
                Optional.of("ähnlich\nzweite Zeile"),
                OptionalDouble.empty(),
                true,
                OptionalDouble.of(Double.MIN_VALUE),
                "",
                3,
                OptionalDouble.empty(),
                5,
                0.7,
                List.of(new TrialRow.Challenged("pmp", "braking")));
    }

    void leaves(Hand hand) {
        present.remove(hand);
    }

    /** What a paused one was given. */
    List<Held> heldBy(Hand hand) {
        synchronized (held) {
            return held.stream().filter(it -> it.hand.equals(hand)).toList();
        }
    }

    void answers(Held it, Answer answer) {
        it.reply.accept(
                new Reply.Came(
                        Payload.of(
                                secret.sealed(
                                        Workshop.answerTo(it.order.number()), Wire.of(answer)))));
    }

    @Override
    public List<Hand> present() {
        return List.copyOf(present);
    }

    @Override
    public void send(Hand hand, byte[] sealed, Consumer<Reply> reply) {
        Order order = Wire.order(secret.opened(Workshop.ORDER, sealed));
        Held now = new Held(hand, order, reply);
        hands.get(hand.id())
                .apply(order)
                .ifPresentOrElse(
                        answer -> answers(now, answer),
                        () -> {
                            synchronized (held) {
                                held.add(now);
                            }
                        });
    }
}
