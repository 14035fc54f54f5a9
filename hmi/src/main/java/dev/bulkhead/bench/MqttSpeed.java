package dev.bulkhead.bench;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How fast the twin's MQTT endpoint is, and what it costs the twin.
 *
 * @param payloadBytes of each message
 * @param to one entry a count of subscribers
 * @param watched what subscribers cost the twin
 * @param mosquitto the version of the broker beside; empty if there was none
 */
public record MqttSpeed(
        int payloadBytes, List<To> to, WatchedTwin watched, Optional<String> mosquitto) {
    public MqttSpeed {
        to = List.copyOf(to);
    }

    /**
     * Figures for so many subscribers; medians of all runs.
     *
     * @param mosquitto the same of the broker; empty if there was none
     * @param ratio of our rate to the broker's, median run by run
     */
    public record To(
            int subscribers, Figures ours, Optional<Figures> mosquitto, OptionalDouble ratio) {}

    /**
     * @param messagesPerSecond that each subscriber got when messages came as fast as they went
     * @param p50Us from publish to the subscriber at a steady rate, microseconds
     * @param p99Us the same, 99 of 100 are faster
     */
    public record Figures(double messagesPerSecond, double p50Us, double p99Us) {}

    /**
     * The default scenario as fast as it goes, with telemetry to nobody and to subscribers of all
     * topics at the default rate, taking turns. Medians; the ratios are run by run.
     *
     * @param cpu processor time of the twin's thread, watched to unwatched
     * @param wall the same by the clock on the wall
     * @param loadBefore processes of the machine that ran or wanted to, below 0 if it does not tell
     * @param loadAfter the same at the end
     */
    public record WatchedTwin(
            int subscribers,
            double unwatchedCpuS,
            double watchedCpuS,
            double unwatchedWallS,
            double watchedWallS,
            Ratios cpu,
            Ratios wall,
            double loadBefore,
            double loadAfter) {}

    /** Of runs that took turns: in the middle, and how far they lie apart. */
    public record Ratios(double least, double median, double most) {
        static Ratios of(List<Double> ratios) {
            return new Ratios(
                    Collections.min(ratios), HartSpeed.median(ratios), Collections.max(ratios));
        }
    }
}
