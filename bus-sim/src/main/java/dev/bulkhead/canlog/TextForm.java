package dev.bulkhead.canlog;

/** How a recording stands in a text; a form has the state of one file. */
interface TextForm {

    /** What stands before the first entry, with its line ends; called with the first one. */
    default String begin(LogEntry first) {
        return begin();
    }

    /** What stands in a recording with no entry before its end. */
    default String begin() {
        return "";
    }

    /** The line of an entry, without its end. */
    String line(LogEntry entry);

    /** What stands after the last entry, with its line ends. */
    default String end() {
        return "";
    }
}
