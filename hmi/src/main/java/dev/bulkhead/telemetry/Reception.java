package dev.bulkhead.telemetry;

import dev.bulkhead.telemetry.Access.Login;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.netty.handler.timeout.IdleStateEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.mqtt.MqttAuth;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;

import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Answers CONNECT: lets a client in with a session of its own, or tells it why not.
 *
 * @see "MQTT Version 5.0, sections 3.1 CONNECT and 3.2 CONNACK"
 */
final class Reception {
    private static final String KEEP_ALIVE_OF_VERTX = "keepAliveHandler";
    private static final int NO_LIMIT = Integer.MAX_VALUE;
    private static final int MOST_RECEIVED = 0xffff;

    private final Exchange exchange;
    private final Access access;
    private final CommandPort commands;
    private final Context context;
    private final Subscribing subscribing;
    private final Doorstep doorstep;
    private int waiting;

    Reception(
            Exchange exchange,
            Access access,
            CommandPort commands,
            Context context,
            Doorstep doorstep) {
        this.doorstep = doorstep;
        this.exchange = exchange;
        this.access = access;
        this.commands = commands;
        this.context = context;
        this.subscribing = new Subscribing(exchange);
    }

    /**
     * @param address from where the client comes, without the port
     */
    void arrived(MqttEndpoint endpoint, String address) {
        NetSocketInternal connection = ClientSocket.connectionOf(endpoint);
        doorstep.spoke(connection);
        endpoint.exceptionHandler(failure -> broken(endpoint, failure));
        connection.channelHandlerContext().pipeline().addLast(new WrongPackets(endpoint));
        Optional<ConnectRefusal> refusal = refusal(endpoint);
        if (refusal.isPresent()) {
            refuse(endpoint, refusal.get());
            return;
        }
        waiting++;
        // what follows is read when it is known who sends it
        connection.pause();
        login(endpoint, address)
                .onComplete(_ -> waiting--)
                .onFailure(_ -> connection.close())
                .onSuccess(
                        login -> {
                            if (connection.channelHandlerContext().channel().isActive()) {
                                answer(endpoint, login);
                                connection.resume();
                            }
                        });
    }

    private Optional<ConnectRefusal> refusal(MqttEndpoint endpoint) {
        MqttProperties properties = endpoint.connectProperties();
        int version = endpoint.protocolVersion();
        if (version != MqttVersion.MQTT_5.protocolLevel()
                && version != MqttVersion.MQTT_3_1_1.protocolLevel()) {
            return Optional.of(ConnectRefusal.VERSION);
        }
        if (properties.getProperty(Properties5.AUTHENTICATION_METHOD) != null) {
            return Optional.of(ConnectRefusal.AUTHENTICATION_METHOD);
        }
        int receive = Properties5.limit(properties, Properties5.RECEIVE_MAXIMUM, MOST_RECEIVED);
        int packet = Properties5.limit(properties, Properties5.MAXIMUM_PACKET_SIZE, NO_LIMIT);
        if (receive == 0 || packet == 0) {
            return Optional.of(ConnectRefusal.PROTOCOL_ERROR);
        }
        return exchange.sessionCount() + waiting >= exchange.limits().clients()
                        && !takesOver(endpoint)
                ? Optional.of(ConnectRefusal.TOO_MANY_CLIENTS)
                : Optional.empty();
    }

    private boolean takesOver(MqttEndpoint endpoint) {
        String clientId = endpoint.clientIdentifier();
        return clientId != null && exchange.session(clientId).isPresent();
    }

    private static void refuse(MqttEndpoint endpoint, ConnectRefusal refusal) {
        boolean mqtt5 = endpoint.protocolVersion() == MqttVersion.MQTT_5.protocolLevel();
        endpoint.reject(refusal.code(mqtt5));
    }

    private Future<Login> login(MqttEndpoint endpoint, String address) {
        MqttAuth auth = endpoint.auth();
        String user = auth == null ? null : auth.getUsername();
        String password = auth == null ? null : auth.getPassword();
        return access.looksAtPasswords()
                ? context.executeBlocking(() -> access.login(address, user, password))
                : Future.succeededFuture(access.login(address, user, password));
    }

    private void answer(MqttEndpoint endpoint, Login login) {
        switch (login) {
            case Login.Refused() -> refuse(endpoint, ConnectRefusal.WRONG_PASSWORD);
            case Login.TooManyAttempts() -> refuse(endpoint, ConnectRefusal.TOO_MANY_ATTEMPTS);
            case Login.Granted granted ->
                    refusal(endpoint, granted)
                            .ifPresentOrElse(
                                    why -> refuse(endpoint, why), () -> letIn(endpoint, granted));
        }
    }

    private Optional<ConnectRefusal> refusal(MqttEndpoint endpoint, Login.Granted login) {
        MqttWill will = endpoint.will();
        if (will.isWillFlag() && !commands.isAllowed(will, login.role())) {
            return Optional.of(ConnectRefusal.WILL_NOT_AUTHORIZED);
        }
        if (will.isWillFlag() && will.getWillQos() > 1) {
            return Optional.of(ConnectRefusal.WILL_QOS);
        }
        boolean anothers =
                Optional.ofNullable(endpoint.clientIdentifier())
                        .flatMap(exchange::session)
                        .filter(session -> !session.login().user().equals(login.user()))
                        .isPresent();
        return anothers ? Optional.of(ConnectRefusal.CLIENT_IDENTIFIER) : Optional.empty();
    }

    private void letIn(MqttEndpoint endpoint, Login.Granted login) {
        String given = endpoint.clientIdentifier();
        String clientId = given == null ? assignedId() : given;
        exchange.session(clientId)
                .ifPresent(older -> older.leave(MqttDisconnectReasonCode.SESSION_TAKEN_OVER));
        Session session = session(endpoint, clientId, login);
        exchange.add(session);
        handle(session, endpoint);
        endpoint.accept(false, capabilities(endpoint, clientId));
    }

    private static String assignedId() {
        byte[] some = new byte[8];
        ThreadLocalRandom.current().nextBytes(some);
        return "client-" + HexFormat.of().formatHex(some);
    }

    private Session session(MqttEndpoint endpoint, String clientId, Login.Granted login) {
        MqttProperties properties = endpoint.connectProperties();
        var wishes =
                new Session.Wishes(
                        Properties5.limit(properties, Properties5.RECEIVE_MAXIMUM, MOST_RECEIVED),
                        Properties5.limit(properties, Properties5.MAXIMUM_PACKET_SIZE, NO_LIMIT));
        return new Session(clientId, login, exchange, endpoint, context, wishes);
    }

    private void handle(Session session, MqttEndpoint endpoint) {
        boolean[] saidGoodbye = new boolean[1];
        watchKeepAlive(session, endpoint);
        endpoint.subscribeHandler(request -> subscribing.subscribe(session, endpoint, request));
        endpoint.unsubscribeHandler(request -> subscribing.unsubscribe(session, endpoint, request));
        endpoint.publishHandler(message -> commands.take(session, endpoint, message));
        endpoint.publishAcknowledgeHandler(session::acknowledged);
        endpoint.authenticationExchangeHandler(
                _ -> session.leave(MqttDisconnectReasonCode.PROTOCOL_ERROR));
        endpoint.disconnectMessageHandler(
                goodbye -> saidGoodbye[0] = goodbye.code() == MqttDisconnectReasonCode.NORMAL);
        endpoint.closeHandler(
                _ -> {
                    session.socket().closed();
                    exchange.remove(session);
                    if (endpoint.will().isWillFlag() && !saidGoodbye[0]) {
                        commands.execute(endpoint.will());
                    }
                });
    }

    /**
     * Vert.x closes without a word on a client that was silent for too long. What it puts into the
     * pipeline for that is there only if the client asked for a keep alive.
     *
     * @see "MQTT Version 5.0, section 4.13 Handling errors: a reason code may be sent first"
     */
    private static void watchKeepAlive(Session session, MqttEndpoint endpoint) {
        ChannelPipeline pipeline =
                ClientSocket.connectionOf(endpoint).channelHandlerContext().pipeline();
        if (pipeline.get(KEEP_ALIVE_OF_VERTX) == null) {
            return;
        }
        pipeline.replace(
                KEEP_ALIVE_OF_VERTX,
                KEEP_ALIVE_OF_VERTX,
                new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext context, Object event) {
                        if (event instanceof IdleStateEvent) {
                            session.leave(MqttDisconnectReasonCode.KEEP_ALIVE_TIMEOUT);
                        } else {
                            context.fireUserEventTriggered(event);
                        }
                    }
                });
    }

    /**
     * All but the maximum packet size: Eclipse Paho 1.2.5 takes the server's for its own, and would
     * break off at a larger message of the twin's.
     */
    private static MqttProperties capabilities(MqttEndpoint endpoint, String clientId) {
        MqttProperties properties = new MqttProperties();
        if (endpoint.protocolVersion() != MqttVersion.MQTT_5.protocolLevel()) {
            return properties;
        }
        Properties5.add(properties, Properties5.SESSION_EXPIRY_INTERVAL, 0);
        Properties5.add(properties, Properties5.MAXIMUM_QOS, 1);
        Properties5.add(properties, Properties5.TOPIC_ALIAS_MAXIMUM, 0);
        Properties5.add(properties, Properties5.WILDCARD_SUBSCRIPTION_AVAILABLE, 1);
        Properties5.add(properties, Properties5.SUBSCRIPTION_IDENTIFIER_AVAILABLE, 1);
        Properties5.add(properties, Properties5.SHARED_SUBSCRIPTION_AVAILABLE, 0);
        if (endpoint.clientIdentifier() == null) {
            Properties5.add(properties, Properties5.ASSIGNED_CLIENT_IDENTIFIER, clientId);
        }
        return properties;
    }

    /** What only a server sends; Vert.x lets that pass to the end of the pipeline. */
    private static final class WrongPackets extends ChannelInboundHandlerAdapter {
        private final MqttEndpoint endpoint;

        WrongPackets(MqttEndpoint endpoint) {
            this.endpoint = endpoint;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable failure) {
            part(endpoint, MqttDisconnectReasonCode.PROTOCOL_ERROR);
        }
    }

    /** The packet cannot be read, or the connection broke. */
    private static void broken(MqttEndpoint endpoint, Throwable failure) {
        boolean large = failure instanceof TooLongFrameException;
        part(
                endpoint,
                large
                        ? MqttDisconnectReasonCode.PACKET_TOO_LARGE
                        : MqttDisconnectReasonCode.MALFORMED_PACKET);
    }

    private static void part(MqttEndpoint endpoint, MqttDisconnectReasonCode reason) {
        if (endpoint.isConnected()) {
            endpoint.disconnect(reason, MqttProperties.NO_PROPERTIES);
        }
    }
}
