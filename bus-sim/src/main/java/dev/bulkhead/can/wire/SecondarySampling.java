package dev.bulkhead.can.wire;

import dev.bulkhead.can.SecondarySamplePoint;
import dev.bulkhead.can.SecondarySamplePoint.Source;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Scheduler;

/**
 * Looks whether the bits of a data phase come back as their transmitter sent them, each so late
 * behind its begin as a bit needs from the node's output to its input, and some part of a bit.
 *
 * <p>The delay is measured in each FD frame: from the edge to the reserved bit that the node drives
 * to the same edge as it sees it. A bit error is kept until the next sample point.
 *
 * @see "STM32H7 reference manual, FDCAN, transmitter delay compensation: at most six bits of the
 *     data phase on their way, checked up to the sample point of the CRC delimiter"
 */
final class SecondarySampling implements Stateful {
    /** Bits on their way at most; a power of two. */
    private static final int BITS = 8;

    private SecondarySamplePoint place = SecondarySamplePoint.NONE;
    private long delayPs;
    private long measuredFromPs;
    private boolean measures;

    /** Whether the data phase lasts, so that bits that begin are looked at. */
    private boolean active;

    private final long[] duePs = new long[BITS];
    private int sentLevels;
    private int first;
    private int count;
    private boolean sawError;

    void place(SecondarySamplePoint next) {
        place = next;
    }

    SecondarySamplePoint place() {
        return place;
    }

    /** From the last edge that was measured to the same at the node's input. */
    long delayPs() {
        return delayPs;
    }

    /** The reserved bit behind FDF begins. */
    void beginMeasuring(long edgePs) {
        measuredFromPs = edgePs;
        measures = true;
    }

    /** An edge to a dominant level reached the node. */
    void edge(long edgePs) {
        if (measures) {
            measures = false;
            delayPs = edgePs - measuredFromPs;
        }
    }

    /** The data phase begins with the next bit. */
    void start() {
        active = place.source() != Source.NONE;
    }

    /** It is over: what is still on its way is looked at no more. */
    void stop() {
        active = false;
        measures = false;
        count = 0;
        sawError = false;
    }

    boolean isActive() {
        return active;
    }

    /** A bit of the data phase begins. */
    void bitBegins(long edgePs, int level) {
        if (!active || count == BITS) {
            return;
        }
        int last = (first + count) % BITS;
        long from = place.source() == Source.DELAY_AND_OFFSET ? edgePs + delayPs : edgePs;
        duePs[last] = from + place.offsetPs();
        sentLevels = sentLevels & ~(1 << last) | level << last;
        count++;
    }

    /** When a bit is looked at next. */
    long nextPs() {
        return count == 0 ? Scheduler.NEVER : duePs[first];
    }

    /** The bit that is due is seen as {@code level}. */
    void look(int level) {
        sawError |= (sentLevels >>> first & 1) != level;
        first = (first + 1) % BITS;
        count--;
    }

    boolean sawError() {
        return sawError;
    }

    @Override
    public void describe(Fields fields) {
        delayPs = fields.i64("delayPs", delayPs);
        measuredFromPs = fields.i64("measuredFromPs", measuredFromPs);
        measures = fields.bool("measures", measures);
        active = fields.bool("active", active);
        fields.i64s("duePs", duePs);
        sentLevels = fields.i32("sentLevels", sentLevels);
        first = fields.i32("first", first);
        count = fields.i32("count", count);
        sawError = fields.bool("sawError", sawError);
    }
}
