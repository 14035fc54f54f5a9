package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;

/** python-can 4 reads what we write, and we read what it writes, frame for frame. */
class PythonCanTest {
    private static final Path LIBRARY = Path.of("/usr/lib/python3/dist-packages/can");

    /** Seconds as a floating-point number since 1970 are exact to a quarter of a microsecond. */
    private static final long PYTHON_STEP_NS = 1_000;

    @TempDir private Path folder;

    @BeforeEach
    void isThere() {
        Program.PYTHON.mustBeThere(LIBRARY);
    }

    private String peer(String input, String verb, Path file)
            throws IOException, InterruptedException {
        try {
            Path script = Path.of(PythonCanTest.class.getResource("python-can-peer.py").toURI());
            return Program.PYTHON.output(input, script.toString(), verb, file.toString());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /** What python-can reads from what we wrote of {@code entries}. */
    private List<String> theyRead(LogFormat format, List<LogEntry> entries)
            throws IOException, InterruptedException {
        Path file = folder.resolve("ours." + format.extension());
        Entries.write(format, file, entries);
        return rounded(peer("", "read", file).lines().toList());
    }

    /** What we read from what python-can wrote of {@code entries}. */
    private List<String> weRead(LogFormat format, List<LogEntry> entries)
            throws IOException, InterruptedException {
        Path file = folder.resolve("theirs." + format.extension());
        peer(String.join("\n", lines(entries)) + "\n", "write", file);
        Entries.Read read = Entries.read(file);
        read.whole();
        return rounded(read.lines());
    }

    private static List<String> lines(List<LogEntry> entries) {
        return entries.stream().map(Entries::line).toList();
    }

    private static List<String> rounded(List<String> lines) {
        return lines.stream()
                .map(
                        line -> {
                            int blank = line.indexOf(' ');
                            long ns = Long.parseLong(line.substring(0, blank));
                            long step = Math.round(ns / (double) PYTHON_STEP_NS);
                            return step * PYTHON_STEP_NS + line.substring(blank);
                        })
                .toList();
    }

    @ParameterizedTest
    @EnumSource(names = {"CANDUMP_X", "ASC", "BLF"})
    void classicFrames(LogFormat format) throws IOException, InterruptedException {
        assertEquals(lines(Entries.classic()), theyRead(format, Entries.classic()));
        assertEquals(lines(Entries.classic()), weRead(format, Entries.classic()));
    }

    @ParameterizedTest
    @EnumSource(names = {"CANDUMP_X", "BLF"})
    void fdFramesUpTo64Bytes(LogFormat format) throws IOException, InterruptedException {
        assertEquals(lines(Entries.fd()), theyRead(format, Entries.fd()));
        assertEquals(lines(Entries.fd()), weRead(format, Entries.fd()));
    }

    @Test
    void framesOfACandumpWithoutMarks() throws IOException, InterruptedException {
        assertEquals(
                lines(Entries.unmarked(Entries.classic())),
                theyRead(LogFormat.CANDUMP, Entries.classic()));
        assertEquals(
                lines(Entries.unmarked(Entries.fd())), theyRead(LogFormat.CANDUMP, Entries.fd()));
    }

    @Test
    void fdFramesInAsc() throws IOException, InterruptedException {
        assertEquals(lines(Entries.fd()), theyRead(LogFormat.ASC, Entries.fd()));
        assertEquals(lines(Entries.fd()), weRead(LogFormat.ASC, Entries.fd()));
    }

    @ParameterizedTest
    @EnumSource(names = {"CANDUMP", "ASC", "BLF"})
    void remoteFramesThatWeWrote(LogFormat format) throws IOException, InterruptedException {
        assertEquals(lines(Entries.remote()), theyRead(format, Entries.remote()));
    }

    @ParameterizedTest
    @EnumSource(names = {"ASC", "BLF"})
    void remoteFramesThatTheyWrote(LogFormat format) throws IOException, InterruptedException {
        assertEquals(lines(Entries.remote()), weRead(format, Entries.remote()));
    }

    @Test
    void inItsCandumpARemoteFrameHasNoLength() throws IOException, InterruptedException {
        var without =
                lines(Entries.remote()).stream()
                        .map(line -> line.replaceFirst(" [0-9] 0 0 -$", " 0 0 0 -"))
                        .toList();

        assertEquals(without, weRead(LogFormat.CANDUMP, Entries.remote()));
    }

    @Nested
    class ErrorFrames {
        /** python-can keeps of a candump line only that it is an error, and no channel. */
        private List<String> kinds(List<String> lines) {
            return lines.stream()
                    .map(line -> line.split(" ")[0] + " " + line.split(" ")[3])
                    .toList();
        }

        @ParameterizedTest
        @EnumSource(names = {"CANDUMP", "ASC", "BLF"})
        void theyReadOurs(LogFormat format) throws IOException, InterruptedException {
            assertEquals(kinds(lines(Entries.errors())), kinds(theyRead(format, Entries.errors())));
        }

        @ParameterizedTest
        @EnumSource(names = {"CANDUMP", "ASC", "BLF"})
        void weReadTheirs(LogFormat format) throws IOException, InterruptedException {
            assertEquals(kinds(lines(Entries.errors())), kinds(weRead(format, Entries.errors())));
        }

        @Test
        void inBlfClassAndDetailAreKept() throws IOException, InterruptedException {
            assertEquals(
                    lines(Entries.errors()),
                    theyRead(LogFormat.BLF, Entries.errors()).stream()
                            .map(line -> line.replaceFirst("(error [8A][08]) \\d 8", "$1 0 8"))
                            .toList());
            assertEquals(lines(Entries.errors()), weRead(LogFormat.BLF, Entries.errors()));
        }
    }

    @Nested
    class ItsTable {
        private final List<LogEntry> entries =
                List.of(
                        Entries.at(0, "can0", Entries.base(0x123, "11 22")),
                        Entries.at(123_456_000, "can0", Entries.extended(0x1FFFFFFF, "")),
                        Entries.error(200_000_000, "can0"),
                        Entries.remote().get(2));

        @Test
        void theyReadOurs() throws IOException, InterruptedException {
            assertEquals(lines(entries), theyRead(LogFormat.CSV_PYTHON_CAN, entries));
        }

        @Test
        void weReadTheirs() throws IOException, InterruptedException {
            assertEquals(lines(entries), weRead(LogFormat.CSV_PYTHON_CAN, entries));
        }
    }
}
