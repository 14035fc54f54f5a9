package dev.bulkhead.telemetry;

import dev.bulkhead.input.InputError;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttActionListener;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Publishes to a broker outside, on the same topics as the twin's own endpoint. Every message goes
 * with QoS 1, so that a broker that dies loses none and at most sees the last ones twice. The
 * broker tells {@code offline} on {@code status} when the twin is gone.
 *
 * <p>A thread of its own connects and sends; {@link #publish} only puts into a bounded queue.
 */
public final class Bridge implements Outlet, AutoCloseable {
    /** Where Paho writes that a connection broke, which is told in one line of ours. */
    private static final Logger PAHO = Logger.getLogger("org.eclipse.paho.mqttv5.client");

    private static final int MOST_UNACKNOWLEDGED = 50;
    private static final int KEEP_ALIVE_S = 10;
    private static final long CONNECT_WITHIN_MS = 5000;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);
    private static final Duration GOODBYE = Duration.ofSeconds(2);

    private final BridgeSettings settings;
    private final Consumer<String> tell;
    private final MqttConnectionOptions options;
    private final BridgeQueue queue;
    private final Thread thread;
    private volatile boolean toldGone;

    /**
     * @param window of messages that the broker may leave unacknowledged
     */
    private record Link(MqttAsyncClient client, int window) {}

    /**
     * @param tell takes one line when the broker is gone and one when it is back; on the bridge's
     *     thread
     * @throws InputError if the certificate of {@link BridgeSettings#authority} cannot be used
     */
    public static Bridge start(BridgeSettings settings, Consumer<String> tell) {
        PAHO.setLevel(Level.OFF);
        Bridge bridge = new Bridge(settings, tell);
        bridge.thread.start();
        return bridge;
    }

    private Bridge(BridgeSettings settings, Consumer<String> tell) {
        this.settings = settings;
        this.tell = tell;
        this.options = options(settings);
        this.queue = new BridgeQueue(settings.keepMessages());
        this.thread = Thread.ofPlatform().daemon().name("bridge").unstarted(this::run);
    }

    private MqttConnectionOptions options(BridgeSettings settings) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setKeepAliveInterval(KEEP_ALIVE_S);
        options.setConnectionTimeout((int) (CONNECT_WITHIN_MS / 1000));
        options.setAutomaticReconnect(false);
        options.setWill(statusTopic(), status("offline"));
        settings.broker().user().ifPresent(options::setUserName);
        settings.password()
                .ifPresent(text -> options.setPassword(text.getBytes(StandardCharsets.UTF_8)));
        settings.authority()
                .ifPresent(file -> options.setSocketFactory(Authority.read(file).sockets()));
        return options;
    }

    private String statusTopic() {
        return "bulkhead/" + settings.twin() + "/status";
    }

    private static MqttMessage status(String word) {
        return new MqttMessage(word.getBytes(StandardCharsets.UTF_8), 1, true, null);
    }

    @Override
    public void publish(Message message) {
        queue.add(message);
    }

    /** Messages that gave way to newer ones while the broker was gone or slow. */
    public long messagesLost() {
        return queue.lost();
    }

    private void run() {
        Duration wait = settings.firstWait();
        try {
            while (!queue.isClosed()) {
                Optional<Link> link = connect();
                if (link.isPresent()) {
                    wait = settings.firstWait();
                    send(link.get());
                    end(link.get().client());
                }
                if (!queue.isClosed()) {
                    queue.awaitClose(wait);
                    Duration twice = wait.multipliedBy(2);
                    wait =
                            twice.compareTo(settings.longestWait()) < 0
                                    ? twice
                                    : settings.longestWait();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private Optional<Link> connect() {
        MqttAsyncClient client = null;
        try {
            client =
                    new MqttAsyncClient(
                            settings.broker().serverUri(),
                            "bulkhead-" + settings.twin() + "-" + ProcessHandle.current().pid(),
                            new MemoryPersistence());
            IMqttToken connected = client.connect(options);
            connected.waitForCompletion(CONNECT_WITHIN_MS);
            IMqttToken birth = client.publish(statusTopic(), status("online"));
            birth.waitForCompletion(CONNECT_WITHIN_MS);
            return Optional.of(new Link(client, window(connected)));
        } catch (MqttException e) {
            tellGone(e);
            if (client != null) {
                end(client);
            }
            return Optional.empty();
        }
    }

    private static int window(IMqttToken connected) {
        Integer most = connected.getResponseProperties().getReceiveMaximum();
        return most == null ? MOST_UNACKNOWLEDGED : Math.min(MOST_UNACKNOWLEDGED, most);
    }

    private void tellGone(MqttException failure) {
        if (!toldGone) {
            toldGone = true;
            Throwable cause = failure.getCause() == null ? failure : failure.getCause();
            String why = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
            tell.accept(
                    settings.broker()
                            + ": the broker does not answer ("
                            + why
                            + "); the twin runs on and keeps its last "
                            + settings.keepMessages()
                            + " messages");
        }
    }

    private void tellBack() {
        if (toldGone) {
            toldGone = false;
            tell.accept(settings.broker() + ": the broker is back");
        }
    }

    /** Until the connection or the bridge ends. */
    private void send(Link link) throws InterruptedException {
        tellBack();
        MqttAsyncClient client = link.client();
        try {
            for (Message message : queue.owed()) {
                client.publish(message.topic(), toPaho(message))
                        .waitForCompletion(CONNECT_WITHIN_MS);
            }
            while (client.isConnected() && !queue.isClosed()) {
                Optional<BridgeQueue.Sent> next = queue.take(link.window(), LOOK_AGAIN);
                if (next.isPresent()) {
                    send(client, next.get());
                }
            }
            if (!client.isConnected()) {
                throw new MqttException(MqttClientException.REASON_CODE_CONNECTION_LOST);
            }
        } catch (MqttException e) {
            tellGone(e);
        }
    }

    private void send(MqttAsyncClient client, BridgeQueue.Sent next) throws MqttException {
        Message message = next.message();
        client.publish(message.topic(), toPaho(message), null, acknowledged(next.number()));
    }

    private MqttActionListener acknowledged(long number) {
        return new MqttActionListener() {
            @Override
            public void onSuccess(IMqttToken token) {
                queue.acknowledged(number);
            }

            @Override
            public void onFailure(IMqttToken token, Throwable failure) {
                // the connection is gone; the message is put back when that is noticed
            }
        };
    }

    private static MqttMessage toPaho(Message message) {
        return new MqttMessage(message.payload().getBytes(), 1, message.retained(), null);
    }

    /** With a last word, if there is still somebody to say it to. */
    private void end(MqttAsyncClient client) {
        try {
            if (client.isConnected()) {
                client.publish(statusTopic(), status("offline"))
                        .waitForCompletion(GOODBYE.toMillis());
                client.disconnect().waitForCompletion(GOODBYE.toMillis());
            }
        } catch (MqttException _) {
            // it is gone
        }
        try {
            client.disconnectForcibly(0, 0, false);
        } catch (MqttException _) {
            // it was not connected
        }
        try {
            client.close(true);
        } catch (MqttException _) {
            // nothing is left of it
        }
        queue.putBack();
    }

    /** Sends what it still can within two seconds, then {@code offline}, and ends. */
    @Override
    public void close() {
        try {
            if (!toldGone) {
                queue.awaitEmpty(GOODBYE);
            }
            queue.close();
            thread.join(GOODBYE.multipliedBy(3));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
