package dev.bulkhead.telemetry;

import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;

import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** The sockets of the endpoint and all behind them, on one event loop. */
final class MqttListener extends VerticleBase {
    private static final int CONNECT_WITHIN_S = 10;
    private static final int LONGEST_CLIENT_ID = 256;
    private static final long CHECK_EVERY_MS = 500;
    private static final long GOODBYE_MS = 200;

    /** Where Vert.x and Netty write what a stranger sent; that is no business of the terminal. */
    private static final List<Logger> STRANGERS =
            List.of(
                    Logger.getLogger("io.vertx.core.net.impl.ConnectionBase"),
                    Logger.getLogger("io.netty.channel.DefaultChannelPipeline"));

    private final EndpointSettings settings;
    private final Access access;
    private final CommandDesk desk;
    private final Exchange exchange;
    private final Doorstep doorstep = new Doorstep();
    private MqttServer open;
    private MqttServer behindDoor;
    private WebSocketDoor door;
    private Backlog backlog;

    MqttListener(EndpointSettings settings, Access access, CommandDesk desk) {
        this.settings = settings;
        this.access = access;
        this.desk = desk;
        this.exchange = new Exchange(settings.limits());
    }

    @Override
    public Future<?> start() {
        STRANGERS.forEach(logger -> logger.setLevel(Level.OFF));
        context.exceptionHandler(MqttListener::tell);
        backlog = new Backlog(context, exchange);
        ClientTopics topics = new ClientTopics(settings.twin());
        Limits limits = settings.limits();
        CommandPort commands = new CommandPort(topics, desk, context, limits);
        MqttServerOptions options = options().setHost(settings.host()).setPort(settings.port());
        settings.tls().ifPresent(tls -> speakTls(options, tls));
        Reception reception = new Reception(exchange, access, commands, context, doorstep);
        open =
                MqttServer.create(doorstep.before(vertx, MqttListener::addressOf), options)
                        .endpointHandler(client -> reception.arrived(client, addressOf(client)));
        behindDoor =
                MqttServer.create(
                                doorstep.before(vertx, this::addressBehindDoor),
                                options().setHost(WebSocketDoor.LOOPBACK).setPort(0))
                        .endpointHandler(client -> arrivedBehindDoor(reception, client));
        vertx.setPeriodic(CHECK_EVERY_MS, _ -> dropStalled());
        return behindDoor
                .listen()
                .onSuccess(server -> door = new WebSocketDoor(vertx, server.actualPort()))
                .compose(_ -> open.listen());
    }

    /**
     * Vert.x throws at us what a client did wrong, such as a packet before CONNECT; that ends the
     * client's connection and nothing else. A mistake of ours is told as in any thread.
     */
    private static void tell(Throwable failure) {
        boolean ours =
                Stream.of(failure.getStackTrace())
                        .map(StackTraceElement::getClassName)
                        .filter(name -> !name.startsWith("java."))
                        .findFirst()
                        .filter(name -> name.startsWith("dev.bulkhead."))
                        .isPresent();
        if (ours) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, failure);
        }
    }

    private static Optional<String> addressOf(NetSocket socket) {
        return Optional.of(socket.remoteAddress().hostAddress());
    }

    private Optional<String> addressBehindDoor(NetSocket socket) {
        return door == null ? Optional.empty() : door.peer(socket.remoteAddress());
    }

    private static String addressOf(MqttEndpoint client) {
        return client.remoteAddress().hostAddress();
    }

    private void arrivedBehindDoor(Reception reception, MqttEndpoint client) {
        door.peer(client.remoteAddress())
                .ifPresentOrElse(address -> reception.arrived(client, address), client::close);
    }

    private MqttServerOptions options() {
        MqttServerOptions options = new MqttServerOptions();
        options.setMaxMessageSize(settings.limits().packetBytes())
                .setMaxClientIdLength(LONGEST_CLIENT_ID)
                .setAutoClientId(false)
                .setTimeoutOnConnect(CONNECT_WITHIN_S);
        options.setTcpKeepAlive(true);
        return options;
    }

    private static void speakTls(MqttServerOptions options, EndpointSettings.Tls tls) {
        options.setSsl(true)
                .setKeyCertOptions(
                        new PemKeyCertOptions()
                                .setCertPath(tls.certificate().toString())
                                .setKeyPath(tls.key().toString()));
    }

    private void dropStalled() {
        long now = System.nanoTime();
        long limit = settings.limits().stall().toNanos();
        for (Session session : exchange.sessions()) {
            if (session.socket().isStalled(now, limit)) {
                session.leave(MqttDisconnectReasonCode.QUOTA_EXCEEDED);
            }
        }
    }

    int port() {
        return open.actualPort();
    }

    void accept(ServerWebSocket socket) {
        door.accept(socket);
    }

    void publish(Message message) {
        backlog.add(message);
    }

    long samplesLost() {
        return exchange.samplesLost();
    }

    boolean isWanted(String topic) {
        return exchange.isWanted(topic);
    }

    int clients() {
        return exchange.sessionCount();
    }

    long turnedAway() {
        return doorstep.turnedAway();
    }

    long clientsServed() {
        return exchange.sessionsServed();
    }

    @Override
    public Future<?> stop() {
        backlog.close();
        exchange.sessions().forEach(s -> s.leave(MqttDisconnectReasonCode.SERVER_SHUTTING_DOWN));
        door.close();
        return vertx.timer(GOODBYE_MS).compose(_ -> open.close()).compose(_ -> behindDoor.close());
    }
}
