package dev.bulkhead.report;

import dev.bulkhead.system.SystemDescription;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** One HTML file about one or several trials; needs no network. */
public final class TrialPage {
    private static final int MOST_ROWS = 40;

    private final Html html;
    private final List<Chapter> chapters;

    /**
     * One trial.
     *
     * @param result as docs/results.md describes the JSON of {@code ./twin inject}
     * @param command that repeats it
     * @param system as both runs had it
     */
    public record Chapter(
            ObjectNode result,
            String command,
            SystemDescription system,
            RunRecording golden,
            RunRecording faulty) {}

    private TrialPage(Html html, List<Chapter> chapters) {
        this.html = html;
        this.chapters = chapters;
    }

    /**
     * The page.
     *
     * @param title of the page if it has more than one chapter
     * @param chapters at least one
     */
    public static String of(String title, List<Chapter> chapters, Provenance provenance) {
        Html html = new Html();
        new TrialPage(html, chapters).page(title, provenance);
        return html.toString();
    }

    /**
     * Chapters with their headings, on a page of other things too; {@code #chapter0} is the first.
     */
    static void chapters(Html html, List<Chapter> chapters) {
        TrialPage page = new TrialPage(html, chapters);
        for (int i = 0; i < chapters.size(); i++) {
            page.chapter(i, chapters.get(i), false);
        }
    }

    private void page(String title, Provenance provenance) {
        boolean one = chapters.size() == 1;
        PageFrame.begin(html, one ? text(chapters.getFirst().result, "fault") : title);
        html.element("h1", one ? "Can this fault reach the brakes?" : title);
        if (!one) {
            overview();
        }
        for (int i = 0; i < chapters.size(); i++) {
            chapter(i, chapters.get(i), one);
        }
        PageFrame.basis(html, provenance);
        PageFrame.end(html);
    }

    private void overview() {
        html.raw("<table>").row("th", "", "Fault", "Kernel", "Verdict", "#Stopping distance");
        for (int i = 0; i < chapters.size(); i++) {
            ObjectNode result = chapters.get(i).result;
            html.raw("<tr><td><a href=\"#chapter" + i + "\">" + (i + 1) + "</a></td>");
            html.element("td", text(result, "fault")).element("td", kernel(result));
            html.element("td class=\"" + mood(result) + "\"", words(result));
            html.element("td class=\"n\"", distance(result)).raw("</tr>");
        }
        html.raw("</table>");
    }

    private static String distance(ObjectNode result) {
        JsonNode value = result.path("safety").path("stoppingDistanceM");
        return value.isNumber() ? number(value.doubleValue()) + " m" : "did not stop";
    }

    private static String kernel(ObjectNode result) {
        List<String> off = new ArrayList<>();
        result.path("without").forEach(each -> off.add(each.asString()));
        return text(result, "profile")
                + (off.isEmpty() ? "" : " without " + String.join(", ", off));
    }

    private static String words(ObjectNode result) {
        return text(result, "verdict").replace('_', ' ');
    }

    /** Class of the style for good, bad and no news. */
    private static String mood(ObjectNode result) {
        return switch (text(result, "verdict")) {
            case "REACHED" -> "bad fail";
            case "NOT_ACTIVATED" -> "none";
            default -> "good pass";
        };
    }

    private void chapter(int index, Chapter chapter, boolean one) {
        ObjectNode result = chapter.result;
        html.raw("<section id=\"chapter" + index + "\"" + (one ? ">" : " class=\"chapter\">"));
        if (!one) {
            html.element("h2", (index + 1) + ". " + text(result, "fault"));
        }
        html.raw("<div class=\"verdict " + mood(result).split(" ")[0] + "\">");
        html.element("b", words(result)).element("p", text(result, "sentence"));
        html.raw("<div class=\"facts\">");
        fact("Fault", text(result, "fault"));
        fact("Kernel", kernel(result));
        fact("Scenario", text(result, "scenario"));
        fact("Protected", joined(result.path("protected")));
        fact("Compared up to", number(result.path("horizonS").doubleValue()) + " s");
        html.raw("</div></div>");
        difference(result);
        chain(result);
        timeline("t" + index, chapter);
        story(result);
        state(result);
        barriers(result);
        health(result);
        result.path("buses").forEach(bus -> ResponseTable.of(html, bus));
        car("c" + index, chapter);
        html.element("h3", "To repeat it").element("pre", chapter.command);
        html.raw("</section>");
    }

    private void fact(String name, String value) {
        html.raw("<div>" + Html.escape(name) + "<span>" + Html.escape(value) + "</span></div>");
    }

    private void difference(ObjectNode result) {
        JsonNode first = result.path("firstDifference");
        if (first.isObject()) {
            html.element("h3", "First difference in the protected domain");
            html.raw("<div class=\"compare\">");
            html.element("span class=\"soft\"", "expected");
            html.element("span", first.path("expected").asString());
            html.element("span class=\"soft\"", "happened");
            html.element("span", first.path("actual").asString());
            html.raw("</div>");
        }
    }

    private void state(ObjectNode result) {
        JsonNode state = result.path("stateDifferences");
        if (state.isEmpty()) {
            return;
        }
        html.element("h3", "Protected state that differs at the horizon");
        html.raw(
                "<details><summary>"
                        + state.size()
                        + (state.size() == 1 ? " place" : " places")
                        + "</summary><ul class=\"mono\">");
        state.forEach(each -> html.element("li", each.asString()));
        html.raw("</ul></details>");
    }

    private void chain(ObjectNode result) {
        JsonNode links = result.path("chain");
        if (links.isEmpty()) {
            return;
        }
        boolean reached = text(result, "verdict").equals("REACHED");
        html.element("h3", reached ? "How it came there" : "Where it ended");
        html.raw("<ol class=\"chain\">");
        for (JsonNode link : links) {
            html.raw("<li>").element("span class=\"soft\"", when(link.path("atS")) + "  ");
            html.element("b", link.path("kind").asString().replace('-', ' ') + ": ");
            html.element("span", link.path("text").asString());
            if (!link.path("place").asString().isEmpty()) {
                html.element("code", link.path("place").asString());
            }
            if (link.has("expected") || link.has("actual")) {
                html.raw("<br>").element("span class=\"soft\"", values(link));
            }
            html.raw("</li>");
        }
        html.raw("</ol>");
    }

    private static String values(JsonNode link) {
        return "expected %s, is %s"
                .formatted(
                        link.path("expected").asString("unknown"),
                        link.path("actual").asString("unknown"));
    }

    private void timeline(String id, Chapter chapter) {
        ObjectNode data = TrialTimeline.of(chapter);
        html.element("h3", "Both runs on one clock");
        html.raw("<p class=\"key\">");
        key("--golden", "healthy run (upper row)");
        key("--faulty", "run with the fault (lower row)");
        html.raw("<span>pale: window open, solid: has the hart</span>");
        html.raw(
                "<span>thin mark: message or frame; <b class=\"fail\">red</b>: only in this"
                        + " run</span>");
        html.raw(
                "<span><b class=\"fail\">✕</b> fault, <b class=\"fail\">◇</b> refused, ▲ health"
                        + " monitor, ● taken down or started, ■ reset, missed deadline or safe"
                        + " state</span></p>");
        html.raw("<div class=\"timeline\" id=\"" + id + "-afar\"></div>");
        html.raw("<div class=\"bar\" id=\"" + id + "-bar\"></div>");
        html.raw("<div class=\"timeline\" data-source=\"" + id + "\"></div>");
        html.raw("<div class=\"says\" id=\"" + id + "-says\"></div>");
        html.data(id, data);
    }

    private void key(String colour, String what) {
        html.raw("<span><i style=\"background:var(" + colour + ")\"></i>" + what + "</span>");
    }

    private void story(ObjectNode result) {
        if (!result.path("activation").isObject()) {
            return;
        }
        html.element("h3", "What happened").raw("<table>").row("th", "Time", "After the fault", "");
        double zero = result.path("activation").path("atS").doubleValue();
        event(zero, zero, "the fault: " + result.path("activation").path("text").asString());
        int shown = 0;
        for (JsonNode each : result.path("story")) {
            if (shown++ < MOST_ROWS) {
                event(each.path("atS").doubleValue(), zero, each.path("text").asString());
            }
        }
        html.raw("</table>");
        more(shown);
    }

    private void event(double atS, double zeroS, String what) {
        html.raw("<tr>").element("td class=\"when\"", String.format(Locale.ROOT, "%.7f s", atS));
        html.element("td class=\"when\"", after(atS - zeroS)).element("td", what).raw("</tr>");
    }

    private static String after(double spanS) {
        if (spanS < 1e-3) {
            return String.format(Locale.ROOT, "+%.2f µs", spanS * 1e6);
        }
        return spanS < 1
                ? String.format(Locale.ROOT, "+%.3f ms", spanS * 1e3)
                : String.format(Locale.ROOT, "+%.3f s", spanS);
    }

    private void more(int rows) {
        if (rows > MOST_ROWS) {
            html.element("p class=\"soft\"", "… and " + (rows - MOST_ROWS) + " more");
        }
    }

    private void barriers(ObjectNode result) {
        JsonNode challenged = result.path("challenged");
        html.element("h3", "Barriers that it ran into");
        if (challenged.isEmpty()) {
            html.element("p class=\"soft\"", "None refused anything.");
            return;
        }
        html.raw("<table>").row("th", "Barrier", "#times", "first", "");
        for (JsonNode each : challenged) {
            html.row(
                    "td",
                    each.path("barrier").asString(),
                    each.path("times").asString(),
                    each.path("atS").isNumber() ? when(each.path("atS")) : "",
                    each.path("first").asString());
        }
        html.raw("</table>");
    }

    private void health(ObjectNode result) {
        JsonNode acts = result.path("healthMonitor");
        html.element("h3", "What the health monitor did");
        if (acts.isEmpty()) {
            html.element("p class=\"soft\"", "Nothing.");
            return;
        }
        html.raw("<table>");
        html.row(
                "th",
                "Partition",
                "error",
                "action",
                "#detected after",
                "#started after",
                "#in service after",
                "#messages lost");
        int shown = 0;
        for (JsonNode act : acts) {
            if (shown++ == MOST_ROWS) {
                break;
            }
            html.row(
                    "td",
                    act.path("partition").asString(),
                    act.path("error").asString(),
                    act.path("action").asString(),
                    microseconds(act.path("detectionUs")),
                    microseconds(act.path("restartUs")),
                    microseconds(act.path("outageUs")),
                    act.path("messagesLost").asString());
        }
        html.raw("</table>");
        more(acts.size());
    }

    private void car(String id, Chapter chapter) {
        JsonNode safety = chapter.result.path("safety");
        html.element("h3", "The car").raw("<table>");
        html.row("th", "", "#healthy", "#with the fault", "wanted", "");
        for (JsonNode check : safety.path("checks")) {
            String unit = check.path("unit").asString();
            boolean pass = check.path("pass").asBoolean();
            boolean before = check.path("goldenPass").asBoolean(true);
            html.raw("<tr>").element("td", check.path("name").asString());
            html.element("td class=\"n\"", quantity(check.path("goldenValue"), unit));
            html.element("td class=\"n\"", quantity(check.path("value"), unit));
            html.element(
                    "td",
                    check.path("bound").asString().replace('-', ' ')
                            + " "
                            + quantity(check.path("limit"), unit));
            html.element(
                    pass ? "td class=\"pass\"" : "td class=\"fail\"",
                    pass ? "pass" : before ? "FAIL" : "FAIL, in the healthy run too");
            html.raw("</tr>");
        }
        html.raw("</table>");
        ObjectNode data = CurveData.of(chapter.golden, chapter.faulty.from(chapter.golden));
        ArrayNode marks = data.putArray("marks");
        JsonNode activation = chapter.result.path("activation").path("atS");
        JsonNode first = chapter.result.path("firstDifference").path("atS");
        if (activation.isNumber()) {
            TrialTimeline.mark(
                    marks, "the fault", TrialTimeline.picoseconds(activation.doubleValue()), false);
        }
        if (first.isNumber()) {
            TrialTimeline.mark(
                    marks,
                    "first difference",
                    TrialTimeline.picoseconds(first.doubleValue()),
                    true);
        }
        html.raw(
                "<div class=\"bar\"><label>Wheel <select id=\""
                        + id
                        + "-wheel\"></select></label>");
        html.raw(
                "<span class=\"soft\">dashed line: the fault; red line: first"
                        + " difference</span></div>");
        html.raw("<div class=\"plots\" data-source=\"" + id + "\"></div>").data(id, data);
    }

    private static String joined(JsonNode names) {
        List<String> all = new ArrayList<>();
        names.forEach(name -> all.add(name.asString()));
        return String.join(", ", all);
    }

    private static String text(ObjectNode node, String key) {
        return node.path(key).asString();
    }

    private static String when(JsonNode seconds) {
        return String.format(Locale.ROOT, "%.7f s", seconds.doubleValue());
    }

    static String microseconds(JsonNode value) {
        if (!value.isNumber()) {
            return "-";
        }
        double us = value.doubleValue();
        return us < 1000
                ? String.format(Locale.ROOT, "%.2f µs", us)
                : String.format(Locale.ROOT, "%.2f ms", us / 1000);
    }

    private static String quantity(JsonNode value, String unit) {
        if (!value.isNumber()) {
            return "-";
        }
        boolean bare = unit.isEmpty() || unit.equals("1");
        return number(value.doubleValue()) + (bare ? "" : " " + unit);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3f", value).replaceFirst("\\.?0+$", "");
    }
}
