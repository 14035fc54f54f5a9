package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;

/** Packets byte for byte, as the standard draws them. */
final class RawClient implements LiveEndpoint.Client {
    static final String CLOSED = "closed";

    private final Socket socket;
    private final DataInputStream in;

    RawClient(int port) {
        this(port, "127.0.0.1");
    }

    /**
     * @param from address on loopback that it comes from
     */
    RawClient(int port, String from) {
        try {
            socket =
                    new Socket(
                            InetAddress.getLoopbackAddress(), port, InetAddress.getByName(from), 0);
            socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(LiveEndpoint.WITHIN_S));
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes in hexadecimal; spaces are for the reader, words in quotes are text. */
    static byte[] bytes(String packet) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        String[] parts = packet.split("'", -1);
        for (int at = 0; at < parts.length; at++) {
            byte[] part =
                    at % 2 == 1
                            ? parts[at].getBytes(StandardCharsets.UTF_8)
                            : HexFormat.of().parseHex(parts[at].replace(" ", ""));
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    RawClient sends(String packet) {
        return sends(bytes(packet));
    }

    RawClient sends(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (SocketException _) {
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends no more; what comes back can still be read. */
    RawClient ends() {
        try {
            socket.shutdownOutput();
        } catch (IOException _) {
            // the other side was quicker
        }
        return this;
    }

    /** Reads to the end of the connection, whatever it is. */
    void drains() {
        try {
            in.skipNBytes(Long.MAX_VALUE);
        } catch (EOFException | SocketException _) {
            // that is the end
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** CONNECT of MQTT 5 with an empty list of properties. */
    RawClient connects5(String id) {
        return connects5(id, "");
    }

    RawClient connects5(String id, String properties) {
        return connect(id, 5, 60, HexFormat.of().formatHex(bytes(properties)));
    }

    RawClient connects3(String id) {
        return connect(id, 4, 60, null);
    }

    RawClient connect(String id, int version, int keepAliveS, String propertiesHex) {
        String properties = "";
        if (propertiesHex != null) {
            properties = "%02x".formatted(propertiesHex.length() / 2) + propertiesHex;
        }
        String head = "0004 'MQTT' %02x 02 %04x ".formatted(version, keepAliveS);
        byte[] body = bytes(head + properties + " %04x '%s'".formatted(id.length(), id));
        return sends("10 %02x".formatted(body.length)).sends(body);
    }

    /** CONNECT that must be accepted. */
    RawClient in5(String id) {
        String answer = connects5(id).receives();
        assertEquals("20", answer.substring(0, 2), answer);
        assertEquals("0000", answer.substring(4, 8), answer);
        return this;
    }

    RawClient in3(String id) {
        assertEquals("20020000", connects3(id).receives());
        return this;
    }

    /** The next packet in hexadecimal, or {@link #CLOSED}. */
    String receives() {
        try {
            int first = in.readUnsignedByte();
            int length = 0;
            int digits;
            int shift = 0;
            String lengthHex = "";
            do {
                digits = in.readUnsignedByte();
                lengthHex += "%02x".formatted(digits);
                length |= (digits & 0x7f) << shift;
                shift += 7;
            } while ((digits & 0x80) != 0);
            byte[] rest = new byte[length];
            in.readFully(rest);
            return "%02x".formatted(first) + lengthHex + HexFormat.of().formatHex(rest);
        } catch (EOFException | SocketException _) {
            return CLOSED;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Packets until the connection ends; the last one before it, or {@link #CLOSED}. */
    String lastReceived() {
        String last = CLOSED;
        String next = receives();
        while (!next.equals(CLOSED)) {
            last = next;
            next = receives();
        }
        return last;
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
