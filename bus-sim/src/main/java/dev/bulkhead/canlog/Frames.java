package dev.bulkhead.canlog;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;

import java.util.HexFormat;

/** Frames from the fields of a recording, which may contradict each other. */
final class Frames {
    private static final int MAX_DLC = 15;

    private Frames() {}

    static FrameFormat classic(boolean remote) {
        return remote ? FrameFormat.REMOTE : FrameFormat.DATA;
    }

    static FrameFormat fd(boolean bitRateSwitch) {
        return bitRateSwitch ? FrameFormat.FD_BIT_RATE_SWITCH : FrameFormat.FD;
    }

    static CanFrame of(
            int identifier,
            boolean extended,
            FrameFormat format,
            boolean errorPassive,
            int dlc,
            byte[] data)
            throws Malformed {
        int last = extended ? CanFrame.MAX_EXTENDED_IDENTIFIER : CanFrame.MAX_BASE_IDENTIFIER;
        if (identifier < 0 || identifier > last) {
            throw new Malformed(
                    "identifier %X has more than %d bits"
                            .formatted(identifier, extended ? 29 : 11));
        }
        if (dlc < 0 || dlc > MAX_DLC) {
            throw new Malformed("data length code " + dlc + " is above 15");
        }
        int expected = CanFrame.dataBytes(format, dlc);
        if (data.length != expected) {
            throw new Malformed(
                    "%d data bytes where data length code %d stands for %d"
                            .formatted(data.length, dlc, expected));
        }
        return new CanFrame(identifier, extended, format, errorPassive, dlc, CanData.of(data));
    }

    /** A classic data frame of that many bytes. */
    static int classicDlc(int bytes) throws Malformed {
        if (bytes > CanFrame.MAX_DATA_BYTES) {
            throw new Malformed("a classic frame with " + bytes + " data bytes");
        }
        return bytes;
    }

    static int fdDlc(int bytes) throws Malformed {
        try {
            return CanFrame.fdDlc(bytes);
        } catch (IllegalArgumentException _) {
            throw new Malformed("no FD frame has " + bytes + " data bytes");
        }
    }

    /** Identifier as texts have it: three digits, or eight if it has 29 bits. */
    static String identifier(CanFrame frame) {
        HexFormat hex = HexFormat.of().withUpperCase();
        return hex.toHexDigits(frame.identifier(), frame.extended() ? 8 : 3);
    }
}
