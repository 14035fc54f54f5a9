package dev.bulkhead.telemetry;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.LogEntry.Direction;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import org.eclipse.paho.mqttv5.client.IMqttToken;
import org.eclipse.paho.mqttv5.client.MqttAsyncClient;
import org.eclipse.paho.mqttv5.client.MqttCallback;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.client.MqttDisconnectResponse;
import org.eclipse.paho.mqttv5.client.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttMessage;
import org.eclipse.paho.mqttv5.common.packet.MqttProperties;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Takes the frames of a twin's buses, or of whoever publishes on the same topics, from a broker:
 * {@code bulkhead/<twin>/bus/<bus>/frame}, as docs/telemetry.md has it.
 */
public final class FrameSubscription implements AutoCloseable {
    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final long WITHIN_MS = 10_000;
    private static final long GOODBYE_MS = 2000;
    private static final double NS_PER_S = 1e9;
    private static final int MOST_WAITING = 100_000;

    private final BrokerAddress broker;
    private final MqttAsyncClient client;
    private final BlockingQueue<Came> came = new LinkedBlockingQueue<>(MOST_WAITING);
    private final String filter;

    /**
     * A message, or why none comes any more.
     *
     * @param atNs of the host's clock
     */
    private record Came(String topic, String payload, Optional<String> gone, long atNs) {
        Came(String topic, String payload, Optional<String> gone) {
            this(topic, payload, gone, System.nanoTime());
        }
    }

    /**
     * Connects and subscribes.
     *
     * @param twin its name in the topics
     * @throws InputError if the broker does not answer or refuses
     */
    public FrameSubscription(BrokerAddress broker, Optional<String> password, String twin) {
        this.broker = broker;
        filter = "bulkhead/" + twin + "/bus/+/frame";
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setCleanStart(true);
        options.setAutomaticReconnect(false);
        broker.user().ifPresent(options::setUserName);
        password.ifPresent(text -> options.setPassword(text.getBytes(StandardCharsets.UTF_8)));
        try {
            client = new MqttAsyncClient(broker.serverUri(), "", new MemoryPersistence());
            client.setCallback(new Callback());
            client.connect(options).waitForCompletion(WITHIN_MS);
            client.subscribe(filter, 1).waitForCompletion(WITHIN_MS);
        } catch (MqttException e) {
            throw new InputError(
                    broker.toString(),
                    "cannot be subscribed to (" + Text.plain(String.valueOf(e.getMessage())) + ")",
                    "check that a broker listens there, and user and password");
        }
    }

    /**
     * Takes what comes until then, and what has come by then and waits.
     *
     * @param span of the host's time
     * @param sink gets each frame; a bus is a channel, a time is the twin's
     * @return how many came
     * @throws InputError if something else comes, the twin begins anew, or the broker is gone
     */
    public long record(Duration span, Consumer<LogEntry> sink) throws InterruptedException {
        long endNs = System.nanoTime() + span.toNanos();
        long frames = 0;
        long lastNs = 0;
        while (true) {
            Came next = came.poll(endNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            if (next == null || next.atNs - endNs > 0) {
                return frames;
            }
            if (next.gone.isPresent()) {
                throw new InputError(
                        broker.toString(),
                        "ended the connection (" + Text.plain(next.gone.get()) + ")",
                        "keep it running while frames are recorded");
            }
            LogEntry entry = entry(next);
            if (entry.atNs() < lastNs) {
                throw new InputError(
                        broker.toString(),
                        "the sender began anew while it was recorded",
                        "record within one run of it");
            }
            lastNs = entry.atNs();
            sink.accept(entry);
            frames++;
        }
    }

    /** What is subscribed to. */
    public String filter() {
        return filter;
    }

    private static LogEntry entry(Came message) {
        try {
            JsonNode node = MAPPER.readTree(message.payload);
            CanData data = CanData.of(HexFormat.of().parseHex(node.required("dataHex").asString()));
            FrameFormat format = format(node);
            CanFrame frame =
                    new CanFrame(
                            Integer.parseInt(node.required("idHex").asString(), 16),
                            node.required("extended").asBoolean(),
                            format,
                            false,
                            format.isFd() ? CanFrame.fdDlc(data.length()) : data.length(),
                            data);
            return new LogEntry(
                    Math.round(node.required("timeS").asDouble() * NS_PER_S),
                    message.topic.split("/", -1)[3],
                    Direction.RECEIVED,
                    new LogEntry.Frame(frame));
        } catch (JacksonException | IllegalArgumentException _) {
            throw new InputError(
                    Text.plain(message.topic),
                    "a message is no frame",
                    "publish what docs/telemetry.md says of that topic");
        }
    }

    private static FrameFormat format(JsonNode node) {
        if (!node.path("fd").asBoolean(false)) {
            return FrameFormat.DATA;
        }
        return node.path("brs").asBoolean(false) ? FrameFormat.FD_BIT_RATE_SWITCH : FrameFormat.FD;
    }

    @Override
    public void close() {
        try {
            client.disconnect().waitForCompletion(GOODBYE_MS);
        } catch (MqttException _) {
            // it is gone already
        }
        try {
            client.disconnectForcibly(0, 0, false);
            client.close(true);
        } catch (MqttException _) {
            // nothing is left to close
        }
    }

    private final class Callback implements MqttCallback {
        @Override
        public void messageArrived(String topic, MqttMessage message) throws InterruptedException {
            String payload = new String(message.getPayload(), StandardCharsets.UTF_8);
            came.put(new Came(topic, payload, Optional.empty()));
        }

        @Override
        public void disconnected(MqttDisconnectResponse response) {
            String why =
                    response.getException() == null
                            ? "reason " + response.getReturnCode()
                            : response.getException().getMessage();
            boolean _ = came.offer(new Came("", "", Optional.of(String.valueOf(why))));
        }

        @Override
        public void mqttErrorOccurred(MqttException exception) {
            // the connection then ends
        }

        @Override
        public void deliveryComplete(IMqttToken token) {
            // publishes nothing
        }

        @Override
        public void connectComplete(boolean reconnect, String uri) {
            // the constructor waits for it
        }

        @Override
        public void authPacketArrived(int reasonCode, MqttProperties properties) {
            // no enhanced authentication
        }
    }
}
