package dev.bulkhead.partitions;

import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.FirmwareBuilder.Placement;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemReader;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The step of the Maven build that compiles what ships: reads the reference description, which is
 * checked on the way, and puts the images of its partitions beside this package's classes, and the
 * programs of {@code ./twin bench}.
 */
final class ShippedImages {
    private ShippedImages() {}

    /**
     * @param args the folder of the module's classes
     */
    public static void main(String[] args) throws IOException {
        try {
            Path folder = Path.of(args[0], "dev/bulkhead/partitions");
            build(folder.resolve(Images.FOLDER));
            BenchProgram.buildAll(
                    FirmwareBuilder.create(),
                    folder.resolve(BenchProgram.FOLDER),
                    System.out::print);
        } catch (InputError e) {
            System.out.println("[ERROR] " + e.getMessage());
            System.exit(1);
        }
    }

    private static void build(Path folder) throws IOException {
        Files.createDirectories(folder);
        FirmwareBuilder builder = FirmwareBuilder.create();
        StringBuilder index = new StringBuilder();
        var reader =
                new SystemReader(
                        Shipped.descriptions(),
                        partition -> image(builder, partition, folder, index));
        reader.read("shipped", Shipped.REFERENCE);
        Files.writeString(folder.resolve(Images.INDEX), index);
    }

    private static byte[] image(
            FirmwareBuilder builder, Partition partition, Path folder, StringBuilder index) {
        String name = partition.image();
        var placement = new Placement(partition.base(), partition.size(), partition.stackBytes());
        byte[] elf = builder.build(SourceTree.shipped(name), placement, System.out::print);
        byte[] hostile =
                builder.build(SourceTree.shipped(Images.HOSTILE), placement, System.out::print);
        try {
            Files.write(folder.resolve(name + ".elf"), elf);
            Path beside = Files.createDirectories(folder.resolve(Images.HOSTILE));
            Files.write(beside.resolve(name + ".elf"), hostile);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write image " + name, e);
        }
        index.append(Images.indexLine(name, placement));
        return elf;
    }
}
