package dev.bulkhead.report;

import dev.bulkhead.certificate.BusPath;
import dev.bulkhead.certificate.BusTiming;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.rta.CanMessage;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;

/** Response times on the buses, as data and as tables of the certificate's page. */
record BusTimingReport(List<BusTiming> buses) {
    private static final double PS_PER_US = 1e6;

    void putTo(ArrayNode array) {
        for (BusTiming timing : buses) {
            ObjectNode node = array.addObject();
            node.put("bus", timing.traffic().bus().name());
            node.put("bitRate", timing.traffic().bus().bitrate());
            timing.traffic().bus().dataBitrate().ifPresent(hz -> node.put("dataBitRate", hz));
            node.put("utilisation", timing.utilisation());
            ArrayNode frames = node.putArray("frames");
            timing.frames().forEach(frame -> frames.add(json(timing, frame)));
            ArrayNode path = node.putArray("pedalToActuator");
            for (BusPath.Part part : timing.path().map(BusPath::parts).orElse(List.of())) {
                path.addObject().put("what", part.what()).put("boundUs", part.ps() / PS_PER_US);
            }
            put(
                    node,
                    "pedalToActuatorUs",
                    timing.path()
                            .map(p -> OptionalLong.of(p.sumPs()))
                            .orElseGet(OptionalLong::empty));
        }
    }

    private static ObjectNode json(BusTiming timing, BusTiming.Frame frame) {
        CanMessage message = frame.message();
        DbcMessage layout = timing.traffic().messages().get(message.name());
        ObjectNode node = Json.object();
        node.put("message", message.name());
        node.put("identifier", layout.identifier());
        node.put("sender", message.sender());
        node.put("frameUs", message.transmissionPs() / PS_PER_US);
        node.put("blockingUs", frame.bound().blockingPs() / PS_PER_US);
        put(node, "periodUs", message.periodPs());
        node.put("jitterUs", message.jitterPs() / PS_PER_US);
        put(node, "boundUs", frame.bound().fromRequestPs());
        put(node, "boundFromEventUs", frame.bound().fromEventPs());
        put(node, "boundInOrderUs", frame.inOrderPs());
        return node;
    }

    private static void put(ObjectNode node, String key, OptionalLong ps) {
        if (ps.isPresent()) {
            node.put(key, ps.getAsLong() / PS_PER_US);
        } else {
            node.putNull(key);
        }
    }

    void addTo(Html html) {
        for (BusTiming timing : buses) {
            html.element("h2", "Frames on bus " + timing.traffic().bus().name());
            html.element(
                    "p",
                    "%d kbit/s, %.1f %% of it at most. A response is the longest time from the request for transmission to the end of the frame, without errors (rule T8)."
                            .formatted(
                                    timing.traffic().bus().bitrate() / 1000,
                                    100 * timing.utilisation()));
            html.raw("<table>")
                    .row(
                            "th",
                            "Message",
                            "sender",
                            "#frame",
                            "#blocking",
                            "#asked for late by",
                            "#response",
                            "#due again after");
            for (BusTiming.Frame frame : timing.frames()) {
                CanMessage message = frame.message();
                html.row(
                        "td",
                        message.name(),
                        message.sender(),
                        us(OptionalLong.of(message.transmissionPs())),
                        us(OptionalLong.of(frame.bound().blockingPs())),
                        us(OptionalLong.of(message.jitterPs())),
                        us(frame.bound().fromRequestPs()),
                        us(message.periodPs()));
            }
            html.raw("</table>");
            timing.path().ifPresent(path -> path(html, path));
        }
    }

    private static void path(Html html, BusPath path) {
        html.raw("<table>").row("th", "From pedal to actuator", "#at most");
        path.parts().forEach(p -> html.row("td", p.what(), us(OptionalLong.of(p.ps()))));
        html.row("td", "all together", us(OptionalLong.of(path.sumPs()))).raw("</table>");
    }

    private static String us(OptionalLong ps) {
        return ps.isPresent()
                ? String.format(Locale.ROOT, "%.1f µs", ps.getAsLong() / PS_PER_US)
                : "–";
    }
}
