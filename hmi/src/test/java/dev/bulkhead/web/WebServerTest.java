package dev.bulkhead.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.vertx.core.Vertx;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** What the web port says to whom, read off the wire. */
class WebServerTest {
    private static Vertx vertx;
    private static WebServer server;
    private static final BlockingQueue<String> ACCEPTED = new LinkedBlockingQueue<>();

    @BeforeAll
    static void listen() {
        vertx = Vertx.vertx();
        server = server(100, 200);
    }

    private static WebServer server(int maxWebSockets, int maxConnections) {
        return new WebServer(
                vertx,
                new WebServer.Settings(
                        "127.0.0.1", 0, Optional.empty(), maxWebSockets, maxConnections),
                socket -> ACCEPTED.add(String.valueOf(socket.subProtocol())));
    }

    @AfterAll
    static void close() {
        server.close();
        vertx.close().await();
    }

    /** What the server answers, up to the end of the connection or of the answer's head. */
    private static String ask(String... lines) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            return ask(socket, lines);
        }
    }

    private static String ask(Socket socket, String... lines) throws IOException {
        socket.setSoTimeout(10_000);
        String text = String.join("\r\n", lines) + "\r\n\r\n";
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        var answer = new StringBuilder();
        boolean headOnly = text.contains("Upgrade: ");
        for (int value = in.read(); value >= 0; value = in.read()) {
            answer.append((char) value);
            if (headOnly && answer.indexOf("\r\n\r\n") > 0) {
                break;
            }
        }
        return answer.toString();
    }

    private static String get(String path) throws IOException {
        return ask(
                "GET " + path + " HTTP/1.1",
                "Host: localhost:" + server.port(),
                "Connection: close");
    }

    private static String[] handshake(WebServer to) {
        return handshake(to, "http://127.0.0.1:" + to.port());
    }

    private static String[] handshake(WebServer to, String origin) {
        return new String[] {
            "GET /mqtt HTTP/1.1",
            "Host: 127.0.0.1:" + to.port(),
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: mqtt",
            "Origin: " + origin
        };
    }

    private static void assertStatus(int status, String answer) {
        assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
    }

    @Nested
    class Pages {
        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/",
                    "/app.css",
                    "/app.js",
                    "/icon.svg",
                    "/paho-mqtt.js",
                    "/timeline.js",
                    "/asyncapi.yaml"
                })
        void areServedWithTheirTypes(String path) throws IOException {
            String answer = get(path);

            assertStatus(200, answer);
            assertTrue(answer.contains("content-type: "), answer.substring(0, 300));
            assertTrue(answer.contains("X-Content-Type-Options: nosniff"));
        }

        /** Whatever the page names, the server has: nothing comes from elsewhere. */
        @Test
        void nameNoFileThatTheServerDoesNotHave() throws IOException {
            var names =
                    java.util.regex.Pattern.compile(
                            "(?:src|href)=\"([a-z.-]+)\"|from \"\\./(\\S+)\"");
            for (String page : new String[] {"/", "/app.js", "/experiment.js", "/campaign.js"}) {
                var found = names.matcher(get(page));
                while (found.find()) {
                    String name = found.group(1) == null ? found.group(2) : found.group(1);
                    assertStatus(200, get("/" + name));
                }
            }
        }

        @Test
        void loadNothingFromOtherServers() throws IOException {
            String answer = get("/");

            assertTrue(answer.contains("default-src 'none'; script-src 'self'"));
            assertTrue(!answer.substring(answer.indexOf("<!doctype")).contains("http"), "a link");
        }

        @Test
        void areNotSentAgainWhereTheBrowserHasThem() throws IOException {
            String tag = get("/app.css").split("etag: ", 2)[1].split("\r\n", 2)[0];

            String again =
                    ask(
                            "GET /app.css HTTP/1.1",
                            "Host: localhost",
                            "Connection: close",
                            "If-None-Match: " + tag);

            assertStatus(304, again);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "/nothing",
                    "/../app.css",
                    "/%2e%2e/%2e%2e/etc/passwd",
                    "/web/app.css",
                    "/app.css/"
                })
        void thatAreNotThereGetOneLine(String path) throws IOException {
            String answer = get(path);

            assertStatus(404, answer);
            assertTrue(answer.endsWith("no such page; the dashboard is at /\n"), answer);
        }

        @Test
        void takeNothing() throws IOException {
            String answer =
                    ask(
                            "POST / HTTP/1.1",
                            "Host: localhost",
                            "Connection: close",
                            "Content-Length: 0");

            assertStatus(405, answer);
            assertTrue(answer.contains("Allow: GET, HEAD") || answer.contains("allow: GET, HEAD"));
        }

        /** DNS rebinding: a site's name that points to loopback is not ours. */
        @Test
        void areNotForThoseWhoCallThisServerByAnotherName() throws IOException {
            String answer = ask("GET / HTTP/1.1", "Host: evil.example", "Connection: close");

            assertStatus(421, answer);
            assertTrue(answer.endsWith("this server is not evil.example\n"), answer);
        }

        @Test
        void answerThatTheServerIsUp() throws IOException {
            assertTrue(get("/health").endsWith("up\n"));
        }
    }

    @Nested
    class Connections {
        private static final int MOST = 3;

        @Test
        @Timeout(60)
        void beyondTheLimitAreClosedUntilOneHasGone() throws IOException {
            try (WebServer small = server(100, MOST)) {
                for (int round = 0; round < 3; round++) {
                    List<Socket> open = new ArrayList<>();
                    while (open.size() < MOST) {
                        Socket socket = connect(small);
                        if (isServed(socket)) {
                            open.add(socket);
                        } else { // those of the last round are about to go
                            socket.close();
                        }
                    }
                    try (Socket oneMore = connect(small)) {
                        assertFalse(isServed(oneMore));
                    }
                    for (Socket socket : open) {
                        socket.close();
                    }
                }
            }
        }

        /** WebSockets have a limit of their own. */
        @Test
        @Timeout(60)
        void doNotCountOnceTheyAreWebSockets() throws IOException {
            try (WebServer small = server(100, 1);
                    Socket first = connect(small)) {
                assertStatus(101, ask(first, handshake(small)));
                String answer = "";
                while (answer.isEmpty()) { // until the server has seen that the first is one
                    try (Socket second = connect(small)) {
                        answer = answered(second, handshake(small));
                    }
                }
                assertStatus(101, answer);
            }
        }

        /** What the server answers; empty if it closes at once. */
        private String answered(Socket socket, String... lines) throws IOException {
            try {
                return ask(socket, lines);
            } catch (SocketException _) { // closed before it had read
                return "";
            }
        }

        /** Whether it is answered and stays open. */
        private boolean isServed(Socket socket) throws IOException {
            try {
                String head = "HEAD /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
                socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
                return socket.getInputStream().read() >= 0;
            } catch (SocketException _) { // it was closed before it had read
                return false;
            }
        }

        private Socket connect(WebServer to) throws IOException {
            Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.port());
            socket.setSoTimeout(10_000);
            return socket;
        }
    }

    @Nested
    class WebSockets {
        @Test
        void ofTheOwnPageSpeakMqtt() throws Exception {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                String answer = ask(socket, handshake(server));

                assertStatus(101, answer);
                assertEquals("mqtt", ACCEPTED.take());
            }
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "http://evil.example",
                    "https://127.0.0.1",
                    "http://127.0.0.1:1",
                    "null",
                    "http://127.0.0.1.evil.example"
                })
        void ofOtherPagesAreRefused(String origin) throws IOException {
            assertStatus(403, ask(handshake(server, origin)));
        }

        @Test
        void beyondTheLimitAreRefused() throws Exception {
            try (WebServer small = server(2, 200);
                    Socket first = new Socket(InetAddress.getLoopbackAddress(), small.port());
                    Socket second = new Socket(InetAddress.getLoopbackAddress(), small.port());
                    Socket third = new Socket(InetAddress.getLoopbackAddress(), small.port())) {
                assertStatus(101, ask(first, handshake(small)));
                assertStatus(101, ask(second, handshake(small)));
                assertStatus(503, ask(third, handshake(small)));
            }
        }
    }
}
