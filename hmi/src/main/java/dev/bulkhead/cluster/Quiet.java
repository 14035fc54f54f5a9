package dev.bulkhead.cluster;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** How Hazelcast is set wherever it is started: it says nothing, and calls nobody. */
final class Quiet {
    /** All of this product; the seal of an order tells who may give it. */
    static final String CLUSTER = "bulkhead";

    /** The members' executor that runs orders. */
    static final String EXECUTOR = "trials";

    static final String BUILD = "build";
    static final String FINGERPRINT = "fingerprint";
    static final String THREADS = "threads";

    /**
     * A member that is silent for so long is taken for dead, and what it has is given to others.
     */
    private static final int SILENT_S = 20;

    private static final int HEARTBEAT_S = 2;
    private static final int MERGE_S = 5;

    private Quiet() {}

    static SortedMap<String, String> properties() {
        return new TreeMap<>(
                Map.ofEntries(
                        Map.entry("hazelcast.logging.type", "none"),
                        Map.entry("hazelcast.phone.home.enabled", "false"),
                        Map.entry("hazelcast.shutdownhook.enabled", "false"),
                        Map.entry("hazelcast.socket.bind.any", "false"),
                        Map.entry("hazelcast.prefer.ipv4.stack", "true"),
                        // no data lies in partitions, so that few do
                        Map.entry("hazelcast.partition.count", "11"),
                        Map.entry("hazelcast.io.thread.count", "1"),
                        Map.entry("hazelcast.operation.thread.count", "2"),
                        Map.entry("hazelcast.operation.generic.thread.count", "2"),
                        Map.entry("hazelcast.client.io.thread.count", "1"),
                        Map.entry("hazelcast.tcp.join.port.try.count", "1"),
                        Map.entry("hazelcast.wait.seconds.before.join", "1"),
                        Map.entry("hazelcast.max.wait.seconds.before.join", "5"),
                        Map.entry("hazelcast.heartbeat.interval.seconds", text(HEARTBEAT_S)),
                        Map.entry("hazelcast.max.no.heartbeat.seconds", text(SILENT_S)),
                        Map.entry("hazelcast.client.heartbeat.interval", text(HEARTBEAT_S * 1000)),
                        Map.entry("hazelcast.client.heartbeat.timeout", text(SILENT_S * 1000)),
                        // halves of a network that was cut find together soon
                        Map.entry("hazelcast.merge.first.run.delay.seconds", text(MERGE_S)),
                        Map.entry("hazelcast.merge.next.run.delay.seconds", text(MERGE_S))));
    }

    private static String text(int value) {
        return Integer.toString(value);
    }

    /** Loggers made before any setting was read would write to standard error. */
    static void beforeAll() {
        System.setProperty("hazelcast.logging.type", "none");
    }

    /**
     * Nothing but the product's orders is read from the network but what Hazelcast knows itself.
     */
    static List<String> readable() {
        return List.of("com.hazelcast.", "java.lang.", "java.util.", "[");
    }
}
