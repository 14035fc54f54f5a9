package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Eclipse Paho's client of MQTT 5. */
final class PahoClient implements LiveEndpoint.Client, MqttCallback {
    final BlockingQueue<Received> received = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> disconnected = new CompletableFuture<>();
    final MqttConnectionOptions options = new MqttConnectionOptions();
    private final MqttAsyncClient client;

    record Received(String topic, MqttMessage message) {
        String text() {
            return new String(message.getPayload(), StandardCharsets.UTF_8);
        }

        @Override
        public String toString() {
            return topic + " " + text();
        }
    }

    PahoClient(String url, String clientId) {
        try {
            client = new MqttAsyncClient(url, clientId, new MemoryPersistence());
            client.setCallback(this);
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    private static IMqttToken done(IMqttToken token) throws MqttException {
        token.waitForCompletion(TimeUnit.SECONDS.toMillis(LiveEndpoint.WITHIN_S));
        return token;
    }

    IMqttToken tryToConnect() throws MqttException {
        return done(client.connect(options));
    }

    PahoClient connects() {
        try {
            tryToConnect();
            return this;
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    PahoClient connects(String user, String password) {
        options.setUserName(user);
        options.setPassword(password.getBytes(StandardCharsets.UTF_8));
        return connects();
    }

    PahoClient subscribes(String filter) {
        return subscribes(new MqttSubscription(filter, 1));
    }

    PahoClient subscribes(MqttSubscription... subscriptions) {
        subscribe(subscriptions);
        return this;
    }

    /** Reason codes of the SUBACK. */
    int[] subscribe(MqttSubscription... subscriptions) {
        try {
            return done(client.subscribe(subscriptions)).getReasonCodes();
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    int[] unsubscribe(String filter) {
        try {
            return done(client.unsubscribe(filter)).getReasonCodes();
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }

    /** Reason code of the PUBACK. */
    int publish(String topic, String payload) {
        return publish(topic, payload, new MqttProperties());
    }

    int publish(String topic, String payload, MqttProperties properties) {
        MqttMessage message =
                new MqttMessage(payload.getBytes(StandardCharsets.UTF_8), 1, false, properties);
        try {
            return done(client.publish(topic, message)).getReasonCodes()[0];
        } catch (MqttException e) {
            return e.getReasonCode();
        }
    }

    /** The next message; there must be one. */
    Received next() throws InterruptedException {
        Received next = received.poll(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS);
        assertNotNull(next, "no message came");
        return next;
    }

    List<String> next(int count) throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (int at = 0; at < count; at++) {
            all.add(next().toString());
        }
        return all;
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        received.add(new Received(topic, message));
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        disconnected.complete(response.getReturnCode());
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {}

    @Override
    public void deliveryComplete(IMqttToken token) {}

    @Override
    public void connectComplete(boolean reconnect, String server) {}

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {}

    @Override
    public void close() {
        try {
            if (client.isConnected()) {
                client.disconnectForcibly(100, 1000, false);
            }
            client.close(true);
        } catch (MqttException e) {
            throw new AssertionError(e);
        }
    }
}
