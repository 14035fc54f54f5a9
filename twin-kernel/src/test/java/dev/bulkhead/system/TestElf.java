package dev.bulkhead.system;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes small ELF files by the layout of the TIS ELF specification 1.2. */
final class TestElf {
    private static final int HEADER = 52;
    private static final int PROGRAM_HEADER = 32;
    private static final int SECTION_HEADER = 40;
    private static final int SYMBOL = 16;

    static final int R = 4;
    static final int W = 2;
    static final int X = 1;

    private record Segment(int address, int bytes, int flags) {}

    private record Symbol(int address, int bytes) {}

    private final List<Segment> segments = new ArrayList<>();
    private final Map<String, Symbol> symbols = new LinkedHashMap<>();
    private byte[] content = new byte[0];
    private int contentAt;
    private int entry;

    /**
     * An image as the SDK links it: a page of code, a page of data, the symbols at their places.
     */
    static TestElf image(int base) {
        return new TestElf()
                .segment(base, 0x1000, R | X)
                .segment(base + 0x1000, 0x1000, R | W)
                .entry(base)
                .symbol("__bulkhead_ipc", base + 0x1000)
                .symbol("can_base", base + 0x1100)
                .symbol("frame_base", base + 0x1104);
    }

    TestElf segment(int address, int bytes, int flags) {
        segments.add(new Segment(address, bytes, flags));
        return this;
    }

    TestElf entry(int address) {
        entry = address;
        return this;
    }

    TestElf symbol(String name, int address) {
        symbols.put(name, new Symbol(address, 4));
        return this;
    }

    /** What stands from an address on, in a read-only segment of its own, under a name. */
    TestElf content(String name, int address, byte[] bytes) {
        segment(address, bytes.length, R);
        symbols.put(name, new Symbol(address, bytes.length));
        content = Arrays.copyOf(bytes, bytes.length);
        contentAt = address;
        return this;
    }

    byte[] bytes() {
        StringBuilder names = new StringBuilder("\0");
        int table = HEADER + segments.size() * PROGRAM_HEADER;
        int symbolBytes = (symbols.size() + 1) * SYMBOL;
        byte[] symbolTableBytes = new byte[symbolBytes];
        ByteBuffer symbolTable = buffer(symbolTableBytes);
        symbolTable.position(SYMBOL);
        symbols.forEach(
                (name, symbol) -> {
                    symbolTable.putInt(names.length()).putInt(symbol.address());
                    symbolTable.putInt(symbol.bytes());
                    symbolTable.put((byte) 0x11).put((byte) 0).putShort((short) 1);
                    names.append(name).append('\0');
                });
        byte[] nameBytes = names.toString().getBytes(StandardCharsets.US_ASCII);
        int sections = table + symbolBytes + nameBytes.length;
        int contentOffset = sections + 3 * SECTION_HEADER;
        byte[] fileBytes = new byte[contentOffset + content.length];
        System.arraycopy(content, 0, fileBytes, contentOffset, content.length);
        ByteBuffer file = buffer(fileBytes);
        file.put(new byte[] {0x7f, 'E', 'L', 'F', 1, 1, 1}).position(16);
        file.putShort((short) 2).putShort((short) 243).putInt(1).putInt(entry);
        file.putInt(HEADER).putInt(sections).putInt(5).putShort((short) HEADER);
        file.putShort((short) PROGRAM_HEADER).putShort((short) segments.size());
        file.putShort((short) SECTION_HEADER).putShort((short) 3).putShort((short) 0);
        for (Segment segment : segments) {
            boolean filled = content.length > 0 && segment.address() == contentAt;
            file.putInt(1).putInt(filled ? contentOffset : 0);
            file.putInt(segment.address()).putInt(segment.address());
            file.putInt(filled ? content.length : 0)
                    .putInt(segment.bytes())
                    .putInt(segment.flags())
                    .putInt(0x1000);
        }
        file.put(symbolTableBytes).put(nameBytes);
        file.position(sections + SECTION_HEADER);
        section(file, 2, table, symbolBytes);
        section(file, 3, table + symbolBytes, nameBytes.length);
        return fileBytes;
    }

    private static void section(ByteBuffer file, int type, int offset, int bytes) {
        file.putInt(0).putInt(type).putInt(0).putInt(0).putInt(offset).putInt(bytes);
        file.putInt(2).putInt(0).putInt(4).putInt(type == 2 ? SYMBOL : 0);
    }

    private static ByteBuffer buffer(byte[] bytes) {
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    }
}
