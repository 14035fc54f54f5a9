package dev.bulkhead.docker;

import static org.junit.jupiter.api.Assertions.fail;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** An MQTT 5 client as a user's test would have it. */
final class Watcher implements AutoCloseable, MqttCallback {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String REPLIES = "test/reply";
    private static final long WITHIN_S = 60;

    private final MqttClient client;
    private final BlockingQueue<Seen> seen = new LinkedBlockingQueue<>();
    private final BlockingQueue<Seen> replies = new LinkedBlockingQueue<>();

    /** A message as it came. */
    record Seen(String topic, String text, boolean retained) {
        JsonNode json() {
            return JSON.readTree(text);
        }
    }

    /** Connects and subscribes to everything. */
    Watcher(String url) throws MqttException {
        this(url, new MqttConnectionOptions(), "bulkhead/#");
    }

    Watcher(String url, MqttConnectionOptions options, String filter) throws MqttException {
        client = new MqttClient(url, "", new MemoryPersistence());
        client.setCallback(this);
        options.setConnectionTimeout(10);
        client.connect(options);
        client.subscribe(filter, 1);
        client.subscribe(REPLIES, 1);
    }

    /** The next message on a topic that fits; what came before is passed over. */
    Seen await(String topic, Predicate<Seen> fits) throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(WITHIN_S);
        while (true) {
            Seen next = seen.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null) {
                return fail("nothing that fits came on " + topic + " within " + WITHIN_S + " s");
            }
            if (next.topic().equals(topic) && fits.test(next)) {
                return next;
            }
        }
    }

    Seen await(String topic) throws InterruptedException {
        return await(topic, _ -> true);
    }

    /** Sends a command to the twin and returns its reply. */
    JsonNode command(String name, String body) throws MqttException, InterruptedException {
        MqttMessage message =
                new MqttMessage(body.getBytes(StandardCharsets.UTF_8), 1, false, null);
        MqttProperties properties = new MqttProperties();
        properties.setResponseTopic(REPLIES);
        message.setProperties(properties);
        client.publish("bulkhead/twin/command/" + name, message);
        Seen reply = replies.poll(WITHIN_S, TimeUnit.SECONDS);
        return reply == null ? fail("no reply to " + name) : reply.json();
    }

    @Override
    public void messageArrived(String topic, MqttMessage message) {
        String text = new String(message.getPayload(), StandardCharsets.UTF_8);
        Seen one = new Seen(topic, text, message.isRetained());
        (topic.equals(REPLIES) ? replies : seen).add(one);
    }

    @Override
    public void disconnected(MqttDisconnectResponse response) {
        // what was lost shows in what does not come
    }

    @Override
    public void mqttErrorOccurred(MqttException exception) {
        // as above
    }

    @Override
    public void deliveryComplete(IMqttToken token) {
        // nothing waits for it
    }

    @Override
    public void connectComplete(boolean reconnect, String serverUri) {
        // connect() waits for it
    }

    @Override
    public void authPacketArrived(int reasonCode, MqttProperties properties) {
        // none is asked for
    }

    @Override
    public void close() throws MqttException {
        if (client.isConnected()) {
            client.disconnect();
        }
        client.close();
    }
}
