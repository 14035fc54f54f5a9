package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class NewFileTest {
    private static final byte[] NEW = "new\n".getBytes(StandardCharsets.US_ASCII);

    @TempDir private Path folder;

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private static void write(Path target) throws IOException {
        try (NewFile file = NewFile.at("--json", target.toString())) {
            file.stream().write(NEW);
            file.keep();
        }
    }

    @Test
    void appearsOnlyWhenKept() throws IOException {
        Path target = folder.resolve("a b ü.json");
        try (NewFile file = NewFile.at("--json", target.toString())) {
            file.stream().write(NEW);
            assertFalse(Files.exists(target));
            file.keep();
        }
        assertArrayEquals(NEW, Files.readAllBytes(target));
        assertEquals(List.of("a b ü.json"), names());
    }

    @Test
    void leavesTheOldOneWhenDropped() throws IOException {
        Path target = Files.writeString(folder.resolve("r.json"), "old");
        try (NewFile file = NewFile.at("--json", target.toString())) {
            file.stream().write(NEW);
        }
        assertEquals("old", Files.readString(target));
        assertEquals(List.of("r.json"), names());
    }

    @Test
    void replacesWhatALinkPointsToAndNotTheLink() throws IOException {
        Path target = Files.writeString(folder.resolve("r.json"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("r.json"));
        write(link);
        assertTrue(Files.isSymbolicLink(link));
        assertArrayEquals(NEW, Files.readAllBytes(target));
    }

    @Test
    void isWrittenIntoAPipeAsItStands() throws Exception {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        Process reader = new ProcessBuilder("cat", pipe.toString()).start();
        write(pipe);
        assertArrayEquals(NEW, reader.getInputStream().readAllBytes());
        assertFalse(Files.isRegularFile(pipe));
    }

    @Test
    void isNotTheSameAsAnother() throws IOException {
        try (NewFile first = NewFile.at("--json", folder.resolve("r").toString())) {
            String again = folder.resolve(".").resolve("r").toString();
            InputError wrong =
                    assertThrows(InputError.class, () -> NewFile.apart(first, "--trace", again));
            assertEquals("--trace", wrong.place());
        }
        assertEquals(List.of(), names());
    }
}
