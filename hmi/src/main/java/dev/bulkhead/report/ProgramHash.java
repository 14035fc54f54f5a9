package dev.bulkhead.report;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * SHA-256 over the classes and resources of this program, by name and content, in the order of
 * their names; the same whether they lie in folders or in jars. Libraries do not count: the version
 * names them.
 */
final class ProgramHash {
    /** One class of each module. */
    private static final List<Class<?>> MODULES =
            List.of(
                    dev.bulkhead.time.SimTime.class,
                    dev.bulkhead.twin.Twin.class,
                    dev.bulkhead.partitions.Shipped.class,
                    ProgramHash.class);

    private static final String OURS = "dev/bulkhead";

    private ProgramHash() {}

    static String ofThis() {
        SortedSet<String> places = new TreeSet<>();
        for (Class<?> type : MODULES) {
            places.add(type.getProtectionDomain().getCodeSource().getLocation().toString());
        }
        try {
            SortedMap<String, String> files = new TreeMap<>();
            for (String place : places) {
                collect(Path.of(new URI(place)), files);
            }
            MessageDigest all = sha256();
            files.forEach(
                    (name, hash) ->
                            all.update(
                                    (name + " " + hash + "\n").getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(all.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("a class lies at " + places, e);
        }
    }

    private static void collect(Path place, SortedMap<String, String> files) throws IOException {
        if (Files.isDirectory(place)) {
            walk(place, files);
        } else {
            try (FileSystem jar = FileSystems.newFileSystem(place)) {
                walk(jar.getPath("/"), files);
            }
        }
    }

    private static void walk(Path root, SortedMap<String, String> files) throws IOException {
        Path ours = root.resolve(OURS);
        if (!Files.isDirectory(ours)) {
            return;
        }
        try (Stream<Path> found = Files.walk(ours)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(
                        root.relativize(file).toString().replace('\\', '/'),
                        HexFormat.of().formatHex(digest(file)));
            }
        }
    }

    private static byte[] digest(Path file) throws IOException {
        MessageDigest sha = sha256();
        byte[] buffer = new byte[1 << 14];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                sha.update(buffer, 0, n);
            }
        }
        return sha.digest();
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
