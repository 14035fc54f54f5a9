package dev.bulkhead.can;

import java.util.Objects;

/**
 * Where a transmitter looks whether the bits of a data phase came back from the bus as it sent
 * them: so late behind the begin of each bit, while its sample point lies where it always does.
 *
 * @param offsetPs not negative
 * @see "CTU CAN FD core, register TRV_DELAY and SSP_CFG, as the register description of the TWAI FD
 *     controllers of ESP32-C5 has it"
 */
public record SecondarySamplePoint(Source source, long offsetPs) {

    /** What it is counted from. */
    public enum Source {
        /** There is none: bits are looked at at the sample point. */
        NONE,
        /** The offset alone. */
        OFFSET,
        /** The delay that was measured at the edge from FDF to the reserved bit, and the offset. */
        DELAY_AND_OFFSET
    }

    public static final SecondarySamplePoint NONE = new SecondarySamplePoint(Source.NONE, 0);

    public SecondarySamplePoint {
        Objects.requireNonNull(source, "source");
        if (offsetPs < 0) {
            throw new IllegalArgumentException("offsetPs=" + offsetPs + ", expected >= 0");
        }
    }
}
