package dev.bulkhead.telemetry;

import io.netty.handler.codec.mqtt.MqttConnectReturnCode;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Vertx;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttServer;
import io.vertx.mqtt.MqttServerOptions;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A broker that only takes messages, and can be taken away and brought back. */
final class StandInBroker implements AutoCloseable {
    final BlockingQueue<String> received = new LinkedBlockingQueue<>();
    final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    volatile String password = "";
    volatile boolean acknowledges = true;
    private final Vertx vertx = Vertx.vertx();
    private final List<MqttEndpoint> clients = new CopyOnWriteArrayList<>();
    private MqttServer server;
    private int port;

    StandInBroker() {
        comesBack();
    }

    int port() {
        return port;
    }

    void comesBack() {
        server = MqttServer.create(vertx, new MqttServerOptions().setHost("127.0.0.1"));
        server.endpointHandler(this::arrived);
        server.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS)
                .join();
        port = server.actualPort();
    }

    private void arrived(MqttEndpoint client) {
        String given = client.auth() == null ? "" : client.auth().getPassword();
        if (!password.equals(given)) {
            refused.add(given);
            client.reject(MqttConnectReturnCode.CONNECTION_REFUSED_BAD_USERNAME_OR_PASSWORD);
            return;
        }
        clients.add(client);
        received.add("will " + client.will().getWillTopic() + " " + client.will().getWillMessage());
        client.publishHandler(
                message -> {
                    boolean acknowledge = acknowledges;
                    String mark = message.isRetain() ? " retained" : "";
                    received.add(message.topicName() + " " + message.payload() + mark);
                    if (acknowledge && message.qosLevel() == MqttQoS.AT_LEAST_ONCE) {
                        client.publishAcknowledge(message.messageId());
                    }
                });
        client.accept(false);
    }

    /** All connections break, and none can be made. */
    void goesAway() {
        server.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS)
                .join();
        clients.clear();
    }

    List<String> next(int count) throws InterruptedException {
        List<String> all = new ArrayList<>();
        while (all.size() < count) {
            String next = received.poll(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS);
            all.add(String.valueOf(next));
        }
        return all;
    }

    @Override
    public void close() {
        vertx.close()
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS)
                .join();
    }
}
