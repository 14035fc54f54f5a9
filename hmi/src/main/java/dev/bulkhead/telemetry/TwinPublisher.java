package dev.bulkhead.telemetry;

import dev.bulkhead.trace.TraceRecord;

import java.util.List;

/** Turns news of a twin into the messages of docs/telemetry.md. For one thread. */
public final class TwinPublisher {
    private final Telemetry telemetry;
    private List<Topics> topics = List.of();
    private final FaultTopic faults;
    private InfoTopics info;

    public TwinPublisher(Telemetry telemetry) {
        this.telemetry = telemetry;
        faults = new FaultTopic(telemetry);
        info = new InfoTopics(telemetry);
    }

    /** Topics that belong together, of one run. */
    interface Topics {
        default void sampled(TwinSample sample) {}

        default void happened(TraceRecord record) {}

        default void printed(long atPs, int partition, String text) {}

        /** After all of a list of records. */
        default void settled() {}
    }

    /** Publishes what it says. */
    public void publish(News news) {
        switch (news) {
            case News.Began began -> {
                info.began(began);
                topics =
                        List.of(
                                info,
                                new PartitionTopics(telemetry, began.system()),
                                new BusTopics(telemetry, began.system().description()),
                                new VehicleTopics(telemetry),
                                new TimelineTopic(telemetry),
                                new HealthTopics(telemetry, began.system().description()),
                                new ScreenTopic(telemetry));
            }
            case News.Sampled(TwinSample sample) -> topics.forEach(t -> t.sampled(sample));
            case News.Happened(List<TraceRecord> records) -> {
                records.forEach(record -> topics.forEach(t -> t.happened(record)));
                topics.forEach(Topics::settled);
            }
            case News.Printed(long atPs, int partition, String text) ->
                    topics.forEach(t -> t.printed(atPs, partition, text));
            case News.Injected injected -> faults.injected(injected);
            case News.Activated activated -> faults.activated(activated);
        }
    }
}
