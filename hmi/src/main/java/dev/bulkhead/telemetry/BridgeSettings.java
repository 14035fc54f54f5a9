package dev.bulkhead.telemetry;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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
    /** Name of the environment's variable that holds the password of the broker's user. */
    public static final String PASSWORD_VARIABLE = "BULKHEAD_BROKER_PASSWORD";

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

    /**
     * The password of the broker's user: the first line of a file, else {@link #PASSWORD_VARIABLE}
     * of the environment, else none.
     *
     * @throws InputError if the file cannot be read or its first line is empty
     */
    public static Optional<String> password(Optional<Path> file, Map<String, String> environment) {
        if (file.isEmpty()) {
            return Optional.ofNullable(environment.get(PASSWORD_VARIABLE));
        }
        try (BufferedReader reader = Files.newBufferedReader(file.get())) {
            String line = reader.readLine();
            if (line != null && !line.isEmpty()) {
                return Optional.of(line);
            }
        } catch (IOException _) {
            // told below
        }
        throw new InputError(
                "--broker-password",
                Text.quote(file.get().toString()) + " holds no password",
                "name a readable file with the password in its first line");
    }

    /** Without the password. */
    @Override
    public String toString() {
        return "bridge of " + twin + " to " + broker;
    }
}
