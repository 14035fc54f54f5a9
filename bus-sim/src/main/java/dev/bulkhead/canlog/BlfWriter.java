package dev.bulkhead.canlog;

import dev.bulkhead.can.CanFrame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.zip.DeflaterOutputStream;

/**
 * Writes Vector's binary logging format: classic frames as CAN_MESSAGE, FD frames as
 * CAN_FD_MESSAGE, errors as CAN_ERROR_EXT, in compressed containers. Times are nanoseconds since
 * the first entry's millisecond.
 */
final class BlfWriter implements LogWriter {
    private static final int CONTAINER_BYTES = 128 * 1024;
    private static final int MAX_OBJECT_BYTES = 128;
    private static final int LAST_CHANNEL = 255;
    private static final int FD_VALID_BYTES = 14;
    private static final int FD_DATA = 20;

    /** Before 1990 a start is no date but the zero of the recording, as python-can has it. */
    private static final long FIRST_DATE_NS = 631_152_000L * LogText.NS_PER_S;

    private final SeekableByteChannel channel;
    private final long beginning;
    private final ChannelNumbers channels = new ChannelNumbers(LAST_CHANNEL);
    private final ByteBuffer contents = buffer(CONTAINER_BYTES + MAX_OBJECT_BYTES);
    private long startNs = -1;
    private long stopNs;
    private int count;
    private long uncompressed = Blf.FILE_HEADER_BYTES;

    BlfWriter(SeekableByteChannel channel) throws IOException {
        this.channel = channel;
        this.beginning = channel.position();
        writeAll(fileHeader());
    }

    private static ByteBuffer buffer(int bytes) {
        return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }

    private void writeAll(ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    @Override
    public void write(LogEntry entry) throws IOException {
        if (startNs < 0) {
            long wholeMs = entry.atNs() / Blf.NS_PER_MS * Blf.NS_PER_MS;
            startNs = wholeMs < FIRST_DATE_NS ? 0 : wholeMs;
        }
        stopNs = Math.max(stopNs, entry.atNs());
        count++;
        int number = channels.of(entry.channel());
        int sent = entry.direction() == LogEntry.Direction.SENT ? Blf.FLAG_SENT : 0;
        long sinceNs = Math.max(0, entry.atNs() - startNs);
        switch (entry.content()) {
            case LogEntry.ErrorFrame error -> error(sinceNs, number, error);
            case LogEntry.Frame(CanFrame frame) -> {
                if (frame.fd()) {
                    fd(sinceNs, number, sent, frame);
                } else {
                    classic(sinceNs, number, sent, frame);
                }
            }
        }
        if (contents.position() >= CONTAINER_BYTES) {
            container();
        }
    }

    private void header(int type, int bodyBytes, long atNs) {
        contents.put("LOBJ".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) Blf.OBJECT_HEADER_BYTES)
                .putShort((short) 1)
                .putInt(Blf.OBJECT_HEADER_BYTES + bodyBytes)
                .putInt(type)
                .putInt(Blf.NANOSECONDS)
                .putInt(0)
                .putLong(atNs);
    }

    private static int identifier(CanFrame frame) {
        return frame.identifier() | (frame.extended() ? Blf.EXTENDED : 0);
    }

    private void classic(long atNs, int number, int sent, CanFrame frame) {
        header(Blf.CAN_MESSAGE, 8 + CanFrame.MAX_DATA_BYTES, atNs);
        byte[] data = new byte[CanFrame.MAX_DATA_BYTES];
        frame.data().copyTo(data, 0);
        contents.putShort((short) number)
                .put((byte) (sent | (frame.remote() ? Blf.FLAG_REMOTE : 0)))
                .put((byte) frame.dlc())
                .putInt(identifier(frame))
                .put(data);
    }

    private void fd(long atNs, int number, int sent, CanFrame frame) {
        int bodyBytes = FD_DATA + CanFrame.MAX_FD_DATA_BYTES;
        header(Blf.CAN_FD_MESSAGE, bodyBytes, atNs);
        int flags =
                Blf.FD_FLAG_FD
                        | (frame.bitRateSwitch() ? Blf.FD_FLAG_BIT_RATE_SWITCH : 0)
                        | (frame.errorPassive() ? Blf.FD_FLAG_ERROR_STATE : 0);
        ByteBuffer body = buffer(bodyBytes);
        body.putShort((short) number)
                .put((byte) sent)
                .put((byte) frame.dlc())
                .putInt(identifier(frame))
                .putInt(0) // length in ns, unknown
                .put((byte) 0) // bits up to the bit rate switch, unknown
                .put((byte) flags)
                .put(FD_VALID_BYTES, (byte) frame.data().length());
        byte[] data = frame.data().toArray();
        body.put(FD_DATA, data);
        contents.put(body.rewind());
    }

    private void error(long atNs, int number, LogEntry.ErrorFrame error) {
        int bodyBytes = 32;
        header(Blf.CAN_ERROR_EXT, bodyBytes, atNs);
        ByteBuffer body = buffer(bodyBytes);
        body.putShort(0, (short) number)
                .put(10, (byte) CanFrame.MAX_DATA_BYTES)
                .putInt(16, error.errorClass())
                .put(24, error.detail().toArray());
        contents.put(body.rewind());
    }

    /** Writes what was collected as one container. */
    private void container() throws IOException {
        int length = contents.position();
        if (length == 0) {
            return;
        }
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (DeflaterOutputStream deflater = new DeflaterOutputStream(compressed)) {
            byte[] plain = new byte[length];
            contents.get(0, plain);
            deflater.write(plain);
        }
        contents.clear();
        int headers = Blf.BASE_HEADER_BYTES + Blf.CONTAINER_HEADER_BYTES;
        int size = headers + compressed.size();
        ByteBuffer bytes =
                buffer(size + size % 4); // so many fill bytes Vector's reader passes over
        bytes.put("LOBJ".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) Blf.BASE_HEADER_BYTES)
                .putShort((short) 1)
                .putInt(size)
                .putInt(Blf.LOG_CONTAINER)
                .putShort((short) Blf.DEFLATED)
                .putShort((short) 0)
                .putInt(0)
                .putInt(length)
                .putInt(0)
                .put(compressed.toByteArray());
        writeAll(bytes.rewind());
        uncompressed += headers + length;
    }

    private ByteBuffer fileHeader() throws IOException {
        ByteBuffer header = buffer(Blf.FILE_HEADER_BYTES);
        header.put("LOGG".getBytes(StandardCharsets.US_ASCII))
                .putInt(Blf.FILE_HEADER_BYTES)
                .put(new byte[] {0, 0, 0, 0, 2, 6, 8, 1}) // an unknown application; format 2.6.8.1
                .putLong(channel.position() - beginning)
                .putLong(uncompressed)
                .putInt(count)
                .putInt(0);
        systemTime(header, Math.max(0, startNs));
        systemTime(header, stopNs);
        return header.rewind();
    }

    private static void systemTime(ByteBuffer header, long ns) {
        if (ns < FIRST_DATE_NS) {
            header.put(new byte[16]);
            return;
        }
        LocalDateTime at =
                LocalDateTime.ofEpochSecond(
                        ns / LogText.NS_PER_S, (int) (ns % LogText.NS_PER_S), ZoneOffset.UTC);
        header.putShort((short) at.getYear())
                .putShort((short) at.getMonthValue())
                .putShort((short) (at.getDayOfWeek().getValue() % 7))
                .putShort((short) at.getDayOfMonth())
                .putShort((short) at.getHour())
                .putShort((short) at.getMinute())
                .putShort((short) at.getSecond())
                .putShort((short) (at.getNano() / Blf.NS_PER_MS));
    }

    @Override
    public void close() throws IOException {
        container();
        ByteBuffer header = fileHeader();
        long end = channel.position();
        channel.position(beginning);
        writeAll(header);
        channel.position(end);
        channel.close();
    }
}
