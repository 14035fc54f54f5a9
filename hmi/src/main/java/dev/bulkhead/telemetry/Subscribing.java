package dev.bulkhead.telemetry;

import dev.bulkhead.telemetry.Message.Delivery;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttQoS;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption;
import io.netty.handler.codec.mqtt.MqttSubscriptionOption.RetainedHandlingPolicy;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.MqttTopicSubscription;
import io.vertx.mqtt.messages.MqttSubscribeMessage;
import io.vertx.mqtt.messages.MqttUnsubscribeMessage;
import io.vertx.mqtt.messages.codes.MqttSubAckReasonCode;
import io.vertx.mqtt.messages.codes.MqttUnsubAckReasonCode;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Answers SUBSCRIBE and UNSUBSCRIBE.
 *
 * @see "MQTT Version 5.0, sections 3.8 to 3.11"
 */
final class Subscribing {
    private static final String SHARED = "$share/";

    private final Exchange exchange;

    Subscribing(Exchange exchange) {
        this.exchange = exchange;
    }

    void subscribe(Session session, MqttEndpoint endpoint, MqttSubscribeMessage request) {
        List<Integer> identifiers =
                Properties5.numbers(request.properties(), Properties5.SUBSCRIPTION_IDENTIFIER);
        List<MqttSubAckReasonCode> codes = new ArrayList<>();
        Map<TopicFilter, Subscription> owedRetained = new LinkedHashMap<>();
        for (MqttTopicSubscription wanted : request.topicSubscriptions()) {
            Optional<TopicFilter> filter = TopicFilter.parse(wanted.topicName());
            MqttSubAckReasonCode code = answer(session, wanted, filter);
            codes.add(session.socket().isMqtt5() ? code : inMqtt3(code));
            if (code == MqttSubAckReasonCode.GRANTED_QOS0
                    || code == MqttSubAckReasonCode.GRANTED_QOS1) {
                MqttSubscriptionOption option = wanted.subscriptionOption();
                Delivery atMost = Delivery.values()[code.value()];
                var granted = new Subscription(atMost, option.isRetainAsPublished(), identifiers);
                boolean isNew = session.subscribe(filter.orElseThrow(), granted);
                if (isOwedRetained(option.retainHandling(), isNew)) {
                    owedRetained.put(filter.get(), granted);
                }
            }
        }
        exchange.subscriptionsChanged();
        endpoint.subscribeAcknowledge(request.messageId(), codes, MqttProperties.NO_PROPERTIES);
        owedRetained.forEach(
                (filter, granted) -> exchange.deliverRetained(session, filter, granted));
    }

    /** MQTT 3.1.1 has one code for all refusals. */
    private static MqttSubAckReasonCode inMqtt3(MqttSubAckReasonCode code) {
        return switch (code) {
            case GRANTED_QOS0, GRANTED_QOS1 -> code;
            default -> MqttSubAckReasonCode.UNSPECIFIED_ERROR;
        };
    }

    private MqttSubAckReasonCode answer(
            Session session, MqttTopicSubscription wanted, Optional<TopicFilter> filter) {
        if (wanted.topicName().startsWith(SHARED)) {
            return MqttSubAckReasonCode.SHARED_SUBSCRIPTIONS_NOT_SUPPORTED;
        }
        if (filter.isEmpty()) {
            return MqttSubAckReasonCode.TOPIC_FILTER_INVALID;
        }
        Limits limits = exchange.limits();
        boolean full =
                session.subscriptionCount() >= limits.subscriptions()
                        && !session.hasSubscription(filter.get());
        if (full || filter.get().levels().size() > limits.topicLevels()) {
            return MqttSubAckReasonCode.QUOTA_EXCEEDED;
        }
        return wanted.qualityOfService() == MqttQoS.AT_MOST_ONCE
                ? MqttSubAckReasonCode.GRANTED_QOS0
                : MqttSubAckReasonCode.GRANTED_QOS1;
    }

    private static boolean isOwedRetained(RetainedHandlingPolicy handling, boolean isNew) {
        return switch (handling) {
            case SEND_AT_SUBSCRIBE -> true;
            case SEND_AT_SUBSCRIBE_IF_NOT_YET_EXISTS -> isNew;
            case DONT_SEND_AT_SUBSCRIBE -> false;
        };
    }

    void unsubscribe(Session session, MqttEndpoint endpoint, MqttUnsubscribeMessage request) {
        List<MqttUnsubAckReasonCode> codes =
                request.topics().stream().map(text -> unsubscribe(session, text)).toList();
        exchange.subscriptionsChanged();
        endpoint.unsubscribeAcknowledge(request.messageId(), codes, MqttProperties.NO_PROPERTIES);
    }

    private static MqttUnsubAckReasonCode unsubscribe(Session session, String text) {
        Optional<TopicFilter> filter = TopicFilter.parse(text);
        if (filter.isEmpty()) {
            return MqttUnsubAckReasonCode.TOPIC_FILTER_INVALID;
        }
        return session.unsubscribe(filter.get())
                ? MqttUnsubAckReasonCode.SUCCESS
                : MqttUnsubAckReasonCode.NO_SUBSCRIPTION_EXISTED;
    }
}
