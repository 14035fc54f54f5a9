package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A JVM that interprets everything computes the same trace as one that compiles. */
@Tag("full")
class WithoutCompilerTest {
    private static final String[] RUN = {"run", "loaded", "--for", "1300ms", "--json", "-"};

    @Test
    void theTraceIsTheSame() throws IOException, InterruptedException {
        StringWriter out = new StringWriter();
        PrintWriter printer = new PrintWriter(out);
        assertEquals(0, Main.run(Main.command(), printer, printer, RUN));
        List<String> command =
                new ArrayList<>(
                        List.of(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xint",
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName()));
        command.addAll(List.of(RUN));
        Process interpreted =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        String text =
                new String(interpreted.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, interpreted.waitFor());
        assertEquals(hash(out.toString()), hash(text));
    }

    private static String hash(String json) {
        return JsonMapper.builder().build().readTree(json).get("traceHash").asString();
    }
}
