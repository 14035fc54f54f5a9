package dev.bulkhead.elf;

import dev.bulkhead.input.InputError;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A linked 32-bit RISC-V program.
 *
 * @see "Tool Interface Standard, Executable and Linking Format specification 1.2 (1995); RISC-V ELF
 *     psABI specification, chapter on object files"
 */
public final class ElfFile {
    private static final String REMEDY_LINK =
            "link a program for rv32 with -march=rv32imafdc -mabi=ilp32d";

    private static final int HEADER_BYTES = 52;
    private static final int PROGRAM_HEADER_BYTES = 32;
    private static final int SECTION_HEADER_BYTES = 40;
    private static final int SYMBOL_BYTES = 16;

    /** Names may share their ends; more than this is an attempt to fill the memory. */
    private static final long MOST_SHARING = 4;

    private static final int MACHINE_RISCV = 243;
    private static final int TYPE_RELOCATABLE = 1;
    private static final int TYPE_EXECUTABLE = 2;
    private static final int TYPE_SHARED = 3;
    private static final int FLAG_FLOAT_ABI = 6;
    private static final int FLAG_FLOAT_ABI_QUAD = 6;
    private static final int FLAG_RVE = 8;
    private static final int SEGMENT_LOAD = 1;
    private static final int SEGMENT_INTERPRETER = 3;
    private static final int SECTION_SYMBOLS = 2;
    private static final int SECTION_NOTHING = 8;
    private static final int SYMBOL_UNDEFINED = 0;
    private static final int SYMBOL_TYPE_FUNCTION = 2;
    private static final int SYMBOL_TYPE_SECTION = 3;
    private static final int SYMBOL_TYPE_FILE = 4;
    private static final int SYMBOL_BINDING_LOCAL = 0;

    /**
     * A part of memory that the program wants loaded.
     *
     * @param virtualAddress where the program uses it
     * @param physicalAddress where a loader puts it
     * @param fileBytes bytes that come from the file
     * @param memoryBytes bytes it takes in memory, at least {@code fileBytes} and 1; those that do
     *     not come from the file are zero
     */
    public record Segment(
            int virtualAddress,
            int physicalAddress,
            int fileOffset,
            int fileBytes,
            int memoryBytes,
            boolean readable,
            boolean writable,
            boolean executable) {

        public boolean contains(int address) {
            return Integer.compareUnsigned(address - virtualAddress, memoryBytes) < 0;
        }
    }

    /**
     * A named address.
     *
     * @param bytes size of what stands there, unsigned; 0 if the file does not say
     * @param function whether it is a function
     */
    public record Symbol(String name, int address, int bytes, boolean function) {}

    private final ElfBytes file;
    private final int entry;
    private final List<Segment> segments;
    private final SortedMap<String, Symbol> symbols;

    private ElfFile(
            ElfBytes file, int entry, List<Segment> segments, SortedMap<String, Symbol> symbols) {
        this.file = file;
        this.entry = entry;
        this.segments = List.copyOf(segments);
        this.symbols = symbols;
    }

    /**
     * Reads a program.
     *
     * @param name what the file is called in messages
     * @param content the whole file; not changed and not kept
     * @throws InputError if it is not a well-formed program for 32-bit RISC-V
     */
    public static ElfFile read(String name, byte[] content) {
        ElfBytes file = new ElfBytes(name, content.clone());
        checkIdentification(file);
        checkHeader(file);
        List<Segment> segments = readSegments(file);
        return new ElfFile(file, file.word(24), segments, readSymbols(file));
    }

    /** The address at which execution starts. */
    public int entry() {
        return entry;
    }

    /** What is to be loaded, by ascending physical address; at least one, none overlaps another. */
    public List<Segment> segments() {
        return segments;
    }

    /** The bytes of a segment that come from the file, as a new array. */
    public byte[] content(Segment segment) {
        return file.slice(segment.fileOffset(), segment.fileBytes());
    }

    /** All symbols with an address, by name; a global one hides local ones of the same name. */
    public SortedMap<String, Symbol> symbols() {
        return java.util.Collections.unmodifiableSortedMap(symbols);
    }

    /**
     * The same program with other bytes at a symbol.
     *
     * @throws IllegalArgumentException if it has no such symbol, or its bytes are not in the file
     */
    public ElfFile with(String name, byte[] value) {
        Symbol symbol = symbols.get(name);
        if (symbol != null) {
            for (Segment segment : segments) {
                int offset = symbol.address() - segment.virtualAddress();
                if (offset >= 0 && offset <= segment.fileBytes() - value.length) {
                    byte[] bytes = file.bytes().clone();
                    System.arraycopy(value, 0, bytes, segment.fileOffset() + offset, value.length);
                    return new ElfFile(new ElfBytes(file.name(), bytes), entry, segments, symbols);
                }
            }
        }
        throw new IllegalArgumentException(
                "%s: no %d bytes at '%s'".formatted(file.name(), value.length, name));
    }

    public Optional<Symbol> symbol(String name) {
        return Optional.ofNullable(symbols.get(name));
    }

    /**
     * What the file says of the bytes of a symbol, as a new array; none if it has no such symbol,
     * or one whose bytes are not in the file.
     */
    public byte[] content(String name) {
        Symbol symbol = symbols.get(name);
        if (symbol != null) {
            for (Segment segment : segments) {
                int offset = symbol.address() - segment.virtualAddress();
                if (offset >= 0
                        && symbol.bytes() >= 0
                        && offset <= segment.fileBytes() - symbol.bytes()) {
                    return file.slice(segment.fileOffset() + offset, symbol.bytes());
                }
            }
        }
        return new byte[0];
    }

    /**
     * The bytes of the first section of that name, as a new array; none if there is no such section
     * or if it does not lie in the file.
     */
    public byte[] section(String name) {
        long table = file.unsigned(32);
        int count = file.half(48);
        int names = file.half(50);
        long bytes = (long) count * SECTION_HEADER_BYTES;
        if (table == 0
                || file.half(46) != SECTION_HEADER_BYTES
                || names >= count
                || !file.isInside(table, bytes)) {
            return new byte[0];
        }
        int namesAt = (int) table + names * SECTION_HEADER_BYTES;
        long namesOffset = file.unsigned(namesAt + 16);
        long namesBytes = file.unsigned(namesAt + 20);
        for (int i = 0; i < count && file.isInside(namesOffset, namesBytes); i++) {
            int at = (int) table + i * SECTION_HEADER_BYTES;
            long offset = file.unsigned(at + 16);
            long length = file.unsigned(at + 20);
            boolean found =
                    file.unsigned(at) < namesBytes
                            && file.text((int) namesOffset, (int) namesBytes, file.unsigned(at))
                                    .equals(name);
            if (found && file.word(at + 4) != SECTION_NOTHING && file.isInside(offset, length)) {
                return file.slice((int) offset, (int) length);
            }
        }
        return new byte[0];
    }

    private static void checkIdentification(ElfBytes file) {
        if (file.size() < 4 || file.word(0) != 0x464c457f) {
            throw file.refuse("is not an ELF file", REMEDY_LINK);
        }
        if (file.size() < HEADER_BYTES) {
            throw file.refuse(
                    "ends after %d bytes, inside the ELF header of %d"
                            .formatted(file.size(), HEADER_BYTES),
                    "link it again");
        }
        int bits = file.octet(4);
        if (bits == 2) {
            throw file.refuse("is a 64-bit ELF file", REMEDY_LINK);
        }
        if (bits != 1) {
            throw file.refuse("has the unknown ELF class " + bits, REMEDY_LINK);
        }
        int order = file.octet(5);
        if (order != 1) {
            throw file.refuse(
                    order == 2 ? "is big-endian" : "has the unknown byte order " + order,
                    REMEDY_LINK);
        }
        if (file.octet(6) != 1) {
            throw file.refuse("has the unknown ELF version " + file.octet(6), REMEDY_LINK);
        }
    }

    private static void checkHeader(ElfBytes file) {
        int machine = file.half(18);
        if (machine != MACHINE_RISCV) {
            throw file.refuse(
                    "is for machine %d, not for RISC-V (%d)".formatted(machine, MACHINE_RISCV),
                    REMEDY_LINK);
        }
        int type = file.half(16);
        if (type == TYPE_RELOCATABLE) {
            throw file.refuse("is an object file, not a linked program", "link it");
        }
        if (type != TYPE_EXECUTABLE && type != TYPE_SHARED) {
            throw file.refuse("has ELF type " + type + ", not a program", "link a program");
        }
        int flags = file.word(36);
        if ((flags & FLAG_RVE) != 0) {
            throw file.refuse(
                    "is built for the 16 registers of RV32E", "compile with -march=rv32imafdc");
        }
        if ((flags & FLAG_FLOAT_ABI) == FLAG_FLOAT_ABI_QUAD) {
            throw file.refuse(
                    "uses the quad-precision calling convention", "compile with -mabi=ilp32d");
        }
    }

    private static List<Segment> readSegments(ElfBytes file) {
        int count = file.half(44);
        if (count == 0) {
            throw file.refuse("has no program headers", "link it as a program");
        }
        if (file.half(42) != PROGRAM_HEADER_BYTES) {
            throw file.refuse(
                    "has program headers of %d bytes, not %d"
                            .formatted(file.half(42), PROGRAM_HEADER_BYTES),
                    "link it again");
        }
        long table = file.unsigned(28);
        file.checkInside("program header table", table, (long) count * PROGRAM_HEADER_BYTES);
        List<Segment> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int at = (int) table + i * PROGRAM_HEADER_BYTES;
            int type = file.word(at);
            if (type == SEGMENT_INTERPRETER) {
                throw file.refuse("wants a dynamic loader", "link it with -static");
            }
            if (type == SEGMENT_LOAD && file.word(at + 20) != 0) {
                segments.add(readSegment(file, i, at));
            }
        }
        if (segments.isEmpty()) {
            throw file.refuse("has nothing to load", "link code and data into it");
        }
        segments.sort(Comparator.comparingLong(s -> Integer.toUnsignedLong(s.physicalAddress())));
        checkOverlap(file, segments);
        return segments;
    }

    private static Segment readSegment(ElfBytes file, int index, int at) {
        long offset = file.unsigned(at + 4);
        long fileBytes = file.unsigned(at + 16);
        long memoryBytes = file.unsigned(at + 20);
        file.checkInside("segment " + index, offset, fileBytes);
        if (fileBytes > memoryBytes) {
            throw file.refuse(
                    "segment %d has %d bytes in the file but %d in memory"
                            .formatted(index, fileBytes, memoryBytes),
                    "link it again");
        }
        int virtual = file.word(at + 8);
        int physical = file.word(at + 12);
        for (int address : new int[] {virtual, physical}) {
            if (Integer.toUnsignedLong(address) + memoryBytes > 1L << 32) {
                throw file.refuse(
                        "segment %d at 0x%08x with %d bytes goes beyond the address space"
                                .formatted(index, address, memoryBytes),
                        "correct the linker script");
            }
        }
        if (memoryBytes > Integer.MAX_VALUE) {
            throw file.refuse(
                    "segment %d takes %d bytes".formatted(index, memoryBytes),
                    "correct the linker script");
        }
        int flags = file.word(at + 24);
        return new Segment(
                virtual,
                physical,
                (int) offset,
                (int) fileBytes,
                (int) memoryBytes,
                (flags & 4) != 0,
                (flags & 2) != 0,
                (flags & 1) != 0);
    }

    private static void checkOverlap(ElfBytes file, List<Segment> segments) {
        for (int i = 1; i < segments.size(); i++) {
            Segment below = segments.get(i - 1);
            int address = segments.get(i).physicalAddress();
            if (Integer.compareUnsigned(address - below.physicalAddress(), below.memoryBytes())
                    < 0) {
                throw file.refuse(
                        "segments at 0x%08x and 0x%08x overlap"
                                .formatted(below.physicalAddress(), address),
                        "correct the linker script");
            }
        }
    }

    private static SortedMap<String, Symbol> readSymbols(ElfBytes file) {
        SortedMap<String, Symbol> symbols = new TreeMap<>();
        long table = file.unsigned(32);
        int count = file.half(48);
        if (table == 0 || count == 0) {
            return symbols;
        }
        if (file.half(46) != SECTION_HEADER_BYTES) {
            throw file.refuse(
                    "has section headers of %d bytes, not %d"
                            .formatted(file.half(46), SECTION_HEADER_BYTES),
                    "link it again");
        }
        file.checkInside("section header table", table, (long) count * SECTION_HEADER_BYTES);
        for (int i = 0; i < count; i++) {
            int at = (int) table + i * SECTION_HEADER_BYTES;
            if (file.word(at + 4) == SECTION_SYMBOLS) {
                readSymbolTable(file, (int) table, count, at, symbols);
            }
        }
        return symbols;
    }

    private static void readSymbolTable(
            ElfBytes file, int sections, int sectionCount, int at, SortedMap<String, Symbol> into) {
        long offset = file.unsigned(at + 16);
        long bytes = file.unsigned(at + 20);
        file.checkInside("symbol table", offset, bytes);
        if (file.word(at + 36) != SYMBOL_BYTES || bytes % SYMBOL_BYTES != 0) {
            throw file.refuse("has a symbol table of odd entries", "link it again");
        }
        long link = file.unsigned(at + 24);
        if (link >= sectionCount) {
            throw file.refuse(
                    "symbol names are in section %d of %d".formatted(link, sectionCount),
                    "link it again");
        }
        int names = sections + (int) link * SECTION_HEADER_BYTES;
        long namesOffset = file.unsigned(names + 16);
        long namesBytes = file.unsigned(names + 20);
        file.checkInside("symbol name table", namesOffset, namesBytes);
        long nameBytes = 0;
        for (int symbol = (int) offset; symbol < offset + bytes; symbol += SYMBOL_BYTES) {
            int type = file.octet(symbol + 12) & 0xf;
            boolean local = file.octet(symbol + 12) >>> 4 == SYMBOL_BINDING_LOCAL;
            if (file.half(symbol + 14) == SYMBOL_UNDEFINED
                    || type == SYMBOL_TYPE_SECTION
                    || type == SYMBOL_TYPE_FILE) {
                continue;
            }
            String name = file.text((int) namesOffset, (int) namesBytes, file.unsigned(symbol));
            nameBytes += name.length();
            if (nameBytes > MOST_SHARING * file.size()) {
                throw file.refuse("has symbol names that share their bytes", "link it again");
            }
            Symbol read =
                    new Symbol(
                            name,
                            file.word(symbol + 4),
                            file.word(symbol + 8),
                            type == SYMBOL_TYPE_FUNCTION);
            if (local) {
                into.putIfAbsent(name, read);
            } else {
                into.put(name, read);
            }
        }
    }

    /** Little-endian access to the file's bytes. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the reader
    private record ElfBytes(String name, byte[] bytes) {
        int size() {
            return bytes.length;
        }

        int octet(int at) {
            return bytes[at] & 0xff;
        }

        int half(int at) {
            return octet(at) | octet(at + 1) << 8;
        }

        int word(int at) {
            return half(at) | half(at + 2) << 16;
        }

        long unsigned(int at) {
            return Integer.toUnsignedLong(word(at));
        }

        byte[] slice(int from, int count) {
            return Arrays.copyOfRange(bytes, from, from + count);
        }

        String text(int table, int tableBytes, long at) {
            if (at < tableBytes) {
                int from = table + (int) at;
                for (int end = from; end < table + tableBytes; end++) {
                    if (bytes[end] == 0) {
                        return new String(
                                bytes, from, end - from, java.nio.charset.StandardCharsets.UTF_8);
                    }
                }
            }
            throw refuse("has a symbol name outside its name table", "link it again");
        }

        boolean isInside(long offset, long count) {
            return offset + count <= bytes.length;
        }

        void checkInside(String what, long offset, long count) {
            if (!isInside(offset, count)) {
                throw refuse(
                        "%s at offset %d with %d bytes goes beyond the file's %d bytes"
                                .formatted(what, offset, count, bytes.length),
                        "copy or link the file again");
            }
        }

        InputError refuse(String what, String remedy) {
            return new InputError(name, what, remedy);
        }
    }
}
