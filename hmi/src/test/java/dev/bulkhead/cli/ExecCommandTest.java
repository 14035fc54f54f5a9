package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

class ExecCommandTest {
    // lui a0,0x10000; li a1,'k'; sb a1,0(a0)
    private static final int[] PRINT_K = {0x10000537, 0x06b00593, 0x00b50023};
    // lui t0,0x100; lui t1,0x5; addi t1,t1,0x555; sw t1,0(t0); j .
    private static final int[] PASS = {0x001002b7, 0x00005337, 0x55530313, 0x0062a023, 0x0000006f};
    // lui t0,0x100; lui t1,0x33; addi t1,t1,0x333; sw t1,0(t0); j .
    private static final int[] FAIL_3 = {0x001002b7, 0x00033337, 0x33330313, 0x0062a023, 0x6f};
    // lui t0,0x100; lui t1,0x1003; addi t1,t1,0x333; sw t1,0(t0); j .
    private static final int[] FAIL_256 = {0x001002b7, 0x01003337, 0x33330313, 0x0062a023, 0x6f};
    // j .
    private static final int[] LOOP = {0x6f};
    // wfi; j .
    private static final int[] WAIT = {0x10500073, 0x6f};
    // lui t0,0x10000; lbu t1,5(t0); andi t1,t1,1; beqz t1,-8; lbu t1,0(t0); sb t1,0(t0);
    // li t2,'.'; bne t1,t2,-24; then PASS
    private static final int[] ECHO = {
        0x100002b7,
        0x0052c303,
        0x00137313,
        0xfe030ce3,
        0x0002c303,
        0x00628023,
        0x02e00393,
        0xfe7314e3,
        0x001002b7,
        0x00005337,
        0x55530313,
        0x0062a023,
        0x6f
    };

    @TempDir private Path folder;

    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final ByteArrayOutputStream consoleBesideJson = new ByteArrayOutputStream();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private Path program(int[]... parts) throws IOException {
        int words = 0;
        for (int[] part : parts) {
            words += part.length;
        }
        byte[] file = new byte[84 + 4 * words];
        ByteBuffer elf = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
        elf.putInt(0x464c457f).put(new byte[] {1, 1, 1}).position(16);
        elf.putShort((short) 2).putShort((short) 243).putInt(1).putInt(0x8000_0000);
        elf.putInt(52).putInt(0).putInt(0).putShort((short) 52);
        elf.putShort((short) 32).putShort((short) 1).position(52);
        elf.putInt(1).putInt(84).putInt(0x8000_0000).putInt(0x8000_0000);
        elf.putInt(4 * words).putInt(4 * words).putInt(5).putInt(4);
        for (int[] part : parts) {
            for (int word : part) {
                elf.putInt(word);
            }
        }
        return Files.write(folder.resolve("program.elf"), file);
    }

    private int exec(InputStream input, Object... arguments) {
        CommandLine command = new CommandLine(new Twin());
        command.getCommandSpec().removeSubcommand("exec");
        command.addSubcommand(new ExecCommand(input, console, consoleBesideJson));
        String[] all = new String[arguments.length + 1];
        all[0] = "exec";
        for (int i = 0; i < arguments.length; i++) {
            all[i + 1] = arguments[i].toString();
        }
        return Main.run(command, new PrintWriter(out), new PrintWriter(err), all);
    }

    private int exec(Object... arguments) {
        return exec(InputStream.nullInputStream(), arguments);
    }

    @Nested
    class ExitStatus {
        @Test
        void isTheProgramsOwn() throws IOException {
            assertEquals(0, exec(program(PASS)));
            assertEquals(3, exec(program(FAIL_3)));
            assertEquals("", err.toString());
        }

        @Test
        void isNeverGoodForACodeOtherThanZero() throws IOException {
            assertEquals(255, exec(program(FAIL_256)));
        }

        @Test
        void is124AtTheLimit() throws IOException {
            assertEquals(124, exec(program(LOOP), "--max-instructions", 1000));
            assertEquals("twin: stopped after 1000 instructions at 0x80000000\n", err.toString());
        }

        @Test
        void is124WhenTrapsNeverEnd() throws IOException {
            assertEquals(124, exec(program(new int[] {0})));
            assertEquals(
                    "twin: traps follow each other for ever at 0x00000000; set mtvec to a"
                            + " handler\n",
                    err.toString());
        }

        @Test
        void is125WhenTheProgramWaitsForNothing() throws IOException {
            assertEquals(125, exec(program(WAIT)));
            assertEquals(
                    "twin: waits for ever before 0x80000004;"
                            + " no interrupt that mie enables will come\n",
                    err.toString());
        }
    }

    @Nested
    class Console {
        @Test
        void isStandardOutput() throws IOException {
            exec(program(PRINT_K, PASS));
            assertEquals("k", console.toString(StandardCharsets.UTF_8));
        }

        @Test
        void takesInputAsItArrives() throws IOException {
            var typed = new ByteArrayInputStream("hello.".getBytes(StandardCharsets.UTF_8));
            assertEquals(0, exec(typed, program(ECHO)));
            assertEquals("hello.", console.toString(StandardCharsets.UTF_8));
        }

        @Test
        void takesInputFromAFileAndCountsTheSameEachTime() throws IOException {
            Path input = Files.writeString(folder.resolve("input"), "hello.");
            assertEquals(0, exec(program(ECHO), "--input", input, "--json", "-"));
            // 6 rounds of 7 instructions and the first, then 4
            assertEquals(47, json(out.toString()).get("instructions").asInt());
        }
    }

    private static JsonNode json(String text) {
        return JsonMapper.builder().build().readTree(text);
    }

    @Nested
    class Json {
        @Test
        void goesToStandardOutputAndTheConsoleToStandardError() throws IOException {
            assertEquals(0, exec(program(PRINT_K, PASS), "--json", "-"));
            JsonNode result = json(out.toString());
            assertEquals(0, result.get("exit").asInt());
            assertEquals("exited", result.get("end").asString());
            assertEquals(7, result.get("instructions").asInt());
            assertTrue(result.get("cycles").asLong() >= 7);
            assertTrue(result.get("mips").asDouble() > 0);
            assertEquals("", console.toString(StandardCharsets.UTF_8));
            assertEquals("k", consoleBesideJson.toString(StandardCharsets.UTF_8));
        }

        @Test
        void goesToAFileThatAppearsWhole() throws IOException {
            Path json = folder.resolve("result.json");
            assertEquals(3, exec(program(FAIL_3), "--json", json));
            assertEquals(3, json(Files.readString(json)).get("exit").asInt());
            assertFalse(Files.exists(folder.resolve("result.json.part")));
        }
    }

    @Nested
    class Trace {
        @Test
        void hasALineAnInstruction() throws IOException {
            Path trace = folder.resolve("trace.txt");
            exec(program(PRINT_K, PASS), "--trace", trace);
            List<String> lines = Files.readAllLines(trace);
            assertEquals(7, lines.size());
            assertEquals("         0 80000000 10000537 a0=10000000", lines.get(0));
            assertEquals("         1 80000004 06b00593 a1=0000006b", lines.get(1));
            assertEquals("         2 80000008 00b50023", lines.get(2));
        }

        @Test
        void showsATrapInPlaceOfItsInstruction() throws IOException {
            Path trace = folder.resolve("trace.txt");
            exec(program(new int[] {0x73}), "--trace", trace);
            assertEquals(
                    "         0 80000000 00000073 trap mcause=0000000b mtval=00000000 pc=00000000",
                    Files.readAllLines(trace).getFirst());
        }
    }

    @Nested
    class Dumps {
        @Test
        void showRegistersAndCsrs() throws IOException {
            exec(program(PRINT_K, PASS), "--dump", "regs,csrs");
            String text = out.toString();
            assertTrue(text.startsWith("pc       8000001c  privilege MACHINE"), text);
            assertTrue(text.contains("x10/a0     10000000"), text);
            assertTrue(text.contains("minstret   00000007"), text);
            assertTrue(text.contains("pmpaddr15  00000000"), text);
        }

        @Test
        void showTheCostsWithoutAProgram() {
            assertEquals(0, exec("--costs"));
            assertTrue(out.toString().contains("branch-taken         3  CV32E40S"), out.toString());
        }
    }

    @Nested
    class AMistake {
        private void isOneLine(String line, Object... arguments) {
            assertEquals(2, exec(arguments));
            assertEquals(line + "\n", err.toString());
        }

        @Test
        void isAMissingFile() {
            Path missing = folder.resolve("none.elf");
            isOneLine(missing + ": does not exist; name an existing file", missing);
        }

        @Test
        void isAFolder() {
            isOneLine(folder + ": is a folder; name a file", folder);
        }

        @Test
        void isAFileThatIsNoProgram() throws IOException {
            Path text = Files.writeString(folder.resolve("notes.txt"), "notes");
            isOneLine(
                    text
                            + ": is not an ELF file;"
                            + " link a program for rv32 with -march=rv32imafdc -mabi=ilp32d",
                    text);
        }

        @Test
        void isNoFileAtAll() {
            isOneLine("twin: name the program to run, FILE.elf; see ./twin exec --help");
        }

        @Test
        void isALimitOfZero() throws IOException {
            isOneLine(
                    "twin: --max-instructions must be at least 1; see ./twin exec --help",
                    program(PASS),
                    "--max-instructions",
                    0);
        }

        @Test
        void isAResultInAFolderThatDoesNotExist() throws IOException {
            Path json = folder.resolve("none").resolve("result.json");
            isOneLine(
                    json
                            + ": cannot be written;"
                            + " name a file in a folder that exists and is writable",
                    program(PASS),
                    "--json",
                    json);
        }
    }
}
