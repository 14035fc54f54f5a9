package dev.bulkhead.partitions;

import dev.bulkhead.input.InputError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Turns a folder of C into an ELF image linked at its partition's base, together with the SDK.
 * Equal sources give equal bytes wherever they lie; a result is kept in the user's cache under the
 * hash of all that went into it.
 */
public final class FirmwareBuilder {
    private static final List<String> COMPILER_OPTIONS =
            List.of(
                    "--target=riscv32-unknown-elf",
                    "-march=rv32imafdc_zicsr_zifencei",
                    "-mabi=ilp32d",
                    "-mcmodel=medany",
                    "-std=c17",
                    "-O2",
                    "-g",
                    "-ffile-prefix-map=./=",
                    "-fdebug-compilation-dir=.",
                    "-ffreestanding",
                    "-ffunction-sections",
                    "-fdata-sections",
                    "-fno-strict-aliasing",
                    "-ffp-contract=off",
                    "-nostdlibinc",
                    "-resource-dir=.",
                    "-Wall",
                    "-Wextra",
                    "-Werror",
                    "-fno-color-diagnostics",
                    "-fno-caret-diagnostics",
                    "-Isdk/include");

    private static final Pattern ERROR =
            Pattern.compile("(?m)^(\\S+?:\\d+)(?::\\d+)?: (?:fatal )?error: (.*)$");
    private static final Pattern LINK_ERROR = Pattern.compile("(?m)^(?:ld\\.)?lld: error: (.*)$");

    /**
     * Where an image is linked.
     *
     * @param base first address, a multiple of 4096
     * @param size of the partition's memory in bytes
     * @param stack size of the stack in bytes, a multiple of 4096
     */
    public record Placement(int base, int size, int stack) {}

    private final Toolchain toolchain;
    private final SourceTree sdk;
    private final Path cache;

    private FirmwareBuilder(Toolchain toolchain, SourceTree sdk, Path cache) {
        this.toolchain = toolchain;
        this.sdk = sdk;
        this.cache = cache;
    }

    /** A builder with the compiler on the class path and the SDK that ships. */
    public static FirmwareBuilder create() {
        Toolchain toolchain = Toolchain.find();
        return new FirmwareBuilder(
                toolchain,
                SourceTree.shipped("sdk"),
                toolchain.folder().resolveSibling("images"));
    }

    /**
     * Builds a user's folder.
     *
     * @throws InputError for the first error of compiler or linker, with file and line
     */
    public byte[] build(Path folder, Placement placement) {
        return build(SourceTree.of(folder), placement);
    }

    byte[] build(SourceTree sources, Placement placement) {
        Path cached = cache.resolve(key(sources, placement) + ".elf");
        try {
            if (Files.exists(cached)) {
                return Files.readAllBytes(cached);
            }
            Path work = Files.createTempDirectory("bulkhead-build");
            try {
                sdk.writeTo(work.resolve("sdk"));
                sources.writeTo(work.resolve("src"));
                byte[] elf = Files.readAllBytes(compileAndLink(work, sources, placement));
                Files.createDirectories(cache);
                Path beside = Files.createTempFile(cache, "image", ".tmp");
                Files.write(beside, elf);
                Files.move(beside, cached, StandardCopyOption.ATOMIC_MOVE);
                return elf;
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build " + sources.place(), e);
        }
    }

    private Path compileAndLink(Path work, SourceTree sources, Placement placement) {
        List<String> objects = new ArrayList<>();
        sdk.files().keySet().stream()
                .filter(FirmwareBuilder::isCompiled)
                .forEach(name -> objects.add(compile(work, "sdk", name, sources)));
        sources.files().keySet().stream()
                .filter(FirmwareBuilder::isCompiled)
                .forEach(name -> objects.add(compile(work, "src", name, sources)));
        List<String> arguments = new ArrayList<>(objects);
        arguments.addAll(
                List.of(
                        "-T",
                        "sdk/partition.ld",
                        "--defsym=PARTITION_BASE=0x" + Integer.toHexString(placement.base),
                        "--defsym=PARTITION_SIZE=0x" + Integer.toHexString(placement.size),
                        "--defsym=PARTITION_STACK=0x" + Integer.toHexString(placement.stack),
                        "--gc-sections",
                        "--build-id=none",
                        "-z",
                        "max-page-size=4096",
                        "-o",
                        "image.elf"));
        Toolchain.Result result = toolchain.run(work, "ld.lld", arguments);
        if (result.status() != 0) {
            Matcher error = LINK_ERROR.matcher(result.output());
            throw new InputError(
                    sources.place(),
                    error.find() ? error.group(1) : "the linker failed",
                    "correct the sources or the partition's memory");
        }
        return work.resolve("image.elf");
    }

    private static boolean isCompiled(String name) {
        return name.endsWith(".c") || name.endsWith(".S");
    }

    private String compile(Path work, String folder, String name, SourceTree sources) {
        String object = folder + "/" + name + ".o";
        List<String> arguments = new ArrayList<>(COMPILER_OPTIONS);
        arguments.addAll(
                List.of(
                        "-isystem",
                        toolchain.folder().resolve("include").toString(),
                        "-I" + folder,
                        "-c",
                        folder + "/" + name,
                        "-o",
                        object));
        Toolchain.Result result = toolchain.run(work, "clang", arguments);
        if (result.status() != 0) {
            Matcher error = ERROR.matcher(result.output());
            boolean found = error.find();
            String place = found ? error.group(1) : folder + "/" + name;
            throw new InputError(
                    place.replaceFirst("^src/", Matcher.quoteReplacement(sources.place() + "/")),
                    found ? error.group(2) : "the compiler failed",
                    "correct it and run again");
        }
        return object;
    }

    private String key(SourceTree sources, Placement placement) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String options =
                    String.join(" ", COMPILER_OPTIONS)
                            + placement
                            + toolchain.folder().getFileName();
            digest.update(options.getBytes(StandardCharsets.UTF_8));
            sdk.feed(digest);
            sources.feed(digest);
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
