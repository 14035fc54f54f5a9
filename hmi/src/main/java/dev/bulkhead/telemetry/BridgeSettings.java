package dev.bulkhead.telemetry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * How to reach a broker outside, and what to keep while it is gone.
 *
 * @param twin second level of the topics
 * @param authority certificate in PEM that the broker's was signed with; empty: those Java trusts
 * @param keepMessages while the broker is gone; the oldest gives way
 * @param firstWait before the second attempt to connect; doubled up to {@code longestWait}
 */
public record BridgeSettings(
        BrokerAddress broker,
        String twin,
        Optional<String> password,
        Optional<Path> authority,
        int keepMessages,
        Duration firstWait,
        Duration longestWait) {
    private static final int USUAL_MESSAGES = 20_000;

    /** What is usual, for a broker with a public certificate or none. */
    public static BridgeSettings of(
            BrokerAddress broker,
            String twin,
            Optional<String> password,
            Optional<Path> authority) {
        return new BridgeSettings(
                broker,
                twin,
                password,
                authority,
                USUAL_MESSAGES,
                Duration.ofMillis(500),
                Duration.ofSeconds(30));
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "bridge of " + twin + " to " + broker;
    }
}
