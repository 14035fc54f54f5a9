package dev.bulkhead.canlog;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;

import java.util.Arrays;
import java.util.Objects;

/**
 * What one channel of a bus showed at a time.
 *
 * @param atNs nanoseconds since 1970, or since the recording's own zero; not negative
 * @param channel name of the bus's channel, such as {@code can0}; not blank
 * @param direction as the recorder saw it
 */
public record LogEntry(long atNs, String channel, Direction direction, Content content) {

    /** Whether the recorder received it or sent it itself. */
    public enum Direction {
        RECEIVED,
        SENT
    }

    /** What stood on the bus. */
    public sealed interface Content permits Frame, ErrorFrame {}

    /** A data or remote frame. */
    public record Frame(CanFrame frame) implements Content {
        public Frame {
            Objects.requireNonNull(frame, "frame");
        }
    }

    /**
     * An error frame, or another report of the controller, as SocketCAN words it.
     *
     * @param errorClass bits of the error class, 0..0x1FFF_FFFF
     * @param detail eight bytes: what else is known
     * @see "Linux, include/uapi/linux/can/error.h"
     */
    public record ErrorFrame(int errorClass, CanData detail) implements Content {
        /** Class of an error of which a recording says no more. */
        public static final int BUS_ERROR = 0x80;

        private static final int DETAIL_BYTES = 8;

        public ErrorFrame {
            if (errorClass < 0 || errorClass > CanFrame.MAX_EXTENDED_IDENTIFIER) {
                throw new IllegalArgumentException(
                        "errorClass=0x%X, expected 0..0x1FFFFFFF".formatted(errorClass));
            }
            if (detail.length() != DETAIL_BYTES) {
                throw new IllegalArgumentException(
                        "detail has " + detail.length() + " bytes, expected 8");
            }
        }

        /** An error of which nothing else is known. */
        public static ErrorFrame unspecified() {
            return of(BUS_ERROR, new byte[0]);
        }

        /** With zeros for what {@code detail} lacks of eight bytes. */
        static ErrorFrame of(int errorClass, byte[] detail) {
            return new ErrorFrame(errorClass, CanData.of(Arrays.copyOf(detail, DETAIL_BYTES)));
        }
    }

    public LogEntry {
        Objects.requireNonNull(direction, "direction");
        Objects.requireNonNull(content, "content");
        if (atNs < 0) {
            throw new IllegalArgumentException("atNs=" + atNs + ", expected 0 or more");
        }
        if (channel.isBlank()) {
            throw new IllegalArgumentException("channel=\"" + channel + "\", expected a name");
        }
    }
}
