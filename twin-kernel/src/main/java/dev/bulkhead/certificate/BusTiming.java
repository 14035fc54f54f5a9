package dev.bulkhead.certificate;

import dev.bulkhead.rta.CanMessage;
import dev.bulkhead.rta.CanResponseTime.Bound;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Response times on a bus.
 *
 * @param utilisation part of the bus that frames with a known period take at most
 * @param frames by descending priority
 * @param path from pedal to actuator over this bus; empty if there is none, or a part has no bound
 */
public record BusTiming(
        BusTraffic traffic, double utilisation, List<Frame> frames, Optional<BusPath> path) {

    public BusTiming {
        frames = List.copyOf(frames);
    }

    /**
     * @param bound with the order that the ECU's driver promises to keep
     * @param inOrderPs from the request, if it kept the order of priorities
     */
    public record Frame(Bound bound, OptionalLong inOrderPs) {
        public CanMessage message() {
            return bound.message();
        }

        /** From its event, and due when it comes again; true if nothing says when that is. */
        boolean inTime() {
            OptionalLong due = message().periodPs();
            return due.isEmpty()
                    || bound.fromEventPs().isPresent()
                            && bound.fromEventPs().getAsLong() <= due.getAsLong();
        }
    }

    /** Of each bus in the description's order, by measured execution times. */
    static List<BusTiming> of(Configuration c, ExecutionTimes times) {
        EcuRequests requests = new EcuRequests(c, times);
        List<BusTiming> timings = new ArrayList<>();
        for (var bus : c.system().buses()) {
            BusTraffic traffic = BusTraffic.of(c.system(), bus, requests);
            List<Bound> bounds = traffic.bounds();
            List<Bound> ordered = traffic.bounds(traffic.inOrder());
            List<Frame> frames = new ArrayList<>();
            for (int i = 0; i < bounds.size(); i++) {
                frames.add(new Frame(bounds.get(i), ordered.get(i).fromRequestPs()));
            }
            frames.sort((a, b) -> Long.compare(a.message().priority(), b.message().priority()));
            timings.add(
                    new BusTiming(
                            traffic,
                            traffic.traffic().utilisation(),
                            frames,
                            BusPath.of(c, times, bus, frames)));
        }
        return timings;
    }
}
