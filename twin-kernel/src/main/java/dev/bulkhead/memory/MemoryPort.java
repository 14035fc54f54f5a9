package dev.bulkhead.memory;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The one way to memory: every fetch, load and store of every master comes through here, except
 * that a hart may reach open RAM pages directly once it knows that nothing watches them.
 */
public final class MemoryPort {
    /** What a load returns when nothing answers or the device refuses. No value equals it. */
    public static final long BUS_ERROR = -1;

    /** Told of a store that hit a trigger, after it was made. */
    @FunctionalInterface
    public interface StoreTrigger {
        void stored(Master master, int address, int bytes, long nowPs);
    }

    private record Block(
            String name, int base, int size, RegionKind kind, RegisterBlock registers) {
        boolean contains(int address) {
            return Integer.compareUnsigned(address - base, size) < 0;
        }
    }

    private record Trigger(int address, int bytes, StoreTrigger action) {
        boolean overlaps(int from, int count) {
            return from - address < bytes && address - from < count;
        }
    }

    private final Ram ram;
    private final List<Block> blocks = new ArrayList<>();
    private final List<Trigger> triggers = new ArrayList<>();

    public MemoryPort(Ram ram) {
        this.ram = ram;
    }

    public Ram ram() {
        return ram;
    }

    /** Maps read-only memory; a store to it is a bus error. */
    public void mapRom(String name, int base, byte[] content) {
        map(new Block(name, base, content.length, RegionKind.ROM, new Rom(content)));
    }

    /**
     * Maps a device's registers.
     *
     * @throws IllegalArgumentException if they overlap RAM or what is mapped already
     */
    public void mapDevice(String name, int base, int size, RegisterBlock registers) {
        map(new Block(name, base, size, RegionKind.DEVICE, registers));
    }

    private void map(Block block) {
        long from = Integer.toUnsignedLong(block.base);
        long to = from + block.size;
        long ramFrom = Integer.toUnsignedLong(ram.base());
        boolean overlap = from < ramFrom + ram.size() && ramFrom < to;
        for (Block other : blocks) {
            long otherFrom = Integer.toUnsignedLong(other.base);
            overlap |= from < otherFrom + other.size && otherFrom < to;
        }
        if (overlap) {
            throw new IllegalArgumentException(
                    "'%s' at 0x%08x overlaps what is mapped there"
                            .formatted(block.name, block.base));
        }
        blocks.add(block);
        blocks.sort(Comparator.comparingLong(b -> Integer.toUnsignedLong(b.base)));
    }

    /** What answers at an address. */
    public RegionKind kindAt(int address) {
        if (ram.contains(address, 1)) {
            return RegionKind.RAM;
        }
        Block block = blockAt(address);
        return block == null ? RegionKind.EMPTY : block.kind;
    }

    /** Calls {@code action} after each store to any of these bytes of RAM. */
    public void onStore(int address, int bytes, StoreTrigger action) {
        if (!ram.contains(address, bytes)) {
            throw new IllegalArgumentException("0x%08x is not RAM".formatted(address));
        }
        triggers.add(new Trigger(address, bytes, action));
        int first = address - ram.base() >>> Ram.PAGE_SHIFT;
        int last = address + bytes - 1 - ram.base() >>> Ram.PAGE_SHIFT;
        for (int page = first; page <= last; page++) {
            ram.trigger(page, true);
        }
    }

    /**
     * Fetches the 16-bit parcel at an even address; devices hold no code.
     *
     * @return the parcel, or {@link #BUS_ERROR}
     */
    public long fetch(Master master, int address, long nowPs) {
        if (ram.contains(address, 2)) {
            return ram.load(address, 2);
        }
        Block block = blockAt(address);
        return block != null && block.kind == RegionKind.ROM
                ? block.registers.read(address - block.base, 2, nowPs)
                : BUS_ERROR;
    }

    /**
     * Loads 1, 2 or 4 bytes. RAM and ROM take any alignment, devices only the natural one.
     *
     * @param nowPs start of the access
     * @return the value, zero-extended, or {@link #BUS_ERROR}
     */
    public long load(Master master, int address, int bytes, long nowPs) {
        if (ram.contains(address, bytes)) {
            return Integer.toUnsignedLong(ram.load(address, bytes));
        }
        Block block = blockAt(address);
        if (!answers(block, address, bytes)) {
            return BUS_ERROR;
        }
        return block.registers.read(address - block.base, bytes, nowPs);
    }

    /**
     * Loads a block of RAM, as a DMA burst does.
     *
     * @param into filled from its start to its end
     * @param nowPs start of the access
     * @return false for a bus error: not all of it lies in RAM; {@code into} is unchanged then
     */
    public boolean loadBlock(Master master, int address, byte[] into, long nowPs) {
        if (into.length > ram.size() || !ram.contains(address, into.length)) {
            return false;
        }
        System.arraycopy(ram.bytes(), address - ram.base(), into, 0, into.length);
        return true;
    }

    /**
     * Stores 1, 2 or 4 bytes.
     *
     * @return false for a bus error; nothing was written then
     */
    public boolean store(Master master, int address, int bytes, int value, long nowPs) {
        if (ram.contains(address, bytes)) {
            ram.store(address, bytes, value);
            if (!triggers.isEmpty()) {
                fireTriggers(master, address, bytes, nowPs);
            }
            return true;
        }
        Block block = blockAt(address);
        return answers(block, address, bytes)
                && block.registers.write(address - block.base, bytes, value, nowPs);
    }

    /**
     * Stores a block to RAM, as a DMA burst does.
     *
     * @param nowPs start of the access
     * @return false for a bus error: not all of it lies in RAM; nothing was written then
     */
    public boolean storeBlock(Master master, int address, byte[] from, long nowPs) {
        if (from.length > ram.size() || !ram.contains(address, from.length)) {
            return false;
        }
        ram.store(address, from);
        if (!triggers.isEmpty()) {
            fireTriggers(master, address, from.length, nowPs);
        }
        return true;
    }

    private void fireTriggers(Master master, int address, int bytes, long nowPs) {
        for (Trigger trigger : triggers) {
            if (trigger.overlaps(address, bytes)) {
                trigger.action.stored(master, address, bytes, nowPs);
            }
        }
    }

    private static boolean answers(Block block, int address, int bytes) {
        if (block == null || address - block.base > block.size - bytes) {
            return false;
        }
        return block.kind == RegionKind.ROM || (address & bytes - 1) == 0;
    }

    private Block blockAt(int address) {
        for (Block block : blocks) {
            if (block.contains(address)) {
                return block;
            }
        }
        return null;
    }

    private static final class Rom implements RegisterBlock {
        private final byte[] content;

        Rom(byte[] content) {
            this.content = content.clone();
        }

        @Override
        public long read(int offset, int bytes, long nowPs) {
            if (offset + bytes > content.length) {
                return BUS_ERROR;
            }
            long value = 0;
            for (int i = bytes - 1; i >= 0; i--) {
                value = value << 8 | content[offset + i] & 0xff;
            }
            return value;
        }

        @Override
        public boolean write(int offset, int bytes, int value, long nowPs) {
            return false;
        }
    }
}
