package dev.bulkhead.cli;

import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.LogFormat;
import dev.bulkhead.canlog.LogWriter;
import dev.bulkhead.input.InputError;
import dev.bulkhead.telemetry.BridgeSettings;
import dev.bulkhead.telemetry.BrokerAddress;
import dev.bulkhead.telemetry.FrameSubscription;
import dev.bulkhead.time.SimTime;

import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Writes down the frames that come over MQTT, to be compared when they are all there. */
final class MqttRecording {
    private MqttRecording() {}

    /**
     * @param address of the broker
     * @param twin its name in the topics
     * @param password file whose first line it is
     * @param span of the host's time
     * @param keep file to keep the recording in
     */
    record Order(
            String address,
            String twin,
            Optional<Path> password,
            SimTime span,
            Optional<String> keep) {}

    /** Whether the user named a broker rather than a file. */
    static boolean isMeant(String recording) {
        return recording.startsWith("mqtt://") || recording.startsWith("mqtts://");
    }

    /**
     * Records, which takes its time.
     *
     * @throws InputError if the broker is not there, or no frame comes
     */
    static FileRecording make(Order order) throws IOException {
        BrokerAddress broker = BrokerAddress.parse("RECORDING", order.address());
        Optional<String> password = BridgeSettings.password(order.password(), System.getenv());
        if (order.keep().isPresent()) {
            try (NewFile file = NewFile.at("--keep", order.keep().get())) {
                write(order, broker, password, file.stream());
                file.keep();
            }
            return new FileRecording(new InputFile(order.keep().get()), Optional.of(LogFormat.CSV));
        }
        Path file = Files.createTempFile("bulkhead-shadow", ".csv");
        FileRecording recording =
                new FileRecording(new InputFile(file.toString()), Optional.of(LogFormat.CSV), true);
        boolean whole = false;
        try (OutputStream stream = Files.newOutputStream(file)) {
            write(order, broker, password, stream);
            whole = true;
        } finally {
            if (!whole) {
                recording.close();
            }
        }
        return recording;
    }

    private static void write(
            Order order, BrokerAddress broker, Optional<String> password, OutputStream stream)
            throws IOException {
        LogWriter writer =
                LogWriter.of(LogFormat.CSV, new OutputStreamWriter(stream, StandardCharsets.UTF_8));
        try (FrameSubscription frames = new FrameSubscription(broker, password, order.twin())) {
            long count =
                    frames.record(
                            Duration.ofNanos(order.span().ps() / SimTime.PS_PER_NS),
                            entry -> write(writer, entry));
            if (count == 0) {
                throw new InputError(
                        broker.toString(),
                        "no frame came on " + frames.filter() + " within " + order.span(),
                        "start the twin with --telemetry-frames all, or record longer");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted");
        }
        writer.close();
    }

    private static void write(LogWriter writer, LogEntry entry) {
        try {
            writer.write(entry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
