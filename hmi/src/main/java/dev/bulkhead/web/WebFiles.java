package dev.bulkhead.web;

import io.vertx.core.buffer.Buffer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The page's files, read once: they need no folder that can be written, as Vert.x's own do. */
final class WebFiles {
    private static final String SCRIPT = "text/javascript; charset=utf-8";

    /** Path of each file and where it lies on the class path. */
    private static final Map<String, String> PLACES =
            Map.ofEntries(
                    Map.entry("/", "/dev/bulkhead/web/index.html"),
                    own("app.css"),
                    own("icon.svg"),
                    own("app.js"),
                    own("buses.js"),
                    own("campaign.js"),
                    own("car.js"),
                    own("dom.js"),
                    own("experiment.js"),
                    own("health.js"),
                    own("link.js"),
                    own("partitions.js"),
                    own("screen.js"),
                    own("windows.js"),
                    Map.entry("/timeline.js", "/dev/bulkhead/report/timeline.js"),
                    Map.entry("/asyncapi.yaml", "/dev/bulkhead/telemetry/asyncapi.yaml"),
                    Map.entry(
                            "/paho-mqtt.js",
                            "/META-INF/resources/webjars/paho-mqtt/1.1.0/paho-mqtt-min.js"));

    private final Map<String, WebFile> files = new TreeMap<>();

    /**
     * @param tag changes with the content
     */
    record WebFile(String type, Buffer content, String tag) {}

    WebFiles() {
        PLACES.forEach((path, place) -> files.put(path, read(place)));
    }

    private static Map.Entry<String, String> own(String name) {
        return Map.entry("/" + name, "/dev/bulkhead/web/" + name);
    }

    Optional<WebFile> at(String path) {
        return Optional.ofNullable(files.get(path));
    }

    private static WebFile read(String place) {
        try (InputStream in = WebFiles.class.getResourceAsStream(place)) {
            if (in == null) {
                throw new IllegalStateException("no resource " + place);
            }
            byte[] bytes = in.readAllBytes();
            return new WebFile(type(place), Buffer.buffer(bytes), tag(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String type(String place) {
        return switch (place.substring(place.lastIndexOf('.') + 1)) {
            case "html" -> "text/html; charset=utf-8";
            case "css" -> "text/css; charset=utf-8";
            case "js" -> SCRIPT;
            case "svg" -> "image/svg+xml";
            case "yaml" -> "application/yaml; charset=utf-8";
            default -> throw new IllegalStateException("no type for " + place);
        };
    }

    private static String tag(byte[] bytes) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
            return '"' + HexFormat.of().formatHex(digest, 0, 12) + '"';
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("a JDK without SHA-256", e);
        }
    }
}
