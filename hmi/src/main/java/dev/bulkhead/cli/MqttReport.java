package dev.bulkhead.cli;

import dev.bulkhead.bench.Mosquitto;
import dev.bulkhead.bench.MqttSpeed;

import tools.jackson.databind.node.ObjectNode;

import java.io.PrintWriter;
import java.util.Locale;

/** What {@code bench mqtt} measured, for people and for programs. */
final class MqttReport {
    private MqttReport() {}

    static void print(MqttSpeed speed, PrintWriter out) {
        boolean beside = speed.mosquitto().isPresent();
        out.printf("%n%-16s %12s %8s %8s", "MQTT", "messages/s", "p50 us", "p99 us");
        out.println(beside ? "     Mosquitto   p50 us   p99 us    ratio" : "");
        for (MqttSpeed.To to : speed.to()) {
            out.printf("%-16s", to.subscribers() == 1 ? "to 1" : "to each of " + to.subscribers());
            print(to.ours(), out);
            to.mosquitto()
                    .ifPresent(
                            theirs -> {
                                print(theirs, out);
                                out.printf("%9.2f", to.ratio().orElseThrow());
                            });
            out.println();
        }
        speed.mosquitto()
                .ifPresentOrElse(
                        version -> out.printf("beside %s%n", version),
                        () ->
                                out.printf(
                                        "Mosquitto is not installed, so there is nothing to"
                                                + " compare with (Debian package %s)%n",
                                        Mosquitto.PACKAGE));
        MqttSpeed.WatchedTwin twin = speed.watched();
        out.printf(
                "%nDefault scenario as fast as it goes, by the twin's thread: %.3f s alone, %.3f s"
                        + " with %d subscribers: %s%n",
                twin.unwatchedCpuS(), twin.watchedCpuS(), twin.subscribers(), cost(twin.cpu()));
        out.printf(
                "by the wall: %.3f s and %.3f s: %s%n",
                twin.unwatchedWallS(), twin.watchedWallS(), cost(twin.wall()));
        if (twin.loadBefore() >= 0) {
            out.printf(
                    "load average of the machine: %.1f before, %.1f after%n",
                    twin.loadBefore(), twin.loadAfter());
        }
    }

    private static void print(MqttSpeed.Figures figures, PrintWriter out) {
        out.printf(
                " %,13.0f %8.0f %8.0f",
                figures.messagesPerSecond(), figures.p50Us(), figures.p99Us());
    }

    private static String cost(MqttSpeed.Ratios ratios) {
        return String.format(
                Locale.ROOT,
                "%+.1f %% (single pairs %+.1f to %+.1f %%)",
                percent(ratios.median()),
                percent(ratios.least()),
                percent(ratios.most()));
    }

    private static double percent(double ratio) {
        return (ratio - 1) * 100;
    }

    static void toJson(MqttSpeed speed, ObjectNode mqtt) {
        speed.mosquitto().ifPresent(version -> mqtt.put("mosquitto", version));
        mqtt.put("payloadBytes", speed.payloadBytes());
        for (MqttSpeed.To to : speed.to()) {
            ObjectNode node = mqtt.withArray("to").addObject();
            node.put("subscribers", to.subscribers());
            node.put("messagesPerSecond", to.ours().messagesPerSecond());
            node.put("p50Us", to.ours().p50Us());
            node.put("p99Us", to.ours().p99Us());
            to.mosquitto()
                    .ifPresent(
                            theirs -> {
                                node.put("mosquittoMessagesPerSecond", theirs.messagesPerSecond());
                                node.put("mosquittoP50Us", theirs.p50Us());
                                node.put("mosquittoP99Us", theirs.p99Us());
                                node.put("ratioToMosquitto", to.ratio().orElseThrow());
                            });
        }
        MqttSpeed.WatchedTwin twin = speed.watched();
        ObjectNode node = mqtt.putObject("watched");
        node.put("subscribers", twin.subscribers());
        node.put("unwatchedCpuS", twin.unwatchedCpuS());
        node.put("watchedCpuS", twin.watchedCpuS());
        node.put("cpuRatio", twin.cpu().median());
        node.put("cpuRatioLeast", twin.cpu().least());
        node.put("cpuRatioMost", twin.cpu().most());
        node.put("unwatchedWallS", twin.unwatchedWallS());
        node.put("watchedWallS", twin.watchedWallS());
        node.put("wallRatio", twin.wall().median());
        node.put("wallRatioLeast", twin.wall().least());
        node.put("wallRatioMost", twin.wall().most());
        node.put("loadBefore", twin.loadBefore());
        node.put("loadAfter", twin.loadAfter());
    }
}
