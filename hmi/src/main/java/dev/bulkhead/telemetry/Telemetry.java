package dev.bulkhead.telemetry;

import dev.bulkhead.telemetry.Message.Delivery;

import io.vertx.core.buffer.Buffer;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Sends payloads on the topics below one twin's.
 *
 * @param twin its name in the topics
 */
public record Telemetry(String twin, Outlet outlet) {
    static final double PS_PER_S = 1e12;
    static final double PS_PER_US = 1e6;

    private static final JsonMapper MAPPER = JsonMapper.builder().build();
    private static final double PLACES = 1e6;

    /** A payload of that time. */
    public static ObjectNode at(long atPs) {
        return JsonNodeFactory.instance.objectNode().put("timeS", atPs / PS_PER_S);
    }

    /** To six places; what is no number is 0. */
    static double rounded(double value) {
        return Double.isFinite(value) ? Math.round(value * PLACES) / PLACES : 0;
    }

    /** Whether the twin is there, on {@code status}. */
    public void online(boolean is) {
        send("status", Buffer.buffer(is ? "online" : "offline"), Delivery.AT_LEAST_ONCE, true);
    }

    /** How something stands: who comes later gets the last one. */
    public void state(String topic, ObjectNode payload) {
        send(topic, payload, Delivery.AT_MOST_ONCE, true);
    }

    /** How something stands that is sent once. */
    public void lasting(String topic, ObjectNode payload) {
        send(topic, payload, Delivery.AT_LEAST_ONCE, true);
    }

    /** Something that happened. */
    public void event(String topic, ObjectNode payload) {
        send(topic, payload, Delivery.AT_LEAST_ONCE, false);
    }

    /** One of many that pass. */
    public void passing(String topic, ObjectNode payload) {
        send(topic, payload, Delivery.AT_MOST_ONCE, false);
    }

    private void send(String topic, ObjectNode payload, Delivery delivery, boolean retained) {
        send(topic, Buffer.buffer(MAPPER.writeValueAsBytes(payload)), delivery, retained);
    }

    void send(String topic, Buffer payload, Delivery delivery, boolean retained) {
        outlet.publish(new Message("bulkhead/" + twin + "/" + topic, payload, delivery, retained));
    }
}
