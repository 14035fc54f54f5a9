package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** What {@code ./twin live} says to its user. */
class LiveCommandTest {
    private static final int MISTAKE = 2;
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

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
                "--socketcand 70000 | --socketcand: 70000 is no port; name one from 0 to 65535",
                "--socketcand 0 --anonymous telemetry | --socketcand: asks for no password, and not"
                        + " everybody may command this twin; leave it out, or consent with"
                        + " --anonymous command",
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
    void saysWhereCanToolsJoin() {
        assertEquals(
                0,
                live("--for", "20ms", "--socketcand", "0", "--web-port", "0", "--mqtt-port", "0"));
        assertTrue(
                said.toString()
                        .lines()
                        .anyMatch(l -> l.matches("socketcand localhost:\\d+, buses chassis, body")),
                said::toString);
    }

    @Test
    void endsWellWhenAskedToAndHasItsJournalWritten(@TempDir Path folder) throws IOException {
        Path journal = folder.resolve("journal.jsonl");
        LiveProcess live = LiveProcess.start("--journal", journal.toString());

        assertEquals(0, live.end());
        assertEquals("", live.errors());
        assertTrue(Files.readString(journal).contains("traceHash"));
    }

    @Test
    void keepsTheJournalOfEachSessionInAFolder(@TempDir Path folder) throws IOException {
        String[] options = {"--for", "20ms", "--web-port", "0", "--mqtt-port", "0", "--journal"};
        String[] args = Arrays.copyOf(options, options.length + 1);
        args[options.length] = folder.toString();
        assertEquals(0, live(args), errors::toString);
        String first = Files.readString(folder.resolve("journal.jsonl"));
        assertEquals(0, live(args), errors::toString);

        assertEquals(first, Files.readString(folder.resolve("journal.jsonl")));
        assertEquals(first, Files.readString(folder.resolve("journal-2.jsonl")));
    }

    @Nested
    class ItsResult {
        private static final String[] ANY_PORTS = {"--web-port", "0", "--mqtt-port", "0"};

        private JsonNode run(String... options) {
            StringWriter result = new StringWriter();
            List<String> args = new ArrayList<>(List.of("run", "--json", "-"));
            args.addAll(List.of(options));
            int _ =
                    Main.run(
                            Main.command(),
                            new PrintWriter(result, true),
                            new PrintWriter(errors, true),
                            args.toArray(String[]::new));
            return MAPPER.readTree(result.toString());
        }

        private JsonNode liveToTheEnd(String... options) {
            List<String> args = new ArrayList<>(List.of(ANY_PORTS));
            args.addAll(List.of("--json", "-", "--pace", "max"));
            args.addAll(List.of(options));
            assertEquals(0, live(args.toArray(String[]::new)), errors::toString);
            return MAPPER.readTree(said.toString());
        }

        /** But for the time it took, and what only a live twin has. */
        @ParameterizedTest
        @ValueSource(strings = {"full-stop-dry --for 300ms", "full-stop-dry --for 60s --seed 7"})
        void isThatOfARunAndMore(String options) {
            JsonNode live = liveToTheEnd(options.split(" "));
            JsonNode run = run(options.split(" "));

            run.propertyNames().stream()
                    .filter(name -> !name.equals("wallS"))
                    .forEach(name -> assertEquals(run.get(name), live.get(name), name));
            Set<String> more = new TreeSet<>(live.propertyNames());
            more.removeAll(run.propertyNames());
            assertEquals(
                    Set.of(
                            "runs",
                            "simulatedInAllS",
                            "commands",
                            "clientsServed",
                            "connectionsTurnedAway",
                            "samplesLost"),
                    more);
            assertEquals(1, live.path("runs").intValue());
            assertEquals(
                    live.path("simulatedS").doubleValue(),
                    live.path("simulatedInAllS").doubleValue(),
                    1e-6);
            assertTrue(errors.toString().startsWith("Dashboard  http://"), errors::toString);
        }

        @Test
        void countsAllRunsOfAScenarioThatIsRepeated() {
            JsonNode live = liveToTheEnd("full-stop-dry", "--repeat", "--for", "6s");

            assertEquals(2, live.path("runs").intValue(), live::toString);
            assertEquals(6, live.path("simulatedInAllS").doubleValue(), 1e-3);
            assertFalse(live.path("complete").booleanValue());
        }

        @Test
        void countsCommandsAndClientsWhenItIsAskedToEnd(@TempDir Path folder) throws Exception {
            Path file = folder.resolve("live.json");
            LiveProcess live = LiveProcess.start("--json", file.toString());
            MqttClient client =
                    new MqttClient("tcp://127.0.0.1:" + live.mqttPort(), "tester", null);
            client.connect();
            BlockingQueue<String> replies = new LinkedBlockingQueue<>();
            client.subscribe(
                    new MqttSubscription[] {new MqttSubscription("bulkhead/twin/command/reply/#")},
                    new IMqttMessageListener[] {(_, message) -> replies.add(message.toString())});
            for (String pedal : List.of("{\"positionPercent\":40}", "{\"release\":true}", "{}")) {
                client.publish(
                        "bulkhead/twin/command/pedal",
                        pedal.getBytes(StandardCharsets.UTF_8),
                        1,
                        false);
                String reply = replies.poll(10, TimeUnit.SECONDS);
                assertEquals(!pedal.equals("{}"), reply.contains("\"ok\":true"), reply);
            }
            client.disconnect();
            client.close();
            assertFalse(Files.exists(file), "it is there when it is whole");
            assertEquals(0, live.end());

            JsonNode result = MAPPER.readTree(Files.readString(file));
            assertEquals("{\"applied\":2,\"refused\":1}", result.path("commands").toString());
            assertEquals(1, result.path("clientsServed").intValue());
            assertEquals(0, result.path("samplesLost").intValue());
            assertFalse(result.path("complete").booleanValue());
            assertEquals(64, result.path("traceHash").stringValue().length());
        }

        @Test
        void wantsAFileThatCanBeWrittenBeforeItBegins() {
            assertMistake(
                    "/nowhere/x.json: cannot be written; name a file in a folder that exists and is"
                            + " writable",
                    "--json",
                    "/nowhere/x.json");
        }
    }
}
