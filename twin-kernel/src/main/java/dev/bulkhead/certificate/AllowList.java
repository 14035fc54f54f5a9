package dev.bulkhead.certificate;

import dev.bulkhead.elf.ElfFile;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What a gateway passes between its bus and the rest of the ECU, as its image holds it: the table
 * of the SDK's {@code bulkhead_allow_list.h}, by which its filter goes.
 *
 * @param bytes of the table; 0 if there is none
 * @param entries as far as they are whole
 */
record AllowList(int bytes, List<Entry> entries) {
    static final String SYMBOL = "bulkhead_allow_list";
    static final int ENTRY_BYTES = 24;

    static final int FROM_BUS = 0;
    static final int TO_BUS = 1;

    /**
     * @param identifier unsigned
     * @param length bytes, unsigned
     * @param minPeriodNs between two of them, unsigned
     * @param way {@link #FROM_BUS} or {@link #TO_BUS}; what else stands there is wrong
     */
    record Entry(long identifier, long length, long minPeriodNs, int way) {}

    AllowList {
        entries = List.copyOf(entries);
    }

    static AllowList of(ElfFile image) {
        byte[] table = image.content(SYMBOL);
        ByteBuffer from = ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
        List<Entry> entries = new ArrayList<>();
        for (int at = 0; at + ENTRY_BYTES <= table.length; at += ENTRY_BYTES) {
            entries.add(
                    new Entry(
                            Integer.toUnsignedLong(from.getInt(at)),
                            Integer.toUnsignedLong(from.getInt(at + 4)),
                            from.getLong(at + 8),
                            from.getInt(at + 16)));
        }
        return new AllowList(table.length, entries);
    }
}
