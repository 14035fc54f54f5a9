package dev.bulkhead.shadow;

/**
 * One place where the recording and the twin part.
 *
 * @param atPs in the twin's time
 * @param signal empty unless it is about a value
 * @param recorded value, or what the kind says; not a number if there is none
 * @param twin value, or what the kind says; not a number if there is none
 * @param allowed by how much they might differ
 * @param severity how many times that; where they must be equal, how many steps of the signal, or
 *     microseconds of a time
 */
public record Deviation(
        Kind kind,
        long atPs,
        String message,
        String signal,
        double recorded,
        double twin,
        double allowed,
        double severity) {

    /** What is not as recorded. */
    public enum Kind {
        /** A signal's value. */
        VALUE("value"),
        /** Only one of both frames has the signal. */
        PRESENCE("selection"),
        /** When the frame came; values in seconds of the twin's time. */
        TIME("time"),
        /** The twin did not send it. */
        MISSING("missing frame"),
        /** Only the twin sent it. */
        ADDITIONAL("additional frame"),
        /** The message counter made another step; values are the steps. */
        COUNTER("counter"),
        /** One checksum is wrong, the other right; 1 is right. */
        CHECKSUM("checksum"),
        /** Data bytes. */
        LENGTH("length");

        private final String label;

        Kind(String label) {
            this.label = label;
        }

        /** For people. */
        public String label() {
            return label;
        }
    }

    /** What parts, as {@code MESSAGE.SIGNAL} or {@code MESSAGE}. */
    public String name() {
        return signal.isEmpty() ? message : message + "." + signal;
    }
}
