package dev.bulkhead.telemetry;

import tools.jackson.databind.node.ObjectNode;

/** Whether the fault that was injected into the live twin last has done something yet. */
final class FaultTopic {
    private final Telemetry telemetry;

    FaultTopic(Telemetry telemetry) {
        this.telemetry = telemetry;
    }

    void injected(News.Injected news) {
        ObjectNode node =
                Telemetry.at(news.atPs()).put("fault", news.fault()).put("state", "armed");
        telemetry.lasting("isolation/fault", node);
    }

    void activated(News.Activated news) {
        ObjectNode node =
                Telemetry.at(news.activation().atPs())
                        .put("fault", news.fault())
                        .put("state", "activated")
                        .put("cycle", news.activation().cycle())
                        .put("text", news.activation().effect());
        if (!news.activation().place().isEmpty()) {
            node.put("place", news.activation().place());
        }
        telemetry.lasting("isolation/fault", node);
    }
}
