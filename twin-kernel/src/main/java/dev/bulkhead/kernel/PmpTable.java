package dev.bulkhead.kernel;

import dev.bulkhead.system.Permissions;

import java.util.ArrayList;
import java.util.List;

/** The PMP entries that open some ranges to user mode and nothing else. */
final class PmpTable {
    static final int ENTRIES = 16;

    private static final int READ = 1;
    private static final int WRITE = 2;
    private static final int EXECUTE = 4;
    private static final int TOR = 1 << 3;
    private static final int NAPOT = 3 << 3;

    private final List<Integer> addresses = new ArrayList<>();
    private final List<Integer> configurations = new ArrayList<>();

    private PmpTable() {}

    /** A range of whole words; {@code to} is the first address behind it. */
    record Range(String name, long from, long to, Permissions permissions) {
        long bytes() {
            return to - from;
        }

        boolean overlaps(Range other) {
            return from < other.to && other.from < to;
        }
    }

    /** One entry over everything: no protection. */
    static PmpTable open() {
        PmpTable table = new PmpTable();
        table.add(-1, NAPOT | READ | WRITE | EXECUTE);
        return table;
    }

    /** Entries for ranges that ascend and do not overlap; more than {@link #ENTRIES} may result. */
    static PmpTable of(List<Range> ranges) {
        PmpTable table = new PmpTable();
        long top = -1;
        for (Range range : ranges) {
            if (isPower(range.bytes()) && range.from % range.bytes() == 0) {
                int mask = (int) (range.bytes() / 8 - 1);
                table.add((int) (range.from >>> 2) | mask, NAPOT | rights(range.permissions));
                top = -1;
            } else {
                if (top != range.from) {
                    table.add((int) (range.from >>> 2), 0);
                }
                table.add((int) (range.to >>> 2), TOR | rights(range.permissions));
                top = range.to;
            }
        }
        return table;
    }

    int size() {
        return addresses.size();
    }

    /** The value of {@code pmpaddr} {@code entry}; 0 for one that is off. */
    int address(int entry) {
        return entry < size() ? addresses.get(entry) : 0;
    }

    /** The value of the configuration register that holds entries 4·word to 4·word + 3. */
    int configuration(int word) {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int entry = 4 * word + i;
            value |= (entry < size() ? configurations.get(entry) : 0) << 8 * i;
        }
        return value;
    }

    private void add(int address, int configuration) {
        addresses.add(address);
        configurations.add(configuration);
    }

    private static boolean isPower(long bytes) {
        return bytes >= 8 && Long.bitCount(bytes) == 1;
    }

    private static int rights(Permissions permissions) {
        return (permissions.read() ? READ : 0)
                | (permissions.write() ? WRITE : 0)
                | (permissions.execute() ? EXECUTE : 0);
    }
}
