package dev.bulkhead.restbus;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.input.InputError;

import java.util.OptionalInt;

/** A message of the database that carries the header of E2E profile 1, data ID mode BOTH. */
record ProtectedMessage(String node, DbcMessage layout, E2eProfile1 profile) {
    private static final String DATA_ID = "E2EDataId";

    /**
     * @throws InputError if the database has no such message, or it has no data ID or no room for
     *     the header
     */
    static ProtectedMessage find(Dbc database, String node, String name) {
        for (DbcMessage message : database.messages()) {
            if (message.name().equals(name)) {
                return new ProtectedMessage(node, message, profileOf(node, message));
            }
        }
        throw new InputError(
                "node " + node,
                "the message database has no message '" + name + "'",
                "name one of its messages");
    }

    private static E2eProfile1 profileOf(String node, DbcMessage message) {
        OptionalInt dataId = message.intAttribute(DATA_ID);
        if (dataId.isEmpty() || dataId.getAsInt() < 1 || dataId.getAsInt() > 0xFFFF) {
            throw new InputError(
                    "node " + node,
                    "message '" + message.name() + "' has no attribute " + DATA_ID,
                    "give it one of 1..65535 in the message database");
        }
        if (message.length() < 2) {
            throw new InputError(
                    "node " + node,
                    "message '" + message.name() + "' has " + message.length() + " bytes",
                    "leave 2 bytes for the header of E2E profile 1");
        }
        return new E2eProfile1(dataId.getAsInt(), DataIdMode.BOTH, message.length());
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
