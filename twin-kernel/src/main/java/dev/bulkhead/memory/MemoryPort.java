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
    private final List<Watched> watches = new ArrayList<>();
    private final List<AccessObserver> observers = new ArrayList<>();
    private final RamFaults faults;

    private record Watched(int address, int bytes, AccessWatch watch) {}

    public MemoryPort(Ram ram) {
        this.ram = ram;
        faults = new RamFaults(ram);
    }

    /** What is wrong with the RAM. */
    public RamFaults faults() {
        return faults;
    }

    /** Calls {@code watch} before each access to any of these bytes of RAM or of registers. */
    public void watch(int address, int bytes, AccessWatch watch) {
        watches.add(new Watched(address, bytes, watch));
        attend();
    }

    /** Takes a watch away from all that it watches. */
    public void unwatch(AccessWatch watch) {
        if (watches.removeIf(watched -> watched.watch.equals(watch))) {
            attend();
        }
    }

    /** Tells {@code observer} of every access from now on; each then takes the slow path. */
    public void observe(AccessObserver observer) {
        observers.add(observer);
        attend();
    }

    /** Ends what {@link #observe} began. */
    public void unobserve(AccessObserver observer) {
        observers.remove(observer);
        attend();
    }

    private void attend() {
        ram.attendNothing();
        faults.attend();
        if (!observers.isEmpty()) {
            ram.attend(ram.base(), ram.size());
        }
        for (Watched watched : watches) {
            if (ram.contains(watched.address, watched.bytes)) {
                ram.attend(watched.address, watched.bytes);
            }
        }
    }

    /** Whether an access to these bytes is seen by anything, or meets a fault of the RAM. */
    public boolean isAttended(int address, int bytes) {
        if (!observers.isEmpty() || ram.isAnyAttended() && faults.touch(address, bytes)) {
            return true;
        }
        return isWatched(address, bytes);
    }

    private boolean isWatched(int address, int bytes) {
        for (int i = 0; i < watches.size(); i++) { // at each access to a register: no iterator
            Watched watched = watches.get(i);
            if (watched.address - address < bytes && watched.address - address > -watched.bytes) {
                return true;
            }
        }
        return false;
    }

    private void announce(
            Master master, MemoryAccess.Kind kind, int address, int bytes, int value, long nowPs) {
        if (!isWatched(address, bytes)) {
            return;
        }
        MemoryAccess access = new MemoryAccess(master, kind, address, bytes, value, nowPs);
        List<Watched> told = new ArrayList<>();
        Watched next = untold(access, told);
        while (next != null) {
            told.add(next);
            next.watch.before(access);
            next = untold(access, told);
        }
    }

    /** A watch that this access concerns; one may have been set by another just now. */
    private Watched untold(MemoryAccess access, List<Watched> told) {
        for (Watched watched : watches) {
            if (access.touches(watched.address, watched.bytes) && !told.contains(watched)) {
                return watched;
            }
        }
        return null;
    }

    private void report(
            Master master, MemoryAccess.Kind kind, int address, int bytes, int value, long nowPs) {
        if (!observers.isEmpty()) {
            MemoryAccess access = new MemoryAccess(master, kind, address, bytes, value, nowPs);
            observers.forEach(observer -> observer.made(access));
        }
    }

    private long attendedLoad(
            Master master, MemoryAccess.Kind kind, int address, int bytes, long nowPs) {
        announce(master, kind, address, bytes, 0, nowPs);
        long value = faults.load(master, address, bytes, nowPs);
        if (value != BUS_ERROR) {
            report(master, kind, address, bytes, (int) value, nowPs);
        }
        return value;
    }

    private boolean attendedStore(Master master, int address, int bytes, int value, long nowPs) {
        announce(master, MemoryAccess.Kind.STORE, address, bytes, value, nowPs);
        boolean done = faults.store(master, address, bytes, value, nowPs);
        if (done) {
            report(master, MemoryAccess.Kind.STORE, address, bytes, value, nowPs);
        }
        return done;
    }

    private long loadRegister(
            Block block,
            Master master,
            MemoryAccess.Kind kind,
            int address,
            int bytes,
            long nowPs) {
        announce(master, kind, address, bytes, 0, nowPs);
        long value = block.registers.read(address - block.base, bytes, nowPs);
        if (value != BUS_ERROR) {
            report(master, kind, address, bytes, (int) value, nowPs);
        }
        return value;
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

    /** The name under which something other than RAM answers at an address; empty if nothing. */
    public String nameAt(int address) {
        Block block = blockAt(address);
        return block == null ? "" : block.name;
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
            return ram.isAttended(address, 2)
                    ? attendedLoad(master, MemoryAccess.Kind.FETCH, address, 2, nowPs)
                    : ram.load(address, 2);
        }
        Block block = blockAt(address);
        return block != null && block.kind == RegionKind.ROM
                ? loadRegister(block, master, MemoryAccess.Kind.FETCH, address, 2, nowPs)
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
            return ram.isAttended(address, bytes)
                    ? attendedLoad(master, MemoryAccess.Kind.LOAD, address, bytes, nowPs)
                    : Integer.toUnsignedLong(ram.load(address, bytes));
        }
        Block block = blockAt(address);
        if (!answers(block, address, bytes)) {
            return BUS_ERROR;
        }
        return loadRegister(block, master, MemoryAccess.Kind.LOAD, address, bytes, nowPs);
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
        if (ram.isAnyAttended() && isAttended(address, into.length)) {
            return attendedBlock(master, address, into, nowPs);
        }
        System.arraycopy(ram.bytes(), address - ram.base(), into, 0, into.length);
        return true;
    }

    private boolean attendedBlock(Master master, int address, byte[] into, long nowPs) {
        byte[] loaded = new byte[into.length];
        for (int at = 0; at < into.length; ) {
            boolean whole = (address + at & 3) == 0 && into.length - at >= 4;
            int bytes = whole ? 4 : 1;
            long value = attendedLoad(master, MemoryAccess.Kind.LOAD, address + at, bytes, nowPs);
            if (value == BUS_ERROR) {
                return false;
            }
            for (int i = 0; i < bytes; i++) {
                loaded[at++] = (byte) (value >>> 8 * i);
            }
        }
        System.arraycopy(loaded, 0, into, 0, into.length);
        return true;
    }

    /**
     * Stores 1, 2 or 4 bytes.
     *
     * @return false for a bus error; nothing was written then
     */
    public boolean store(Master master, int address, int bytes, int value, long nowPs) {
        if (ram.contains(address, bytes)) {
            if (!ram.isAttended(address, bytes)) {
                ram.store(address, bytes, value);
            } else if (!attendedStore(master, address, bytes, value, nowPs)) {
                return false;
            }
            if (!triggers.isEmpty() && isTriggered(address, bytes)) {
                fireTriggers(master, address, bytes, nowPs);
            }
            return true;
        }
        Block block = blockAt(address);
        if (!answers(block, address, bytes)) {
            return false;
        }
        announce(master, MemoryAccess.Kind.STORE, address, bytes, value, nowPs);
        boolean done = block.registers.write(address - block.base, bytes, value, nowPs);
        if (done) {
            report(master, MemoryAccess.Kind.STORE, address, bytes, value, nowPs);
        }
        return done;
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
        if (!ram.isAnyAttended() || !isAttended(address, from.length)) {
            ram.store(address, from);
        } else if (!attendedBlockStore(master, address, from, nowPs)) {
            return false;
        }
        if (!triggers.isEmpty()) {
            fireTriggers(master, address, from.length, nowPs);
        }
        return true;
    }

    /** What lies before a word that the RAM cannot correct has been written then. */
    private boolean attendedBlockStore(Master master, int address, byte[] from, long nowPs) {
        boolean done = true;
        for (int at = 0; at < from.length && done; ) {
            boolean whole = (address + at & 3) == 0 && from.length - at >= 4;
            int bytes = whole ? 4 : 1;
            int value = 0;
            for (int i = 0; i < bytes; i++) {
                value |= (from[at + i] & 0xff) << 8 * i;
            }
            done = attendedStore(master, address + at, bytes, value, nowPs);
            at += bytes;
        }
        return done;
    }

    /** Whether a trigger lies in a page of these bytes, at most a word of them. */
    private boolean isTriggered(int address, int bytes) {
        int offset = address - ram.base();
        return ram.isTriggered(offset >>> Ram.PAGE_SHIFT)
                || ram.isTriggered(offset + bytes - 1 >>> Ram.PAGE_SHIFT);
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
