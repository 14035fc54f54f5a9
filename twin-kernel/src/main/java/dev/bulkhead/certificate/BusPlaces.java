package dev.bulkhead.certificate;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BitTiming.Segments;
import dev.bulkhead.can.wire.WireNodeParameters;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.twin.World;

import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What clocks, lines and sample points of a bus's nodes do to its frames. The ECU, and nodes of
 * which the description says nothing, have exact clocks right at the bus.
 *
 * @param nodes by name; one without a name stands for all of which nothing is said
 */
public record BusPlaces(SortedMap<String, WireNodeParameters> nodes) {
    private static final String OTHERS = "";
    private static final long PPB = 1_000_000_000;
    private static final long PPB_PER_PPM = 1000;
    private static final double PS_PER_S = 1e12;

    /** Bits from a resynchronization to the last bit of an error flag that must be seen. */
    private static final int BITS_APART = 13;

    /** Why nodes do not take each other's bits for what they are. */
    public record Misfit(String what, String remedy) {}

    static BusPlaces of(Bus bus) {
        SortedMap<String, WireNodeParameters> nodes = new TreeMap<>(World.places(bus));
        nodes.put(OTHERS, World.usualPlace(bus));
        return new BusPlaces(nodes);
    }

    /** As long as so many nominal bits last by the slowest clock, rounded up. */
    long bySlowestPs(long ps) {
        long slowPpm = 0;
        for (WireNodeParameters node : nodes.values()) {
            slowPpm = Math.max(slowPpm, -node.oscillatorErrorPpb() / PPB_PER_PPM);
        }
        return ps + Math.ceilDiv(ps * slowPpm, PPB / PPB_PER_PPM - slowPpm);
    }

    /**
     * By how much later than the end of a frame the next one may begin, for the farthest node: it
     * hears the one late, and is heard late.
     */
    long therePs() {
        return nodes.values().stream()
                .mapToLong(node -> node.inDelayPs() + node.outDelayPs())
                .max()
                .orElse(0);
    }

    /** The first pair of nodes that are too far from each other, by clock or by line. */
    Optional<Misfit> misfit() {
        for (var one : nodes.entrySet()) {
            for (var other : nodes.entrySet()) {
                if (one.getKey().equals(other.getKey())) {
                    continue;
                }
                String from = name(one.getKey());
                String to = name(other.getKey());
                if (areApart(one.getValue(), other.getValue())) {
                    return Optional.of(
                            new Misfit(
                                    "clocks of %s and %s are further apart than their bits bear"
                                            .formatted(from, to),
                                    "bring oscillator_ppm of both closer, or sample earlier"));
                }
                if (isFar(one.getValue(), other.getValue())) {
                    return Optional.of(
                            new Misfit(
                                    "from %s to %s and back an edge takes until the sample point"
                                            .formatted(from, to),
                                    "lower line_ns of both, or sample later"));
                }
            }
        }
        return Optional.empty();
    }

    private static String name(String node) {
        return node.equals(OTHERS) ? "the other nodes" : "'" + node + "'";
    }

    /**
     * Whether clocks differ by more than the node with the first one's bits bears.
     *
     * @see "Bosch, CAN with Flexible Data-Rate, Specification 1.0 (2012), chapter 8, condition I,
     *     of one clock; two may be apart by twice that"
     */
    private static boolean areApart(WireNodeParameters one, WireNodeParameters other) {
        Segments bit = one.timing().nominal();
        int phase2 = bit.clocksBehindSample();
        int least = bit.quantum() * Math.min(bit.phase1(), bit.phase2());
        long apart = Math.abs((long) one.oscillatorErrorPpb() - other.oscillatorErrorPpb());
        return apart * (BITS_APART * bit.clocks() - phase2) > PPB * least;
    }

    /** Whether the answer of the other to an edge of the first comes when that has sampled. */
    private static boolean isFar(WireNodeParameters one, WireNodeParameters other) {
        BitTiming timing = one.timing();
        long bothPs = one.outDelayPs() + other.inDelayPs() + other.outDelayPs() + one.inDelayPs();
        int sample = timing.nominal().clocksBeforeSample() - timing.nominal().quantum();
        return bothPs > 0 && bothPs >= sample * PS_PER_S / timing.clockHz();
    }
}
