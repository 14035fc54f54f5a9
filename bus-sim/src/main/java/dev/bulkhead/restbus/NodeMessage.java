package dev.bulkhead.restbus;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.input.InputError;

import java.util.Optional;

/**
 * A message of the database.
 *
 * @param node who asks for it, for messages to people
 * @param format of its frames
 * @param profile of the header of E2E profile 1, data ID mode BOTH, if the message has a data ID
 */
record NodeMessage(
        String node, DbcMessage layout, FrameFormat format, Optional<E2eProfile1> profile) {
    private static final String DATA_ID = "E2EDataId";
    private static final int HEADER_BYTES = 2;
    private static final int MOST_PROTECTED_BYTES = 30;
    private static final int GREATEST_DATA_ID = 0xFFFF;

    /**
     * A message that must have a data ID.
     *
     * @throws InputError if the database has no such message, or it has no data ID or no room for
     *     the header
     */
    static NodeMessage findProtected(Restbus.World world, String node, String name) {
        NodeMessage message = find(world, node, name);
        if (message.profile.isEmpty()) {
            throw new InputError(
                    "node " + node,
                    "message '" + name + "' has no attribute " + DATA_ID,
                    "give it one of 1..65535 in the message database");
        }
        return message;
    }

    /**
     * A message with or without a data ID; a data ID of 0, the usual default, is none.
     *
     * @throws InputError if the database has no such message, if the bus carries no frame of its
     *     kind, or if its data ID is no such number or leaves no room for the header
     */
    static NodeMessage find(Restbus.World world, String node, String name) {
        for (DbcMessage message : world.database().messages()) {
            if (message.name().equals(name)) {
                FrameFormat format = message.format(world.bus().dataBitRate().isPresent());
                checkLength(node, message, format);
                return new NodeMessage(node, message, format, profileOf(node, message));
            }
        }
        throw new InputError(
                "node " + node,
                "the message database has no message '" + name + "'",
                "name one of its messages");
    }

    private static void checkLength(String node, DbcMessage message, FrameFormat format) {
        if (!format.isFd() && (message.length() > DbcMessage.CLASSIC_BYTES || message.fd())) {
            throw new InputError(
                    "node " + node,
                    "message '" + message.name() + "' is of CAN FD",
                    message.fd()
                            ? "give the bus a data_bitrate, or use a message of at most 8 bytes"
                            : "mark it by VFrameFormat, or use a message of at most 8 bytes");
        }
        if (format.isFd() && !CanFrame.isFdLength(message.length())) {
            throw new InputError(
                    "node " + node,
                    "message '%s' has %d bytes, as no CAN FD frame has"
                            .formatted(message.name(), message.length()),
                    "lengthen it to the next of 12, 16, 20, 24, 32, 48 and 64");
        }
    }

    private static Optional<E2eProfile1> profileOf(String node, DbcMessage message) {
        int dataId = message.intAttribute(DATA_ID).orElse(0);
        if (dataId == 0) {
            return Optional.empty();
        }
        if (dataId < 0 || dataId > GREATEST_DATA_ID) {
            throw new InputError(
                    "node " + node,
                    "message '" + message.name() + "' has " + DATA_ID + " " + dataId,
                    "give it one of 1..65535 in the message database");
        }
        if (message.length() < HEADER_BYTES) {
            throw new InputError(
                    "node " + node,
                    "message '" + message.name() + "' has " + message.length() + " bytes",
                    "leave 2 bytes for the header of E2E profile 1");
        }
        if (message.length() > MOST_PROTECTED_BYTES) {
            throw new InputError(
                    "node " + node,
                    "message '" + message.name() + "' has " + message.length() + " bytes",
                    "E2E profile 1 protects at most 30; shorten it or take its data ID away");
        }
        return Optional.of(new E2eProfile1(dataId, DataIdMode.BOTH, message.length()));
    }

    int length() {
        return layout.length();
    }

    /**
     * @throws InputError if the message has no such signal
     */
    DbcSignal signal(String name) {
        for (DbcSignal signal : layout.signals()) {
            if (signal.name().equals(name)) {
                return signal;
            }
        }
        throw new InputError(
                "node " + node,
                "message '" + layout.name() + "' has no signal '" + name + "'",
                "a node of this kind needs it; add it to the message database");
    }

    CanFrame frame(CanData data) {
        int dlc = format.isFd() ? CanFrame.fdDlc(data.length()) : data.length();
        return new CanFrame(layout.identifier(), layout.extended(), format, false, dlc, data);
    }

    boolean isIn(CanFrame frame) {
        return frame.identifier() == layout.identifier()
                && frame.extended() == layout.extended()
                && !frame.remote()
                && (!format.isFd() || frame.data().length() == layout.length());
    }
}
