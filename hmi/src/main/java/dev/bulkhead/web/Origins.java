package dev.bulkhead.web;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;

/**
 * Whether a request comes from a page of this server. A browser sends {@code Origin} with each
 * WebSocket; other clients send none and are let in, as they hold no user's rights but their own.
 *
 * @see "RFC 6455, section 10.2: Origin Considerations"
 */
final class Origins {
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    private Origins() {}

    static boolean isOwn(MultiMap headers, WebServer.Settings settings) {
        String host = headers.get(HttpHeaders.HOST);
        String origin = headers.get(HttpHeaders.ORIGIN);
        if (host == null || !isKnown(host, settings)) {
            return false;
        }
        if (origin == null) {
            return true;
        }
        try {
            URI uri = new URI(origin);
            String scheme = settings.tls().isPresent() ? "https" : "http";
            return scheme.equals(uri.getScheme()) && host.equalsIgnoreCase(uri.getRawAuthority());
        } catch (URISyntaxException _) {
            return false;
        }
    }

    static boolean isKnownHost(HttpServerRequest request, WebServer.Settings settings) {
        String host = request.getHeader(HttpHeaders.HOST);
        return host == null || isKnown(host, settings);
    }

    static String hostShown(HttpServerRequest request) {
        return request.getHeader(HttpHeaders.HOST).replaceAll("[^A-Za-z0-9.:\\[\\]-]", "?");
    }

    /**
     * On loopback only loopback's own names are known: else a foreign site could point its name
     * here and read along (DNS rebinding). Beyond loopback any name may be ours.
     */
    private static boolean isKnown(String host, WebServer.Settings settings) {
        String name = host.replaceFirst(":\\d+$", "");
        return !isLoopback(settings.host())
                || LOOPBACK.contains(name.toLowerCase(java.util.Locale.ROOT));
    }

    private static boolean isLoopback(String host) {
        return host.equals("localhost") || host.startsWith("127.") || host.equals("::1");
    }
}
