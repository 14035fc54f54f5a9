package dev.bulkhead.partitions;

import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.FirmwareBuilder.Placement;
import dev.bulkhead.system.ImageSource;
import dev.bulkhead.system.SystemDescription.Partition;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where a partition's image comes from. A name is one that ships: as it was built where the
 * partition lies at its usual place, else compiled for the new one. A path is an ELF file or a
 * folder of C that is compiled.
 */
public final class Images implements ImageSource {
    /** The greatest ELF file that is read, in bytes. */
    private static final int MAX_BYTES = 64 << 20;

    /** The folder of the shipped images, beside this class. */
    static final String FOLDER = "images";

    /** The shipped folder that can take any partition's place, and its images' folder. */
    static final String HOSTILE = "hostile";

    /** The file in it that says where each is linked. */
    static final String INDEX = "index";

    private final SortedMap<String, Placement> shipped;

    private Images(SortedMap<String, Placement> shipped) {
        this.shipped = Collections.unmodifiableSortedMap(new TreeMap<>(shipped));
    }

    /** The images that ship with this program, and any folder or file. */
    public static Images create() {
        SortedMap<String, Placement> placements = new TreeMap<>();
        String index = new String(resource(INDEX), StandardCharsets.UTF_8);
        index.lines()
                .map(line -> line.split(" ", -1))
                .forEach(part -> placements.put(part[0], placement(part)));
        return new Images(placements);
    }

    /** Where each image that ships is linked, by name. */
    public SortedMap<String, Placement> shipped() {
        return shipped;
    }

    /**
     * The image that ships by that name, at its usual place.
     *
     * @throws IllegalArgumentException if there is none
     */
    public byte[] shipped(String name) {
        if (!shipped.containsKey(name)) {
            throw new IllegalArgumentException("name=" + name + ", expected " + shipped.keySet());
        }
        return resource(name + ".elf");
    }

    @Override
    public byte[] image(Partition partition) {
        String image = partition.image();
        var placement = new Placement(partition.base(), partition.size(), partition.stackBytes());
        if (DocumentSource.isPath(image)) {
            return atPath(image, placement);
        }
        Placement usual = shipped.get(image);
        if (usual == null) {
            throw new InputError(
                    image,
                    "no such image ships",
                    Text.didYouMean(image, shipped.keySet())
                            .orElse("write ./" + Text.plain(image) + " for a folder"));
        }
        return usual.equals(placement)
                ? shipped(image)
                : FirmwareBuilder.create().build(SourceTree.shipped(image), placement, _ -> {});
    }

    /**
     * The hostile image for a partition's place: as it was built where one of the shipped images
     * lies there, else compiled.
     *
     * @throws InputError if there is no compiler for another place
     */
    public byte[] hostile(Partition partition) {
        var placement = new Placement(partition.base(), partition.size(), partition.stackBytes());
        return shipped.entrySet().stream()
                .filter(image -> image.getValue().equals(placement))
                .findFirst()
                .map(image -> resource(HOSTILE + "/" + image.getKey() + ".elf"))
                .orElseGet(
                        () ->
                                FirmwareBuilder.create()
                                        .build(SourceTree.shipped(HOSTILE), placement, _ -> {}));
    }

    private static byte[] atPath(String image, Placement placement) {
        Path path = path(image);
        if (Files.isDirectory(path)) {
            return FirmwareBuilder.create().build(path, placement);
        }
        if (!Files.isRegularFile(path)) {
            throw new InputError(
                    image, "no such folder or file", "name a folder of C or an ELF file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            if (bytes.length > MAX_BYTES) {
                throw new InputError(
                        image, "is larger than " + MAX_BYTES + " bytes", "name a smaller file");
            }
            return bytes;
        } catch (IOException _) {
            throw new InputError(image, "cannot be read", "check its permissions");
        }
    }

    private static Path path(String image) {
        try {
            return Path.of(image);
        } catch (InvalidPathException _) {
            throw new InputError(Text.plain(image), "is not a path", "correct it");
        }
    }

    private static byte[] resource(String name) {
        try (InputStream in = Images.class.getResourceAsStream(FOLDER + "/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no resource '" + FOLDER + "/" + name + "'");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read resource '" + name + "'", e);
        }
    }

    /** A line of the index: name, base, size, stack. */
    static String indexLine(String name, Placement placement) {
        return "%s 0x%x 0x%x 0x%x\n"
                .formatted(name, placement.base(), placement.size(), placement.stack());
    }

    private static Placement placement(String[] part) {
        return new Placement(hex(part[1]), hex(part[2]), hex(part[3]));
    }

    private static int hex(String text) {
        return Integer.parseUnsignedInt(text.substring(2), 16);
    }
}
