package dev.bulkhead.report;

import dev.bulkhead.shadow.Counted;
import dev.bulkhead.shadow.InputResult;
import dev.bulkhead.shadow.MessageResult;
import dev.bulkhead.shadow.ShadowResult;
import dev.bulkhead.shadow.SignalResult;

import picocli.CommandLine.Help.Ansi;

import java.util.ArrayList;
import java.util.List;

/** What {@code ./twin shadow} tells on a terminal. */
public final class ShadowText {
    private static final int WIDTH = 120;

    private final ShadowResult result;
    private final Ansi ansi;
    private final List<String> lines = new ArrayList<>();

    private ShadowText(ShadowResult result, Ansi ansi) {
        this.result = result;
        this.ansi = ansi;
    }

    /** The report, with picocli's marks of colour in its answer. */
    public static List<String> lines(ShadowResult result, Ansi ansi) {
        return new ShadowText(result, ansi).all();
    }

    private List<String> all() {
        clocks();
        inputs();
        messages();
        signals();
        answer();
        return lines;
    }

    private void clocks() {
        lines.addAll(Figures.wrap("Clocks ", "  ", ShadowWords.clocks(result), WIDTH));
        lines.addAll(Figures.wrap("  ", "  ", ShadowWords.residual(result), WIDTH));
        var facts = result.recording();
        if (facts.errorFrames() + facts.outOfOrder() + facts.others() > 0) {
            lines.add(
                    "  %,d error frames, %,d frames that the map does not name, %,d out of order"
                            .formatted(facts.errorFrames(), facts.others(), facts.outOfOrder()));
        }
        lines.add("");
    }

    private void inputs() {
        if (result.inputs().isEmpty()) {
            return;
        }
        Columns table =
                new Columns("input", "sent by", "frames", "before power-on", "late at most us");
        for (InputResult input : result.inputs()) {
            table.add(
                    input.bus() + "." + input.name(),
                    input.node(),
                    Long.toString(input.sent()),
                    input.early() == 0 ? "" : Long.toString(input.early()),
                    ShadowWords.microseconds(input.mostLatePs()));
        }
        lines.addAll(table.lines(""));
        lines.add("");
    }

    private void messages() {
        Columns table =
                new Columns(
                        "output",
                        "frames",
                        "paired",
                        "missing",
                        "additional",
                        "not recorded",
                        "late",
                        "mean us",
                        "most us",
                        "counter",
                        "checksum",
                        "length");
        for (MessageResult message : result.messages()) {
            table.add(
                    message.bus() + "." + message.name(),
                    Long.toString(message.recordedFrames()),
                    Long.toString(message.paired()),
                    count(message.missing()),
                    count(message.additional()),
                    message.unrecorded() == 0 ? "" : Long.toString(message.unrecorded()),
                    count(message.late()),
                    ShadowWords.microseconds(message.meanOffPs()),
                    ShadowWords.microseconds(message.mostOffPs()),
                    message.hasCounter() ? okOr(message.counters()) : "",
                    message.hasChecksum() ? okOr(message.checksums()) : "",
                    count(message.lengths()));
        }
        lines.addAll(table.lines(""));
        lines.add("");
    }

    private static String count(Counted counted) {
        return counted.count() == 0 ? "" : Long.toString(counted.count());
    }

    private static String okOr(Counted counted) {
        return counted.count() == 0 ? "right" : Long.toString(counted.count());
    }

    private void signals() {
        Columns table =
                new Columns(
                        "signal", "unit", "values", "differ", "beyond", "most", "rms", "allowed",
                        "first s");
        for (MessageResult message : result.messages()) {
            for (SignalResult signal : message.signals()) {
                table.add(
                        message.name() + "." + signal.name(),
                        signal.unit(),
                        Long.toString(signal.compared()),
                        Long.toString(signal.differing()),
                        count(signal.beyond()),
                        ShadowWords.number(signal.mostDifference()),
                        ShadowWords.number(signal.rms()),
                        allowed(signal),
                        signal.beyond()
                                .first()
                                .map(first -> ShadowWords.seconds(first.atPs()))
                                .orElse(""));
            }
        }
        lines.addAll(table.lines(""));
        lines.add("");
    }

    /** As the map has it. */
    static String allowed(SignalResult signal) {
        var tolerance = signal.tolerance();
        String text = ShadowWords.number(tolerance.tolerance());
        if (tolerance.relative() > 0) {
            text += " + " + ShadowWords.number(100 * tolerance.relative()) + " %";
        }
        return tolerance.lasting().ps() == 0 ? text : text + " for " + tolerance.lasting();
    }

    private void answer() {
        String mood = !result.isAnswer() ? "yellow" : result.parts() ? "red" : "green";
        lines.add(ansi.string("@|bold,%s %s|@".formatted(mood, ShadowWords.verdict(result))));
        result.first()
                .ifPresent(
                        first ->
                                lines.addAll(
                                        Figures.wrap(
                                                "first  ",
                                                "       ",
                                                ShadowWords.sentence(result, first),
                                                WIDTH)));
        result.worst()
                .ifPresent(
                        worst -> {
                            String severity = ShadowWords.severity(worst);
                            lines.addAll(
                                    Figures.wrap(
                                            "worst  ",
                                            "       ",
                                            ShadowWords.sentence(result, worst)
                                                    + (severity.isEmpty() ? "" : ": " + severity),
                                            WIDTH));
                        });
    }
}
