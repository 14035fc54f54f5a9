package dev.bulkhead.telemetry;

import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttProperties.BinaryProperty;
import io.netty.handler.codec.mqtt.MqttProperties.IntegerProperty;
import io.netty.handler.codec.mqtt.MqttProperties.StringProperty;
import io.vertx.core.buffer.Buffer;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Properties of MQTT 5 packets by their identifiers.
 *
 * @see "MQTT Version 5.0, section 2.2.2.2 Property"
 */
final class Properties5 {
    static final int RESPONSE_TOPIC = 0x08;
    static final int CORRELATION_DATA = 0x09;
    static final int SUBSCRIPTION_IDENTIFIER = 0x0b;
    static final int SESSION_EXPIRY_INTERVAL = 0x11;
    static final int ASSIGNED_CLIENT_IDENTIFIER = 0x12;
    static final int AUTHENTICATION_METHOD = 0x15;
    static final int REASON_STRING = 0x1f;
    static final int RECEIVE_MAXIMUM = 0x21;
    static final int TOPIC_ALIAS_MAXIMUM = 0x22;
    static final int TOPIC_ALIAS = 0x23;
    static final int MAXIMUM_QOS = 0x24;
    static final int MAXIMUM_PACKET_SIZE = 0x27;
    static final int WILDCARD_SUBSCRIPTION_AVAILABLE = 0x28;
    static final int SUBSCRIPTION_IDENTIFIER_AVAILABLE = 0x29;
    static final int SHARED_SUBSCRIPTION_AVAILABLE = 0x2a;

    private Properties5() {}

    /** As an unsigned number where it has four bytes. */
    static OptionalInt number(MqttProperties properties, int identifier) {
        return properties.getProperty(identifier) instanceof IntegerProperty number
                ? OptionalInt.of(number.value())
                : OptionalInt.empty();
    }

    /** A number of four bytes; past the positive integers it is as good as no limit. */
    static int limit(MqttProperties properties, int identifier, int otherwise) {
        OptionalInt given = number(properties, identifier);
        if (given.isEmpty()) {
            return otherwise;
        }
        return given.getAsInt() < 0 ? Integer.MAX_VALUE : given.getAsInt();
    }

    static Optional<String> text(MqttProperties properties, int identifier) {
        return properties.getProperty(identifier) instanceof StringProperty text
                ? Optional.of(text.value())
                : Optional.empty();
    }

    static Buffer bytes(MqttProperties properties, int identifier) {
        return properties.getProperty(identifier) instanceof BinaryProperty bytes
                ? Buffer.buffer(bytes.value())
                : Buffer.buffer();
    }

    static List<Integer> numbers(MqttProperties properties, int identifier) {
        return properties.getProperties(identifier).stream()
                .map(property -> ((IntegerProperty) property).value())
                .toList();
    }

    static void add(MqttProperties properties, int identifier, int value) {
        properties.add(new IntegerProperty(identifier, value));
    }

    static void add(MqttProperties properties, int identifier, String value) {
        properties.add(new StringProperty(identifier, value));
    }
}
