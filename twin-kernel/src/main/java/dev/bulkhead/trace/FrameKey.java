package dev.bulkhead.trace;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;

/**
 * What tells a data frame's message from others, in one number, as a record of a trace has it: the
 * identifier, bit 31 for one of 29 bits, bit 30 for an FD frame, bit 29 for its bit rate switch.
 */
public final class FrameKey {
    private static final int EXTENDED = 1 << 31;
    private static final int FD = 1 << 30;
    private static final int BIT_RATE_SWITCH = 1 << 29;

    private FrameKey() {}

    public static int of(CanFrame frame) {
        return frame.identifier()
                | (frame.extended() ? EXTENDED : 0)
                | (frame.fd() ? FD : 0)
                | (frame.bitRateSwitch() ? BIT_RATE_SWITCH : 0);
    }

    public static int identifier(int key) {
        return key & CanFrame.MAX_EXTENDED_IDENTIFIER;
    }

    public static boolean extended(int key) {
        return (key & EXTENDED) != 0;
    }

    /** Whether the frame is one of CAN FD. */
    public static boolean fd(int key) {
        return (key & FD) != 0;
    }

    /** Whether the frame switches to the data bit rate. */
    public static boolean bitRateSwitch(int key) {
        return (key & BIT_RATE_SWITCH) != 0;
    }

    /** The key of the classic frame with the same identifier. */
    public static int ofClassic(int key) {
        return key & ~(FD | BIT_RATE_SWITCH);
    }

    /** The frame, but for remote frames and the error state of its sender. */
    public static CanFrame frame(int key, Payload data) {
        int length = data.length();
        if (!fd(key)) {
            return new CanFrame(
                    identifier(key), extended(key), false, length, CanData.of(data.toBytes()));
        }
        return new CanFrame(
                identifier(key),
                extended(key),
                bitRateSwitch(key) ? FrameFormat.FD_BIT_RATE_SWITCH : FrameFormat.FD,
                false,
                CanFrame.fdDlc(length),
                CanData.of(data.toBytes()));
    }
}
