package dev.bulkhead.restbus;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.dbc.Dbc;
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
 * @param profile of the header of E2E profile 1, data ID mode BOTH, if the message has a data ID
 */
record NodeMessage(String node, DbcMessage layout, Optional<E2eProfile1> profile) {
    private static final String DATA_ID = "E2EDataId";
    private static final int HEADER_BYTES = 2;
    private static final int GREATEST_DATA_ID = 0xFFFF;

    /**
     * A message that must have a data ID.
     *
     * @throws InputError if the database has no such message, or it has no data ID or no room for
     *     the header
     */
    static NodeMessage findProtected(Dbc database, String node, String name) {
        NodeMessage message = find(database, node, name);
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
     * @throws InputError if the database has no such message, or its data ID is no such number or
     *     leaves no room for the header
     */
    static NodeMessage find(Dbc database, String node, String name) {
        for (DbcMessage message : database.messages()) {
            if (message.name().equals(name)) {
                if (message.length() > DbcMessage.CLASSIC_BYTES || message.fd()) {
                    throw new InputError(
                            "node " + node,
                            "message '" + name + "' is of CAN FD",
                            "use one of at most 8 bytes, as the buses of a twin carry");
                }
                return new NodeMessage(node, message, profileOf(node, message));
            }
        }
        throw new InputError(
                "node " + node,
                "the message database has no message '" + name + "'",
                "name one of its messages");
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
        return new CanFrame(layout.identifier(), layout.extended(), false, data.length(), data);
    }

    boolean isIn(CanFrame frame) {
        return frame.identifier() == layout.identifier()
                && frame.extended() == layout.extended()
                && !frame.remote();
    }
}
