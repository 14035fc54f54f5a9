package dev.bulkhead.partitions;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.elf.ElfFile.Segment;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The bare-metal programs that measure speed, compiled from {@code bench/}. They run in user mode
 * behind PMP entries on the board of {@code ./twin exec} and on QEMU's {@code virt} machine alike,
 * print a checksum and end through the finisher.
 */
public enum BenchProgram {
    /** A linked list, matrices, a scanner of text, CRC-16. */
    INTEGER("integer"),
    /** Fixed-point filters, CRC-32 by bytes, floating point done with integers. */
    SIGNAL("signal"),
    /** CRC-32 by bytes. */
    CRC("crc"),
    /** Products of matrices. */
    MATRIX("matrix"),
    /** Fixed-point filters of 32 bits. */
    FILTER("filter"),
    /** A control law in floating point. */
    CONTROL("control"),
    /** Sorting with calls, some through a pointer. */
    SORT("sort"),
    /** A loop that the timer's interrupts drive. */
    EVENTS("events"),
    /** Nothing: what a start costs. */
    EMPTY("empty");

    /** The folder of the compiled programs, beside this class. */
    static final String FOLDER = "bench-programs";

    private static final String ROUNDS = "bench_rounds";

    private final String label;

    BenchProgram(String label) {
        this.label = label;
    }

    /** Its name, as it prints it. */
    public String label() {
        return label;
    }

    /**
     * The program as an ELF file.
     *
     * @param rounds how often it does its work, unsigned
     */
    public byte[] elf(int rounds) {
        byte[] bytes = resource();
        ElfFile file = ElfFile.read(label, bytes);
        file.symbol(ROUNDS)
                .ifPresent(
                        symbol ->
                                ByteBuffer.wrap(bytes)
                                        .order(ByteOrder.LITTLE_ENDIAN)
                                        .putInt(fileOffset(file, symbol.address()), rounds));
        return bytes;
    }

    private static int fileOffset(ElfFile file, int address) {
        for (Segment segment : file.segments()) {
            int offset = address - segment.virtualAddress();
            if (Integer.compareUnsigned(offset, segment.fileBytes()) < 0) {
                return segment.fileOffset() + offset;
            }
        }
        throw new IllegalStateException("0x%08x is in no segment".formatted(address));
    }

    private byte[] resource() {
        String name = FOLDER + "/" + label + ".elf";
        try (InputStream in = BenchProgram.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException("no resource '" + name + "'");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read resource '" + name + "'", e);
        }
    }

    static void buildAll(
            FirmwareBuilder builder, Path folder, java.util.function.Consumer<String> diagnostics)
            throws IOException {
        SourceTree sources = SourceTree.shipped("bench");
        Files.createDirectories(folder);
        for (BenchProgram program : values()) {
            List<String> files = List.of("start.S", "report.c", program.label + ".c");
            Files.write(
                    folder.resolve(program.label + ".elf"),
                    builder.buildBare(sources, files, "bench.ld", diagnostics));
        }
    }
}
