package dev.bulkhead.telemetry;

import dev.bulkhead.telemetry.Access.Login;
import dev.bulkhead.telemetry.Message.Delivery;

import io.vertx.core.Context;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A connected client: what it subscribed to, and what is on its way to it. */
final class Session {
    /** Packet identifiers are numbers of two bytes, without 0. */
    private static final int PACKET_IDS = 0xffff;

    private static final int MOST_UNACKNOWLEDGED = 64;

    /** What the client wants to be spared. */
    record Wishes(int receiveMaximum, int maximumPacketBytes) {}

    private final String clientId;
    private final Login.Granted login;
    private final Exchange exchange;
    private final ClientSocket socket;
    private final Wishes wishes;
    private final Outbox outbox;
    private final Map<TopicFilter, Subscription> subscriptions = new LinkedHashMap<>();
    private final Set<Integer> unacknowledged = new HashSet<>();
    private int lastPacketId;

    Session(
            String clientId,
            Login.Granted login,
            Exchange exchange,
            MqttEndpoint endpoint,
            Context context,
            Wishes wishes) {
        this.clientId = clientId;
        this.login = login;
        this.exchange = exchange;
        this.socket = new ClientSocket(endpoint, context, this::pump);
        this.wishes = wishes;
        Limits limits = exchange.limits();
        this.outbox =
                new Outbox(limits.outboxMessages(), limits.outboxBytes(), exchange::countLost);
    }

    String clientId() {
        return clientId;
    }

    Login.Granted login() {
        return login;
    }

    ClientSocket socket() {
        return socket;
    }

    int subscriptionCount() {
        return subscriptions.size();
    }

    /** True if the client had none with this filter. */
    boolean subscribe(TopicFilter filter, Subscription subscription) {
        return subscriptions.put(filter, subscription) == null;
    }

    /** True if the client had one with this filter. */
    boolean unsubscribe(TopicFilter filter) {
        return subscriptions.remove(filter) != null;
    }

    Set<TopicFilter> filters() {
        return subscriptions.keySet();
    }

    boolean hasSubscription(TopicFilter filter) {
        return subscriptions.containsKey(filter);
    }

    /** All its subscriptions that match, as one. */
    Optional<Subscription> subscriptionTo(List<String> topic) {
        return subscriptions.entrySet().stream()
                .filter(entry -> entry.getKey().matches(topic))
                .map(Map.Entry::getValue)
                .reduce(Subscription::and);
    }

    /** Sends it, keeps it until there is room, or loses it. */
    void deliver(Outgoing outgoing) {
        boolean first = outgoing.isAssured() ? !outbox.hasAssured() : !outbox.hasSamples();
        if (first && maySend(outgoing.delivery())) {
            send(outgoing);
            return;
        }
        if (!outbox.add(outgoing)) {
            leave(MqttDisconnectReasonCode.QUOTA_EXCEEDED);
        }
    }

    /** Goes on with what waits. */
    void pump() {
        while (outbox.hasAssured() && maySend(Delivery.AT_LEAST_ONCE)) {
            send(outbox.takeAssured());
        }
        while (outbox.hasSamples() && maySend(Delivery.AT_MOST_ONCE)) {
            send(outbox.takeSample());
        }
    }

    private boolean maySend(Delivery delivery) {
        int window = Math.min(wishes.receiveMaximum(), MOST_UNACKNOWLEDGED);
        return socket.hasRoom()
                && (delivery == Delivery.AT_MOST_ONCE || unacknowledged.size() < window);
    }

    /** What is larger than the client takes is left out, as if it had been sent. */
    private void send(Outgoing outgoing) {
        int packetId = outgoing.isAssured() ? nextPacketId() : 0;
        byte[] frame = outgoing.frame(socket.isMqtt5(), packetId);
        if (frame.length > wishes.maximumPacketBytes()) {
            return;
        }
        if (packetId != 0) {
            unacknowledged.add(packetId);
        }
        socket.write(frame);
    }

    private int nextPacketId() {
        do {
            lastPacketId = lastPacketId % PACKET_IDS + 1;
        } while (unacknowledged.contains(lastPacketId));
        return lastPacketId;
    }

    /** An identifier that is not on its way is ignored, as a late acknowledgement may be. */
    void acknowledged(int packetId) {
        if (unacknowledged.remove(packetId)) {
            pump();
        }
    }

    /** The endpoint parts from the client. */
    void leave(MqttDisconnectReasonCode reason) {
        socket.disconnect(reason);
        exchange.remove(this);
    }
}
