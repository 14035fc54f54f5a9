package dev.bulkhead.report;

import dev.bulkhead.report.TimelineRows.Span;
import dev.bulkhead.report.TrialPage.Chapter;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.List;

/** Both runs of a trial on one clock, as timeline.js draws them: marks and views of its own. */
public final class TrialTimeline {
    private static final long MS = 1_000_000_000L;
    private static final double PS_PER_US = 1e6;
    private static final double PS_PER_S = 1e12;

    private TrialTimeline() {}

    /** The data, see {@link TimelineData}. */
    public static ObjectNode of(Chapter chapter) {
        ObjectNode result = chapter.result();
        List<Long> moments = new ArrayList<>();
        double zeroS = result.path("activation").path("atS").doubleValue();
        moments.add(picoseconds(zeroS));
        JsonNode first = result.path("firstDifference").path("atS");
        if (first.isNumber()) {
            moments.add(picoseconds(first.doubleValue()));
        }
        List<Span> close = TimelineData.around(moments, 12 * MS, 60 * MS);
        RunRecording faulty = chapter.faulty().from(chapter.golden());
        ObjectNode data =
                new TimelineData(chapter.system(), close)
                        .of(chapter.golden(), faulty, close.getFirst().fromPs());
        data.put("zeroUs", moments.getFirst() / PS_PER_US);
        ArrayNode marks = data.putArray("marks");
        if (result.path("activation").isObject()) {
            mark(marks, "the fault", moments.getFirst(), false);
        }
        if (first.isNumber()) {
            mark(marks, "first difference", moments.getLast(), true);
        }
        views(data.putArray("views"), result, moments);
        return data;
    }

    static void mark(ArrayNode marks, String name, long atPs, boolean bad) {
        marks.addObject().put("name", name).put("atUs", atPs / PS_PER_US).put("bad", bad);
    }

    private static void views(ArrayNode views, ObjectNode result, List<Long> moments) {
        long fault = moments.getFirst();
        long first = moments.getLast();
        boolean near = first - fault <= 60 * MS;
        if (first > fault && near) {
            view(views, "fault to first difference", fault, first, 0.15);
        }
        view(views, "around the fault", fault - 2 * MS, fault + 8 * MS, 0);
        if (first > fault && !near) {
            view(views, "around the first difference", first - 5 * MS, first + 5 * MS, 0);
        }
        view(views, "its first 50 ms", fault - 5 * MS, fault + 50 * MS, 0);
        JsonNode story = result.path("story");
        if (!story.isEmpty()) {
            long last = picoseconds(story.get(story.size() - 1).path("atS").doubleValue());
            view(views, "all of its story", fault, Math.max(last, fault + 10 * MS), 0.1);
        }
        if (first > fault && near && first - fault < MS) {
            ObjectNode close = (ObjectNode) views.remove(0);
            views.insert(1, close);
        }
    }

    private static void view(ArrayNode views, String name, long fromPs, long toPs, double margin) {
        double wide = (toPs - fromPs) * margin;
        views.addObject()
                .put("name", name)
                .put("from", (fromPs - wide) / PS_PER_US)
                .put("to", (toPs + wide) / PS_PER_US);
    }

    static long picoseconds(double seconds) {
        return Math.round(seconds * PS_PER_S);
    }
}
