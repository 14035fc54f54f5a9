package dev.bulkhead.report;

import dev.bulkhead.certificate.Certificate;
import dev.bulkhead.certificate.ExecutionTimes;
import dev.bulkhead.certificate.ExecutionTimes.CallTimes;
import dev.bulkhead.certificate.ExecutionTimes.EntryTime;
import dev.bulkhead.certificate.ExecutionTimes.FrameTime;
import dev.bulkhead.certificate.ExecutionTimes.MessageCheck;
import dev.bulkhead.certificate.ExecutionTimes.WindowTime;
import dev.bulkhead.certificate.Finding;
import dev.bulkhead.certificate.Judgement;
import dev.bulkhead.certificate.Judgement.Judged;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A certificate as docs/results.md describes it. */
public record CertificateJson(Certificate certificate) {
    /** Said wherever execution times are shown. */
    public static final String MEASURED =
            "Execution times are the longest seen in one run of the model, with a margin. They are"
                    + " measurements, not bounds.";

    public ObjectNode object() {
        ObjectNode root = Json.object();
        root.put("system", certificate.system().name());
        root.put("profile", certificate.system().profile().name());
        ArrayNode without = root.putArray("without");
        certificate.off().labels().forEach(without::add);
        root.put("passed", certificate.passed());
        ArrayNode rules = root.putArray("rules");
        certificate.judgements().forEach(each -> rules.add(rule(each)));
        ArrayNode unused = root.putArray("unusedExceptions");
        certificate.unused().forEach(each -> unused.add(each.name()));
        ArrayNode unjudged = root.putArray("unjudgedMechanisms");
        certificate.unjudged().forEach(each -> unjudged.add(each.label()));
        certificate.times().ifPresent(times -> root.set("executionTimes", times(times)));
        if (!certificate.buses().isEmpty()) {
            new BusTimingReport(certificate.buses()).putTo(root.putArray("busTimes"));
        }
        return root;
    }

    private static ObjectNode rule(Judgement judgement) {
        ObjectNode node = Json.object();
        node.put("id", judgement.rule().name());
        node.put("text", judgement.rule().text());
        node.put("result", judgement.result().label());
        ArrayNode findings = node.putArray("findings");
        for (Judged judged : judgement.findings()) {
            Finding finding = judged.finding();
            ObjectNode each = findings.addObject();
            each.put("subject", finding.subject());
            each.put("what", finding.what());
            each.put("remedy", finding.remedy());
            judged.accepted()
                    .ifPresent(
                            it -> {
                                each.put("acceptedBy", it.name());
                                each.put("reason", it.reason());
                            });
        }
        ArrayNode evidence = node.putArray("evidence");
        judgement.evidence().forEach(evidence::add);
        node.put(
                "remedy",
                judgement.findings().stream()
                        .filter(each -> each.accepted().isEmpty())
                        .map(each -> each.finding().remedy())
                        .distinct()
                        .collect(Collectors.joining("; ")));
        if (!judgement.notJudged().isEmpty()) {
            node.put("notJudged", judgement.notJudged());
        }
        return node;
    }

    private static ObjectNode times(ExecutionTimes times) {
        ObjectNode node = Json.object();
        node.put("note", MEASURED);
        node.put("scenario", times.scenario());
        node.put("simulatedS", times.simulatedMs() / 1000.0);
        node.put("marginPercent", times.marginPercent());
        ArrayNode entries = node.putArray("entries");
        for (EntryTime each : times.entries()) {
            ObjectNode entry = entries.addObject();
            entry.put("partition", each.partition());
            entry.put("entry", Figures.words(each.entry()));
            ArrayNode channels = entry.putArray("channels");
            channels(each.channels()).forEach(channels::add);
            entry.put("count", each.count());
            entry.put("longestCycles", each.longestCycles());
        }
        ArrayNode frames = node.putArray("frames");
        for (FrameTime each : times.frames()) {
            ObjectNode frame = frames.addObject();
            frame.put("partition", each.partition());
            frame.put("longestCycles", each.longestCycles());
            frame.put("mostSwitches", each.mostSwitches());
        }
        ArrayNode windows = node.putArray("windows");
        for (WindowTime each : times.windows()) {
            ObjectNode window = windows.addObject();
            window.put("partition", each.partition());
            window.put("window", each.window());
            window.put("longestCycles", each.longestCycles());
            window.put("mostSwitches", each.mostSwitches());
        }
        ArrayNode calls = node.putArray("calls");
        for (CallTimes each : times.calls()) {
            ObjectNode call = calls.addObject();
            call.put("payer", each.payer());
            call.put("callee", each.callee());
            call.put("channel", each.channel());
            call.put("mostInPeriod", each.mostInPeriod());
        }
        ArrayNode checks = node.putArray("checks");
        for (MessageCheck each : times.checks()) {
            ObjectNode check = checks.addObject();
            check.put("partition", each.partition());
            check.put("port", each.port());
            ArrayNode dataIds = check.putArray("dataIds");
            each.dataIds().forEach(dataIds::add);
            check.put("maxDelta", each.maxDelta());
        }
        return node;
    }

    static List<Integer> channels(long bits) {
        List<Integer> channels = new ArrayList<>();
        for (int i = 0; i < Long.SIZE; i++) {
            if ((bits >>> i & 1) != 0) {
                channels.add(i);
            }
        }
        return channels;
    }
}
