package dev.bulkhead.hart.fuzz;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * QEMU 7.2 as an oracle. Its RAM is a file, so that what a program left there can be read when it
 * has ended by the finisher.
 */
final class Qemu {
    private static final String PROGRAM = "qemu-system-riscv32";
    private static final String CPU =
            "rv32,s=off,h=off,sstc=off,mmu=off,zba=off,zbb=off,zbc=off,zbs=off";

    private Qemu() {}

    /** Skips the test where QEMU is missing, but fails it where {@code CI} says that it must be. */
    static void require() {
        boolean present = isPresent();
        if (!present && "true".equals(System.getenv("CI"))) {
            throw new AssertionError(PROGRAM + " is missing; install qemu-system-misc");
        }
        assumeTrue(present, PROGRAM + " is not installed");
    }

    private static boolean isPresent() {
        for (String folder : System.getenv("PATH").split(":")) {
            if (Files.isExecutable(Path.of(folder, PROGRAM))) {
                return true;
            }
        }
        return false;
    }

    /**
     * Runs a program to its end.
     *
     * @param elf loaded at the begin of RAM, which has {@link Image#RAM_BYTES} bytes
     * @return the first {@code count} bytes of RAM
     */
    static byte[] run(byte[] elf, int count) {
        try {
            Path folder = Files.createTempDirectory("qemu");
            Path program = folder.resolve("program.elf");
            Path ram = folder.resolve("ram");
            try {
                Files.write(program, elf);
                start(program, ram, folder.resolve("log"));
                return read(ram, count);
            } finally {
                try (var files = Files.newDirectoryStream(folder)) {
                    for (Path file : files) {
                        Files.delete(file);
                    }
                }
                Files.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void start(Path program, Path ram, Path log) throws IOException {
        String bytes = Integer.toString(Image.RAM_BYTES);
        Process process =
                new ProcessBuilder(
                                PROGRAM,
                                "-machine",
                                "virt,memory-backend=ram",
                                "-object",
                                "memory-backend-file,id=ram,share=on,size="
                                        + bytes
                                        + ",mem-path="
                                        + ram,
                                "-m",
                                "size=" + bytes + "B",
                                "-cpu",
                                CPU,
                                "-bios",
                                "none",
                                "-kernel",
                                program.toString(),
                                "-display",
                                "none",
                                "-serial",
                                "none",
                                "-monitor",
                                "none")
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                        .start();
        try {
            if (!process.waitFor(120, TimeUnit.SECONDS)) {
                throw new AssertionError("QEMU did not come to an end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } finally {
            process.destroyForcibly();
        }
        if (process.exitValue() != 0) {
            throw new AssertionError(
                    "QEMU ended with %d: %s".formatted(process.exitValue(), Files.readString(log)));
        }
    }

    private static byte[] read(Path ram, int count) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(count);
        try (FileChannel file = FileChannel.open(ram)) {
            while (bytes.hasRemaining() && file.read(bytes) >= 0) {}
        }
        return bytes.array();
    }
}
