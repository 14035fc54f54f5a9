package dev.bulkhead.canlog;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanError;
import dev.bulkhead.can.CanFrame;

import java.util.Arrays;
import java.util.Objects;
import java.util.Optional;

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

        private static final int VIOLATION = 0x08;
        private static final int NOT_ACKNOWLEDGED = 0x20;
        private static final int VIOLATION_OVERLOAD = 0x20;
        private static final int VIOLATION_TRANSMITTING = 0x80;
        private static final int KIND = 2;
        private static final int PLACE = 3;
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

        /**
         * What a bus shows: a protocol violation, with its kind in byte 2 and, if known, its place
         * in byte 3. All have the class of a bus error too, overload frames as well: python-can
         * takes what has it not for a data frame where it reads candump.
         *
         * @param error that a node saw; empty: it is an overload frame
         * @param transmitter whether the node sent the frame
         */
        public static ErrorFrame of(Optional<CanError> error, boolean transmitter) {
            int kind = error.map(ErrorFrame::kind).orElse(VIOLATION_OVERLOAD);
            byte[] detail = new byte[DETAIL_BYTES];
            detail[KIND] = (byte) (kind | (transmitter ? VIOLATION_TRANSMITTING : 0));
            detail[PLACE] = (byte) error.map(ErrorFrame::place).orElse(0).intValue();
            int signalled = VIOLATION | BUS_ERROR;
            boolean unheard = error.equals(Optional.of(CanError.ACKNOWLEDGEMENT));
            return of(unheard ? signalled | NOT_ACKNOWLEDGED : signalled, detail);
        }

        private static int kind(CanError error) {
            return switch (error) {
                case BIT -> 0x01;
                case FORM -> 0x02;
                case STUFF -> 0x04;
                case CRC, ACKNOWLEDGEMENT -> 0;
            };
        }

        private static int place(CanError error) {
            return switch (error) {
                case CRC -> 0x08;
                case ACKNOWLEDGEMENT -> 0x19;
                case BIT, FORM, STUFF -> 0;
            };
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
