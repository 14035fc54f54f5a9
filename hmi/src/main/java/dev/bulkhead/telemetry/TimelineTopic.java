package dev.bulkhead.telemetry;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The last two major frames. */
final class TimelineTopic implements TwinPublisher.Topics {
    private final Telemetry telemetry;

    TimelineTopic(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    @Override
    public void sampled(TwinSample sample) {
        if (sample.timeline().isEmpty()) {
            return;
        }
        TwinSample.Timeline timeline = sample.timeline().get();
        ObjectNode node = Telemetry.at(sample.atPs());
        node.put("fromUs", us(timeline.fromPs()));
        node.put("toUs", us(timeline.toPs()));
        ArrayNode windows = node.putArray("windows");
        for (TwinSample.WindowSpan w : timeline.windows()) {
            windows.addArray().add(w.window()).add(us(w.fromPs())).add(us(w.toPs()));
        }
        ArrayNode runs = node.putArray("runs");
        for (TwinSample.Run run : timeline.runs()) {
            runs.addArray().add(run.partition()).add(us(run.fromPs())).add(us(run.toPs()));
        }
        ArrayNode crossings = node.putArray("crossings");
        for (TwinSample.Crossing c : timeline.crossings()) {
            crossings.addArray().add(c.kind()).add(us(c.atPs())).add(c.from()).add(c.to());
        }
        telemetry.passing("timeline", node);
    }

    private static double us(long ps) {
        return ps / Telemetry.PS_PER_US;
    }
}
