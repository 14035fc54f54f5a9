package dev.bulkhead.telemetry;

import dev.bulkhead.telemetry.Message.Delivery;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** An endpoint on loopback with its clients, for one test. */
final class LiveEndpoint implements AutoCloseable {
    static final long WITHIN_S = 20;

    final List<String> commands = new CopyOnWriteArrayList<>();
    final MqttEndpoint endpoint;
    final Vertx vertx;
    private final List<Client> clients = new ArrayList<>();

    /** What is replied to a command, and when. */
    volatile CommandDesk desk = (_, _) -> CompletableFuture.completedFuture("{\"ok\":true}");

    LiveEndpoint() {
        this(EndpointSettings.onLoopback("twin", 0), Access.anonymous(Role.COMMAND));
    }

    LiveEndpoint(Access access) {
        this(EndpointSettings.onLoopback("twin", 0), access);
    }

    LiveEndpoint(EndpointSettings settings, Access access) {
        vertx = Vertx.vertx();
        endpoint = MqttEndpoint.start(vertx, settings, access, this::submit);
    }

    /** Its close throws nothing. */
    interface Client extends AutoCloseable {
        @Override
        void close();
    }

    private CompletionStage<String> submit(String name, String body) {
        commands.add(name + " " + body);
        return desk.submit(name, body);
    }

    static EndpointSettings with(Limits limits) {
        EndpointSettings usual = EndpointSettings.onLoopback("twin", 0);
        return new EndpointSettings(usual.twin(), usual.host(), 0, usual.tls(), limits);
    }

    int port() {
        return endpoint.port();
    }

    /** Publishes below {@code bulkhead/twin/}. */
    LiveEndpoint publishes(String topic, String payload) {
        return publishes(topic, payload, Delivery.AT_MOST_ONCE, false);
    }

    LiveEndpoint retains(String topic, String payload) {
        return publishes(topic, payload, Delivery.AT_MOST_ONCE, true);
    }

    LiveEndpoint publishes(String topic, String payload, Delivery delivery, boolean retained) {
        String full = "bulkhead/twin/" + topic;
        endpoint.publish(new Message(full, Buffer.buffer(payload), delivery, retained));
        return this;
    }

    RawClient raw() {
        return keep(new RawClient(port()));
    }

    PahoClient paho(String clientId) {
        return keep(new PahoClient("tcp://127.0.0.1:" + port(), clientId));
    }

    <C extends Client> C keep(C client) {
        clients.add(client);
        return client;
    }

    @Override
    public void close() {
        clients.forEach(Client::close);
        endpoint.close();
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(WITHIN_S, TimeUnit.SECONDS)
                .join();
    }
}
