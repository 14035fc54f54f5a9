package dev.bulkhead.restbus;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.input.InputError;

import java.util.Optional;

/**
 * A message of the database.
 *
 * @param node who asks for it, for messages to people
 * @param format of its frames
 * @param profile of its end-to-end protection, if its attributes say one
 */
record NodeMessage(
        String node, DbcMessage layout, FrameFormat format, Optional<E2eProfile> profile) {
    /**
     * A message that must be protected.
     *
     * @throws InputError if the database has no such message, or its attributes say no protection
     */
    static NodeMessage findProtected(Restbus.World world, String node, String name) {
        NodeMessage message = find(world, node, name);
        if (MessageProtection.of(message.layout)
                instanceof MessageProtection.None(String attribute)) {
            throw new InputError(
                    "node " + node,
                    "message '" + name + "' has no attribute " + attribute,
                    "give it one in the message database");
        }
        return message;
    }

    /**
     * A message with or without protection.
     *
     * @throws InputError if the database has no such message, if the bus carries no frame of its
     *     kind, or if its attributes are no protection
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

    private static Optional<E2eProfile> profileOf(String node, DbcMessage message) {
        return switch (MessageProtection.of(message)) {
            case MessageProtection.None _ -> Optional.empty();
            case MessageProtection.By(E2eProfile profile) -> Optional.of(profile);
            case MessageProtection.Wrong(String what, String remedy) ->
                    throw new InputError(
                            "node " + node, "message '" + message.name() + "' " + what, remedy);
        };
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
