package dev.bulkhead.can.wire;

import java.util.Optional;

/** What disturbs a wire, or one node's part of it. */
public sealed interface WireFault {

    /** A fault that lasts from one time to another, of which the second is no longer part. */
    sealed interface Lasting extends WireFault {
        long fromPs();

        long untilPs();

        default boolean acts(long nowPs) {
            return fromPs() <= nowPs && nowPs < untilPs();
        }
    }

    /**
     * Bits of a frame are inverted on their way.
     *
     * @param identifier of the frames concerned
     * @param first which of them is the first one hit, 1 being the next to start
     * @param frames how many of them are hit, one after the other; each attempt to send is one
     * @param place first inverted bit on the wire, SOF being 0, stuff bits counted
     * @param bits how many bits are inverted
     * @param onlyAt the one node that sees them so; empty: all nodes do, as the wire has them so
     */
    record FlippedBits(
            int identifier, int first, int frames, int place, int bits, Optional<String> onlyAt)
            implements WireFault {
        public FlippedBits {
            if (first < 1 || frames < 1 || place < 0 || bits < 1) {
                throw new IllegalArgumentException(
                        "first=%d frames=%d place=%d bits=%d, expected at least 1, 1, 0, 1"
                                .formatted(first, frames, place, bits));
            }
        }
    }

    /** The wire has one level, whatever nodes drive. */
    record StuckWire(boolean dominant, long fromPs, long untilPs) implements Lasting {}

    /** A node's line is open: it sees recessive bits, and nobody sees what it drives. */
    record OpenStub(String node, long fromPs, long untilPs) implements Lasting {}

    /** A node drives one level into the wire, whatever it means to send. */
    record StuckDriver(String node, boolean dominant, long fromPs, long untilPs)
            implements Lasting {}

    /**
     * The wire is inverted at random, anew for each slot of time.
     *
     * @param slotPs length of a slot
     * @param permille how many slots in a thousand are inverted
     */
    record Burst(long seed, long slotPs, int permille, long fromPs, long untilPs)
            implements Lasting {
        public Burst {
            if (slotPs < 1 || permille < 0 || permille > 1000) {
                throw new IllegalArgumentException(
                        "slotPs=%d permille=%d, expected at least 1, 0..1000"
                                .formatted(slotPs, permille));
            }
        }

        boolean inverts(long nowPs) {
            // a finaliser of SplitMix64 over the slot's number: random, and the same each time
            long z = seed + (nowPs - fromPs) / slotPs * 0x9E3779B97F4A7C15L;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            return Long.remainderUnsigned(z ^ z >>> 31, 1000) < permille;
        }
    }
}
