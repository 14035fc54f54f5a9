package dev.bulkhead.telemetry;

import java.time.Duration;

/**
 * How much a client, and all of them, may ask of the endpoint.
 *
 * @param clients that are connected at a time
 * @param packetBytes of a packet that a client sends
 * @param subscriptions of one client
 * @param topicLevels of a topic or filter that a client sends
 * @param outboxMessages that wait for a client that is behind, acknowledged ones counted apart
 * @param outboxBytes the same in bytes
 * @param stall for which a client may take nothing of what was sent to it
 */
public record Limits(
        int clients,
        int packetBytes,
        int subscriptions,
        int topicLevels,
        int outboxMessages,
        int outboxBytes,
        Duration stall) {
    /** Room for a team's dashboards and tests, not for a fleet. */
    public static final Limits USUAL =
            new Limits(250, 64 << 10, 200, 32, 1000, 4 << 20, Duration.ofSeconds(10));
}
