package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameFormat;
import dev.bulkhead.canlog.LogEntry.Direction;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/** Reads the objects of CAN channels in Vector's binary logging format. */
final class BlfObjects {
    private static final int CLASSIC_BYTES = 8 + CanFrame.MAX_DATA_BYTES;
    private static final int ERROR_BYTES = 4;
    private static final int ERROR_EXT_BYTES = 32;
    private static final int FD_HEADER_BYTES = 20;
    private static final int FD64_HEADER_BYTES = 40;
    private static final int FD_ERROR_64_BYTES = 16;
    private static final int FLAGS = 2;
    private static final int FD64_DIRECTION = 34;
    private static final int MAX_TIME_FACTOR = 10_000;

    private final long startNs;

    /**
     * @param startNs of the recording, since 1970
     */
    BlfObjects(long startNs) {
        this.startNs = startNs;
    }

    static boolean knows(int type) {
        return switch (type) {
            case Blf.CAN_MESSAGE,
                    Blf.CAN_ERROR,
                    Blf.CAN_ERROR_EXT,
                    Blf.CAN_MESSAGE2,
                    Blf.CAN_FD_MESSAGE,
                    Blf.CAN_FD_MESSAGE_64,
                    Blf.CAN_FD_ERROR_64 ->
                    true;
            default -> false;
        };
    }

    /**
     * @param object all of its bytes, from its signature on, little-endian
     * @return empty: a request to send; what comes of it on the bus is an object of its own
     */
    Optional<LogEntry> entry(int type, ByteBuffer object) throws Malformed {
        int headerBytes = object.getShort(4) & 0xFFFF;
        int version = object.getShort(6) & 0xFFFF;
        if (version != 1 && version != 2 || headerBytes < Blf.OBJECT_HEADER_BYTES) {
            throw new Malformed(
                    "an object header of %d bytes and version %d".formatted(headerBytes, version),
                    "save the file again with a newer tool");
        }
        long atNs = time(object.getInt(16), object.getLong(24));
        object.position(Math.min(headerBytes, object.limit()));
        ByteBuffer body = object.slice().order(object.order());
        return isRequest(type, body) ? Optional.empty() : Optional.of(entry(type, atNs, body));
    }

    private static boolean isRequest(int type, ByteBuffer body) {
        return switch (type) {
            case Blf.CAN_MESSAGE, Blf.CAN_MESSAGE2, Blf.CAN_FD_MESSAGE ->
                    body.limit() > FLAGS && (body.get(FLAGS) & Blf.DIRECTION) == Blf.REQUESTED;
            case Blf.CAN_FD_MESSAGE_64 ->
                    body.limit() > FD64_DIRECTION && body.get(FD64_DIRECTION) == Blf.REQUESTED;
            default -> false;
        };
    }

    private static LogEntry entry(int type, long atNs, ByteBuffer body) throws Malformed {
        return switch (type) {
            case Blf.CAN_MESSAGE, Blf.CAN_MESSAGE2 -> classic(atNs, body);
            case Blf.CAN_ERROR -> {
                need(body, ERROR_BYTES);
                yield error(atNs, body.getShort(0), LogEntry.ErrorFrame.unspecified());
            }
            case Blf.CAN_ERROR_EXT -> errorExt(atNs, body);
            case Blf.CAN_FD_MESSAGE -> fd(atNs, body);
            case Blf.CAN_FD_MESSAGE_64 -> fd64(atNs, body);
            case Blf.CAN_FD_ERROR_64 -> {
                need(body, FD_ERROR_64_BYTES);
                yield error(atNs, body.get(0) & 0xFF, LogEntry.ErrorFrame.unspecified());
            }
            default -> throw new IllegalArgumentException("type=" + type + ", expected CAN");
        };
    }

    private long time(int flags, long units) throws Malformed {
        int factor = flags == Blf.TEN_MICROSECONDS ? MAX_TIME_FACTOR : 1;
        if (units < 0 || units > (Long.MAX_VALUE - startNs) / factor) {
            throw new Malformed("a time after the year 2262");
        }
        return startNs + units * factor;
    }

    private static void need(ByteBuffer body, int bytes) throws Malformed {
        if (body.limit() < bytes) {
            throw new Malformed(
                    "an object of %d bytes that wants %d".formatted(body.limit(), bytes));
        }
    }

    private static LogEntry of(long atNs, int channel, boolean sent, LogEntry.Content content) {
        return new LogEntry(
                atNs,
                ChannelNumbers.name(channel),
                sent ? Direction.SENT : Direction.RECEIVED,
                content);
    }

    private static LogEntry error(long atNs, int channel, LogEntry.ErrorFrame error) {
        return of(atNs, channel & 0xFFFF, false, error);
    }

    private static LogEntry frame(
            long atNs,
            int channel,
            boolean sent,
            int identifier,
            FrameFormat format,
            boolean errorPassive,
            int dlc,
            byte[] data)
            throws Malformed {
        boolean extended = (identifier & Blf.EXTENDED) != 0;
        int bits = identifier & ~Blf.EXTENDED;
        CanFrame frame =
                Frames.of(bits, extended, format, format.isFd() && errorPassive, dlc, data);
        return of(atNs, channel, sent, new LogEntry.Frame(frame));
    }

    private static byte[] bytes(ByteBuffer body, int from, int count) throws Malformed {
        need(body, from + count);
        byte[] data = new byte[count];
        body.get(from, data);
        return data;
    }

    /** As many data bytes as the code stands for; one above 15 stands for none. */
    private static int length(FrameFormat format, int dlc) throws Malformed {
        if (dlc > 15) {
            throw new Malformed("data length code " + dlc + " is above 15");
        }
        return CanFrame.dataBytes(format, dlc);
    }

    private static LogEntry classic(long atNs, ByteBuffer body) throws Malformed {
        need(body, CLASSIC_BYTES);
        int flags = body.get(FLAGS) & 0xFF;
        int dlc = body.get(3) & 0xFF;
        FrameFormat format = Frames.classic((flags & Blf.FLAG_REMOTE) != 0);
        byte[] data = bytes(body, 8, length(format, dlc));
        return frame(
                atNs,
                body.getShort(0) & 0xFFFF,
                (flags & Blf.FLAG_SENT) != 0,
                body.getInt(4),
                format,
                false,
                dlc,
                data);
    }

    /**
     * What python-can writes has the class of SocketCAN in the identifier and no flags; what Vector
     * writes has the identifier of the frame that was cut off, which is no class.
     */
    private static LogEntry errorExt(long atNs, ByteBuffer body) throws Malformed {
        need(body, ERROR_EXT_BYTES);
        int identifier = body.getInt(16) & ~Blf.EXTENDED;
        boolean classified =
                body.getInt(4) == 0
                        && body.get(8) == 0
                        && body.getShort(20) == 0
                        && identifier > 0
                        && identifier <= CanFrame.MAX_EXTENDED_IDENTIFIER;
        LogEntry.ErrorFrame error =
                classified
                        ? LogEntry.ErrorFrame.of(identifier, bytes(body, 24, 8))
                        : LogEntry.ErrorFrame.unspecified();
        return error(atNs, body.getShort(0), error);
    }

    private static LogEntry fd(long atNs, ByteBuffer body) throws Malformed {
        need(body, FD_HEADER_BYTES);
        int flags = body.get(FLAGS) & 0xFF;
        int dlc = body.get(3) & 0xFF;
        int fdFlags = body.get(13) & 0xFF;
        FrameFormat format =
                (fdFlags & Blf.FD_FLAG_FD) != 0
                        ? Frames.fd((fdFlags & Blf.FD_FLAG_BIT_RATE_SWITCH) != 0)
                        : Frames.classic((flags & Blf.FLAG_REMOTE) != 0);
        byte[] data = bytes(body, FD_HEADER_BYTES, length(format, dlc));
        return frame(
                atNs,
                body.getShort(0) & 0xFFFF,
                (flags & Blf.FLAG_SENT) != 0,
                body.getInt(4),
                format,
                (fdFlags & Blf.FD_FLAG_ERROR_STATE) != 0,
                dlc,
                data);
    }

    /** Bytes that are not stored, of those that the data length code stands for, are zeros. */
    private static LogEntry fd64(long atNs, ByteBuffer body) throws Malformed {
        need(body, FD64_HEADER_BYTES);
        int dlc = body.get(1) & 0xFF;
        int flags = body.getInt(12);
        FrameFormat format =
                (flags & Blf.FD64_FLAG_FD) != 0
                        ? Frames.fd((flags & Blf.FD64_FLAG_BIT_RATE_SWITCH) != 0)
                        : Frames.classic((flags & Blf.FD64_FLAG_REMOTE) != 0);
        int length = length(format, dlc);
        int valid = format.equals(FrameFormat.REMOTE) ? 0 : body.get(2) & 0xFF;
        if (valid > length) {
            throw new Malformed(
                    "%d data bytes where data length code %d stands for %d"
                            .formatted(valid, dlc, length));
        }
        return frame(
                atNs,
                body.get(0) & 0xFF,
                body.get(FD64_DIRECTION) != 0,
                body.getInt(4),
                format,
                (flags & Blf.FD64_FLAG_ERROR_STATE) != 0,
                dlc,
                Arrays.copyOf(bytes(body, FD64_HEADER_BYTES, valid), length));
    }
}
