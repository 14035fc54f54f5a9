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
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Turns a folder of C into an ELF image linked at its partition's base, together with the SDK.
 * Equal sources give equal bytes wherever they lie. Images and the SDK's object files are kept in
 * the user's cache under the hash of all that went into them.
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
                    "-Wdate-time",
                    "-Werror",
                    "-fno-color-diagnostics",
                    "-fno-caret-diagnostics",
                    "-Isdk/include");

    private static final List<String> LINKER_OPTIONS =
            List.of("-T", "sdk/partition.ld", "--gc-sections", "--build-id=none");

    /**
     * Files of the SDK that are linked only where a program calls them. The others are linked
     * always and thinned out by section, which leaves their debug information in every image.
     */
    private static final List<String> ON_DEMAND = List.of("can_fd_controller.c.o", "isotp.c.o");

    private static final List<String> BARE_LINKER_OPTIONS =
            List.of(
                    "--gc-sections",
                    "--build-id=none",
                    "-z",
                    "max-page-size=4096",
                    "-o",
                    "image.elf");

    /**
     * Where an image is linked.
     *
     * @param base first address, a multiple of 4096
     * @param size of the partition's memory in bytes, a multiple of 4096
     * @param stack size of the stack in bytes, a multiple of 4096
     */
    public record Placement(int base, int size, int stack) {
        public Placement {
            for (int each : new int[] {base, size, stack}) {
                if (each == 0 || each % 4096 != 0) {
                    throw new IllegalArgumentException(
                            "0x%x, expected a multiple of 4096 above 0".formatted(each));
                }
            }
        }
    }

    private final Toolchain toolchain;
    private final SourceTree sdk;
    private final Path cache;

    FirmwareBuilder(Toolchain toolchain, Path cache) {
        this.toolchain = toolchain;
        this.sdk = SourceTree.shipped("sdk");
        this.cache = cache;
    }

    /**
     * A builder with the compiler on the class path, the SDK that ships, and the user's cache.
     *
     * @throws InputError if there is no compiler here
     */
    public static FirmwareBuilder create() {
        Toolchain toolchain = Toolchain.find();
        return new FirmwareBuilder(toolchain, toolchain.folder().resolveSibling("images"));
    }

    /**
     * Builds a user's folder.
     *
     * @throws InputError for the first error of compiler or linker, with file and line
     */
    public byte[] build(Path folder, Placement placement) {
        return build(folder, placement, _ -> {});
    }

    /**
     * Builds a user's folder.
     *
     * @param diagnostics receives all that a failing compiler or linker printed
     * @throws InputError for the first error of compiler or linker, with file and line
     */
    public byte[] build(Path folder, Placement placement, Consumer<String> diagnostics) {
        return build(SourceTree.of(folder), placement, diagnostics);
    }

    byte[] build(SourceTree sources, Placement placement, Consumer<String> diagnostics) {
        Path cached = cache.resolve(imageKey(sources, placement) + ".elf");
        try {
            if (Files.exists(cached)) {
                return Files.readAllBytes(cached);
            }
            Files.createDirectories(cache);
            Path work = Files.createTempDirectory("bulkhead-build");
            try {
                sdk.writeTo(work.resolve("sdk"));
                sources.writeTo(work.resolve("src"));
                List<String> objects = new ArrayList<>(sdkObjects(work));
                var report = new ToolReport(sources.place(), diagnostics);
                for (String name : sources.compiled()) {
                    objects.add(compile(work, "src", name, report));
                }
                byte[] elf = Files.readAllBytes(link(work, objects, placement, report));
                keep(elf, cached);
                return elf;
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build " + sources.place(), e);
        }
    }

    /**
     * Compiles files of a shipped folder without the SDK and links them.
     *
     * @param script name of the linker script in that folder
     * @param diagnostics takes what the compiler prints
     * @throws IllegalStateException if they do not link
     */
    byte[] buildBare(
            SourceTree sources, List<String> files, String script, Consumer<String> diagnostics) {
        try {
            Path work = Files.createTempDirectory("bulkhead-build");
            try {
                sources.writeTo(work.resolve("src"));
                var report = new ToolReport(sources.place(), diagnostics);
                List<String> arguments = new ArrayList<>(BARE_LINKER_OPTIONS);
                arguments.addAll(List.of("-T", "src/" + script));
                for (String name : files) {
                    arguments.add(compile(work, "src", name, report));
                }
                Toolchain.Result result = toolchain.run(work, "ld.lld", arguments);
                if (result.status() != 0) {
                    throw new IllegalStateException(files + ": " + result.output());
                }
                return Files.readAllBytes(work.resolve("image.elf"));
            } finally {
                delete(work);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot build " + sources.place(), e);
        }
    }

    /** Compiles the SDK or takes its objects from the cache; they do not depend on placement. */
    private List<String> sdkObjects(Path work) throws IOException {
        Path kept = cache.resolve("sdk-" + sdkKey());
        if (!Files.isDirectory(kept)) {
            Path beside = Files.createTempDirectory(cache, "sdk");
            var report = new ToolReport("sdk", _ -> {});
            for (String name : sdk.compiled()) {
                Path object = work.resolve(compile(work, "sdk", name, report));
                Files.copy(object, beside.resolve(object.getFileName()));
            }
            try {
                Files.move(beside, kept, StandardCopyOption.ATOMIC_MOVE);
            } catch (IOException e) {
                delete(beside);
                if (!Files.isDirectory(kept)) {
                    throw e;
                }
            }
        }
        try (Stream<Path> objects = Files.list(kept)) {
            return objects.sorted().flatMap(FirmwareBuilder::linked).toList();
        }
    }

    private static Stream<String> linked(Path object) {
        return ON_DEMAND.contains(object.getFileName().toString())
                ? Stream.of("--start-lib", object.toString(), "--end-lib")
                : Stream.of(object.toString());
    }

    private String compile(Path work, String folder, String name, ToolReport report) {
        String object = folder + "/" + name + ".o";
        Path headers = toolchain.folder().resolve("include");
        List<String> arguments = new ArrayList<>(COMPILER_OPTIONS);
        arguments.addAll(
                List.of(
                        "-ffile-prefix-map=" + headers + "=compiler",
                        "-isystem",
                        headers.toString(),
                        "-I" + folder,
                        "-c",
                        folder + "/" + name,
                        "-o",
                        object));
        Toolchain.Result result = toolchain.run(work, "clang", arguments);
        if (result.status() != 0) {
            throw report.compiler(folder + "/" + name, result.output());
        }
        return object;
    }

    private Path link(Path work, List<String> objects, Placement placement, ToolReport report) {
        List<String> arguments = new ArrayList<>(LINKER_OPTIONS);
        arguments.addAll(objects);
        arguments.addAll(
                List.of(
                        "--defsym=PARTITION_BASE=0x" + Integer.toHexString(placement.base),
                        "--defsym=PARTITION_SIZE=0x" + Integer.toHexString(placement.size),
                        "--defsym=PARTITION_STACK=0x" + Integer.toHexString(placement.stack),
                        "-z",
                        "max-page-size=4096",
                        "-o",
                        "image.elf"));
        Toolchain.Result result = toolchain.run(work, "ld.lld", arguments);
        if (result.status() != 0) {
            throw report.linker(placement, result.output());
        }
        return work.resolve("image.elf");
    }

    private static void keep(byte[] elf, Path cached) throws IOException {
        Path beside = Files.createTempFile(cached.getParent(), "image", ".tmp");
        Files.write(beside, elf);
        Files.move(beside, cached, StandardCopyOption.ATOMIC_MOVE);
    }

    private String sdkKey() {
        return HexFormat.of().formatHex(sdkDigest().digest());
    }

    private String imageKey(SourceTree sources, Placement placement) {
        MessageDigest digest = sdkDigest();
        String how = String.join(" ", LINKER_OPTIONS) + ON_DEMAND + placement;
        digest.update(how.getBytes(StandardCharsets.UTF_8));
        sources.feed(digest);
        return HexFormat.of().formatHex(digest.digest());
    }

    private MessageDigest sdkDigest() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            String how = String.join(" ", COMPILER_OPTIONS) + Toolchain.VERSION;
            digest.update(how.getBytes(StandardCharsets.UTF_8));
            sdk.feed(digest);
            return digest;
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
