package dev.bulkhead.canlog;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** Writes PCAPNG: an interface a channel, times in nanoseconds, frames of SocketCAN. */
final class PcapngWriter implements LogWriter {
    private static final int SECTION = 0x0A0D_0D0A;
    private static final int BYTE_ORDER = 0x1A2B_3C4D;
    private static final int INTERFACE = 1;
    private static final int PACKET = 6;
    private static final int OPTION_NAME = 2;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_FLAGS = 2;
    private static final int INBOUND = 1;
    private static final int OUTBOUND = 2;
    private static final int MAX_NAME = 60;
    private static final int BLOCK_FRAME_BYTES = 12;
    private static final int MAX_BLOCK_BYTES = 1024;

    private final OutputStream out;
    private final Map<String, Integer> interfaces = new TreeMap<>();
    private final ByteBuffer body =
            ByteBuffer.allocate(MAX_BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);

    PcapngWriter(SeekableByteChannel channel) throws IOException {
        this.out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
        body.putInt(BYTE_ORDER).putShort((short) 1).putShort((short) 0).putLong(-1);
        block(SECTION);
    }

    private void block(int type) throws IOException {
        int length = body.position() + BLOCK_FRAME_BYTES;
        ByteBuffer frame = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        frame.putInt(type).putInt(length).put(body.flip()).putInt(length);
        out.write(frame.array());
        body.clear();
    }

    private void option(int code, byte[] value) {
        body.putShort((short) code).putShort((short) value.length).put(value);
        body.put(new byte[-value.length & 3]);
    }

    private int interfaceOf(String channel) throws IOException {
        Integer known = interfaces.get(channel);
        if (known != null) {
            return known;
        }
        body.putShort((short) PcapngReader.LINK_SOCKETCAN).putShort((short) 0).putInt(0);
        String shown = channel.substring(0, Math.min(channel.length(), MAX_NAME));
        option(OPTION_NAME, shown.getBytes(StandardCharsets.UTF_8));
        option(OPTION_RESOLUTION, new byte[] {9});
        body.putInt(0);
        block(INTERFACE);
        int number = interfaces.size();
        interfaces.put(channel, number);
        return number;
    }

    @Override
    public void write(LogEntry entry) throws IOException {
        int number = interfaceOf(entry.channel());
        byte[] frame = SocketCan.bytes(entry.content());
        int flags = entry.direction() == LogEntry.Direction.SENT ? OUTBOUND : INBOUND;
        body.putInt(number)
                .putInt((int) (entry.atNs() >>> 32))
                .putInt((int) entry.atNs())
                .putInt(frame.length)
                .putInt(frame.length)
                .put(frame);
        option(
                OPTION_FLAGS,
                ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(flags).array());
        body.putInt(0);
        block(PACKET);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
