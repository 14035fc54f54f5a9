package dev.bulkhead.partitions;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The source files of a folder in memory, by relative path in ascending order.
 *
 * @param place what to call the folder in a message
 */
record SourceTree(String place, SortedMap<String, byte[]> files) {
    private static final int MAX_FILES = 500;
    private static final int MAX_ENTRIES = 10_000;
    private static final int MAX_DEPTH = 20;
    private static final long MAX_FILE_BYTES = 4L << 20;
    private static final List<String> KINDS = List.of(".c", ".h", ".S", ".ld", ".inc");

    SourceTree {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** Reads a folder that ships as a resource of this package. */
    static SourceTree shipped(String name) {
        URL url = SourceTree.class.getResource(name);
        if (url == null) {
            throw new IllegalStateException("no resource folder '" + name + "'");
        }
        try {
            if (!url.getProtocol().equals("jar")) {
                return new SourceTree(name, read(name, Path.of(url.toURI())));
            }
            JarURLConnection jar = (JarURLConnection) url.openConnection();
            URI file = jar.getJarFileURL().toURI();
            try (FileSystem inside = FileSystems.newFileSystem(Path.of(file))) {
                return new SourceTree(name, read(name, inside.getPath(jar.getEntryName())));
            }
        } catch (URISyntaxException | IOException e) {
            throw new IllegalStateException("cannot read resource folder '" + name + "'", e);
        }
    }

    /**
     * Reads a user's folder.
     *
     * @throws InputError if it is no folder, holds no C, or cannot be read
     */
    static SourceTree of(Path folder) {
        String place = Text.plain(folder.toString());
        if (!Files.isDirectory(folder)) {
            throw new InputError(place, "is not a folder", "name a folder that holds C files");
        }
        try {
            SourceTree tree = new SourceTree(place, read(place, folder));
            if (tree.compiled().isEmpty()) {
                throw new InputError(
                        place, "holds no C file", "put the partition's .c files there");
            }
            return tree;
        } catch (IOException | UncheckedIOException _) {
            throw new InputError(place, "cannot be read", "check the permissions of its files");
        }
    }

    private static SortedMap<String, byte[]> read(String place, Path folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        for (Path path : below(place, folder)) {
            String name = folder.relativize(path).toString().replace('\\', '/');
            if (KINDS.stream().noneMatch(name::endsWith) || !Files.isRegularFile(path)) {
                continue;
            }
            if (name.chars().anyMatch(c -> c <= ' ' || c > '~')) {
                throw new InputError(
                        place + "/" + Text.plain(name),
                        "has a space or a special character in its name",
                        "rename it");
            }
            if (files.size() == MAX_FILES || Files.size(path) > MAX_FILE_BYTES) {
                throw tooLarge(place + "/" + name);
            }
            files.put(name, Files.readAllBytes(path));
        }
        return files;
    }

    private static List<Path> below(String place, Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder, MAX_DEPTH)) {
            List<Path> found = paths.limit(MAX_ENTRIES + 1L).sorted().toList();
            if (found.size() > MAX_ENTRIES) {
                throw tooLarge(place);
            }
            return found;
        }
    }

    private static InputError tooLarge(String place) {
        return new InputError(
                place,
                "is more than " + MAX_FILES + " files or 4 MiB a file",
                "name the folder of one partition only");
    }

    /** Names of the files that the compiler takes. */
    List<String> compiled() {
        return files.keySet().stream()
                .filter(name -> name.endsWith(".c") || name.endsWith(".S"))
                .toList();
    }

    void writeTo(Path folder) {
        try {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                Path target = folder.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.write(target, file.getValue());
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write sources into " + folder, e);
        }
    }

    void feed(MessageDigest digest) {
        files.forEach(
                (name, content) -> {
                    String head = name + "\0" + content.length + "\0";
                    digest.update(head.getBytes(StandardCharsets.UTF_8));
                    digest.update(content);
                });
    }
}
