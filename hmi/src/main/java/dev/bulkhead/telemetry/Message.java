package dev.bulkhead.telemetry;

import io.vertx.core.buffer.Buffer;

/**
 * A message to be published.
 *
 * @param topic without wildcards; at most 65,535 bytes of UTF-8
 * @param payload never changed after this was made
 * @param delivery how hard to try
 * @param retained whether who subscribes later gets it too
 */
public record Message(String topic, Buffer payload, Delivery delivery, boolean retained) {

    /** Quality of service, as MQTT numbers it: 0 and 1. */
    public enum Delivery {
        AT_MOST_ONCE,
        AT_LEAST_ONCE
    }
}
