package dev.bulkhead.partitions;

import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * The C compiler and linker for RISC-V, taken from the LLVM jar on the class path and unpacked once
 * into a folder of the user's cache.
 *
 * @param folder where {@code clang} and {@code ld.lld} lie, with the libraries beside them
 */
public record Toolchain(Path folder) {
    private static final String PLATFORM = "org/bytedeco/llvm/linux-x86_64/";
    private static final String HEADERS = PLATFORM + "lib/clang/20/include/";
    static final String VERSION = "llvm-20.1.7-1";

    /** What a tool printed and its exit status. */
    public record Result(int status, String output) {}

    /**
     * Finds the tool chain, unpacking it first if this user has not used it before (0.3 GB).
     *
     * @throws InputError if the class path has no compiler for this platform
     */
    public static Toolchain find() {
        URL jar = Toolchain.class.getClassLoader().getResource(PLATFORM + "clang");
        if (jar == null) {
            throw new InputError(
                    "compiler",
                    "there is no C compiler for this platform here",
                    "compile the folder elsewhere with './twin build FOLDER' and name the ELF"
                            + " file");
        }
        Path cache = cacheFolder();
        Path folder = cache.resolve(VERSION);
        try {
            if (!Files.exists(folder)) {
                Files.createDirectories(cache);
                Path lock = cache.resolve(VERSION + ".lock");
                try (FileChannel channel =
                                FileChannel.open(
                                        lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        var _ = channel.lock()) {
                    if (!Files.exists(folder)) {
                        unpack(jar, folder);
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot unpack the compiler into " + folder, e);
        }
        return new Toolchain(folder);
    }

    private static Path cacheFolder() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base =
                xdg == null || xdg.isBlank()
                        ? Path.of(System.getProperty("user.home"), ".cache")
                        : Path.of(xdg);
        return base.resolve("bulkhead");
    }

    private static void unpack(URL jar, Path folder) throws IOException {
        Path beside = Files.createTempDirectory(folder.getParent(), VERSION + ".");
        JarURLConnection connection = (JarURLConnection) jar.openConnection();
        connection.setUseCaches(false);
        try (JarFile file = connection.getJarFile()) {
            copy(file, PLATFORM + "clang", beside.resolve("clang"));
            copy(file, PLATFORM + "lld", beside.resolve("ld.lld"));
            copy(file, PLATFORM + "libLLVM.so", beside.resolve("libLLVM.so.20.1"));
            copy(file, PLATFORM + "libclang-cpp.so", beside.resolve("libclang-cpp.so.20.1"));
            Path include = Files.createDirectories(beside.resolve("include"));
            for (JarEntry entry : file.stream().toList()) {
                String name = entry.getName();
                if (name.startsWith(HEADERS) && isPlainHeader(name.substring(HEADERS.length()))) {
                    copy(file, name, include.resolve(name.substring(HEADERS.length())));
                }
            }
        }
        for (String program : List.of("clang", "ld.lld")) {
            if (!beside.resolve(program).toFile().setExecutable(true)) {
                throw new IOException("cannot make " + program + " executable");
            }
        }
        Files.move(beside, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** The headers that a freestanding C program uses: the standard ones and their parts. */
    private static boolean isPlainHeader(String name) {
        return name.matches("(__)?(std|float|limits|iso646|inttypes)\\w*\\.h");
    }

    private static void copy(JarFile jar, String name, Path target) throws IOException {
        try (InputStream content = jar.getInputStream(jar.getJarEntry(name))) {
            Files.copy(content, target);
        }
    }

    /** Runs {@code clang} or {@code ld.lld} in {@code directory} and waits for its end. */
    public Result run(Path directory, String program, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(folder.resolve(program).toString()));
        command.addAll(arguments);
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().put("LD_LIBRARY_PATH", folder.toString());
        builder.environment().put("LC_ALL", "C");
        try {
            Process process = builder.start();
            process.getOutputStream().close();
            String output =
                    new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot run " + program, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + program + " ran", e);
        }
    }
}
