package dev.bulkhead.web;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.http.ServerWebSocketHandshake;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.SocketAddress;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Serves the dashboard's files and hands WebSockets that speak MQTT on. Nothing of the twin can be
 * read or done by HTTP itself, so there is nothing to forge a request for.
 */
public final class WebServer implements AutoCloseable {
    private static final String MQTT_PATH = "/mqtt";
    private static final String MQTT_PROTOCOL = "mqtt";
    private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
    private static final int MAX_HEADER_BYTES = 8 << 10;
    private static final int MAX_LINE_BYTES = 2 << 10;
    private static final int IDLE_S = 120;

    /** Well within the time after which an idle connection is closed; MQTT itself may be silent. */
    private static final long PING_MS = 45_000;

    private static final int PATIENCE_S = 10;

    /** Scripts, styles, pictures and connections from this server only. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
                    + " connect-src 'self'; base-uri 'none'; form-action 'none';"
                    + " frame-ancestors 'none'";

    /**
     * Where Vert.x 5.1 trips over a WebSocket of an unknown version, which it closes all the same:
     * what a stranger sent is no business of the terminal.
     */
    private static final Logger STRANGERS =
            Logger.getLogger("io.netty.util.concurrent.DefaultPromise");

    private final Vertx vertx;
    private final Settings settings;
    private final WebFiles files = new WebFiles();
    private final Consumer<ServerWebSocket> mqtt;
    private final HttpServer server;
    private final Set<SocketAddress> connections = ConcurrentHashMap.newKeySet();
    private final Set<ServerWebSocket> webSockets = ConcurrentHashMap.newKeySet();
    private final long pings;

    /**
     * @param host address to listen on
     * @param port 0 for any that is free
     * @param tls without it plain HTTP
     * @param maxWebSockets more than so many at a time are refused
     * @param maxConnections the same for connections that are no WebSockets
     */
    public record Settings(
            String host,
            int port,
            Optional<Certificate> tls,
            int maxWebSockets,
            int maxConnections) {}

    /** Files in PEM form. */
    public record Certificate(Path chain, Path key) {}

    /**
     * Listens from now on.
     *
     * @param mqtt takes each WebSocket that speaks MQTT
     * @throws IllegalStateException if it cannot listen there; its message says why
     */
    public WebServer(Vertx vertx, Settings settings, Consumer<ServerWebSocket> mqtt) {
        this.vertx = vertx;
        this.settings = settings;
        this.mqtt = mqtt;
        STRANGERS.setLevel(Level.OFF);
        HttpServerOptions options =
                new HttpServerOptions()
                        .setHost(settings.host())
                        .setPort(settings.port())
                        .setCompressionSupported(true)
                        // no HTTP/2: the fuzzer got null pointers out of its upgrade in Vert.x 5
                        .setHttp2ClearTextEnabled(false)
                        .setUseAlpn(false)
                        .setMaxHeaderSize(MAX_HEADER_BYTES)
                        .setMaxInitialLineLength(MAX_LINE_BYTES)
                        .setIdleTimeout(IDLE_S)
                        .setIdleTimeoutUnit(TimeUnit.SECONDS)
                        .addWebSocketSubProtocol(MQTT_PROTOCOL);
        settings.tls()
                .ifPresent(
                        tls ->
                                options.setSsl(true)
                                        .setKeyCertOptions(
                                                new PemKeyCertOptions()
                                                        .addCertPath(tls.chain().toString())
                                                        .addKeyPath(tls.key().toString())));
        server =
                vertx.createHttpServer(options)
                        .connectionHandler(this::count)
                        .requestHandler(this::answer)
                        .webSocketHandshakeHandler(this::greet)
                        .webSocketHandler(this::accept);
        try {
            server.listen().await(PATIENCE_S, TimeUnit.SECONDS);
        } catch (Exception e) { // await throws what listening failed of, checked or not
            throw new IllegalStateException("does not listen: " + e.getMessage(), e);
        }
        pings = vertx.setPeriodic(PING_MS, _ -> ping());
    }

    /** The port it listens on. */
    public int port() {
        return server.actualPort();
    }

    private void count(HttpConnection connection) {
        SocketAddress peer = connection.remoteAddress();
        if (connections.size() >= settings.maxConnections()) {
            connection.close();
        } else {
            connections.add(peer);
            connection.closeHandler(_ -> connections.remove(peer));
        }
    }

    private void answer(HttpServerRequest request) {
        HttpServerResponse response = request.response();
        response.putHeader("Content-Security-Policy", POLICY)
                .putHeader("X-Content-Type-Options", "nosniff")
                .putHeader("Referrer-Policy", "no-referrer")
                .putHeader("Cross-Origin-Opener-Policy", "same-origin")
                .putHeader("Cross-Origin-Resource-Policy", "same-origin")
                .putHeader("X-Frame-Options", "DENY");
        if (!Origins.isKnownHost(request, settings)) {
            refuse(response, 421, "this server is not " + Origins.hostShown(request));
        } else if (!READS.contains(request.method())) {
            response.putHeader(HttpHeaders.ALLOW, "GET, HEAD");
            refuse(response, 405, "only GET; commands go over MQTT, see asyncapi.yaml");
        } else if (request.path().equals("/health")) {
            response.putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8");
            response.putHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            response.end("up\n");
        } else {
            files.at(request.path())
                    .ifPresentOrElse(
                            file -> send(request, file),
                            () -> refuse(response, 404, "no such page; the dashboard is at /"));
        }
    }

    private static void send(HttpServerRequest request, WebFiles.WebFile file) {
        HttpServerResponse response = request.response();
        response.putHeader(HttpHeaders.CONTENT_TYPE, file.type())
                .putHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .putHeader(HttpHeaders.ETAG, file.tag());
        if (file.tag().equals(request.getHeader(HttpHeaders.IF_NONE_MATCH))) {
            response.setStatusCode(304).end();
        } else if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader(HttpHeaders.CONTENT_LENGTH, String.valueOf(file.content().length()));
            response.end();
        } else {
            response.end(file.content());
        }
    }

    private static void refuse(HttpServerResponse response, int status, String why) {
        response.setStatusCode(status)
                .putHeader(HttpHeaders.CONTENT_TYPE, "text/plain; charset=utf-8")
                .end(why + "\n");
    }

    /** A page of another site may not use the rights that a browser's user has here. */
    private void greet(ServerWebSocketHandshake handshake) {
        if (!handshake.path().equals(MQTT_PATH)) {
            handshake.reject(404);
        } else if (!Origins.isOwn(handshake.headers(), settings)) {
            handshake.reject(403);
        } else if (openWebSockets() >= settings.maxWebSockets()) {
            handshake.reject(503);
        } else {
            handshake.accept();
        }
    }

    private void accept(ServerWebSocket socket) {
        webSockets.add(socket);
        connections.remove(socket.remoteAddress()); // Vert.x tells of its end only as a WebSocket's
        mqtt.accept(socket);
    }

    private int openWebSockets() {
        webSockets.removeIf(ServerWebSocket::isClosed);
        return webSockets.size();
    }

    private void ping() {
        webSockets.removeIf(ServerWebSocket::isClosed);
        webSockets.forEach(socket -> socket.writePing(Buffer.buffer()));
    }

    @Override
    public void close() {
        vertx.cancelTimer(pings);
        server.close();
    }
}
