package dev.bulkhead.telemetry;

import dev.bulkhead.telemetry.Message.Delivery;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttWill;
import io.vertx.mqtt.messages.MqttPublishMessage;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;
import io.vertx.mqtt.messages.codes.MqttPubAckReasonCode;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What clients publish: commands, and nothing else. A reply goes to the client that asked, if it
 * has a subscription that matches the reply's topic; so no client can put words into the twin's
 * mouth.
 */
final class CommandPort {
    private static final int MOST_UNANSWERED = 64;

    private final ClientTopics topics;
    private final CommandDesk desk;
    private final Context context;
    private final Limits limits;
    private final Map<Session, Integer> unanswered = new HashMap<>();

    CommandPort(ClientTopics topics, CommandDesk desk, Context context, Limits limits) {
        this.topics = topics;
        this.desk = desk;
        this.context = context;
        this.limits = limits;
    }

    void take(Session session, MqttEndpoint endpoint, MqttPublishMessage message) {
        Optional<MqttDisconnectReasonCode> breach = breach(message);
        if (breach.isPresent()) {
            session.leave(breach.get());
            return;
        }
        MqttPubAckReasonCode answer = submit(session, message);
        if (message.qosLevel() != MqttQoS.AT_LEAST_ONCE) {
            return;
        }
        if (session.socket().isMqtt5()) {
            endpoint.publishAcknowledge(message.messageId(), answer, MqttProperties.NO_PROPERTIES);
        } else {
            endpoint.publishAcknowledge(message.messageId());
        }
    }

    /** What ends the connection. */
    private static Optional<MqttDisconnectReasonCode> breach(MqttPublishMessage message) {
        if (message.qosLevel() == MqttQoS.EXACTLY_ONCE) {
            return Optional.of(MqttDisconnectReasonCode.QOS_NOT_SUPPORTED);
        }
        if (Properties5.number(message.properties(), Properties5.TOPIC_ALIAS).isPresent()) {
            return Optional.of(MqttDisconnectReasonCode.TOPIC_ALIAS_INVALID);
        }
        boolean replyNowhere =
                Properties5.text(message.properties(), Properties5.RESPONSE_TOPIC)
                        .filter(topic -> !TopicFilter.isTopicName(topic))
                        .isPresent();
        return replyNowhere
                ? Optional.of(MqttDisconnectReasonCode.PROTOCOL_ERROR)
                : Optional.empty();
    }

    private MqttPubAckReasonCode submit(Session session, MqttPublishMessage message) {
        String topic = message.topicName();
        if (!TopicFilter.isTopicName(topic)
                || topic.startsWith("$")
                || TopicFilter.levels(topic).size() > limits.topicLevels()) {
            return MqttPubAckReasonCode.TOPIC_NAME_INVALID;
        }
        Optional<String> name = topics.command(topic);
        if (name.isEmpty() || !session.login().role().mayCommand()) {
            return MqttPubAckReasonCode.NOT_AUTHORIZED;
        }
        Optional<String> body = text(message.payload());
        if (body.isEmpty()) {
            return MqttPubAckReasonCode.PAYLOAD_FORMAT_INVALID;
        }
        if (unanswered.getOrDefault(session, 0) >= MOST_UNANSWERED) {
            return MqttPubAckReasonCode.QUOTA_EXCEEDED;
        }
        MqttProperties properties = message.properties();
        String replyTo =
                Properties5.text(properties, Properties5.RESPONSE_TOPIC)
                        .orElseGet(() -> topics.reply(name.get()));
        Buffer correlation = Properties5.bytes(properties, Properties5.CORRELATION_DATA);
        unanswered.merge(session, 1, Integer::sum);
        desk.submit(name.get(), body.get())
                .thenAccept(
                        reply ->
                                context.runOnContext(
                                        _ -> reply(session, replyTo, correlation, reply)));
        return MqttPubAckReasonCode.SUCCESS;
    }

    private static Optional<String> text(Buffer payload) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(payload.getBytes());
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private void reply(Session session, String topic, Buffer correlation, String reply) {
        unanswered.computeIfPresent(session, (_, count) -> count > 1 ? count - 1 : null);
        List<String> levels = TopicFilter.levels(topic);
        session.subscriptionTo(levels)
                .ifPresent(by -> session.deliver(answer(topic, correlation, reply, by)));
    }

    private static Outgoing answer(
            String topic, Buffer correlation, String reply, Subscription by) {
        var message = new Message(topic, Buffer.buffer(reply), Delivery.AT_LEAST_ONCE, false);
        return new Outgoing(
                new SharedFrames(message), by.of(message), false, by.identifiers(), correlation);
    }

    /**
     * Whether a will, published in a client's name after its end, would be a command it may give.
     */
    boolean isAllowed(MqttWill will, Role role) {
        return role.mayCommand() && topics.command(will.getWillTopic()).isPresent();
    }

    /** The client is gone without a word; what it wanted done then is done. */
    void execute(MqttWill will) {
        Optional<String> name = topics.command(will.getWillTopic());
        Optional<String> body = text(will.getWillMessage());
        if (name.isPresent() && body.isPresent()) {
            desk.submit(name.get(), body.get());
        }
    }
}
