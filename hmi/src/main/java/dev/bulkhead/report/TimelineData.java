package dev.bulkhead.report;

import dev.bulkhead.report.TimelineRows.Span;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.trace.TraceRecord;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What timeline.js draws: lanes (partitions, buses, the ECU as a whole) with the windows, the time
 * on the hart and the events of both runs. Near the marked moments everything is in it, elsewhere
 * only what tells the story.
 */
final class TimelineData {
    private final SystemDescription system;
    private final List<Span> close;
    private final ObjectNode root = JsonNodeFactory.instance.objectNode();

    TimelineData(SystemDescription system, List<Span> close) {
        this.system = system;
        this.close = close;
        lanes(root, system);
    }

    static void lanes(ObjectNode node, SystemDescription system) {
        ArrayNode lanes = node.putArray("lanes");
        system.partitions().forEach(p -> lane(lanes, p.name(), "level " + p.level()));
        system.buses().forEach(bus -> lane(lanes, bus.name(), "bus"));
        lane(lanes, "ECU", "kernel, watchdog");
    }

    private static void lane(ArrayNode lanes, String name, String what) {
        lanes.addObject().put("name", name).put("what", what);
    }

    /** Both runs, each with the records marked that the other does not have. */
    ObjectNode of(RunRecording golden, RunRecording faulty, long sincePs) {
        int samples = Math.max(golden.loads().size(), faulty.loads().size());
        Map<TraceRecord, Integer> inGolden = counted(golden, sincePs);
        Map<TraceRecord, Integer> inFaulty = counted(faulty, sincePs);
        root.set("golden", rows(golden, samples, inFaulty, sincePs));
        root.set("faulty", rows(faulty, samples, inGolden, sincePs));
        return root;
    }

    private static Map<TraceRecord, Integer> counted(RunRecording run, long sincePs) {
        Map<TraceRecord, Integer> counts = new HashMap<>();
        for (TraceRecord record : run.records()) {
            if (record.atPs() >= sincePs) {
                counts.merge(record, 1, Integer::sum);
            }
        }
        return counts;
    }

    private ObjectNode rows(
            RunRecording run, int samples, Map<TraceRecord, Integer> other, long sincePs) {
        TimelineRows rows = new TimelineRows(system, close, new RunFromAfar(system, samples));
        for (TraceRecord record : run.records()) {
            rows.add(record, r -> r.atPs() >= sincePs && lone(r, other));
        }
        run.slices().forEach(rows::add);
        rows.addLoads(run);
        return rows.taken();
    }

    private static boolean lone(TraceRecord record, Map<TraceRecord, Integer> other) {
        Integer left = other.get(record);
        if (left == null || left == 0) {
            return true;
        }
        other.put(record, left - 1);
        return false;
    }

    /** Stretches around moments, without overlap. */
    static List<Span> around(List<Long> momentsPs, long beforePs, long afterPs) {
        List<Span> spans = new ArrayList<>();
        for (long moment : momentsPs.stream().sorted().toList()) {
            Span next = new Span(Math.max(0, moment - beforePs), moment + afterPs);
            if (!spans.isEmpty() && spans.getLast().toPs() >= next.fromPs()) {
                spans.set(spans.size() - 1, new Span(spans.getLast().fromPs(), next.toPs()));
            } else {
                spans.add(next);
            }
        }
        return spans;
    }
}
