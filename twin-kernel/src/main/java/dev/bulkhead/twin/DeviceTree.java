package dev.bulkhead.twin;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Writes a flattened device tree, version 17. Nodes are begun and ended like brackets.
 *
 * @see "Devicetree Specification 0.4, chapter 5"
 */
final class DeviceTree {
    private static final int MAGIC = 0xd00dfeed;
    private static final int VERSION = 17;
    private static final int LAST_COMPATIBLE_VERSION = 16;
    private static final int HEADER_BYTES = 40;
    private static final int RESERVATIONS_BYTES = 16;
    private static final int BEGIN_NODE = 1;
    private static final int END_NODE = 2;
    private static final int PROPERTY = 3;
    private static final int END = 9;

    private final ByteArrayOutputStream structure = new ByteArrayOutputStream();
    private final ByteArrayOutputStream names = new ByteArrayOutputStream();
    private final Map<String, Integer> nameOffsets = new LinkedHashMap<>();

    DeviceTree begin(String name) {
        word(BEGIN_NODE);
        text(structure, name);
        align();
        return this;
    }

    DeviceTree end() {
        word(END_NODE);
        return this;
    }

    /** A property of 32-bit cells; none makes an empty property. */
    DeviceTree cells(String name, int... cells) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * cells.length);
        for (int cell : cells) {
            bytes.putInt(cell);
        }
        return property(name, bytes.array());
    }

    /** A property of one or more strings. */
    DeviceTree strings(String name, String... strings) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String string : strings) {
            text(bytes, string);
        }
        return property(name, bytes.toByteArray());
    }

    private DeviceTree property(String name, byte[] value) {
        word(PROPERTY);
        word(value.length);
        word(nameOffset(name));
        structure.writeBytes(value);
        align();
        return this;
    }

    private int nameOffset(String name) {
        Integer known = nameOffsets.get(name);
        if (known != null) {
            return known;
        }
        int offset = names.size();
        nameOffsets.put(name, offset);
        text(names, name);
        return offset;
    }

    private static void text(ByteArrayOutputStream target, String text) {
        target.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
        target.write(0);
    }

    private void word(int value) {
        structure.writeBytes(ByteBuffer.allocate(4).putInt(value).array());
    }

    private void align() {
        while (structure.size() % 4 != 0) {
            structure.write(0);
        }
    }

    /** The whole blob; the tree must be complete. */
    byte[] toBytes() {
        word(END);
        int structureAt = HEADER_BYTES + RESERVATIONS_BYTES;
        int namesAt = structureAt + structure.size();
        int total = namesAt + names.size();
        return ByteBuffer.allocate(total)
                .putInt(MAGIC)
                .putInt(total)
                .putInt(structureAt)
                .putInt(namesAt)
                .putInt(HEADER_BYTES)
                .putInt(VERSION)
                .putInt(LAST_COMPATIBLE_VERSION)
                .putInt(0) // boot hart
                .putInt(names.size())
                .putInt(structure.size())
                .position(structureAt) // an empty list of reservations is all zero
                .put(structure.toByteArray())
                .put(names.toByteArray())
                .array();
    }
}
