package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.report.Json;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import tools.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The same fault has the same verdict, first difference and chain whatever the host, from reset or
 * from a snapshot, alone or beside other twins: the whole text and the whole JSON result are equal.
 */
class SameFaultSameVerdictTest {
    /** The faults act after the healthy run's first snapshot at 0.5 s. */
    private static final String SCENARIO =
            """
            extends: full-stop-ice
            scenario: short
            duration: 1 s
            pedal: [{ at: 200 ms, percent: 100 }]
            checks: []
            """;

    @TempDir private static Path folder;

    private static final Map<Injected, Result> ALONE = new EnumMap<>(Injected.class);

    enum Injected {
        REACHED("display:wild-store=braking@700ms", "hybrid-display-in"),
        IDENTICAL("infotainment:wild-store=braking@700ms", "microkernel");

        private final String fault;
        private final String profile;

        Injected(String fault, String profile) {
            this.fault = fault;
            this.profile = profile;
        }
    }

    /** What is printed, what {@code --json} writes, and the exit status. */
    private record Result(int status, String text, String json) {}

    @BeforeAll
    static void judgeAlone() throws IOException {
        Files.writeString(folder.resolve("short.yaml"), SCENARIO);
        for (Injected injected : Injected.values()) {
            ALONE.put(injected, result(injected, "alone"));
        }
    }

    @AfterAll
    static void forget() {
        ALONE.clear();
    }

    private static List<String> arguments(Injected injected, Path json, String... more) {
        List<String> all = new ArrayList<>(List.of("inject", injected.fault));
        all.addAll(List.of("--profile", injected.profile));
        all.addAll(List.of("--scenario", folder.resolve("short.yaml").toString()));
        all.addAll(List.of("--json", json.toString()));
        all.addAll(List.of(more));
        return all;
    }

    private static Result result(Injected injected, String name, String... more)
            throws IOException {
        Path json = folder.resolve(injected + name + ".json");
        StringWriter text = new StringWriter();
        int status = run(text, arguments(injected, json, more));
        return new Result(status, text.toString(), Files.readString(json));
    }

    private static int run(StringWriter out, List<String> arguments) {
        StringWriter err = new StringWriter();
        int status =
                Main.run(
                        Main.command(),
                        new PrintWriter(out),
                        new PrintWriter(err),
                        arguments.toArray(String[]::new));
        assertEquals("", err.toString());
        return status;
    }

    @ParameterizedTest
    @EnumSource
    void itIsTheVerdictThatWasMeantAndHasAChain(Injected injected) {
        JsonNode result = Json.parse(ALONE.get(injected).json());
        assertEquals(injected.name(), result.path("verdict").asString());
        assertTrue(result.path("chain").size() >= 2, ALONE.get(injected)::text);
    }

    @ParameterizedTest
    @EnumSource
    void fromResetAsFromASnapshot(Injected injected) throws IOException {
        assertEquals(ALONE.get(injected), result(injected, "from reset", "--from-reset"));
    }

    @ParameterizedTest
    @EnumSource
    @Tag("full") // with the fixture more than 20 s where others work, too
    void besideOtherTwins(Injected injected) throws Exception {
        AtomicBoolean judged = new AtomicBoolean();
        AtomicInteger begun = new AtomicInteger();
        List<Thread> others = new ArrayList<>();
        List<Throwable> failures = Collections.synchronizedList(new ArrayList<>());
        for (String fault : List.of("wireless:loop@600ms", "gateway:illegal-instruction@600ms")) {
            Thread other =
                    new Thread(
                            () -> {
                                while (!judged.get()) {
                                    begun.incrementAndGet();
                                    run(
                                            new StringWriter(),
                                            List.of(
                                                    "inject",
                                                    fault,
                                                    "--scenario",
                                                    folder.resolve("short.yaml").toString()));
                                }
                            });
            other.setUncaughtExceptionHandler((_, failure) -> failures.add(failure));
            other.start();
            others.add(other);
        }
        while (begun.get() < others.size()) {
            Thread.onSpinWait();
        }
        try {
            assertEquals(ALONE.get(injected), result(injected, "beside"));
        } finally {
            judged.set(true);
            for (Thread other : others) {
                other.join();
            }
        }
        assertEquals(List.of(), failures);
    }

    /**
     * As far as one machine can be another: one processor, another compiler and collector, other
     * identity hashes, Arabic digits, another time zone, and another order of the JDK's immutable
     * sets, which each process draws.
     */
    @ParameterizedTest
    @EnumSource
    void inAnotherJvm(Injected injected) throws Exception {
        Path json = folder.resolve(injected + "elsewhere.json");
        Path out = folder.resolve(injected + "elsewhere.txt");
        Path err = folder.resolve(injected + "elsewhere.err");
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow",
                        "-Dstdout.encoding=UTF-8",
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseParallelGC",
                        "-XX:ActiveProcessorCount=1",
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:hashCode=0",
                        "-Duser.language=ar",
                        "-Duser.country=SA",
                        "-Duser.extensions=u-nu-arab",
                        "-Duser.timezone=Asia/Kathmandu"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Main.class.getName());
        command.addAll(arguments(injected, json));
        Process elsewhere =
                new ProcessBuilder(command)
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile())
                        .start();
        assertTrue(elsewhere.waitFor(120, TimeUnit.SECONDS));
        assertEquals(
                ALONE.get(injected),
                new Result(elsewhere.exitValue(), Files.readString(out), Files.readString(json)),
                "what it said: " + Files.readString(err));
    }

    @ParameterizedTest
    @EnumSource
    void anotherFaultHasAnotherResult(Injected injected) throws IOException {
        Path json = folder.resolve(injected + "other.json");
        List<String> arguments = arguments(injected, json);
        arguments.set(1, injected.fault.replace("700ms", "790ms"));
        run(new StringWriter(), arguments);
        JsonNode chain = Json.parse(ALONE.get(injected).json()).path("chain");
        assertNotEquals(chain, Json.parse(Files.readString(json)).path("chain"));
    }
}
