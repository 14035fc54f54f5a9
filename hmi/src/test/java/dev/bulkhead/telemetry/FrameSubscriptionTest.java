package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.LogEntry.Direction;
import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Frames that are taken from the topics of docs/telemetry.md. */
class FrameSubscriptionTest {
    /** Nothing waits so long: each test ends with what it waits for. */
    private static final Duration LONG = Duration.ofSeconds(LiveEndpoint.WITHIN_S);

    private final LiveEndpoint twin = new LiveEndpoint();

    @AfterEach
    void end() {
        twin.close();
    }

    private FrameSubscription subscription() {
        return new FrameSubscription(
                BrokerAddress.parse("mqtt://127.0.0.1:" + twin.port()), Optional.empty(), "twin");
    }

    private static String frame(double timeS, String id, boolean extended, String data) {
        return "{\"timeS\":%s,\"idHex\":\"%s\",\"extended\":%s,\"dataHex\":\"%s\",\"name\":\"A\"}"
                .formatted(timeS, id, extended, data);
    }

    @Test
    void framesOfAllBusesComeInTheirOrderWithTheTwinsTime() {
        List<LogEntry> entries = new ArrayList<>();
        try (FrameSubscription frames = subscription()) {
            twin.publishes("bus/chassis/load", "{}")
                    .publishes("bus/chassis/frame", frame(1.0000123, "080", false, "0102"))
                    .publishes("bus/body/frame", frame(1.5, "18ff0001", true, ""));

            frames.record(
                    LONG,
                    entry -> {
                        entries.add(entry);
                        if (entries.size() == 2) {
                            Thread.currentThread().interrupt(); // enough
                        }
                    });
        } catch (InterruptedException _) {
            // as it was asked for
        }
        assertEquals(
                List.of(
                        new LogEntry(
                                1_000_012_300L,
                                "chassis",
                                Direction.RECEIVED,
                                new LogEntry.Frame(
                                        CanFrame.base(0x80, CanData.of(new byte[] {1, 2})))),
                        new LogEntry(
                                1_500_000_000L,
                                "body",
                                Direction.RECEIVED,
                                new LogEntry.Frame(CanFrame.extended(0x18FF0001, CanData.EMPTY)))),
                entries);
    }

    @ParameterizedTest
    @CsvSource({"false, FD", "true, FD_BIT_RATE_SWITCH"})
    void anFdFrameIsOne(boolean brs, FrameFormat format) {
        String fd =
                "{\"timeS\":1,\"idHex\":\"0a0\",\"extended\":false,\"fd\":true%s,\"dataHex\":\"%s\"}"
                        .formatted(brs ? ",\"brs\":true" : "", "5a".repeat(12));
        List<LogEntry> entries = new ArrayList<>();
        try (FrameSubscription frames = subscription()) {
            twin.publishes("bus/chassis/frame", fd);
            frames.record(
                    LONG,
                    entry -> {
                        entries.add(entry);
                        Thread.currentThread().interrupt(); // enough
                    });
        } catch (InterruptedException _) {
            // as it was asked for
        }
        CanData data = CanData.ofHex("5A".repeat(12));
        assertEquals(
                new LogEntry.Frame(new CanFrame(0xA0, false, format, false, 9, data)),
                entries.getFirst().content());
    }

    /** The sender always has two more, as on a machine that is too slow for it. */
    @Test
    void whatComesLaterDoesNotMakeItLonger() {
        assertTimeoutPreemptively(
                LONG,
                () -> {
                    try (FrameSubscription frames = subscription()) {
                        int[] published = {0};
                        Consumer<Integer> publish =
                                count -> {
                                    for (int i = 0; i < count; i++) {
                                        double atS = ++published[0];
                                        twin.publishes(
                                                "bus/chassis/frame", frame(atS, "080", false, ""));
                                    }
                                };
                        publish.accept(2);
                        long count = frames.record(Duration.ofMillis(300), _ -> publish.accept(2));
                        assertTrue(count > 0);
                    }
                });
    }

    @Test
    void whatIsRecordedEndsWithItsTime() throws InterruptedException {
        try (FrameSubscription frames = subscription()) {
            assertEquals(0, frames.record(Duration.ofMillis(1), _ -> {}));
        }
    }

    @Test
    void whatIsNoFrameIsRefusedWithItsTopic() {
        try (FrameSubscription frames = subscription()) {
            twin.publishes("bus/chassis/frame", "{\"timeS\":1}");

            InputError error = assertThrows(InputError.class, () -> frames.record(LONG, _ -> {}));
            assertEquals(
                    "bulkhead/twin/bus/chassis/frame: a message is no frame; publish what"
                            + " docs/telemetry.md says of that topic",
                    error.getMessage());
        }
    }

    @Test
    void aTwinThatBeginsAnewEndsTheRecording() {
        try (FrameSubscription frames = subscription()) {
            twin.publishes("bus/chassis/frame", frame(2, "080", false, "01"))
                    .publishes("bus/chassis/frame", frame(1, "080", false, "01"));

            InputError error = assertThrows(InputError.class, () -> frames.record(LONG, _ -> {}));
            assertEquals("the sender began anew while it was recorded", error.what());
        }
    }
}
