package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;

import java.util.Arrays;

/**
 * Frames as Linux hands them to programs: {@code struct can_frame} and {@code struct canfd_frame}.
 *
 * @see "Linux, include/uapi/linux/can.h; tcpdump.org, LINKTYPE_CAN_SOCKETCAN"
 */
final class SocketCan {
    static final int EXTENDED = 0x8000_0000;
    static final int REMOTE = 0x4000_0000;
    static final int ERROR = 0x2000_0000;
    static final int BIT_RATE_SWITCH = 0x01;
    static final int ERROR_STATE = 0x02;
    static final int FD = 0x04;

    private static final int HEADER_BYTES = 8;
    private static final int CLASSIC_BYTES = HEADER_BYTES + CanFrame.MAX_DATA_BYTES;
    private static final int FD_BYTES = HEADER_BYTES + CanFrame.MAX_FD_DATA_BYTES;
    private static final int LENGTH = 4;
    private static final int FLAGS = 5;
    private static final int RAW_DLC = 7;
    private static final int XL = 0x80;

    private SocketCan() {}

    /** The identifier with its flags. */
    static int identifier(LogEntry.Content content) {
        return switch (content) {
            case LogEntry.ErrorFrame error -> error.errorClass() | ERROR;
            case LogEntry.Frame(CanFrame frame) ->
                    frame.identifier()
                            | (frame.extended() ? EXTENDED : 0)
                            | (frame.remote() ? REMOTE : 0);
        };
    }

    /** BRS and ESI of an FD frame. */
    static int flags(CanFrame frame) {
        return (frame.bitRateSwitch() ? BIT_RATE_SWITCH : 0)
                | (frame.errorPassive() ? ERROR_STATE : 0);
    }

    /** The structure with its identifier in network order, 16 or 72 bytes. */
    static byte[] bytes(LogEntry.Content content) {
        boolean fd = content instanceof LogEntry.Frame(CanFrame frame) && frame.fd();
        byte[] bytes = new byte[fd ? FD_BYTES : CLASSIC_BYTES];
        int identifier = identifier(content);
        for (int i = 0; i < LENGTH; i++) {
            bytes[i] = (byte) (identifier >>> 24 - 8 * i);
        }
        switch (content) {
            case LogEntry.ErrorFrame error -> {
                bytes[LENGTH] = CanFrame.MAX_DATA_BYTES;
                error.detail().copyTo(bytes, HEADER_BYTES);
            }
            case LogEntry.Frame(CanFrame frame) -> {
                if (frame.fd()) {
                    bytes[LENGTH] = (byte) frame.data().length();
                    bytes[FLAGS] = (byte) (flags(frame) | FD);
                } else {
                    bytes[LENGTH] = (byte) Math.min(frame.dlc(), CanFrame.MAX_DATA_BYTES);
                    bytes[RAW_DLC] =
                            (byte) (frame.dlc() > CanFrame.MAX_DATA_BYTES ? frame.dlc() : 0);
                }
                frame.data().copyTo(bytes, HEADER_BYTES);
            }
        }
        return bytes;
    }

    /** Reads the structure; its identifier is in network order. */
    static LogEntry.Content content(byte[] bytes) throws Malformed {
        if (bytes.length < HEADER_BYTES) {
            throw new Malformed("a SocketCAN frame of " + bytes.length + " bytes");
        }
        int identifier =
                (bytes[0] & 0xFF) << 24
                        | (bytes[1] & 0xFF) << 16
                        | (bytes[2] & 0xFF) << 8
                        | bytes[3] & 0xFF;
        int length = bytes[LENGTH] & 0xFF;
        if ((length & XL) != 0) {
            throw new Malformed("a CAN XL frame", "leave CAN XL frames out");
        }
        // Kernels before 6.1 do not set FD, but hand out the longer structure.
        boolean fd = (bytes[FLAGS] & FD) != 0 || bytes.length > CLASSIC_BYTES;
        boolean remote = !fd && (identifier & REMOTE) != 0;
        int carried = remote ? 0 : length;
        if (HEADER_BYTES + carried > bytes.length) {
            throw new Malformed(
                    "%d data bytes in a packet of %d".formatted(length, bytes.length),
                    "capture without a limit of a packet's length");
        }
        byte[] data = Arrays.copyOfRange(bytes, HEADER_BYTES, HEADER_BYTES + carried);
        return content(identifier, fd, bytes[FLAGS], length, bytes[RAW_DLC] & 0xFF, data);
    }

    private static LogEntry.Content content(
            int identifier, boolean fd, int flags, int length, int rawDlc, byte[] data)
            throws Malformed {
        int bits = identifier & CanFrame.MAX_EXTENDED_IDENTIFIER;
        if ((identifier & ERROR) != 0) {
            return LogEntry.ErrorFrame.of(bits, data);
        }
        boolean extended = (identifier & EXTENDED) != 0;
        if (fd) {
            FrameFormat format = Frames.fd((flags & BIT_RATE_SWITCH) != 0);
            boolean errorPassive = (flags & ERROR_STATE) != 0;
            int dlc = Frames.fdDlc(length);
            return new LogEntry.Frame(Frames.of(bits, extended, format, errorPassive, dlc, data));
        }
        int dlc = Frames.classicDlc(length);
        if (length == CanFrame.MAX_DATA_BYTES && rawDlc > length && rawDlc <= 15) {
            dlc = rawDlc;
        }
        FrameFormat format = Frames.classic((identifier & REMOTE) != 0);
        return new LogEntry.Frame(Frames.of(bits, extended, format, false, dlc, data));
    }
}
