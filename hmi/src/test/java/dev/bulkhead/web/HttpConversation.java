package dev.bulkhead.web;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What a fuzzer says to the web port: requests that were right once, cut off, overlong, many in one
 * go, and bytes of WebSocket frames after an upgrade.
 */
public final class HttpConversation {
    private static final int OVERLONG = 70_000;

    private static final List<String> REQUESTS =
            List.of(
                    "GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n",
                    "GET /app.js HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n",
                    "HEAD /app.css HTTP/1.0\r\n\r\n",
                    "GET /%2e%2e/%00?a=b#c HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET http://localhost/health HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\nhello",
                    "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                            + "5\r\nhello\r\n0\r\n\r\n",
                    "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
                            + "Content-Length: 3\r\n\r\nffffffff\r\n1",
                    "POST /mqtt HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
                            + "Content-Length: 99999999999999999999\r\n\r\n",
                    "OPTIONS * HTTP/1.1\r\nHost: [::1]:PORT\r\nConnection: close\r\n\r\n",
                    "CONNECT localhost:1 HTTP/1.1\r\nHost: localhost:1\r\n\r\n",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                            + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: localhost\r\nIf-None-Match: \"\r\nRange: bytes=5-"
                            + "\r\nCookie: \u0001=\u00ff\r\n\r\n");
    private static final String UPGRADE =
            "GET /mqtt HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUpgrade: websocket\r\n"
                    + "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                    + "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: mqtt\r\n"
                    + "Origin: http://127.0.0.1:PORT\r\n\r\n";

    /** WebSocket frames in hexadecimal, masked with zeros: MQTT, ping, close, wrong ones. */
    private static final List<String> FRAMES =
            List.of(
                    "829000000000100e00044d5154540502003c00000166",
                    "8282" + "00000000" + "c000",
                    "8980" + "00000000",
                    "8882" + "00000000" + "03e8",
                    "8185" + "00000000" + "68656c6c6f",
                    "82ff" + "7fffffffffffffff" + "00000000" + "10",
                    "02fe" + "ffff" + "00000000" + "10",
                    "8200",
                    "f000");

    private HttpConversation() {}

    /** One to four requests, broken or not. */
    public static byte[] of(SplittableRandom random, int port) {
        StringBuilder text = new StringBuilder();
        for (int at = random.nextInt(4); at >= 0; at--) {
            text.append(request(random, port));
        }
        return text.toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String request(SplittableRandom random, int port) {
        if (random.nextInt(3) == 0) {
            StringBuilder text = new StringBuilder(broken(UPGRADE, random, port));
            for (int at = random.nextInt(4); at > 0; at--) {
                byte[] frame = HexFormat.of().parseHex(FRAMES.get(random.nextInt(FRAMES.size())));
                text.append(broken(new String(frame, StandardCharsets.ISO_8859_1), random, port));
            }
            return text.toString();
        }
        return broken(REQUESTS.get(random.nextInt(REQUESTS.size())), random, port);
    }

    private static String broken(String request, SplittableRandom random, int port) {
        StringBuilder text = new StringBuilder(request.replace("PORT", "" + port));
        for (int at = random.nextInt(4); at > 0 && !text.isEmpty(); at--) {
            int place = random.nextInt(text.length());
            switch (random.nextInt(8)) {
                case 0 -> text.setCharAt(place, (char) random.nextInt(256));
                case 1 -> text.deleteCharAt(place);
                case 2 -> text.setLength(place);
                case 3 -> text.insert(place, text.substring(0, place));
                case 4 -> text.insert(place, "\r\n");
                case 5 -> text.insert(place, random.nextBoolean() ? "\0" : "%");
                case 6 -> text.insert(place, letters(random.nextInt(300)));
                default -> text.insert(place, letters(random.nextInt(OVERLONG)));
            }
        }
        return text.toString();
    }

    private static char[] letters(int count) {
        char[] letters = new char[count];
        Arrays.fill(letters, 'a');
        return letters;
    }
}
