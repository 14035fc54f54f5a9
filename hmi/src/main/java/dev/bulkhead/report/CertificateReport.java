package dev.bulkhead.report;

import dev.bulkhead.certificate.Certificate;
import dev.bulkhead.certificate.ExecutionTimes;
import dev.bulkhead.certificate.Finding;
import dev.bulkhead.certificate.Judgement;
import dev.bulkhead.certificate.Judgement.Judged;
import dev.bulkhead.certificate.Judgement.Result;
import dev.bulkhead.system.AcceptedException;
import dev.bulkhead.system.Mechanism;

import picocli.CommandLine.Help.Ansi;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What {@code ./twin check} tells on a terminal: what is broken first, then the rest in one table.
 */
public record CertificateReport(Certificate certificate) {
    private static final int WIDTH = 100;
    private static final int MOST_EVIDENCE = 12;
    private static final int MOST_FINDINGS = 6;
    private static final String INDENT = " ".repeat(6);

    /**
     * @param all whether the evidence of rules that hold is shown too
     */
    public List<String> lines(Ansi ansi, boolean all) {
        List<String> lines = new ArrayList<>();
        lines.add(headline(ansi));
        lines.add("");
        for (Judgement each : byResult()) {
            if (each.result() != Result.PASS) {
                broken(each, ansi, all, lines);
                lines.add("");
            }
        }
        for (Judgement each : certificate.judgements()) {
            lines.add(
                    mark(each.result(), ansi)
                            + " %-4s%s".formatted(each.rule(), each.rule().text()));
            if (all && each.result() == Result.PASS) {
                each.evidence().forEach(e -> evidence(e, lines));
            }
        }
        lines.add("");
        notes(lines);
        return lines;
    }

    private String headline(Ansi ansi) {
        String mood = certificate.passed() ? "@|bold,green PASSED|@" : "@|bold,red FAILED|@";
        List<String> off = certificate.off().labels();
        return ansi.string(mood)
                + "  %s, profile %s%s: %d rules, %d hold, %d accepted, %d broken%s"
                        .formatted(
                                certificate.system().name(),
                                certificate.system().profile().name(),
                                off.isEmpty() ? "" : ", WITHOUT " + String.join(", ", off),
                                certificate.judgements().size(),
                                count(Result.PASS),
                                count(Result.ACCEPTED),
                                count(Result.FAIL),
                                count(Result.NOT_JUDGED) == 0
                                        ? ""
                                        : ", %d not judged".formatted(count(Result.NOT_JUDGED)));
    }

    private long count(Result result) {
        return certificate.judgements().stream().filter(j -> j.result() == result).count();
    }

    private List<Judgement> byResult() {
        List<Judgement> sorted = new ArrayList<>(certificate.judgements());
        sorted.sort(Comparator.comparing(Judgement::result).reversed());
        return sorted;
    }

    private static String mark(Result result, Ansi ansi) {
        return ansi.string(
                switch (result) {
                    case PASS -> "  @|green pass|@      ";
                    case ACCEPTED -> "  @|yellow accepted|@  ";
                    case NOT_JUDGED -> "  @|yellow not judged|@";
                    case FAIL -> "  @|bold,red FAIL|@      ";
                });
    }

    private static void broken(Judgement each, Ansi ansi, boolean all, List<String> lines) {
        lines.add(mark(each.result(), ansi) + " %-4s%s".formatted(each.rule(), each.rule().text()));
        if (!each.notJudged().isEmpty()) {
            lines.addAll(Figures.wrap(INDENT, INDENT, each.notJudged(), WIDTH));
        }
        int most = all ? each.findings().size() : MOST_FINDINGS;
        for (Judged judged : each.findings().stream().limit(most).toList()) {
            Finding finding = judged.finding();
            String remedy = judged.accepted().isPresent() ? "" : "; " + finding.remedy();
            lines.addAll(
                    Figures.wrap(
                            INDENT,
                            INDENT + "  ",
                            finding.subject() + ": " + finding.what() + remedy,
                            WIDTH));
            lines.addAll(reason(each, judged));
        }
        if (most < each.findings().size()) {
            lines.add(
                    INDENT
                            + "… and %d more with --evidence"
                                    .formatted(each.findings().size() - most));
        }
        if (each.result() == Result.FAIL || all) {
            int shown =
                    all ? each.evidence().size() : Math.min(MOST_EVIDENCE, each.evidence().size());
            if (shown > 0) {
                lines.add(INDENT + "evidence:");
            }
            each.evidence().subList(0, shown).forEach(e -> evidence(e, lines));
            if (shown < each.evidence().size()) {
                lines.add(
                        INDENT
                                + "  … and %d lines more with --evidence"
                                        .formatted(each.evidence().size() - shown));
            }
        }
    }

    /** Why a finding is accepted, after the last of those that one reason accepts. */
    private static List<String> reason(Judgement judgement, Judged judged) {
        Optional<String> reason = judged.accepted().map(AcceptedException::reason);
        int next = judgement.findings().indexOf(judged) + 1;
        boolean again =
                next < judgement.findings().size()
                        && judgement
                                .findings()
                                .get(next)
                                .accepted()
                                .map(AcceptedException::reason)
                                .equals(reason);
        return reason.isEmpty() || again
                ? List.of()
                : Figures.wrap(INDENT + "  accepted: ", INDENT + "  ", reason.get(), WIDTH);
    }

    private static void evidence(String text, List<String> lines) {
        int deep = text.length() - text.stripLeading().length();
        String indent = INDENT + "  " + " ".repeat(deep);
        lines.addAll(Figures.wrap(indent, indent + "  ", text.strip(), WIDTH));
    }

    private void notes(List<String> lines) {
        if (certificate.times().isPresent()) {
            ExecutionTimes times = certificate.times().get();
            lines.addAll(
                    Figures.wrap(
                            "  ",
                            "  ",
                            "%s Scenario %s, %s of it, margin %d %%."
                                    .formatted(
                                            CertificateJson.MEASURED,
                                            times.scenario(),
                                            Figures.span(times.simulatedMs() * 1_000_000_000L),
                                            times.marginPercent()),
                            WIDTH));
        }
        for (AcceptedException unused : certificate.unused()) {
            lines.addAll(
                    Figures.wrap(
                            "  ",
                            "  ",
                            "Exception '%s' (%s, %s) accepts nothing here: remove it, if it does so under no profile."
                                    .formatted(unused.name(), unused.rule(), unused.subject()),
                            WIDTH));
        }
        for (Mechanism mechanism : certificate.unjudged()) {
            lines.addAll(
                    Figures.wrap(
                            "  ",
                            "  ",
                            "Without %s: no rule asks for it, ./twin inject shows what it is for."
                                    .formatted(mechanism.label()),
                            WIDTH));
        }
    }
}
