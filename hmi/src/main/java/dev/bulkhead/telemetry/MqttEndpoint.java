package dev.bulkhead.telemetry;

import dev.bulkhead.input.InputError;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;

import java.net.BindException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The twin as a server of MQTT 3.1.1 and 5: any client may read; commands go to the {@link
 * CommandDesk}. {@code docs/telemetry.md} lists what it supports and what it refuses.
 */
public final class MqttEndpoint implements Outlet, AutoCloseable {
    private static final long WITHIN_S = 10;

    private final Vertx vertx;
    private final MqttListener listener;
    private final String deployment;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MqttEndpoint(Vertx vertx, MqttListener listener, String deployment) {
        this.vertx = vertx;
        this.listener = listener;
        this.deployment = deployment;
    }

    /**
     * Listens; waits until it does, so no event loop may call this.
     *
     * @throws InputError if the port is taken, the address is not one of this machine, or the
     *     certificate cannot be used
     */
    public static MqttEndpoint start(
            Vertx vertx, EndpointSettings settings, Access access, CommandDesk desk) {
        MqttListener listener = new MqttListener(settings, access, desk);
        try {
            return new MqttEndpoint(vertx, listener, await(vertx.deployVerticle(listener)));
        } catch (ExecutionException e) {
            throw mistake(settings, e.getCause());
        } catch (TimeoutException e) {
            throw new IllegalStateException("does not listen within " + WITHIN_S + " s", e);
        }
    }

    private static InputError mistake(EndpointSettings settings, Throwable cause) {
        String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        if (settings.tls().isPresent() && !(cause instanceof BindException)) {
            return new InputError(
                    "--tls-cert",
                    "certificate or key cannot be used: " + why,
                    "name two files in PEM that belong together");
        }
        String place = settings.host() + ":" + settings.port();
        return new InputError(
                place, "cannot listen there: " + why, "choose another address or port");
    }

    private static <T> T await(Future<T> future) throws ExecutionException, TimeoutException {
        try {
            return future.toCompletionStage().toCompletableFuture().get(WITHIN_S, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ExecutionException(e);
        }
    }

    /** On which it listens for TCP; if 0 was asked for, the one it got. */
    public int port() {
        return listener.port();
    }

    /**
     * Takes over a WebSocket that the web port opened on {@code /mqtt}, subprotocol {@code mqtt}.
     */
    public void accept(ServerWebSocket socket) {
        listener.accept(socket);
    }

    @Override
    public void publish(Message message) {
        listener.publish(message);
    }

    /** Messages that a client which was behind did not get, over all clients. */
    public long samplesLost() {
        return listener.samplesLost();
    }

    /**
     * Whether a client has a subscription that matches, so that what is dear to make need not be
     * made for nobody. Never waits.
     */
    public boolean isWanted(String topic) {
        return listener.isWanted(topic);
    }

    /** Clients that are connected. */
    public int clients() {
        return listener.clients();
    }

    /** Clients that were let in since it listens, each time they came. */
    public long clientsServed() {
        return listener.clientsServed();
    }

    /** Connections that were closed as too many of them had not sent CONNECT. */
    public long turnedAway() {
        return listener.turnedAway();
    }

    /** Tells the clients and stops listening. What was published before is sent first. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            await(vertx.undeploy(deployment));
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("the MQTT endpoint does not end", e);
        }
    }
}
