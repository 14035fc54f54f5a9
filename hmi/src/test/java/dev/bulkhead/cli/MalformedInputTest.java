package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.partitions.Images;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * What is wrong in a file gives one line: place, what, remedy; and status 2. The mistakes are those
 * of a person at work; each reader's own tests have the rest, {@code RunCommandTest} the options.
 */
class MalformedInputTest {
    private static final String IMAGE_OF_MINE =
            "extends: reference\npartitions:\n- { name: infotainment, image: ./my.elf }\n";

    @TempDir private Path folder;

    private void refused(String says, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int status =
                Main.run(Main.command(), new PrintWriter(out), new PrintWriter(err), arguments);
        String line = err.toString().strip().replace(folder + "/", "");
        assertEquals(2, status, line);
        assertEquals("", out.toString());
        assertEquals(1, line.lines().count(), line);
        assertTrue(line.startsWith(says), line);
        int remedy = line.lastIndexOf("; ");
        assertTrue(remedy > 0 && line.length() > remedy + 5, "a remedy in: " + line);
    }

    private String file(String name, byte[] content) throws IOException {
        return Files.write(folder.resolve(name), content).toString();
    }

    private String file(String name, String content) throws IOException {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "\"\" | mine.yaml:1: the file is empty",
                "extends: [ | mine.yaml:1: not YAML:",
                "partitions: 7 | mine.yaml:2: partitions 7 is not a list",
                "partition: [] | mine.yaml:2: unknown key 'partition'",
                "partitions: [{ name: braking, priority: high }] | mine.yaml:2: partition"
                        + " 'braking': priority 'high' is not a whole number",
                "partitions: [{ name: braking, budget_us: 6000 }] | mine.yaml:2: partition"
                        + " 'braking': budget_us 6000 exceeds period_us 5000",
                "profiles: { mine: { kernel: [displai] } } | mine.yaml:2: unknown partition"
                        + " 'displai'; did you mean 'display'?",
                "partitions: [{ name: mine, image: ./mine }] "
                        + "| mine.yaml:2: partition 'mine': key 'level' is missing",
                "partitions: [{ name: display, image: ./no.elf }] | mine.yaml:2: partition"
                        + " 'display': image 'no.elf': no such folder or file",
                "protect: [breaking] | mine.yaml:2: unknown partition 'breaking'",
                "buses: [{ name: chassis, dbc: ./no.dbc }] "
                        + "| mine.yaml:2: bus 'chassis': no message database './no.dbc'",
            })
    void aDescription(String line, String says) throws IOException {
        boolean alone = line.isEmpty() || line.endsWith("[");
        refused(
                says,
                "run",
                "--system",
                file("mine.yaml", alone ? line : "extends: reference\n" + line));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "duration: 5 | mine.yaml:2: duration 5 is not a text",
                "vehicle: { speed_kmh: 900 } | mine.yaml:2: vehicle: speed_kmh 900 is above 360",
                "road: [{ from_m: 0, surface: sand }] | mine.yaml:2: road 1: unknown surface"
                        + " 'sand'",
                "pedal: [{ at: 2 s, percent: 9 }, { at: 1 s, percent: 0 }] "
                        + "| mine.yaml:2: pedal 2: at 1 s is before the 2 s of the item above",
                "console: [{ at: 1 s, partition: radio, text: x }] "
                        + "| mine.yaml:2: console 1: unknown partition 'radio'",
                "checks: [{ name: x, metric: speed, at_most: 1 }] "
                        + "| mine.yaml:2: check 'x': metric 'speed' is not valid",
            })
    void aScenario(String line, String says) throws IOException {
        refused(says, "run", file("mine.yaml", "extends: full-stop-dry\n" + line));
    }

    @Test
    void aScenarioThatExtendsItself() throws IOException {
        refused(
                "mine.yaml:1: extends mine.yaml, which extends this file",
                "run",
                file("mine.yaml", "extends: ./mine.yaml"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, is not an ELF file",
        "4, 2, is a 64-bit ELF file",
        "5, 2, is big-endian",
        "16, 1, 'is an object file, not a linked program'",
        "18, 62, 'is for machine 62, not for RISC-V (243)'",
        "31, 127, program header table at offset",
    })
    void anImageWithAWrongByte(int at, byte value, String says) throws IOException {
        byte[] elf = Images.create().shipped("infotainment").clone();
        elf[at] = value;
        refusedImage(elf, says);
    }

    @ParameterizedTest
    @CsvSource({
        "0, is not an ELF file",
        "40, 'ends after 40 bytes, inside the ELF header of 52'",
        "4200, segment 0 at offset 4096",
    })
    void anImageCutShort(int length, String says) throws IOException {
        refusedImage(Arrays.copyOf(Images.create().shipped("infotainment"), length), says);
    }

    /** By {@code exec}, and by {@code run} as a partition's image. */
    private void refusedImage(byte[] elf, String says) throws IOException {
        refused("my.elf: " + says, "exec", file("my.elf", elf));
        refused(
                "mine.yaml:3: partition 'infotainment': image 'my.elf': " + says,
                "run",
                "--system",
                file("mine.yaml", IMAGE_OF_MINE));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "BU_: ECU | reference.yaml:194: bus 'chassis': node 'PedalSensor': unknown message",
                "BO_ 256 Brake: 8 ECU | my.dbc:1: sender of message 'Brake' is unknown node 'ECU'",
                "BO_ 9999999999 X: 8 ECU | my.dbc:1: '9999999999' stands where",
                "?* | my.dbc: has no statement of a message database",
            })
    void aMessageDatabase(String text, String says) throws IOException {
        file("my.dbc", text);
        String system = "extends: reference\nbuses: [{ name: chassis, dbc: ./my.dbc }]";
        refused(
                says.replaceFirst("^reference.yaml:194", referenceLine()),
                "run",
                "--system",
                file("mine.yaml", system));
    }

    /** Where the shipped description names the first node's message. */
    private static String referenceLine() throws IOException {
        String shipped = "/dev/bulkhead/partitions/reference/reference.yaml";
        try (var in = MalformedInputTest.class.getResourceAsStream(shipped)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            long before = text.substring(0, text.indexOf("message: PedalStatus")).lines().count();
            return "reference.yaml:" + before;
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "void init(void) {} | mine: undefined symbol: notified",
                "void init(void) { | mine/main.c:1: expected '}'",
                "#include <pthread.h> | mine/main.c:1: 'pthread.h' file not found",
                "void init(void) { malloc(3); } | mine/main.c:1: call to undeclared function"
                        + " 'malloc'",
            })
    void aProgram(String text, String says) throws IOException {
        Path mine = Files.createDirectory(folder.resolve("mine"));
        file("mine/main.c", text);
        Path image = folder.resolve("mine.elf");
        refused(says, "build", mine.toString(), "-o", image.toString());
        assertTrue(Files.notExists(image));
    }
}
