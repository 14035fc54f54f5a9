package dev.bulkhead.report;

import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.certificate.Certificate;
import dev.bulkhead.certificate.ExecutionTimes;
import dev.bulkhead.certificate.ExecutionTimes.EntryTime;
import dev.bulkhead.certificate.ExecutionTimes.FrameTime;
import dev.bulkhead.certificate.ExecutionTimes.WindowTime;
import dev.bulkhead.certificate.Judgement;
import dev.bulkhead.certificate.Judgement.Judged;
import dev.bulkhead.certificate.Judgement.Result;
import dev.bulkhead.system.SystemDescription;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** One HTML file with a certificate: what is broken, the system drawn, each rule with evidence. */
public final class CertificatePage {
    private final Html html = new Html();
    private final Certificate certificate;
    private final SystemDescription system;

    private CertificatePage(Certificate certificate) {
        this.certificate = certificate;
        this.system = certificate.system();
    }

    /**
     * The page; needs no network.
     *
     * @param command that repeats it
     * @param provenance of the measured execution times; empty if the system cannot run
     */
    public static String of(
            Certificate certificate, String command, Optional<Provenance> provenance) {
        return new CertificatePage(certificate).page(command, provenance);
    }

    private String page(String command, Optional<Provenance> provenance) {
        PageFrame.begin(html, "certificate of " + system.name(), "certificate.css");
        html.element("h1", "Is this configuration sound?");
        verdict();
        broken();
        picture();
        rules();
        new BusTimingReport(certificate.buses()).addTo(html);
        certificate.times().ifPresent(this::times);
        html.element("h3", "To repeat it").element("pre", command);
        provenance.ifPresent(it -> PageFrame.basis(html, it));
        return html.raw("</body>\n</html>").toString();
    }

    private void verdict() {
        boolean passed = certificate.passed();
        html.raw("<div class=\"verdict " + (passed ? "good" : "bad") + "\">");
        html.element("b", passed ? "PASSED" : "FAILED");
        html.element(
                "p",
                "%d rules: %d hold, %d broken where the description accepts it, %d broken%s."
                        .formatted(
                                certificate.judgements().size(),
                                count(Result.PASS),
                                count(Result.ACCEPTED),
                                count(Result.FAIL),
                                count(Result.NOT_JUDGED) == 0
                                        ? ""
                                        : ", %d not judged".formatted(count(Result.NOT_JUDGED))));
        html.raw("<div class=\"facts\">");
        fact("System", system.name());
        List<String> off = certificate.off().labels();
        fact(
                "Kernel",
                system.profile().name()
                        + (off.isEmpty() ? "" : " without " + String.join(", ", off)));
        fact("Protected", String.join(", ", ProtectedDomain.of(system).names()));
        certificate
                .times()
                .ifPresent(
                        it ->
                                fact(
                                        "Execution times",
                                        "measured in %s, plus %d %%"
                                                .formatted(it.scenario(), it.marginPercent())));
        html.raw("</div></div>");
    }

    private void fact(String name, String value) {
        html.raw("<div>" + Html.escape(name) + "<span>" + Html.escape(value) + "</span></div>");
    }

    private long count(Result result) {
        return certificate.judgements().stream().filter(j -> j.result() == result).count();
    }

    private void broken() {
        List<Judgement> failing =
                certificate.judgements().stream().filter(j -> j.result() == Result.FAIL).toList();
        if (failing.isEmpty()) {
            return;
        }
        html.element("h2", "What is broken")
                .raw("<table>")
                .row("th", "Rule", "Subject", "", "Remedy");
        for (Judgement judgement : failing) {
            for (Judged each : judgement.findings()) {
                if (each.accepted().isEmpty()) {
                    html.row(
                            "td",
                            judgement.rule().name(),
                            each.finding().subject(),
                            each.finding().what(),
                            each.finding().remedy());
                }
            }
        }
        html.raw("</table>");
    }

    private void picture() {
        html.element("h2", "The system, and where data can go in it");
        html.raw("<p class=\"key\">");
        key("data", "data by ports, shared memory");
        key("advisory", "up a level, declared advisory");
        key("upward", "up a level, not declared");
        key("call", "protected call");
        key("notification", "notification");
        html.raw("<span>green frame: protected; dashed frame: in the kernel</span></p>");
        html.raw("<div class=\"picture\">");
        html.raw(SystemPicture.of(system)).raw("</div>");
        html.element("p class=\"soft\"", "Point at a line for what goes there.");
    }

    private void key(String style, String what) {
        html.raw(
                "<span><svg width=\"34\" height=\"10\" class=\"system\"><path class=\"%s\" d=\"M1 5H33\"/></svg> "
                                .formatted(style)
                        + Html.escape(what)
                        + "</span>");
    }

    private void rules() {
        html.element("h2", "The rules");
        for (Judgement each : certificate.judgements()) {
            boolean open = each.result() == Result.FAIL;
            html.raw("<details class=\"rule\"" + (open ? " open>" : ">"));
            html.raw(
                    "<summary><span class=\"%s\">%s</span><b>%s</b><span>%s</span></summary>"
                            .formatted(
                                    each.result().label(),
                                    each.result().label().replace('-', ' '),
                                    each.rule(),
                                    Html.escape(each.rule().text())));
            if (!each.notJudged().isEmpty()) {
                html.element("p", each.notJudged());
            }
            for (Judged judged : each.findings()) {
                html.raw("<p class=\"finding\">");
                html.element("b", judged.finding().subject());
                html.element("span", judged.finding().what());
                judged.accepted()
                        .ifPresentOrElse(
                                it -> html.element("em", "accepted: " + it.reason()),
                                () -> html.element("em", judged.finding().remedy()));
                html.raw("</p>");
            }
            html.element("pre", String.join("\n", each.evidence()));
            html.raw("</details>");
        }
        if (!certificate.unused().isEmpty()) {
            html.element(
                    "p",
                    "Exceptions that accept nothing here: "
                            + certificate.unused().stream()
                                    .map(it -> it.name())
                                    .collect(Collectors.joining(", ")));
        }
        if (!certificate.unjudged().isEmpty()) {
            html.element(
                    "p",
                    "Off, and asked for by no rule: "
                            + certificate.unjudged().stream()
                                    .map(it -> it.label())
                                    .collect(Collectors.joining(", ")));
        }
    }

    private void times(ExecutionTimes times) {
        html.element("h2", "Execution times");
        html.element(
                "p",
                "%s Scenario %s, %s of it; the margin of %d %% is not in this table."
                        .formatted(
                                CertificateJson.MEASURED,
                                times.scenario(),
                                Figures.span(times.simulatedMs() * 1_000_000_000L),
                                times.marginPercent()));
        html.raw("<table>")
                .row("th", "Partition", "entry", "#channels", "#times", "#longest", "#cycles");
        for (EntryTime each : times.entries()) {
            html.row(
                    "td",
                    each.partition(),
                    Figures.words(each.entry()),
                    CertificateJson.channels(each.channels()).stream()
                            .map(String::valueOf)
                            .collect(Collectors.joining(", ", "#", "")),
                    Long.toString(each.count()),
                    us(each.longestCycles()),
                    Long.toString(each.longestCycles()));
        }
        html.raw("</table><table>");
        html.row("th", "Partition", "most in", "#longest", "#cycles", "#times given the hart");
        for (FrameTime each : times.frames()) {
            html.row(
                    "td",
                    each.partition(),
                    "a frame",
                    us(each.longestCycles()),
                    Long.toString(each.longestCycles()),
                    Long.toString(each.mostSwitches()));
        }
        for (WindowTime each : times.windows()) {
            html.row(
                    "td",
                    each.partition(),
                    "window " + (each.window() + 1),
                    us(each.longestCycles()),
                    Long.toString(each.longestCycles()),
                    Long.toString(each.mostSwitches()));
        }
        html.raw("</table>");
    }

    private String us(long cycles) {
        return String.format(Locale.ROOT, "%.1f µs", cycles * 1e6 / system.board().clockHz());
    }
}
