package dev.bulkhead.telemetry;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.mqtt.MqttProperties;
import io.netty.handler.codec.mqtt.MqttVersion;
import io.vertx.core.AsyncResult;
import io.vertx.core.Context;
import io.vertx.core.internal.net.NetSocketInternal;
import io.vertx.mqtt.MqttEndpoint;
import io.vertx.mqtt.impl.MqttEndpointImpl;
import io.vertx.mqtt.messages.codes.MqttDisconnectReasonCode;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;

/**
 * The way to one client. Messages are gathered and written once for each round of the event loop; a
 * bounded number of bytes is handed to Vert.x ahead of what the network takes.
 *
 * <p>All on the endpoint's event loop.
 */
final class ClientSocket {
    private static final int BATCH_BYTES = 64 << 10;
    private static final int AHEAD_BYTES = 256 << 10;
    private static final long GOODBYE_MS = 2000;

    /**
     * Vert.x MQTT keeps the connection to itself. It is needed for what the endpoint's own methods
     * cannot do: write one frame to many clients, and close on a client that reads nothing, for
     * which Vert.x waits until all that was written before is taken.
     */
    private static final MethodHandle CONNECTION = connectionOfEndpoint();

    private final MqttEndpoint endpoint;
    private final NetSocketInternal connection;
    private final Context context;
    private final Runnable writable;
    private ByteBuf batch = Unpooled.EMPTY_BUFFER;
    private int ahead;
    private long progressNs;
    private boolean open = true;

    /**
     * @param writable called when there is room again
     */
    ClientSocket(MqttEndpoint endpoint, Context context, Runnable writable) {
        this.endpoint = endpoint;
        this.connection = connectionOf(endpoint);
        this.context = context;
        this.writable = writable;
    }

    private static MethodHandle connectionOfEndpoint() {
        try {
            return MethodHandles.privateLookupIn(MqttEndpointImpl.class, MethodHandles.lookup())
                    .findGetter(MqttEndpointImpl.class, "conn", NetSocketInternal.class);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("this release of Vert.x MQTT is another", e);
        }
    }

    static NetSocketInternal connectionOf(MqttEndpoint endpoint) {
        try {
            return (NetSocketInternal) CONNECTION.invokeExact((MqttEndpointImpl) endpoint);
        } catch (Throwable e) {
            throw new IllegalStateException("a field cannot be read", e);
        }
    }

    boolean isMqtt5() {
        return endpoint.protocolVersion() == MqttVersion.MQTT_5.protocolLevel();
    }

    boolean isOpen() {
        return open;
    }

    boolean hasRoom() {
        return open && ahead + batch.readableBytes() < AHEAD_BYTES;
    }

    /** Whether the client has taken nothing for so long, though something is on its way. */
    boolean isStalled(long nowNs, long limitNs) {
        return ahead > 0 && nowNs - progressNs > limitNs;
    }

    void write(byte[] frame) {
        if (!open) {
            return;
        }
        if (batch.readableBytes() + frame.length > BATCH_BYTES) {
            flush();
        }
        if (batch.readableBytes() == 0) {
            batch = Unpooled.buffer(frame.length);
            context.runOnContext(_ -> flush());
        }
        batch.writeBytes(frame);
    }

    private void flush() {
        int bytes = batch.readableBytes();
        if (!open || bytes == 0) {
            return;
        }
        if (ahead == 0) {
            progressNs = System.nanoTime();
        }
        ahead += bytes;
        ByteBuf full = batch;
        batch = Unpooled.EMPTY_BUFFER;
        connection.writeMessage(full).onComplete(taken -> taken(taken, bytes));
    }

    private void taken(AsyncResult<Void> result, int bytes) {
        ahead -= bytes;
        progressNs = System.nanoTime();
        if (result.succeeded() && hasRoom()) {
            writable.run();
        }
    }

    /** Tells the reason where the protocol has a word for it, and closes. */
    void disconnect(MqttDisconnectReasonCode reason) {
        if (!open) {
            return;
        }
        flush();
        open = false;
        if (endpoint.isConnected()) {
            endpoint.disconnect(reason, MqttProperties.NO_PROPERTIES);
        }
        context.owner().setTimer(GOODBYE_MS, _ -> abort());
    }

    /** No more is written. */
    void closed() {
        open = false;
        batch = Unpooled.EMPTY_BUFFER;
    }

    /** From outside of Vert.x's handler, which would wait for what was written. */
    private void abort() {
        if (connection.channelHandlerContext().channel().isOpen()) {
            var _ = connection.channelHandlerContext().close();
        }
    }
}
