package dev.bulkhead.bench;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;

/**
 * The few packets of MQTT 3.1.1 that a measurement needs, in bytes, so that no client library is
 * what is measured.
 *
 * @see "MQTT Version 3.1.1, chapter 3"
 */
final class MqttPackets {
    static final int PUBLISH = 0x30;

    private static final int CONNECT = 0x10;
    private static final int SUBSCRIBE = 0x82;
    private static final int CLEAN_SESSION = 0x02;
    private static final int LEVEL = 4;
    private static final int CONNACK_BYTES = 4;
    private static final int SUBACK_BYTES = 5;

    private MqttPackets() {}

    /** A blocking connection to loopback that the server has let in. */
    static SocketChannel connect(int port, String clientId) {
        try {
            SocketChannel channel =
                    SocketChannel.open(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            text(body, "MQTT");
            body.write(LEVEL);
            body.write(CLEAN_SESSION);
            body.writeBytes(new byte[2]); // no keep-alive
            text(body, clientId);
            ask(channel, packet(CONNECT, body.toByteArray()), CONNACK_BYTES);
            return channel;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot connect to port " + port, e);
        }
    }

    /** Subscribes with QoS 0. */
    static void subscribe(SocketChannel channel, String filter) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        body.write(0);
        body.write(1); // packet identifier
        text(body, filter);
        body.write(0);
        ask(channel, packet(SUBSCRIBE, body.toByteArray()), SUBACK_BYTES);
    }

    /** The last byte of each answer is 0 where all is well. */
    private static void ask(SocketChannel channel, byte[] packet, int answerBytes) {
        try {
            channel.write(ByteBuffer.wrap(packet));
            byte[] answer = new byte[answerBytes];
            new DataInputStream(channel.socket().getInputStream()).readFully(answer);
            if (answer[answerBytes - 1] != 0) {
                throw new IllegalStateException("refused with " + answer[answerBytes - 1]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no answer", e);
        }
    }

    static byte[] publish(String topic, byte[] payload) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        text(body, topic);
        body.writeBytes(payload);
        return packet(PUBLISH, body.toByteArray());
    }

    private static void text(ByteArrayOutputStream out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.write(bytes.length >> 8);
        out.write(bytes.length);
        out.writeBytes(bytes);
    }

    private static byte[] packet(int first, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(first);
        int rest = body.length;
        while (rest > 0x7f) {
            out.write(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.write(rest);
        out.writeBytes(body);
        return out.toByteArray();
    }
}
