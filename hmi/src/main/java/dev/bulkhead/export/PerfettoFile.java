package dev.bulkhead.export;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * A trace for ui.perfetto.dev in the JSON form of trace events: one event a line, times in
 * microseconds with all digits down to the picosecond.
 *
 * @see "Trace Event Format, Google, 2016"
 */
public final class PerfettoFile implements Closeable {
    private static final long PS_PER_US = 1_000_000;

    private final OutputStream out;
    private boolean begun;

    public PerfettoFile(OutputStream out) {
        this.out = out;
        put("{\"displayTimeUnit\":\"ns\",\"traceEvents\":[\n");
    }

    private void put(String text) {
        try {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void event(String phase, int process, int thread, String name, String rest) {
        put(begun ? ",\n" : "");
        begun = true;
        put(
                "{\"ph\":\"%s\",\"pid\":%d,\"tid\":%d,\"name\":%s%s}"
                        .formatted(phase, process, thread, quoted(name), rest));
    }

    private static String quoted(String text) {
        return JsonNodeFactory.instance.stringNode(text).toString();
    }

    static String microseconds(long ps) {
        return String.format(Locale.ROOT, "%d.%06d", ps / PS_PER_US, ps % PS_PER_US);
    }

    private static String args(String key, String value) {
        return ",\"args\":{" + quoted(key) + ":" + quoted(value) + "}";
    }

    /** Names a process and its place from above. */
    void process(int process, String name) {
        event("M", process, 0, "process_name", args("name", name));
        event("M", process, 0, "process_sort_index", sortIndex(process));
    }

    /** Names a track of a process; tracks stand in the order of their numbers. */
    void track(int process, int track, String name) {
        event("M", process, track, "thread_name", args("name", name));
        event("M", process, track, "thread_sort_index", sortIndex(track));
    }

    private static String sortIndex(int index) {
        return ",\"args\":{\"sort_index\":" + index + "}";
    }

    /** Something that lasted. */
    void slice(int process, int track, String name, long fromPs, long toPs, String detail) {
        event(
                "X",
                process,
                track,
                name,
                ",\"ts\":"
                        + microseconds(fromPs)
                        + ",\"dur\":"
                        + microseconds(toPs - fromPs)
                        + (detail.isEmpty() ? "" : args("detail", detail)));
    }

    /** Something that happened at a time. */
    void instant(int process, int track, String name, long atPs, String detail) {
        event(
                "i",
                process,
                track,
                name,
                ",\"s\":\"t\",\"ts\":" + microseconds(atPs) + args("detail", detail));
    }

    /** A value from a time on. */
    void counter(int process, String name, long atPs, double value) {
        ObjectNode args = JsonNodeFactory.instance.objectNode().put("value", value);
        event("C", process, 0, name, ",\"ts\":" + microseconds(atPs) + ",\"args\":" + args);
    }

    /** Ends the trace; the stream stays open. */
    @Override
    public void close() {
        put("\n]}\n");
        try {
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
