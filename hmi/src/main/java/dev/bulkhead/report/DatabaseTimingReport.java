package dev.bulkhead.report;

import dev.bulkhead.certificate.DatabaseTiming;
import dev.bulkhead.certificate.DatabaseTiming.Frame;
import dev.bulkhead.rta.CanMessage;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * Response times of a message database, on a terminal and as data.
 *
 * @param dataBitRate empty if there is none
 * @param offsets whether they were used
 */
public record DatabaseTimingReport(
        DatabaseTiming timing, int bitRate, OptionalInt dataBitRate, boolean offsets) {
    private static final double PS_PER_US = 1e6;
    private static final double PS_PER_MS = 1e9;

    /**
     * A table, a line each message.
     *
     * @param file as the person named it
     */
    public List<String> lines(String file) {
        List<String> lines = new ArrayList<>();
        lines.add(
                "%s at %s kbit/s%s: %.1f %% of the bus at most; times in ms, without jitter and errors%s"
                        .formatted(
                                file,
                                Figures.plain(bitRate / 1000.0),
                                dataBitRate.isPresent()
                                        ? ", data at "
                                                + Figures.plain(dataBitRate.getAsInt() / 1000.0)
                                        : "",
                                100 * timing.utilisation(),
                                offsets ? ", with offsets" : ""));
        lines.add("");
        Columns table =
                new Columns(
                        "id",
                        "message",
                        "sender",
                        "cycle",
                        "offset",
                        "frame",
                        "in order",
                        "any order",
                        "");
        for (Frame frame : timing.frames()) {
            CanMessage message = frame.inOrder().message();
            table.add(
                    DbcReport.identifier(frame.message()),
                    frame.message().name(),
                    frame.sender().isEmpty() ? "-" : frame.sender(),
                    ms(message.periodPs()),
                    offsets ? ms(message.offsetPs()) : "",
                    ms(OptionalLong.of(message.transmissionPs())),
                    ms(frame.inOrder().fromRequestPs()),
                    ms(frame.anyOrderPs()),
                    frame.late() ? "late" : frame.unbounded() ? "no bound" : "");
        }
        lines.addAll(table.lines(""));
        for (String name : timing.tooLong()) {
            lines.add(name + " is longer than a frame and left out");
        }
        return lines;
    }

    /** As data; docs/results.md has the fields. */
    public void putTo(ObjectNode node) {
        node.put("bitRate", bitRate);
        dataBitRate.ifPresent(rate -> node.put("dataBitRate", rate));
        node.put("offsets", offsets);
        node.put("utilisation", timing.utilisation());
        ArrayNode frames = node.putArray("frames");
        for (Frame frame : timing.frames()) {
            CanMessage message = frame.inOrder().message();
            ObjectNode one = frames.addObject();
            one.put("message", frame.message().name());
            one.put("id", frame.message().identifier());
            one.put("sender", frame.sender());
            put(one, "cycleUs", message.periodPs());
            put(one, "offsetUs", offsets ? message.offsetPs() : OptionalLong.empty());
            put(one, "frameUs", OptionalLong.of(message.transmissionPs()));
            put(one, "boundInOrderUs", frame.inOrder().fromRequestPs());
            put(one, "boundUs", frame.anyOrderPs());
            one.put("late", frame.late());
        }
        timing.tooLong().forEach(node.putArray("leftOut")::add);
    }

    private static void put(ObjectNode node, String key, OptionalLong ps) {
        if (ps.isPresent()) {
            node.put(key, ps.getAsLong() / PS_PER_US);
        } else {
            node.putNull(key);
        }
    }

    private static String ms(OptionalLong ps) {
        return ps.isPresent()
                ? String.format(Locale.ROOT, "%.3f", ps.getAsLong() / PS_PER_MS)
                : "-";
    }
}
