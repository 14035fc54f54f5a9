package dev.bulkhead.telemetry;

import dev.bulkhead.telemetry.Message.Delivery;

import io.vertx.core.buffer.Buffer;

import java.util.List;

/**
 * A message on its way to one client.
 *
 * @param delivery how it goes to this client
 * @param retain the mark the client sees
 * @param identifiers of the subscriptions that it matches
 * @param correlation of the request that it answers; empty if it answers none
 */
record Outgoing(
        SharedFrames frames,
        Delivery delivery,
        boolean retain,
        List<Integer> identifiers,
        Buffer correlation) {
    private static final Buffer NONE = Buffer.buffer();

    static Outgoing of(SharedFrames frames, Subscription subscription, boolean retain) {
        return new Outgoing(
                frames,
                subscription.of(frames.message()),
                retain,
                subscription.identifiers(),
                NONE);
    }

    boolean isAssured() {
        return delivery == Delivery.AT_LEAST_ONCE;
    }

    /** About what it takes in memory and on the wire. */
    int bytes() {
        Message message = frames.message();
        return message.payload().length() + message.topic().length() + correlation.length() + 16;
    }

    byte[] frame(boolean mqtt5, int packetId) {
        boolean own = packetId != 0 || !identifiers.isEmpty() || correlation.length() > 0;
        return own
                ? PublishFrame.of(
                        frames.message(), mqtt5, retain, packetId, identifiers, correlation)
                : frames.plain(mqtt5, retain);
    }
}
