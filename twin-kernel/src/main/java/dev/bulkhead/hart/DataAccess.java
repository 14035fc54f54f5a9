package dev.bulkhead.hart;

import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.memory.RegionKind;

/**
 * Loads and stores in full: PMP, misalignment, devices, faults, wait states. The interpreter comes
 * here with what its own comparison does not settle.
 *
 * <p>An access that crosses a word is two (or, with 8 bytes, up to three) accesses, one a word: PMP
 * judges each by itself, all before anything is read or written, and the first that fails gives
 * {@code mtval}. Devices and 8-byte accesses do not go together: an access fault.
 */
final class DataAccess {
    private final Hart hart;
    private final MemoryPort port;
    private final Ram ram;
    private final CostTable costs;

    /** What each word of RAM after the first one costs. */
    private final long furtherWordCycles;

    private final AllowedRanges[] loadsBy = new AllowedRanges[Privilege.values().length];
    private final AllowedRanges[] storesBy = new AllowedRanges[Privilege.values().length];

    private Privilege privilege = Privilege.MACHINE;

    /** Where loads may go in the present mode. */
    AllowedRanges loads;

    /** Where stores may go in the present mode. */
    AllowedRanges stores;

    /** What the last successful load brought, zero-extended. */
    long value;

    DataAccess(Hart hart, MemoryPort port, CostTable costs) {
        this.hart = hart;
        this.port = port;
        this.ram = port.ram();
        this.costs = costs;
        furtherWordCycles =
                (long) costs.of(CostClass.SECOND_ACCESS) + costs.waitStates(RegionKind.RAM);
        for (Privilege mode : Privilege.values()) {
            loadsBy[mode.ordinal()] = new AllowedRanges(Access.LOAD, hart.pmp, ram);
            storesBy[mode.ordinal()] = new AllowedRanges(Access.STORE, hart.pmp, ram);
        }
        modeChanged(privilege);
        ram.addAttentionListener(
                () -> {
                    permissionsChanged();
                    hart.attention();
                });
    }

    void permissionsChanged() {
        for (int mode = 0; mode < loadsBy.length; mode++) {
            loadsBy[mode].forget();
            storesBy[mode].forget();
        }
    }

    /**
     * @param mode whose rights loads and stores have now
     */
    void modeChanged(Privilege mode) {
        privilege = mode;
        loads = loadsBy[mode.ordinal()];
        stores = storesBy[mode.ordinal()];
    }

    /**
     * Loads 1, 2, 4 or 8 bytes into {@link #value}; a fault is taken as a trap.
     *
     * @return false if it trapped
     */
    boolean load(int address, int bytes) {
        if (!permitted(Access.LOAD, loads, address, bytes)) {
            return false;
        }
        if (ram.contains(address, bytes)) {
            if (ram.isAttended(address, bytes)) {
                return loadAttended(Access.LOAD, address, bytes);
            }
            long low = Integer.toUnsignedLong(ram.load(address, Math.min(bytes, 4)));
            value = bytes == 8 ? low | (long) ram.load(address + 4, 4) << 32 : low;
            chargeRam(address, bytes);
            return true;
        }
        if (!answers(Access.LOAD, address, bytes)) {
            return false;
        }
        return isWhole(address, bytes)
                ? loadWhole(Access.LOAD, address, bytes)
                : loadBytes(address, bytes);
    }

    /**
     * Stores 1, 2, 4 or 8 bytes; a fault is taken as a trap and nothing is written.
     *
     * @return false if it trapped
     */
    boolean store(int address, int bytes, long stored) {
        if (!permitted(Access.STORE, stores, address, bytes)
                || !ram.contains(address, bytes) && !answers(Access.STORE, address, bytes)) {
            return false;
        }
        if (ram.contains(address, bytes)) {
            boolean first = storeToRam(address, Math.min(bytes, 4), (int) stored);
            chargeRam(address, bytes);
            if (!first || bytes == 8 && !storeToRam(address + 4, 4, (int) (stored >>> 32))) {
                hart.trap(Access.STORE.faultCause(), address);
                return false;
            }
            return true;
        }
        long nowPs = hart.nowPs();
        boolean done = port.store(hart.master(), address, bytes, (int) stored, nowPs);
        charge(port.kindAt(address));
        hart.deviceAccessed();
        if (!done) {
            hart.trap(Access.STORE.faultCause(), address);
        }
        return done;
    }

    /** False for an error that the RAM cannot correct; nothing was written then. */
    private boolean storeToRam(int address, int bytes, int stored) {
        if (ram.isOpen(address, bytes)) {
            ram.store(address, bytes, stored);
            return true;
        }
        return port.store(hart.master(), address, bytes, stored, hart.nowPs());
    }

    /** A load from RAM that something watches, or that the RAM may not be able to answer. */
    private boolean loadAttended(Access access, int address, int bytes) {
        long nowPs = hart.nowPs();
        long low = port.load(hart.master(), address, Math.min(bytes, 4), nowPs);
        long high = bytes == 8 ? port.load(hart.master(), address + 4, 4, nowPs) : 0;
        chargeRam(address, bytes);
        if (low == MemoryPort.BUS_ERROR || high == MemoryPort.BUS_ERROR) {
            hart.trap(access.faultCause(), address);
            return false;
        }
        value = low | high << 32;
        return true;
    }

    /**
     * The load half of LR and of AMOs: aligned words of RAM only.
     *
     * @param access {@link Access#STORE} for what also stores, so that faults are store faults
     * @return false if it trapped
     */
    boolean loadAtomic(int address, Access access) {
        if (!atomicAllowed(address, access)) {
            return false;
        }
        if (access == Access.STORE && !loads.allow(address, privilege)) {
            hart.trap(Access.STORE.faultCause(), address);
            return false;
        }
        if (ram.isAttended(address, 4)) {
            return loadAttended(access, address, 4);
        }
        value = Integer.toUnsignedLong(ram.load(address, 4));
        return true;
    }

    /** Whether an LR (as a load) or an SC or AMO (as a store) may touch this word, else a trap. */
    boolean atomicAllowed(int address, Access access) {
        if ((address & 3) != 0) {
            hart.trap(misalignedCause(access), address);
            return false;
        }
        if (!permitted(access, access == Access.LOAD ? loads : stores, address, 4)) {
            return false;
        }
        if (!ram.contains(address, 4)) {
            hart.trap(access.faultCause(), address);
            return false;
        }
        return true;
    }

    private boolean permitted(Access access, AllowedRanges allowed, int address, int bytes) {
        for (int part = address; part - address < bytes; part = (part | 3) + 1) {
            if (!allowed.allow(part, privilege)) {
                hart.trap(access.faultCause(), part);
                return false;
            }
        }
        return true;
    }

    /** Whether what lies there takes an access that is not all in RAM; otherwise it trapped. */
    private boolean answers(Access access, int address, int bytes) {
        for (int part = address; part - address < bytes; part = (part | 3) + 1) {
            RegionKind kind = port.kindAt(part);
            if (kind == RegionKind.DEVICE && bytes < 8 && (address & bytes - 1) != 0) {
                hart.trap(misalignedCause(access), address);
                return false;
            }
            boolean refused =
                    switch (kind) {
                        case RAM -> false;
                        case ROM -> access == Access.STORE;
                        case DEVICE -> bytes == 8;
                        case EMPTY -> true;
                    };
            if (refused) {
                hart.trap(access.faultCause(), part);
                return false;
            }
        }
        return true;
    }

    private boolean loadWhole(Access access, int address, int bytes) {
        RegionKind kind = port.kindAt(address);
        long loaded = port.load(hart.master(), address, bytes, hart.nowPs());
        charge(kind);
        if (kind == RegionKind.DEVICE) {
            hart.deviceAccessed();
        }
        if (loaded == MemoryPort.BUS_ERROR) {
            hart.trap(access.faultCause(), address);
            return false;
        }
        value = loaded;
        return true;
    }

    /** A load from ROM, or across the border of two regions, that is not one aligned access. */
    private boolean loadBytes(int address, int bytes) {
        long nowPs = hart.nowPs();
        long loaded = 0;
        for (int i = bytes - 1; i >= 0; i--) {
            loaded = loaded << 8 | port.load(hart.master(), address + i, 1, nowPs);
        }
        value = loaded;
        charge(port.kindAt(address));
        for (int part = (address | 3) + 1; part - address < bytes; part += 4) {
            hart.cycle += costs.of(CostClass.SECOND_ACCESS);
            hart.cycle += costs.waitStates(port.kindAt(part));
        }
        return true;
    }

    private static boolean isWhole(int address, int bytes) {
        return bytes <= 4 && (address & bytes - 1) == 0;
    }

    private static int misalignedCause(Access access) {
        return access == Access.LOAD ? Cause.LOAD_MISALIGNED : Cause.STORE_MISALIGNED;
    }

    /** An instruction's own cost holds one access to RAM; this adds the others. */
    private void chargeRam(int address, int bytes) {
        int further = (address + bytes - 1 >>> 2) - (address >>> 2);
        hart.cycle += further * furtherWordCycles;
    }

    /** Replaces the access to RAM in an instruction's own cost by one to another region. */
    private void charge(RegionKind kind) {
        hart.cycle += costs.waitStates(kind) - costs.waitStates(RegionKind.RAM);
    }
}
