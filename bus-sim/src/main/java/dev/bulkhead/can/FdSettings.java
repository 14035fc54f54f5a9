package dev.bulkhead.can;

import dev.bulkhead.can.SecondarySamplePoint.Source;
import dev.bulkhead.state.Fields;

/**
 * How a node takes part in FD frames.
 *
 * @param secondarySamplePoint of the frames that it sends
 */
public record FdSettings(FdSupport support, SecondarySamplePoint secondarySamplePoint) {

    /**
     * What a node has of which nothing else is said: on a bus with a data bit rate it knows FD
     * frames, on another one it tolerates them.
     */
    public static FdSettings usual(boolean hasDataBitRate) {
        return of(hasDataBitRate ? FdSupport.ENABLED : FdSupport.TOLERANT);
    }

    /** Without a secondary sample point. */
    public static FdSettings of(FdSupport support) {
        return new FdSettings(support, SecondarySamplePoint.NONE);
    }

    /** Whether the node understands a frame. */
    public boolean knows(CanFrame frame) {
        return support == FdSupport.ENABLED || !frame.fd();
    }

    /** Passes them through a state walk. */
    public FdSettings describe(Fields fields) {
        Source source = secondarySamplePoint.source();
        return new FdSettings(
                fields.constant("fdSupport", support, FdSupport.values()),
                new SecondarySamplePoint(
                        fields.constant("secondarySource", source, Source.values()),
                        fields.i64("secondaryOffsetPs", secondarySamplePoint.offsetPs())));
    }
}
