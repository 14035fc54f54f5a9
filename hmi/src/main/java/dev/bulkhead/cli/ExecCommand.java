package dev.bulkhead.cli;

import dev.bulkhead.document.Text;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.input.InputError;
import dev.bulkhead.report.Json;
import dev.bulkhead.time.Clock;
import dev.bulkhead.twin.BareMachine;
import dev.bulkhead.twin.RunEnd;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

import tools.jackson.databind.node.ObjectNode;

import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

/** Runs a bare-metal program without the kernel model. */
@Command(
        name = "exec",
        description = "Runs any bare-metal RISC-V program (M and U mode) on the bare board.",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "The program's console is this terminal. Input from a file is all there from",
            "the start; from a pipe or a terminal it is there as it arrives.",
            "",
            "Exit status: the program's own code (255 for one whose low byte is 0), 124 at",
            "the limit of instructions or when traps follow each other for ever, 125 when",
            "the program waits for an interrupt that nothing will raise, 2 for a mistake",
            "in the input.",
            "",
            "Example: ./twin exec hello.elf --max-instructions 1000000 --dump regs",
        })
final class ExecCommand implements Callable<Integer> {
    private static final int CLOCK_HZ = 100_000_000;
    private static final int STATUS_LIMIT = 124;
    private static final int STATUS_WAITS_FOREVER = 125;
    private static final int STATUS_LOW_BYTE_ZERO = 255;
    private static final int MOST_FILE_BYTES = 64 << 20;

    /** What can be shown of the hart at the end. */
    enum Dump {
        regs,
        csrs
    }

    @Parameters(arity = "0..1", paramLabel = "FILE.elf", description = "The program.")
    private Path file;

    @Option(
            names = "--max-instructions",
            paramLabel = "N",
            description = "Stop once so many instructions have retired.")
    private long maxInstructions = Long.MAX_VALUE;

    @Option(
            names = "--dump",
            paramLabel = "WHAT",
            split = ",",
            description = "Print registers at the end: ${COMPLETION-CANDIDATES}.")
    private List<Dump> dumps = List.of();

    @Option(
            names = "--trace",
            paramLabel = "FILE",
            description = "Write a line an instruction: cycle, address, word, changed registers.")
    private String trace;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "Console input, instead of standard input.")
    private Path input;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description =
                    "Write the result as JSON; - for standard output, the console then goes to"
                            + " standard error.")
    private String json;

    @Option(names = "--costs", description = "Print the table of cycle costs.")
    private boolean costs;

    @Spec private CommandSpec spec;

    private final InputStream standardInput;
    private final OutputStream standardOutput;
    private final OutputStream standardError;

    ExecCommand() {
        this(
                new FileInputStream(FileDescriptor.in),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.out)),
                new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)));
    }

    ExecCommand(InputStream input, OutputStream output, OutputStream error) {
        standardInput = input;
        standardOutput = output;
        standardError = error;
    }

    @Override
    public Integer call() throws IOException {
        if (maxInstructions < 1) {
            throw mistake("--max-instructions must be at least 1");
        }
        boolean jsonOnOutput = "-".equals(json);
        PrintWriter out = jsonOnOutput ? spec.commandLine().getErr() : spec.commandLine().getOut();
        if (costs) {
            printCosts(out);
        }
        if (file == null) {
            if (costs) {
                return 0;
            }
            throw mistake("name the program to run, FILE.elf");
        }
        String name = Text.plain(file.toString());
        ElfFile program = ElfFile.read(name, bytesOf("FILE.elf", file, false));
        BareMachine machine =
                new BareMachine(name, program, Clock.ofHz(CLOCK_HZ), CostTable.defaults());
        Terminal terminal = terminal(jsonOnOutput ? standardError : standardOutput);
        machine.onOutput((value, _) -> terminal.write(value));
        machine.uart().feedFrom(terminal, 0);
        machine.onWait(terminal::await);
        return run(machine, terminal, out);
    }

    private int run(BareMachine machine, Terminal terminal, PrintWriter out) throws IOException {
        RunEnd end;
        long startNs;
        long wallNs;
        boolean toFile = json != null && !"-".equals(json);
        try (NewFile result = toFile ? NewFile.at("--json", json) : null;
                NewFile lines = trace == null ? null : NewFile.apart(result, "--trace", trace)) {
            startNs = System.nanoTime();
            end =
                    lines == null
                            ? machine.run(maxInstructions)
                            : machine.trace(
                                    maxInstructions,
                                    new InstructionTrace(machine.hart(), lines.stream()));
            wallNs = System.nanoTime() - startNs;
            terminal.flush();
            if (lines != null) {
                lines.keep();
            }
            tellEnd(end, machine);
            dump(machine, out);
            String object = toJson(machine, end, wallNs);
            if (result != null) {
                result.stream().write(object.getBytes(StandardCharsets.UTF_8));
                result.keep();
            } else if (json != null) {
                PrintWriter output = spec.commandLine().getOut();
                output.print(object);
                output.flush();
            }
        }
        return status(end);
    }

    private ParameterException mistake(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private Terminal terminal(OutputStream output) {
        return input == null
                ? new Terminal(standardInput, output)
                : Terminal.withInput(bytesOf("--input", input, true), output);
    }

    /** Content of a file, which may be a pipe or a device where {@code anything} says so. */
    private static byte[] bytesOf(String option, Path path, boolean anything) {
        String name = Text.plain(path.toString());
        if (path.toString().isBlank()) {
            throw new InputError(option, "names no file", "name one");
        }
        if (Files.isDirectory(path)) {
            throw new InputError(name, "is a folder", "name a file");
        }
        if (!anything && Files.exists(path) && !Files.isRegularFile(path)) {
            throw new InputError(name, "is not a file", "name a file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MOST_FILE_BYTES + 1);
            if (bytes.length > MOST_FILE_BYTES) {
                throw new InputError(
                        name,
                        "is larger than " + (MOST_FILE_BYTES >> 20) + " MiB",
                        "name a smaller file");
            }
            return bytes;
        } catch (NoSuchFileException _) {
            throw new InputError(name, "does not exist", "name an existing file");
        } catch (IOException _) {
            throw new InputError(name, "cannot be read", "name a readable file");
        }
    }

    private static void printCosts(PrintWriter out) {
        for (CostTable.Row row : CostTable.defaults().rows()) {
            out.printf("%-18s %3d  %s%n", row.key(), row.cycles(), row.source());
        }
    }

    private static int status(RunEnd end) {
        return switch (end) {
            case RunEnd.Exited(int code) ->
                    code != 0 && (code & 0xff) == 0 ? STATUS_LOW_BYTE_ZERO : code & 0xff;
            case RunEnd.LimitReached _, RunEnd.TrapsForever _ -> STATUS_LIMIT;
            case RunEnd.WaitsForever _ -> STATUS_WAITS_FOREVER;
        };
    }

    private void tellEnd(RunEnd end, BareMachine machine) {
        PrintWriter err = spec.commandLine().getErr();
        switch (end) {
            case RunEnd.Exited _ -> {}
            case RunEnd.LimitReached _ ->
                    err.printf(
                            "twin: stopped after %d instructions at 0x%08x%n",
                            machine.instructions(), machine.hart().pc());
            case RunEnd.TrapsForever(int pc) ->
                    err.printf(
                            "twin: traps follow each other for ever at 0x%08x; set mtvec to a"
                                    + " handler%n",
                            pc);
            case RunEnd.WaitsForever(int pc) ->
                    err.printf(
                            "twin: waits for ever before 0x%08x; no interrupt that mie enables will"
                                    + " come%n",
                            pc);
        }
        err.flush();
    }

    private void dump(BareMachine machine, PrintWriter out) {
        for (Dump what : dumps) {
            switch (what) {
                case regs -> RegisterDump.registers(machine.hart(), out);
                case csrs -> RegisterDump.csrs(machine.hart(), out);
            }
        }
        out.flush();
    }

    private static String toJson(BareMachine machine, RunEnd end, long wallNs) {
        String how =
                switch (end) {
                    case RunEnd.Exited _ -> "exited";
                    case RunEnd.LimitReached _ -> "limit";
                    case RunEnd.TrapsForever _ -> "traps-forever";
                    case RunEnd.WaitsForever _ -> "waits-forever";
                };
        ObjectNode root = Json.object();
        root.put("exit", status(end));
        root.put("end", how);
        root.put("instructions", machine.instructions());
        root.put("cycles", machine.hart().cycle());
        root.put("mips", machine.instructions() * 1e3 / Math.max(wallNs, 1));
        return Json.text(root);
    }
}
