package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;

/** What {@code ./twin live} says to its user. */
class LiveCommandTest {
    private static final int MISTAKE = 2;

    private final StringWriter said = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int live(String... options) {
        String[] args = new String[options.length + 1];
        args[0] = "live";
        System.arraycopy(options, 0, args, 1, options.length);
        return Main.run(
                Main.command(), new PrintWriter(said, true), new PrintWriter(errors, true), args);
    }

    private void assertMistake(String line, String... options) {
        assertEquals(MISTAKE, live(options), errors::toString);
        assertEquals(line, errors.toString().strip());
        assertEquals("", said.toString());
    }

    @Nested
    class BeyondLoopback {
        @Test
        void isRefusedUnlessSomebodyConsents() {
            assertMistake(
                    "--listen: 0.0.0.0 is beyond this machine and anybody could come; name --users"
                            + " FILE, or consent with --anonymous telemetry or command",
                    "--listen",
                    "0.0.0.0");
        }

        @Test
        void warnsInOneLineWhoMayDoWhat() throws IOException {
            try (LiveProcess live =
                    LiveProcess.start("--listen", "0.0.0.0", "--anonymous", "telemetry")) {
                assertEquals("warning: whoever reaches 0.0.0.0 may watch", live.errors().strip());
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--anonymous boss | --anonymous: 'boss' is no role; use telemetry or command",
                "--listen nowhere.invalid | --listen: 'nowhere.invalid' is no address; use"
                        + " 127.0.0.1 or 0.0.0.0",
                "--mqtt-port 70000 | --mqtt-port: 70000 is no port; name one from 0 to 65535",
                "--web-port -1 | --web-port: -1 is no port; name one from 0 to 65535",
                "--tls-cert x.pem | --tls-cert: TLS takes a certificate and its key; give"
                        + " --tls-cert and --tls-key",
                "--tls-key x.pem | --tls-key: TLS takes a certificate and its key; give --tls-cert"
                        + " and --tls-key",
                "--tls-cert x.pem --tls-key y.pem | --tls-cert: x.pem is no file that can be read;"
                        + " name another",
                "--name a/b | --name: 'a/b' cannot stand in a topic; use letters, digits, dot,"
                        + " dash and underscore",
                "--telemetry-rate 0 | --telemetry-rate: 0.0 is no rate; name one above 0, at most"
                        + " 1000",
                "--telemetry-frames some | --telemetry-frames: 'some' is neither; use sampled or"
                        + " all",
            })
    void aMistakeIsOneLine(String options, String line) {
        assertMistake(line, options.split(" "));
    }

    @Test
    void aPaceThatIsNoneIsOneLine() {
        assertEquals(MISTAKE, live("--pace", "fast"));
        assertTrue(
                errors.toString()
                        .startsWith("twin: 'fast' is no pace from 0.001 to 1000, and not max;"),
                errors::toString);
    }

    @Test
    void aTakenPortIsOneLine() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = "" + taken.getLocalPort();

            assertEquals(MISTAKE, live("--web-port", port, "--mqtt-port", "0"));
            assertEquals(
                    "127.0.0.1:%s: cannot listen there: Address already in use; choose another"
                                    .formatted(port)
                            + " --listen or --web-port",
                    errors.toString().strip());
        }
    }

    @Test
    void endsWellWhenAskedToAndHasItsJournalWritten(@TempDir Path folder) throws IOException {
        Path journal = folder.resolve("journal.jsonl");
        LiveProcess live = LiveProcess.start("--journal", journal.toString());

        assertEquals(0, live.end());
        assertEquals("", live.errors());
        assertTrue(Files.readString(journal).contains("traceHash"));
    }
}
