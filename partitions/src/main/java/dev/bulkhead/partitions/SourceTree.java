package dev.bulkhead.partitions;

import dev.bulkhead.input.InputError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
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
            URI uri = url.toURI();
            if (!"jar".equals(uri.getScheme())) {
                return new SourceTree(name, read(name, Path.of(uri)));
            }
            try (FileSystem _ = FileSystems.newFileSystem(uri, Map.of())) {
                return new SourceTree(name, read(name, Path.of(uri)));
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
        if (!Files.isDirectory(folder)) {
            throw new InputError(
                    folder.toString(), "is not a folder", "name a folder that holds C files");
        }
        try {
            SortedMap<String, byte[]> files = read(folder.toString(), folder);
            if (files.keySet().stream().noneMatch(name -> name.endsWith(".c"))) {
                throw new InputError(
                        folder.toString(), "holds no C file", "put the partition's .c files there");
            }
            return new SourceTree(folder.toString(), files);
        } catch (IOException e) {
            throw new InputError(
                    folder.toString(), "cannot be read", "check the permissions of its files");
        }
    }

    private static SortedMap<String, byte[]> read(String place, Path folder) throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted().toList()) {
                String name = folder.relativize(path).toString().replace('\\', '/');
                if (!Files.isRegularFile(path) || KINDS.stream().noneMatch(name::endsWith)) {
                    continue;
                }
                if (files.size() == MAX_FILES || Files.size(path) > MAX_FILE_BYTES) {
                    throw new InputError(
                            place + "/" + name,
                            "is more than " + MAX_FILES + " files or 4 MiB a file",
                            "name the folder of one partition only");
                }
                files.put(name, Files.readAllBytes(path));
            }
        }
        return files;
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
                    digest.update((name + "\0" + content.length + "\0").getBytes(
                            java.nio.charset.StandardCharsets.UTF_8));
                    digest.update(content);
                });
    }
}
