package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.input.InputError;

/** A single frame as {@code candump -L} and {@code cansend} write it: {@code 123#1122}. */
public final class FrameText {
    private FrameText() {}

    /**
     * @param place where the text stands, for the message
     * @throws InputError if it is no frame, or one that only a controller makes
     */
    public static CanFrame frame(String place, String text) {
        int hash = text.indexOf('#');
        if (hash <= 0) {
            throw error(place, text + " is no frame");
        }
        try {
            LogEntry.Content content =
                    CandumpReader.content(text.substring(0, hash), text.substring(hash + 1));
            if (content instanceof LogEntry.Frame(CanFrame frame)) {
                return frame;
            }
            throw error(place, text + " is an error frame, which no node can offer");
        } catch (Malformed e) {
            throw error(place, e.getMessage());
        }
    }

    private static InputError error(String place, String what) {
        return new InputError(place, what, "write IDENTIFIER#DATA, such as 123#1122");
    }
}
