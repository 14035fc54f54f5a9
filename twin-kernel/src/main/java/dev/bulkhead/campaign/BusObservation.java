package dev.bulkhead.campaign;

import java.util.List;

/**
 * What was seen on a bus in a run.
 *
 * @param bus place in the description's list
 * @param frames by identifier
 * @param nodes by rank; none if the bus never went over to the bit level
 */
public record BusObservation(int bus, List<Frames> frames, List<Node> nodes) {

    /**
     * Frames of one identifier. A response goes from the request for transmission to the end of
     * EOF; of a frame that was replaced by a newer one of its message, or still waits at the end,
     * it is the time up to then, which is less than its response would have been.
     *
     * @param sent how many were sent
     * @param longestPs longest response; 0 if there was none
     * @param replaced how many gave way to a newer one
     * @param waiting whether one waits at the end
     */
    public record Frames(
            int identifier,
            boolean extended,
            long sent,
            long longestPs,
            long replaced,
            boolean waiting) {}

    /**
     * The highest that its error counters were when a frame of anybody had been sent, and at the
     * end.
     *
     * @param busOff whether it was bus off then
     */
    public record Node(String name, int mostTransmit, int mostReceive, boolean busOff) {}

    public BusObservation {
        frames = List.copyOf(frames);
        nodes = List.copyOf(nodes);
    }
}
