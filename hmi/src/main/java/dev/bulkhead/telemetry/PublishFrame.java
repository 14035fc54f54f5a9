package dev.bulkhead.telemetry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;

import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A PUBLISH packet in bytes. Written here, as Vert.x would copy each payload twice for each
 * subscriber; one frame serves all who get the message with the same marks.
 *
 * @see "MQTT Version 5.0, section 3.3 PUBLISH; MQTT Version 3.1.1, section 3.3"
 */
final class PublishFrame {
    private static final int PUBLISH = 0x30;
    private static final int AT_LEAST_ONCE = 0x02;
    private static final int RETAIN = 0x01;
    private static final int CORRELATION_DATA = 0x09;
    private static final int SUBSCRIPTION_IDENTIFIER = 0x0b;
    private static final int LONGEST_NUMBER = 4;

    private PublishFrame() {}

    /**
     * @param mqtt5 whether there is a list of properties
     * @param packetId 0 for a message that is not acknowledged
     * @param correlation what the requester gave with its request; empty if nothing
     */
    static byte[] of(
            Message message,
            boolean mqtt5,
            boolean retain,
            int packetId,
            List<Integer> subscriptions,
            Buffer correlation) {
        byte[] topic = message.topic().getBytes(StandardCharsets.UTF_8);
        byte[] payload = message.payload().getBytes();
        ByteBuf properties = Unpooled.buffer(correlation.length() + 8);
        for (int identifier : subscriptions) {
            properties.writeByte(SUBSCRIPTION_IDENTIFIER);
            number(properties, identifier);
        }
        if (correlation.length() > 0) {
            properties.writeByte(CORRELATION_DATA).writeShort(correlation.length());
            properties.writeBytes(correlation.getBytes());
        }
        ByteBuf rest = Unpooled.buffer(topic.length + properties.readableBytes() + 8);
        rest.writeShort(topic.length).writeBytes(topic);
        if (packetId != 0) {
            rest.writeShort(packetId);
        }
        if (mqtt5) {
            number(rest, properties.readableBytes());
            rest.writeBytes(properties);
        }
        int length = rest.readableBytes() + payload.length;
        ByteBuf frame = Unpooled.buffer(1 + LONGEST_NUMBER + length);
        frame.writeByte(PUBLISH | (packetId == 0 ? 0 : AT_LEAST_ONCE) | (retain ? RETAIN : 0));
        number(frame, length);
        frame.writeBytes(rest).writeBytes(payload);
        byte[] bytes = new byte[frame.readableBytes()];
        frame.readBytes(bytes);
        return bytes;
    }

    /** A Variable Byte Integer: seven bits a byte, the lowest first. */
    private static void number(ByteBuf out, int value) {
        int rest = value;
        while (rest > 0x7f) {
            out.writeByte(rest & 0x7f | 0x80);
            rest >>>= 7;
        }
        out.writeByte(rest);
    }
}
