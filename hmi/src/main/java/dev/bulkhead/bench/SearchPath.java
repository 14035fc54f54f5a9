package dev.bulkhead.bench;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Where other people's programs are found. */
final class SearchPath {
    private SearchPath() {}

    /**
     * The first program of that name.
     *
     * @param path folders as in the environment variable PATH; null is none
     */
    static Optional<Path> find(String path, String name) {
        return Stream.ofNullable(path)
                .flatMap(folders -> Stream.of(folders.split(File.pathSeparator, -1)))
                .filter(folder -> !folder.isEmpty())
                .map(folder -> Path.of(folder, name))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
