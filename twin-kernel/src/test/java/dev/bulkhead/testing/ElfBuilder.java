package dev.bulkhead.testing;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Builds ELF files for tests: a header, program headers, contents, then one symbol table with its
 * names and the section headers.
 */
public final class ElfBuilder {
    private static final class Part {
        private final int address;
        private final byte[] content;
        private final int memoryBytes;
        private final int flags;

        Part(int address, byte[] content, int memoryBytes, int flags) {
            this.address = address;
            this.content = content.clone();
            this.memoryBytes = memoryBytes;
            this.flags = flags;
        }
    }

    private record Name(String name, int address, int info, int bytes) {}

    private final List<Part> parts = new ArrayList<>();
    private final List<Name> names = new ArrayList<>();
    private int entry;

    /** An executable of one segment that starts at its first byte. */
    public static byte[] program(int address, byte[] code) {
        return new ElfBuilder().entry(address).segment(address, code, code.length, 5).build();
    }

    public ElfBuilder entry(int address) {
        entry = address;
        return this;
    }

    /**
     * @param flags 4 read, 2 write, 1 execute
     */
    public ElfBuilder segment(int address, byte[] content, int memoryBytes, int flags) {
        parts.add(new Part(address, content, memoryBytes, flags));
        return this;
    }

    public ElfBuilder symbol(String name, int address) {
        names.add(new Name(name, address, 0x10, 4));
        return this;
    }

    public ElfBuilder localSymbol(String name, int address) {
        names.add(new Name(name, address, 0, 4));
        return this;
    }

    public ElfBuilder function(String name, int address, int bytes) {
        names.add(new Name(name, address, 0x12, bytes));
        return this;
    }

    public byte[] build() {
        int contentAt = 52 + 32 * parts.size();
        int symbolsAt = contentAt + parts.stream().mapToInt(part -> part.content.length).sum();
        ByteArrayOutputStream strings = new ByteArrayOutputStream();
        strings.write(0);
        byte[] symbolTable = new byte[16 * (names.size() + 1)];
        ByteBuffer symbols = little(symbolTable).position(16);
        for (Name each : names) {
            symbols.putInt(strings.size()).putInt(each.address).putInt(each.bytes);
            symbols.put((byte) each.info).put((byte) 0).putShort((short) 1);
            strings.writeBytes(each.name.getBytes(StandardCharsets.UTF_8));
            strings.write(0);
        }
        int stringsAt = symbolsAt + symbolTable.length;
        int sectionsAt = stringsAt + strings.size();
        byte[] bytes = new byte[sectionsAt + 3 * 40];
        ByteBuffer file = little(bytes);
        file.putInt(0x464c457f).put(new byte[] {1, 1, 1}).position(16);
        file.putShort((short) 2).putShort((short) 243).putInt(1).putInt(entry);
        file.putInt(52).putInt(sectionsAt).putInt(5).putShort((short) 52);
        file.putShort((short) 32).putShort((short) parts.size());
        file.putShort((short) 40).putShort((short) 3).putShort((short) 0);
        int at = contentAt;
        for (Part part : parts) {
            file.putInt(1).putInt(at).putInt(part.address).putInt(part.address);
            file.putInt(part.content.length).putInt(part.memoryBytes).putInt(part.flags).putInt(4);
            at += part.content.length;
        }
        parts.forEach(part -> file.put(part.content));
        file.put(symbolTable).put(strings.toByteArray());
        file.position(sectionsAt + 40);
        section(file, 2, symbolsAt, symbolTable.length, 2, 16);
        section(file, 3, stringsAt, strings.size(), 0, 0);
        return bytes;
    }

    private static void section(
            ByteBuffer file, int type, int offset, int bytes, int link, int entryBytes) {
        file.putInt(0).putInt(type).putInt(0).putInt(0).putInt(offset).putInt(bytes);
        file.putInt(link).putInt(0).putInt(4).putInt(entryBytes);
    }

    private static ByteBuffer little(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
