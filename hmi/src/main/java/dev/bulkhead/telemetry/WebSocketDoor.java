package dev.bulkhead.telemetry;

import io.vertx.core.Vertx;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * MQTT in the WebSockets that the web port took. Vert.x MQTT wants a TCP socket of its own, so each
 * WebSocket is joined to one on loopback, where a server of the endpoint takes nobody else.
 *
 * @see "MQTT Version 5.0, section 6 Using WebSocket as a network transport"
 */
final class WebSocketDoor {
    static final String LOOPBACK = "127.0.0.1";

    private static final short UNSUPPORTED_DATA = 1003;
    private static final short TRY_AGAIN_LATER = 1013;

    private final NetClient client;
    private final int port;

    /** The loopback ports of our own ends, and who is behind each. */
    private final Map<Integer, String> peers = new ConcurrentHashMap<>();

    /**
     * @param port of the server on loopback
     */
    WebSocketDoor(Vertx vertx, int port) {
        this.client = vertx.createNetClient();
        this.port = port;
    }

    /** The address of who speaks through that end; empty if it is none of ours. */
    Optional<String> peer(SocketAddress end) {
        return Optional.ofNullable(peers.get(end.port()));
    }

    void accept(ServerWebSocket socket) {
        socket.pause();
        client.connect(SocketAddress.inetSocketAddress(port, LOOPBACK))
                .onSuccess(tunnel -> join(socket, tunnel))
                .onFailure(_ -> socket.close(TRY_AGAIN_LATER));
    }

    private void join(ServerWebSocket socket, NetSocket tunnel) {
        int end = tunnel.localAddress().port();
        peers.put(end, socket.remoteAddress().hostAddress());
        tunnel.closeHandler(_ -> peers.remove(end));
        socket.textMessageHandler(_ -> socket.close(UNSUPPORTED_DATA));
        socket.pipeTo(tunnel).onComplete(_ -> tunnel.close());
        tunnel.pipeTo(socket).onComplete(_ -> socket.close());
        socket.resume();
    }

    void close() {
        client.close();
    }
}
