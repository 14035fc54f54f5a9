package dev.bulkhead.report;

import dev.bulkhead.dbc.DbcSignal;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The bits of a message drawn: a row a byte, bit 7 on the left, in each cell the key of the signal
 * that has the bit, with {@code [} at a signal's most significant bit and {@code ]} at its least.
 */
final class BitPicture {
    private static final String FREE = ".";
    private static final String SHARED = "#";
    private static final int MOST_ROWS = 64;

    private final Map<Integer, String> cells = new TreeMap<>();
    private final Map<Integer, Boolean> begins = new TreeMap<>();
    private final Map<Integer, Boolean> ends = new TreeMap<>();
    private int width = 1;

    /** Name of the signal at a place in its message: A to Z, AA, AB and so on. */
    static String key(int place) {
        String last = String.valueOf((char) ('A' + place % 26));
        return place < 26 ? last : key(place / 26 - 1) + last;
    }

    /** Draws a signal; a bit that another has already is shown as shared. */
    void draw(DbcSignal signal, String key) {
        width = Math.max(width, key.length());
        BitSet bits = signal.bits();
        for (int bit = bits.nextSetBit(0); bit >= 0; bit = bits.nextSetBit(bit + 1)) {
            cells.merge(bit, key, (_, _) -> SHARED);
        }
        switch (signal.order()) {
            case LITTLE_ENDIAN -> {
                begins.put(signal.startBit() + signal.length() - 1, true);
                ends.put(signal.startBit(), true);
            }
            case BIG_ENDIAN -> {
                begins.put(signal.startBit(), true);
                ends.put(lastOf(signal), true);
            }
        }
    }

    private static int lastOf(DbcSignal signal) {
        int bit = signal.startBit();
        for (int i = 1; i < signal.length(); i++) {
            bit = bit % 8 == 0 ? bit + 15 : bit - 1;
        }
        return bit;
    }

    /**
     * @param bytes length of the message; what lies behind it is shown where there is something
     */
    List<String> lines(int bytes) {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder(" ".repeat(5));
        for (int bit = 7; bit >= 0; bit--) {
            head.append(' ').append(centred(Integer.toString(bit))).append(' ');
        }
        lines.add(head.toString().stripTrailing());
        int used = cells.keySet().stream().mapToInt(bit -> bit / 8 + 1).max().orElse(0);
        int rows = Math.max(bytes, used);
        for (int row = 0; row < Math.min(rows, MOST_ROWS); row++) {
            StringBuilder line = new StringBuilder("%4d ".formatted(row));
            for (int bit = 8 * row + 7; bit >= 8 * row; bit--) {
                line.append(begins.containsKey(bit) ? '[' : ' ')
                        .append(centred(cells.getOrDefault(bit, FREE)))
                        .append(ends.containsKey(bit) ? ']' : ' ');
            }
            lines.add(line.toString().stripTrailing() + (row < bytes ? "" : "  beyond the frame"));
        }
        if (rows > MOST_ROWS) {
            lines.add("   … %d bytes more".formatted(rows - MOST_ROWS));
        }
        return lines;
    }

    private String centred(String text) {
        int left = (width - text.length()) / 2;
        return " ".repeat(left) + text + " ".repeat(width - text.length() - left);
    }
}
