package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.results.CampaignStore;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A campaign over a second of a full stop, each fault watched for 50 ms. */
final class ShortCampaign {
    private static final String SCENARIO =
            """
            extends: full-stop-ice
            scenario: short
            duration: 700 ms
            pedal: [{ at: 200 ms, percent: 100 }]
            checks: []
            """;

    private final Path folder;

    /** What a call came to. */
    record Ran(int status, String out, String err) {}

    ShortCampaign(Path folder) throws IOException {
        this.folder = folder;
        Files.writeString(folder.resolve("short.yaml"), SCENARIO);
    }

    /** Without the results' folder. */
    List<String> arguments(String... more) {
        List<String> all = new ArrayList<>(List.of("campaign", "--quiet"));
        all.addAll(List.of("--scenario", folder.resolve("short.yaml").toString()));
        all.addAll(List.of("--span", "50ms"));
        all.addAll(List.of(more));
        return all;
    }

    Ran run(String results, String... more) {
        List<String> all = arguments("--results", folder.resolve(results).toString());
        all.addAll(List.of(more));
        return call(all);
    }

    static Ran call(List<String> arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.run(
                        Main.command(),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        arguments.toArray(String[]::new));
        return new Ran(status, out.toString(), err.toString());
    }

    /**
     * A process of its own with these arguments: what it tells goes into the file {@code told},
     * what it says beside that into {@code said}.
     */
    Process start(List<String> arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx512m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        // else each one killed leaves DuckDB's library there
                        "-Djava.io.tmpdir=" + folder));
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(option -> option.startsWith("-XX:Tiered"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(folder.resolve("said").toFile())
                .redirectOutput(folder.resolve("told").toFile())
                .start();
    }

    /** All that is kept of each trial but what it took of the host's time. */
    List<String> rows(String results) {
        List<String> rows = new ArrayList<>();
        try (CampaignStore store = CampaignStore.open(folder.resolve(results))) {
            store.forEachTrial(row -> rows.add(row.toString().replaceFirst("coreMs=[^,]*, ", "")));
            assertEquals(store.tally().all().done(), rows.size());
        }
        return rows;
    }
}
