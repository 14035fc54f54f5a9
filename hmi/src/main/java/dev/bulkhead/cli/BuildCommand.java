package dev.bulkhead.cli;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.partitions.FirmwareBuilder;
import dev.bulkhead.partitions.FirmwareBuilder.Placement;
import dev.bulkhead.partitions.ImageSizes;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.report.Json;

import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;

/** Compiles a partition's C. */
@Command(
        name = "build",
        description = {
            "Compiles a folder of C into an image for one partition.",
            "Without a folder: shows the images that ship."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        footer = {
            "",
            "An image runs where it was linked: --base, --size and --stack are those under",
            "'memory' of the partition in the system description. A folder with the name of a",
            "partition that ships is linked at that partition's place.",
            "",
            "Example: ./twin build my/braking --base 0x80100000 -o mine.elf",
        })
final class BuildCommand implements Callable<Integer> {
    private static final String BASE = "0x80300000";
    private static final String SIZE = "0x40000";
    private static final String STACK = "0x2000";
    private static final long PAGE = 4096;
    private static final long RAM_BASE = 0x8000_0000L;
    private static final long ADDRESSES_END = 1L << 32;

    @Parameters(arity = "0..1", paramLabel = "FOLDER", description = "The partition's C files.")
    private Path folder;

    @Option(
            names = "--base",
            paramLabel = "ADDRESS",
            converter = Number.class,
            description = "First address of the partition's memory, else " + BASE + ".")
    private Long base;

    @Option(
            names = "--size",
            paramLabel = "BYTES",
            converter = Number.class,
            description = "Size of that memory, else " + SIZE + ".")
    private Long size;

    @Option(
            names = "--stack",
            paramLabel = "BYTES",
            converter = Number.class,
            description = "Size of the stack in it, else " + STACK + ".")
    private Long stack;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE.elf",
            description = "The image, else the folder's name with .elf here.")
    private String output;

    @Option(
            names = "--json",
            paramLabel = "FILE",
            description = "Write the result as JSON; - for standard output.")
    private String json;

    @Option(
            names = "--verbose",
            description = "Print all that a failing compiler or linker says, not its first error.")
    private boolean verbose;

    @Spec private CommandSpec spec;

    /** An image and how it uses its memory, in bytes. */
    private record Built(String name, Placement placement, ImageSizes sizes, String sha256) {
        static Built of(String name, byte[] elf, Placement placement) {
            ImageSizes sizes = ImageSizes.of(ElfFile.read(name, elf));
            return new Built(name, placement, sizes, sha256Of(elf));
        }

        private static String sha256Of(byte[] bytes) {
            try {
                byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
                return HexFormat.of().formatHex(digest);
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        void describe(ObjectNode object) {
            object.put("image", name)
                    .put("base", Integer.toUnsignedLong(placement.base()))
                    .put("size", placement.size())
                    .put("code", sizes.code())
                    .put("constants", sizes.constants())
                    .put("stack", sizes.stack())
                    .put("data", sizes.data())
                    .put("zeroed", sizes.zeroed())
                    .put("used", sizes.used())
                    .put("sha256", sha256);
        }
    }

    /** Decimal, or hexadecimal with 0x. */
    static final class Number implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            try {
                return Long.decode(text);
            } catch (NumberFormatException _) {
                throw new TypeConversionException("'" + text + "' is not a number such as " + SIZE);
            }
        }
    }

    @Override
    public Integer call() throws IOException {
        Images images = Images.create();
        List<Built> built = new ArrayList<>();
        if (folder == null) {
            if (base != null || size != null || stack != null || output != null) {
                throw mistake("name the folder to compile, FOLDER");
            }
            images.shipped()
                    .forEach(
                            (name, placement) ->
                                    built.add(Built.of(name, images.shipped(name), placement)));
        } else {
            built.add(build(images));
        }
        report(built);
        return 0;
    }

    private Built build(Images images) throws IOException {
        String name = folder.toAbsolutePath().normalize().getFileName().toString();
        Placement placement = placement(images.shipped().get(name));
        PrintWriter err = spec.commandLine().getErr();
        byte[] elf =
                FirmwareBuilder.create()
                        .build(
                                folder,
                                placement,
                                text -> {
                                    if (verbose) {
                                        err.print(text);
                                        err.flush();
                                    }
                                });
        String target = output == null ? name + ".elf" : output;
        try (NewFile file = NewFile.at("--output", target)) {
            file.stream().write(elf);
            file.keep();
        }
        return Built.of(target, elf, placement);
    }

    private Placement placement(Placement shipped) {
        boolean asShipped = shipped != null && base == null && size == null && stack == null;
        if (asShipped) {
            return shipped;
        }
        long at = number("--base", base, BASE);
        long bytes = number("--size", size, SIZE);
        long stackBytes = number("--stack", stack, STACK);
        if (at < RAM_BASE || at + bytes > ADDRESSES_END) {
            throw mistake("--base and --size must lie between 0x80000000 and 0xffffffff");
        }
        if (stackBytes >= bytes) {
            throw mistake("--stack leaves nothing of --size");
        }
        return new Placement((int) at, (int) bytes, (int) stackBytes);
    }

    private long number(String option, Long value, String usual) {
        long number = value == null ? Long.decode(usual) : value;
        if (number <= 0 || number >= ADDRESSES_END || number % PAGE != 0) {
            throw mistake(option + " must be a multiple of 4096 above 0");
        }
        return number;
    }

    private ParameterException mistake(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private void report(List<Built> built) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        if (!"-".equals(json)) {
            printTable(built, out);
        }
        if (json == null) {
            return;
        }
        ObjectNode root = Json.object();
        ArrayNode images = root.putArray("images");
        built.forEach(each -> each.describe(images.addObject()));
        String text = Json.text(root);
        if ("-".equals(json)) {
            out.print(text);
            out.flush();
            return;
        }
        try (NewFile file = NewFile.at("--json", json)) {
            file.stream().write(text.getBytes(StandardCharsets.UTF_8));
            file.keep();
        }
    }

    private static void printTable(List<Built> built, PrintWriter out) {
        out.printf(
                "%-20s %-10s %8s %9s %7s %7s %8s %8s %8s%n",
                "image", "base", "code", "constants", "stack", "data", "zeroed", "used", "of");
        for (Built each : built) {
            ImageSizes sizes = each.sizes();
            out.printf(
                    "%-20s 0x%08x %8d %9d %7d %7d %8d %8d %8d%n",
                    each.name(),
                    each.placement().base(),
                    sizes.code(),
                    sizes.constants(),
                    sizes.stack(),
                    sizes.data(),
                    sizes.zeroed(),
                    sizes.used(),
                    each.placement().size());
        }
    }
}
