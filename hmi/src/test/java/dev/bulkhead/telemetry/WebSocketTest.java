package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** MQTT through the web port, here a bare one. */
class WebSocketTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final LiveEndpoint twin =
            new LiveEndpoint(
                    LiveEndpoint.with(
                            new Limits(50, 1 << 16, 9, 9, 100, 1 << 20, Duration.ofSeconds(1))),
                    Access.of(
                            Users.of(
                                    List.of(
                                            new Users.User(
                                                    "driver",
                                                    PasswordHash.of("act".toCharArray(), 10),
                                                    Role.COMMAND)))));
    // Vert.x closes a client that nobody refers to
    private final WebSocketClient webClient =
            twin.vertx.createWebSocketClient(
                    new WebSocketClientOptions().setMaxMessageSize(1 << 20));

    private int webPort;

    @BeforeEach
    void aWebPort() throws Exception {
        HttpServer server =
                twin.vertx.createHttpServer(
                        new HttpServerOptions().addWebSocketSubProtocol("mqtt"));
        server.webSocketHandler(twin.endpoint::accept);
        webPort = await(server.listen(0, "127.0.0.1")).actualPort();
    }

    @AfterEach
    void end() {
        twin.close();
    }

    private static <T> T await(Future<T> future)
            throws ExecutionException, InterruptedException, TimeoutException {
        return future.toCompletionStage()
                .toCompletableFuture()
                .get(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS);
    }

    private PahoClient paho(String clientId) {
        return twin.keep(new PahoClient("ws://127.0.0.1:" + webPort + "/mqtt", clientId));
    }

    private WebSocket webSocket() throws Exception {
        var options =
                new WebSocketConnectOptions()
                        .setHost("127.0.0.1")
                        .setPort(webPort)
                        .setURI("/mqtt")
                        .addSubProtocol("mqtt");
        return await(webClient.connect(options));
    }

    @Test
    void aClientReadsAndCommands() throws InterruptedException {
        twin.retains("clock", "kept");
        PahoClient client = paho("web").connects("driver", "act").subscribes("bulkhead/#");

        assertEquals("bulkhead/twin/clock kept", client.next().toString());
        assertEquals(0, client.publish("bulkhead/twin/command/pause", "{}"));
        assertEquals("bulkhead/twin/command/reply/pause {\"ok\":true}", client.next().toString());
    }

    @Test
    void aLargePictureArrivesWhole() throws InterruptedException {
        PahoClient client = paho("web").connects("driver", "act").subscribes("bulkhead/#");
        String picture = "p".repeat(500_000);

        twin.publishes("screen", picture);

        assertEquals(picture, client.next().text());
    }

    @Test
    void theSameSessionsAreMeant() throws Exception {
        PahoClient web = paho("same").connects("driver", "act");

        twin.paho("same").connects("driver", "act");

        assertEquals(
                0x8e, web.disconnected.get(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS).intValue());
    }

    @Test
    void theEndOfTheClientIsNoticed() throws Exception {
        PahoClient watcher = twin.paho("watcher").connects("driver", "act").subscribes("#");
        WebSocket socket = webSocket();
        String will = "0004 'MQTT' 05 c6 003c 00 0001 'w'";
        will += " 00 001b 'bulkhead/twin/command/pedal' 0002 '{}' 0006 'driver' 0003 'act'";
        byte[] body = RawClient.bytes(will);
        CompletableFuture<Buffer> answer = new CompletableFuture<>();
        socket.handler(answer::complete);
        await(socket.write(Buffer.buffer(RawClient.bytes("10 %02x".formatted(body.length)))));
        await(socket.write(Buffer.buffer(body)));
        assertEquals(0x20, answer.get(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS).getByte(0));
        CompletableFuture<String> done = new CompletableFuture<>();
        twin.desk =
                (_, command) -> {
                    done.complete(command);
                    return CompletableFuture.completedFuture("{}");
                };

        await(socket.close());

        assertEquals("{}", done.get(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS));
        twin.publishes("clock", "after");
        assertEquals("after", watcher.next().text());
    }

    @Test
    void aClientThatDoesNotReadIsDroppedAndItsSocketClosed() throws Exception {
        PahoClient good = twin.paho("good").connects("driver", "act").subscribes("bulkhead/#");
        WebSocket socket = webSocket();
        socket.pause();
        String connect = "10 1a 0004 'MQTT' 04 c2 003c 0001 'w' 0006 'driver' 0003 'act'";
        String subscribe = "82 06 0001 0001 '#' 00";
        await(socket.write(Buffer.buffer(RawClient.bytes(connect + subscribe))));
        String large = "x".repeat(50_000);

        assertTimeoutPreemptively(
                LIMIT,
                () -> {
                    do {
                        twin.publishes("timeline", large);
                        assertEquals(large, good.next().text());
                    } while (twin.endpoint.samplesLost() == 0 || twin.endpoint.clients() > 1);
                });

        CompletableFuture<Void> closed = new CompletableFuture<>();
        socket.closeHandler(closed::complete);
        socket.resume();
        closed.get(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS);
    }

    @Test
    void textIsRefusedWith1003() throws Exception {
        WebSocket socket = webSocket();
        CompletableFuture<Short> closed = new CompletableFuture<>();
        socket.closeHandler(_ -> closed.complete(socket.closeStatusCode()));

        await(socket.writeTextMessage("hello"));

        assertEquals(1003, closed.get(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS).shortValue());
    }

    @Test
    void anEndOfTheEndpointEndsTheSocketsToo() throws Exception {
        WebSocket socket = webSocket();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        socket.closeHandler(closed::complete);

        twin.endpoint.close();

        closed.get(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS);
    }
}
