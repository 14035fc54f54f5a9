package dev.bulkhead.report;

import dev.bulkhead.shadow.Counted;
import dev.bulkhead.shadow.Deviation;
import dev.bulkhead.shadow.InputResult;
import dev.bulkhead.shadow.MessageResult;
import dev.bulkhead.shadow.RecordingFacts;
import dev.bulkhead.shadow.ShadowResult;
import dev.bulkhead.shadow.SignalResult;

import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;

/** A shadow's result as JSON; docs/results.md has the fields. */
public final class ShadowJson {
    private static final double PS_PER_S = 1e12;
    private static final double PS_PER_US = 1e6;
    private static final double NS_PER_S = 1e9;

    private ShadowJson() {}

    /**
     * @param recording as the user named it
     */
    public static ObjectNode of(ShadowResult result, String recording, Provenance provenance) {
        ObjectNode object = Json.object();
        object.put("shadow", result.setting().map().name());
        object.put("recording", recording);
        object.put("scenario", result.setting().scenario().name());
        object.put("answer", ShadowWords.verdict(result));
        object.put("parts", result.parts());
        deviation(object, "first", result.first());
        deviation(object, "worst", result.worst());
        object.put("valuesCompared", result.compared());
        object.put("valuesDiffering", result.differing());
        facts(object.putObject("frames"), result.recording());
        object.put("broke", result.broke().map(Exception::getMessage).orElse(null));
        clock(object.putObject("clock"), result);
        result.inputs().forEach(input -> input(object.withArray("inputs").addObject(), input));
        result.messages()
                .forEach(message -> message(object.withArray("outputs").addObject(), message));
        object.put("simulatedS", result.simulatedPs() / PS_PER_S);
        object.put("traceHash", result.traceHash());
        Basis.putInto(object, provenance);
        return object;
    }

    private static void facts(ObjectNode node, RecordingFacts facts) {
        node.put("firstS", facts.firstNs() / NS_PER_S);
        node.put("lastS", facts.lastNs() / NS_PER_S);
        ObjectNode channels = node.putObject("channels");
        facts.channels().forEach(channels::put);
        node.put("errorFrames", facts.errorFrames());
        node.put("outOfOrder", facts.outOfOrder());
        node.put("notInTheMap", facts.others());
    }

    private static void clock(ObjectNode node, ShadowResult result) {
        var fit = result.clock();
        node.put("reference", fit.reference());
        node.put("estimated", fit.estimated());
        node.put("beginsAtS", fit.clock().beginsAtPs() / PS_PER_S);
        node.put("driftPpm", fit.clock().driftPpm());
        node.put("driftErrorPpm", fit.driftErrorPpm().orElse(null));
        node.put("scatterUs", fit.scatterPs().map(ps -> ps / PS_PER_US).orElse(null));
        node.put("mostUs", fit.mostPs().map(ps -> ps / PS_PER_US).orElse(null));
        node.put("runs", fit.runs());
    }

    private static void input(ObjectNode node, InputResult input) {
        node.put("bus", input.bus()).put("name", input.name()).put("sentBy", input.node());
        node.put("frames", input.sent());
        node.put("beforePowerOn", input.early());
        node.put("mostLateUs", input.mostLatePs() / PS_PER_US);
    }

    private static void message(ObjectNode node, MessageResult message) {
        node.put("bus", message.bus()).put("name", message.name());
        node.put("frames", message.recordedFrames());
        node.put("paired", message.paired());
        node.put("meanOffUs", message.meanOffPs() / PS_PER_US);
        node.put("mostOffUs", message.mostOffPs() / PS_PER_US);
        node.put("notRecorded", message.unrecorded());
        counted(node, "late", message.late());
        counted(node, "missing", message.missing());
        counted(node, "additional", message.additional());
        if (message.hasCounter()) {
            node.put("counterOffset", message.counterOffset());
            counted(node, "counter", message.counters());
        }
        if (message.hasChecksum()) {
            counted(node, "checksum", message.checksums());
        }
        counted(node, "length", message.lengths());
        node.put("parts", message.isBeyond());
        message.signals().forEach(each -> signal(node.withArray("signals").addObject(), each));
    }

    private static void signal(ObjectNode node, SignalResult signal) {
        node.put("name", signal.name()).put("unit", signal.unit());
        node.put("tolerance", signal.tolerance().tolerance());
        node.put("relative", signal.tolerance().relative());
        node.put("forS", signal.tolerance().lasting().seconds());
        node.put("values", signal.compared());
        node.put("differing", signal.differing());
        node.put("mostDifference", signal.mostDifference());
        node.put("mostAtS", signal.mostAtPs() / PS_PER_S);
        node.put("rms", signal.rms());
        counted(node, "beyond", signal.beyond());
    }

    private static void counted(ObjectNode parent, String name, Counted counted) {
        ObjectNode node = parent.putObject(name);
        node.put("count", counted.count());
        node.put("allowed", counted.allowed());
        deviation(node, "first", counted.first());
        deviation(node, "worst", counted.worst());
    }

    private static void deviation(ObjectNode parent, String name, Optional<Deviation> deviation) {
        if (deviation.isEmpty()) {
            return;
        }
        Deviation each = deviation.get();
        ObjectNode node = parent.putObject(name);
        node.put("kind", each.kind().label());
        node.put("name", each.name());
        node.put("message", each.message());
        if (!each.signal().isEmpty()) {
            node.put("signal", each.signal());
        }
        node.put("atS", each.atPs() / PS_PER_S);
        finite(node, "recorded", each.recorded());
        finite(node, "twin", each.twin());
        node.put("allowed", each.allowed());
        finite(node, "severity", each.severity());
    }

    /** JSON has no other numbers. */
    private static void finite(ObjectNode node, String name, double value) {
        if (Double.isFinite(value)) {
            node.put(name, value);
        } else {
            node.putNull(name);
        }
    }
}
