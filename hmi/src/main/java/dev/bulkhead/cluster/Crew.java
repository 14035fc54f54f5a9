package dev.bulkhead.cluster;

import dev.bulkhead.trace.Payload;

import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;

/** The workers that a submitter can reach. */
interface Crew {
    /**
     * One worker.
     *
     * @param id its own as long as it belongs to the cluster without a break
     * @param name for a person
     * @param threads how many trials it runs at once
     * @param build hash of its program
     * @param fingerprint of its secret
     */
    record Hand(UUID id, String name, int threads, String build, String fingerprint) {}

    /** Those of the cluster now, as far as is known here. */
    List<Hand> present();

    /**
     * Sends a sealed order.
     *
     * @param reply is told once what came of it, on any thread; perhaps never if the hand is lost
     */
    void send(Hand hand, byte[] order, Consumer<Reply> reply);

    /** What came of sending an order. */
    sealed interface Reply {
        /** A sealed answer. */
        record Came(Payload sealed) implements Reply {}

        /** None, as the hand was lost or the order could not be done. */
        record Lost(String why) implements Reply {}
    }
}
