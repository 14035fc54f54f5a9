package dev.bulkhead.bench;

import dev.bulkhead.telemetry.Access;
import dev.bulkhead.telemetry.EndpointSettings;
import dev.bulkhead.telemetry.Message;
import dev.bulkhead.telemetry.Message.Delivery;
import dev.bulkhead.telemetry.MqttEndpoint;
import dev.bulkhead.telemetry.Role;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;

/** Something that distributes messages to its subscribers, and the way to publish by it. */
sealed interface MqttSide extends AutoCloseable {
    String TOPIC = "bulkhead/bench/load";

    int port();

    /** Publishes the payload so many times, with QoS 0. */
    void publish(byte[] payload, int times);

    @Override
    void close();

    /** The twin's own endpoint, to which the twin hands its messages by a call. */
    record Ours(Vertx vertx, MqttEndpoint endpoint) implements MqttSide {
        static Ours start() {
            Vertx vertx = Vertx.vertx();
            return new Ours(
                    vertx,
                    MqttEndpoint.start(
                            vertx,
                            EndpointSettings.onLoopback("bench", 0),
                            Access.anonymous(Role.TELEMETRY),
                            (_, _) -> CompletableFuture.completedFuture("{}")));
        }

        @Override
        public int port() {
            return endpoint.port();
        }

        @Override
        public void publish(byte[] payload, int times) {
            for (int at = 0; at < times; at++) {
                // a buffer each, as each of the twin's messages has
                endpoint.publish(
                        new Message(TOPIC, Buffer.buffer(payload), Delivery.AT_MOST_ONCE, false));
            }
        }

        @Override
        public void close() {
            endpoint.close();
            vertx.close().await();
        }
    }

    /** A broker to which one client publishes, many packets a write where there are many. */
    record Broker(Mosquitto.Running mosquitto, SocketChannel publisher) implements MqttSide {
        private static final int WRITE_BYTES = 64 << 10;

        static Broker of(Mosquitto.Running mosquitto) {
            return new Broker(mosquitto, MqttPackets.connect(mosquitto.port(), "publisher"));
        }

        @Override
        public int port() {
            return mosquitto.port();
        }

        @Override
        public void publish(byte[] payload, int times) {
            byte[] packet = MqttPackets.publish(TOPIC, payload);
            ByteBuffer write = ByteBuffer.allocate(Math.max(WRITE_BYTES, packet.length));
            int left = times;
            while (left > 0) {
                write.clear();
                while (left > 0 && write.remaining() >= packet.length) {
                    write.put(packet);
                    left--;
                }
                write(write.flip());
            }
        }

        private void write(ByteBuffer bytes) {
            try {
                while (bytes.hasRemaining()) {
                    publisher.write(bytes);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("the broker takes nothing", e);
            }
        }

        @Override
        public void close() {
            try {
                publisher.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                mosquitto.close();
            }
        }
    }
}
