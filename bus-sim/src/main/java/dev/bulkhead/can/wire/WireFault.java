package dev.bulkhead.can.wire;

import dev.bulkhead.can.CanFrame;

import java.util.Optional;

/** What disturbs a wire, or one node's part of it. */
public sealed interface WireFault {

    /** A fault that lasts for a time. */
    sealed interface Lasting extends WireFault {
        long durationPs();

        /** Whether it may be seen while no node sends. */
        default boolean touchesIdleWire() {
            return true;
        }
    }

    /**
     * Bits of frames are inverted on their way. Each attempt to send is a frame.
     *
     * @param identifier of the frames concerned
     * @param extended whether it is one of 29 bits
     * @param frames how many of them are hit, one after the other
     * @param place first inverted bit on the wire, SOF being 0, stuff bits counted
     * @param bits how many bits are inverted
     * @param onlyAt the one node that sees them so; empty: all nodes do, as the wire has them so
     */
    record FlippedBits(
            int identifier,
            boolean extended,
            int frames,
            int place,
            int bits,
            Optional<String> onlyAt)
            implements WireFault {
        public FlippedBits {
            if (frames < 1 || place < 0 || bits < 1) {
                throw new IllegalArgumentException(
                        "frames=%d place=%d bits=%d, expected at least 1, 0, 1"
                                .formatted(frames, place, bits));
            }
        }

        boolean concerns(CanFrame frame) {
            return frame.identifier() == identifier && frame.extended() == extended;
        }
    }

    /** The wire has one level, whatever nodes drive, as with a short circuit. */
    record StuckWire(boolean dominant, long durationPs) implements Lasting {}

    /** A node's line is open: it sees recessive bits, and nobody sees what it drives. */
    record OpenStub(String node, long durationPs) implements Lasting {}

    /** A node drives one level into the wire, whatever it means to send. */
    record StuckDriver(String node, boolean dominant, long durationPs) implements Lasting {}

    /**
     * The wire is inverted at random, anew for each slot of time.
     *
     * @param slotPs length of a slot
     * @param permille how many slots in a thousand are inverted
     */
    record Burst(long seed, long slotPs, int permille, long durationPs) implements Lasting {
        public Burst {
            if (slotPs < 1 || permille < 0 || permille > 1000) {
                throw new IllegalArgumentException(
                        "slotPs=%d permille=%d, expected at least 1, 0..1000"
                                .formatted(slotPs, permille));
            }
        }

        boolean inverts(long slot) {
            // a finaliser of SplitMix64 over the slot's number: random, and the same each time
            long z = seed + slot * 0x9E3779B97F4A7C15L;
            z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
            z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
            return Long.remainderUnsigned(z ^ z >>> 31, 1000) < permille;
        }
    }

    /**
     * A node wants more time before the next frame: it starts an overload frame behind each frame
     * of another node, and one more behind that.
     *
     * @see "Bosch, CAN with Flexible Data-Rate, Specification 1.0 (2012), section 3.2.4, condition
     *     1"
     */
    record Overload(String node, long durationPs) implements Lasting {
        @Override
        public boolean touchesIdleWire() {
            return false;
        }
    }

    /**
     * A node takes each frame for right, whatever its checksum, and acknowledges it; its own frames
     * it acknowledges too.
     */
    record FalseAcknowledge(String node, long durationPs) implements Lasting {
        @Override
        public boolean touchesIdleWire() {
            return false;
        }
    }

    /**
     * A node's clock drifts away, in equal steps, and then stays where it is.
     *
     * @param errorPpb deviation at the end, parts per billion, faster if positive
     * @param durationPs until then
     */
    record DriftingClock(String node, int errorPpb, long durationPs) implements Lasting {
        private static final int STEPS = 1000;

        @Override
        public boolean touchesIdleWire() {
            return false;
        }

        long stepPs() {
            return Math.max(durationPs / STEPS, 1);
        }

        /**
         * @param elapsedPs since the drift began, not negative
         */
        int errorPpbAfter(long elapsedPs) {
            long step = Math.min(elapsedPs / stepPs(), STEPS);
            return (int) (errorPpb * step / STEPS);
        }
    }

    /**
     * A node's clock has another frequency for good.
     *
     * @param errorPpb parts per billion, faster if positive
     */
    record DetunedClock(String node, int errorPpb) implements WireFault {}
}
