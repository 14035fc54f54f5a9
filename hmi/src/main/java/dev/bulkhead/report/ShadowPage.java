package dev.bulkhead.report;

import dev.bulkhead.shadow.Counted;
import dev.bulkhead.shadow.InputResult;
import dev.bulkhead.shadow.MessageResult;
import dev.bulkhead.shadow.ShadowResult;
import dev.bulkhead.shadow.SignalResult;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** One HTML file about a shadow; needs no network and no script. */
public final class ShadowPage {
    /** More would not be looked at; the tables have them all. */
    private static final int MOST_PLOTS = 24;

    private final ShadowResult result;
    private final String recording;
    private final Provenance provenance;
    private final Html html = new Html();

    private ShadowPage(ShadowResult result, String recording, Provenance provenance) {
        this.result = result;
        this.recording = recording;
        this.provenance = provenance;
    }

    /**
     * @param recording as the user named it
     */
    public static String of(ShadowResult result, String recording, Provenance provenance) {
        return new ShadowPage(result, recording, provenance).page();
    }

    /** A signal and the message that it is in. */
    private record Plotted(MessageResult message, SignalResult signal) {
        boolean parts() {
            return signal.beyond().isBeyond();
        }

        long firstPs() {
            return signal.beyond().first().map(first -> first.atPs()).orElse(Long.MAX_VALUE);
        }
    }

    private String page() {
        PageFrame.begin(html, "shadow " + result.setting().map().name(), "shadow.css");
        html.element("h1", "Does the twin do what the recorded ECU did?");
        answer();
        plots();
        outputs();
        signals();
        inputs();
        PageFrame.basis(html, provenance);
        return html.raw("</body>\n</html>").toString();
    }

    private void answer() {
        String mood = !result.isAnswer() ? "none" : result.parts() ? "bad" : "good";
        html.raw("<div class=\"verdict " + mood + "\">");
        html.element("b", ShadowWords.verdict(result));
        result.first()
                .ifPresent(
                        first ->
                                html.element("p", "First: " + ShadowWords.sentence(result, first)));
        result.worst()
                .ifPresent(
                        worst -> {
                            String severity = ShadowWords.severity(worst);
                            html.element(
                                    "p",
                                    "Worst: "
                                            + ShadowWords.sentence(result, worst)
                                            + (severity.isEmpty() ? "" : ": " + severity));
                        });
        html.raw("<div class=\"facts\">");
        fact("Recording", recording);
        fact("Map", result.setting().map().name());
        fact("Scenario", result.setting().scenario().name());
        fact("Simulated", ShadowWords.seconds(result.simulatedPs()) + " s");
        fact("Values compared", "%,d".formatted(result.compared()));
        html.raw("</div></div>");
        String description = result.setting().map().description();
        if (!description.isEmpty()) {
            html.element("p", description);
        }
        html.element("p", "Clocks " + ShadowWords.clocks(result) + ".");
        html.element("p class=\"soft\"", "Of the reference: " + ShadowWords.residual(result) + ".");
        result.broke()
                .ifPresent(
                        broke ->
                                html.element(
                                        "p class=\"fail\"",
                                        "The recording broke: " + broke.getMessage()));
    }

    private void fact(String name, String value) {
        html.raw("<div>" + Html.escape(name) + "<span>" + Html.escape(value) + "</span></div>");
    }

    /** Those that part first stand first; then those that move. */
    private List<Plotted> plotted() {
        List<Plotted> all = new ArrayList<>();
        for (MessageResult message : result.messages()) {
            for (SignalResult signal : message.signals()) {
                Plotted each = new Plotted(message, signal);
                if (!signal.curve().isEmpty() && (each.parts() || moves(signal))) {
                    all.add(each);
                }
            }
        }
        all.sort(Comparator.comparingLong(Plotted::firstPs));
        return all;
    }

    private static boolean moves(SignalResult signal) {
        double first = signal.curve().getFirst().recordedLeast();
        return signal.curve().stream()
                .anyMatch(p -> p.recordedLeast() != first || p.recordedMost() != first);
    }

    private void plots() {
        List<Plotted> all = plotted();
        if (all.isEmpty()) {
            return;
        }
        html.element("h2", "Recorded against twin");
        html.raw(
                "<p class=\"key\"><span><i class=\"recorded\"></i>recorded</span>"
                        + "<span><i class=\"twin\"></i>twin</span>"
                        + "<span><i class=\"beyond\"></i>beyond the tolerance</span>"
                        + "<span>over the twin's time, in seconds</span></p>");
        html.raw("<div class=\"panels\">");
        for (Plotted each : all.subList(0, Math.min(MOST_PLOTS, all.size()))) {
            html.raw("<figure" + (each.parts() ? " class=\"bad\">" : ">"));
            html.raw("<figcaption>");
            String unit = each.signal().unit().isEmpty() ? "" : ", " + each.signal().unit();
            html.element("b", each.message().name() + "." + each.signal().name() + unit);
            html.element("span class=\"" + (each.parts() ? "fail" : "pass") + "\"", said(each));
            html.raw("</figcaption>" + ShadowPlots.whole(each.signal()));
            if (!each.signal().closeup().isEmpty()) {
                html.raw(ShadowPlots.closeup(each.signal()));
                each.signal()
                        .beyond()
                        .first()
                        .ifPresent(first -> html.element("p", ShadowWords.sentence(result, first)));
            }
            html.raw("</figure>");
        }
        html.raw("</div>");
        if (all.size() > MOST_PLOTS) {
            html.element(
                    "p class=\"soft\"",
                    "%d more move; the tables have them.".formatted(all.size() - MOST_PLOTS));
        }
    }

    private static String said(Plotted each) {
        SignalResult signal = each.signal();
        if (each.parts()) {
            return "%,d of %,d beyond".formatted(signal.beyond().count(), signal.compared());
        }
        return signal.differing() == 0
                ? "equal"
                : "within, by at most " + ShadowWords.number(signal.mostDifference());
    }

    private void outputs() {
        html.element("h2", "Frames").raw("<div class=\"scroll\"><table>");
        html.row(
                "th",
                "output",
                "#recorded",
                "#paired",
                "#missing",
                "#additional",
                "#not recorded",
                "#late or early",
                "#mean, µs",
                "#most, µs",
                "#counter",
                "#checksum",
                "#length");
        for (MessageResult message : result.messages()) {
            html.row(
                    "td",
                    message.bus() + "." + message.name(),
                    "#%,d".formatted(message.recordedFrames()),
                    "#%,d".formatted(message.paired()),
                    count(message.missing()),
                    count(message.additional()),
                    "#%,d".formatted(message.unrecorded()),
                    count(message.late()),
                    "#" + ShadowWords.microseconds(message.meanOffPs()),
                    "#" + ShadowWords.microseconds(message.mostOffPs()),
                    message.hasCounter() ? count(message.counters()) : "#-",
                    message.hasChecksum() ? count(message.checksums()) : "#-",
                    count(message.lengths()));
        }
        html.raw("</table></div>");
        html.element(
                "p class=\"soft\"",
                "Mean and most: the twin's time minus the recorded one. Not recorded: frames of the"
                    + " twin that the recorded counter says were sent, so the recorder lost them.");
    }

    private static String count(Counted counted) {
        String allowed = counted.allowed() > 0 ? " of " + counted.allowed() : "";
        return "#%,d%s%s".formatted(counted.count(), allowed, counted.isBeyond() ? " ✗" : "");
    }

    private void signals() {
        html.element("h2", "Signals").raw("<div class=\"scroll\"><table>");
        html.row(
                "th",
                "signal",
                "unit",
                "#values",
                "#differ",
                "#beyond",
                "#most",
                "#at, s",
                "#rms",
                "allowed",
                "#first beyond, s");
        for (MessageResult message : result.messages()) {
            for (SignalResult signal : message.signals()) {
                html.row(
                        "td",
                        message.name() + "." + signal.name(),
                        signal.unit(),
                        "#%,d".formatted(signal.compared()),
                        "#%,d".formatted(signal.differing()),
                        count(signal.beyond()),
                        "#" + ShadowWords.number(signal.mostDifference()),
                        signal.differing() == 0 ? "" : "#" + ShadowWords.seconds(signal.mostAtPs()),
                        "#" + ShadowWords.number(signal.rms()),
                        ShadowText.allowed(signal),
                        signal.beyond()
                                .first()
                                .map(first -> "#" + ShadowWords.seconds(first.atPs()))
                                .orElse(""));
            }
        }
        html.raw("</table></div>");
    }

    private void inputs() {
        if (result.inputs().isEmpty()) {
            return;
        }
        html.element("h2", "Inputs: what the recording sent").raw("<table>");
        html.row("th", "input", "sent by", "#frames", "#before power-on", "#late at most, µs");
        for (InputResult input : result.inputs()) {
            html.row(
                    "td",
                    input.bus() + "." + input.name(),
                    input.node(),
                    "#%,d".formatted(input.sent()),
                    "#%,d".formatted(input.early()),
                    "#" + ShadowWords.microseconds(input.mostLatePs()));
        }
        html.raw("</table>");
    }
}
