package dev.bulkhead.board.can;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.util.Arrays;

/**
 * Three filters of mask and value and one of a range. Each is enabled by itself for classic and FD
 * frames with 11 and with 29 bits of identifier; a frame passes if one filter accepts it.
 */
final class AcceptanceFilters implements Stateful {
    private static final int REGISTERS =
            (Registers.FILTER_RAN_HIGH - Registers.FILTER_A_MASK) / 4 + 1;
    private static final int MASK_FILTERS = 3;
    private static final int RANGE_LOW = 6;
    private static final int RANGE_HIGH = 7;
    private static final int IDENTIFIER_BITS = 0x1fff_ffff;

    /** Mask and value of A, B and C, then the ends of the range. */
    private final int[] values = new int[REGISTERS];

    private int control = Registers.FILTER_CONTROL_RESET;

    static boolean holds(int offset) {
        return offset >= Registers.FILTER_A_MASK && offset <= Registers.FILTER_RAN_HIGH;
    }

    int value(int offset) {
        return values[(offset - Registers.FILTER_A_MASK) / 4];
    }

    void value(int offset, int value) {
        values[(offset - Registers.FILTER_A_MASK) / 4] = value & IDENTIFIER_BITS;
    }

    int control() {
        return control;
    }

    void control(int value) {
        control = value & 0xffff;
    }

    boolean accepts(CanFrame frame) {
        int identifier = ReceiveFifo.identifier(frame);
        int format = (frame.extended() ? 1 : 0) + (frame.fd() ? 2 : 0);
        for (int filter = 0; filter < MASK_FILTERS; filter++) {
            int mask = values[2 * filter];
            if (enabled(filter, format) && ((identifier ^ values[2 * filter + 1]) & mask) == 0) {
                return true;
            }
        }
        return enabled(MASK_FILTERS, format)
                && identifier >= values[RANGE_LOW]
                && identifier <= values[RANGE_HIGH];
    }

    private boolean enabled(int filter, int format) {
        return (control >>> 4 * filter + format & 1) != 0;
    }

    void reset() {
        Arrays.fill(values, 0);
        control = Registers.FILTER_CONTROL_RESET;
    }

    @Override
    public void describe(Fields fields) {
        fields.i32s("values", values);
        control = fields.i32("control", control);
    }
}
