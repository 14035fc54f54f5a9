package dev.bulkhead.memory;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * What is wrong with RAM: flipped bits behind SECDED error correction, bits that are stuck, and
 * words that an address does not reach. Words without a fault are not in here and cost nothing.
 *
 * <p>With error correction a word with one wrong bit reads right and is counted each time; one with
 * two or more is a bus error (a real SECDED code may take three or more wrong bits for one and
 * correct the wrong one; this model never does). Reading does not write back. Writing a whole word
 * makes new check bits; writing part of one reads it first.
 */
public final class RamFaults implements Stateful {

    /** Told of each corrected word. */
    @FunctionalInterface
    public interface CorrectionListener {
        void corrected(Master master, int address, long nowPs);
    }

    /** Check bits of a code word: six tell which of 38 bits is wrong, one how many are. */
    public static final int CHECK_BITS = 7;

    private static final int WORD = 4;

    private final Ram ram;
    private boolean correcting;
    private SortedMap<Integer, Integer> flips = new TreeMap<>();
    private SortedMap<Integer, Integer> checkFlips = new TreeMap<>();
    private SortedMap<Integer, Integer> stuckBits = new TreeMap<>();
    private SortedMap<Integer, Integer> stuckValues = new TreeMap<>();
    private SortedMap<Integer, Integer> reached = new TreeMap<>();
    private CorrectionListener listener = (_, _, _) -> {};

    /** The words in any of these; asked for at each access to a page that holds one. */
    private int[] faulty = {};

    RamFaults(Ram ram) {
        this.ram = ram;
    }

    /** Switches error correction on or off; it is off until then. */
    public void correct(boolean on) {
        correcting = on;
    }

    public boolean isCorrecting() {
        return correcting;
    }

    public void onCorrection(CorrectionListener whom) {
        listener = whom;
    }

    /**
     * Flips bits of an aligned word, past error correction or not: then they stand in the data.
     *
     * @return whether they stand behind error correction
     */
    public boolean flip(int address, int mask, boolean pastCorrection) {
        if (!correcting || pastCorrection) {
            ram.store(address, WORD, ram.load(address, WORD) ^ mask);
            return false;
        }
        put(flips, address, flips.getOrDefault(address, 0) ^ mask);
        attend();
        return true;
    }

    /**
     * Flips check bits of an aligned word, of which its code has {@link #CHECK_BITS}; without error
     * correction there are none.
     */
    public void flipCheck(int address, int mask) {
        if (correcting) {
            put(checkFlips, address, checkFlips.getOrDefault(address, 0) ^ mask);
            attend();
        }
    }

    /** Makes bits of an aligned word read as those of {@code value} from now on. */
    public void stick(int address, int mask, int value) {
        put(stuckBits, address, stuckBits.getOrDefault(address, 0) | mask);
        put(stuckValues, address, stuckValues.getOrDefault(address, 0) & ~mask | value & mask);
        attend();
    }

    /** Makes whoever addresses one aligned word reach another. */
    public void misaddress(int address, int instead) {
        reached.put(address, instead);
        attend();
    }

    /** Bits of an aligned word that are flipped behind error correction. */
    public int flipped(int address) {
        return flips.getOrDefault(address, 0);
    }

    /** How many bits of an aligned word's code word are wrong when it is read. */
    public int wrongBits(int address) {
        return Integer.bitCount(wrong(address, ram.load(address, WORD)))
                + Integer.bitCount(checkFlips.getOrDefault(address, 0));
    }

    private static void put(SortedMap<Integer, Integer> map, int address, int bits) {
        if (bits == 0) {
            map.remove(address);
        } else {
            map.put(address, bits);
        }
    }

    void attend() {
        note();
        for (int word : faulty) {
            ram.attend(word, WORD);
        }
    }

    private void note() {
        faulty =
                Stream.of(flips, checkFlips, stuckBits, reached)
                        .flatMapToInt(map -> map.keySet().stream().mapToInt(word -> word))
                        .distinct()
                        .toArray();
    }

    /** Whether any of these bytes is in a word that is not as it should be. */
    boolean touch(int address, int bytes) {
        int first = address & -WORD;
        for (int word : faulty) {
            if (Integer.compareUnsigned(word - first, address + bytes - first) < 0) {
                return true;
            }
        }
        return false;
    }

    /** As {@link MemoryPort#load} from bytes that lie in RAM. */
    long load(Master master, int address, int bytes, long nowPs) {
        long value = 0;
        for (int word = address & -WORD; word - address < bytes; word += WORD) {
            long read = read(master, word, nowPs);
            if (read == MemoryPort.BUS_ERROR) {
                return MemoryPort.BUS_ERROR;
            }
            int shift = 8 * (word - address);
            value |= shift < 0 ? read >>> -shift : read << shift;
        }
        return value & (1L << 8 * bytes) - 1;
    }

    private long read(Master master, int addressed, long nowPs) {
        int word = reached.getOrDefault(addressed, addressed);
        int stored = ram.load(word, WORD);
        if (!correcting) {
            return Integer.toUnsignedLong(stored ^ wrong(word, stored));
        }
        int wrongBits = wrongBits(word);
        if (wrongBits > 1) {
            return MemoryPort.BUS_ERROR;
        }
        if (wrongBits == 1) {
            listener.corrected(master, word, nowPs);
        }
        return Integer.toUnsignedLong(stored);
    }

    private int wrong(int word, int stored) {
        int stuck = stuckBits.getOrDefault(word, 0);
        int read = stored ^ flips.getOrDefault(word, 0);
        return stored ^ (read & ~stuck | stuckValues.getOrDefault(word, 0) & stuck);
    }

    /** As {@link MemoryPort#store} to bytes that lie in RAM. */
    boolean store(Master master, int address, int bytes, int value, long nowPs) {
        for (int word = address & -WORD; word - address < bytes; word += WORD) {
            boolean whole = word - address >= 0 && word + WORD - address <= bytes;
            if (correcting && !whole && read(master, word, nowPs) == MemoryPort.BUS_ERROR) {
                return false;
            }
        }
        for (int i = 0; i < bytes; i++) {
            int word = address + i & -WORD;
            int real = reached.getOrDefault(word, word);
            boolean flipped = flips.remove(real) != null;
            if (checkFlips.remove(real) != null || flipped) {
                note();
            }
            ram.store(real + (address + i - word), 1, value >>> 8 * i);
        }
        return true;
    }

    @Override
    public void describe(Fields fields) {
        correcting = fields.bool("correcting", correcting);
        flips = describe(fields, "flips", flips);
        checkFlips = describe(fields, "checkFlips", checkFlips);
        stuckBits = describe(fields, "stuckBits", stuckBits);
        stuckValues = describe(fields, "stuckValues", stuckValues);
        reached = describe(fields, "reached", reached);
        if (fields.restoring()) {
            attend();
        }
    }

    private static SortedMap<Integer, Integer> describe(
            Fields fields, String name, SortedMap<Integer, Integer> map) {
        fields.enter(name);
        int size = fields.i32("size", map.size());
        int[] keys =
                java.util.Arrays.copyOf(map.keySet().stream().mapToInt(k -> k).toArray(), size);
        int[] values =
                java.util.Arrays.copyOf(map.values().stream().mapToInt(v -> v).toArray(), size);
        fields.i32s("keys", keys);
        fields.i32s("values", values);
        fields.leave();
        if (!fields.restoring()) {
            return map;
        }
        SortedMap<Integer, Integer> restored = new TreeMap<>();
        for (int i = 0; i < size; i++) {
            restored.put(keys[i], values[i]);
        }
        return restored;
    }
}
