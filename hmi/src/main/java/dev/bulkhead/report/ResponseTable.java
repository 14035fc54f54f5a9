package dev.bulkhead.report;

import tools.jackson.databind.JsonNode;

/**
 * On a page, how long frames of a bus took beside their bounds, and how high error counters rose:
 * what {@link BusResponses} says in text.
 */
final class ResponseTable {
    private ResponseTable() {}

    /**
     * @param bus one of {@code buses} of the JSON of {@code ./twin inject}
     */
    static void of(Html html, JsonNode bus) {
        html.element("h3", "Response times on bus " + bus.path("bus").asString());
        html.element("p", bus.path("summary").asString()).raw("<table>");
        html.row(
                "th",
                "Message",
                "#identifier",
                "#sent",
                "#longest seen",
                "#bound",
                "",
                "#replaced");
        for (JsonNode frame : bus.path("frames")) {
            String judged = frame.path("judged").asString();
            html.raw("<tr>").element("td", frame.path("message").asString());
            figure(html, "0x%03x".formatted(frame.path("identifier").asInt()));
            figure(html, frame.path("sent").asString());
            figure(html, judged.isEmpty() ? "-" : TrialPage.microseconds(frame.path("longestUs")));
            figure(html, TrialPage.microseconds(frame.path("boundUs")));
            html.element(cell(judged), judged);
            figure(html, frame.path("replaced").asString());
            html.raw("</tr>");
        }
        html.raw("</table>");
        counters(html, bus.path("errorCounters"));
    }

    private static void figure(Html html, String text) {
        html.element("td class=\"n\"", text);
    }

    private static String cell(String judged) {
        return switch (judged) {
            case BusResponses.WITHIN -> "td class=\"pass\"";
            case BusResponses.BEYOND -> "td class=\"fail\"";
            default -> "td";
        };
    }

    private static void counters(Html html, JsonNode counters) {
        if (counters.isEmpty()) {
            html.element("p class=\"soft\"", "All error counters stayed 0.");
            return;
        }
        html.raw("<table>");
        html.row("th", "Error counters", "#transmit at most", "#receive at most", "");
        for (JsonNode node : counters) {
            html.row(
                    "td",
                    node.path("node").asString(),
                    node.path("transmit").asString(),
                    node.path("receive").asString(),
                    node.path("busOff").asBoolean() ? "bus off" : "");
        }
        html.raw("</table>");
    }
}
