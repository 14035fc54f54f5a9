package dev.bulkhead.kernel;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.Permissions;
import dev.bulkhead.trace.Payload;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the kernel needs of a linked program.
 *
 * @param name in messages, of the file or the partition
 * @param entry where its thread starts
 * @param symbols addresses by name
 */
public record PartitionImage(
        String name, int entry, List<Segment> segments, SortedMap<String, Integer> symbols) {

    /** 64 message registers. */
    public static final String IPC_SYMBOL = "__bulkhead_ipc";

    public static final String NAME_SYMBOL = "microkit_name";
    public static final String UART_SYMBOL = "uart_base";

    /**
     * @param bytes it takes in memory; what {@code content} does not cover is zero
     */
    public record Segment(int address, Payload content, int bytes, Permissions permissions) {}

    public PartitionImage {
        segments = List.copyOf(segments);
        symbols = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(symbols));
    }

    /**
     * @throws InputError if a segment is writable and executable, or write-only
     */
    public static PartitionImage of(String name, ElfFile elf) {
        List<Segment> segments = new ArrayList<>();
        for (ElfFile.Segment s : elf.segments()) {
            if (s.writable() && s.executable()) {
                throw new InputError(
                        name,
                        "the segment at 0x%08x is writable and executable"
                                .formatted(s.virtualAddress()),
                        "link code and data into different segments");
            }
            if (s.virtualAddress() != s.physicalAddress()) {
                throw new InputError(
                        name,
                        "the segment at 0x%08x is to be loaded at 0x%08x"
                                .formatted(s.virtualAddress(), s.physicalAddress()),
                        "link it to run where it is loaded");
            }
            segments.add(
                    new Segment(
                            s.virtualAddress(),
                            Payload.of(elf.content(s)),
                            s.memoryBytes(),
                            new Permissions(
                                    s.readable() || s.writable(), s.writable(), s.executable())));
        }
        SortedMap<String, Integer> symbols = new TreeMap<>();
        elf.symbols().forEach((symbol, at) -> symbols.put(symbol, at.address()));
        return new PartitionImage(name, elf.entry(), segments, symbols);
    }
}
