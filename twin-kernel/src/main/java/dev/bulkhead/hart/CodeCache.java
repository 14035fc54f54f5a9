package dev.bulkhead.hart;

import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.memory.RegionKind;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Decoded instructions by page: one {@link Op} for each of the 2048 parcels, made when first
 * executed, dropped before the page's memory changes. So decoded code always equals memory.
 *
 * <p>A page that PMP lets be executed as a whole is entered without further checks. Any other page,
 * and any address that holds no code, uses one scratch page whose instructions are checked parcel
 * by parcel while they are decoded and which is emptied when permissions change.
 */
final class CodeCache implements Ram.CodeListener {
    static final int PAGE_BYTES = 1 << Ram.PAGE_SHIFT;
    static final int PARCELS = PAGE_BYTES / 2;

    /** Parcel index behind the last one where a page keeps its crossing instruction. */
    private static final int CROSSING_SLOT = PARCELS + 2;

    private static final int NO_PAGE = 1;

    private final Hart hart;
    private boolean translates = true;
    private final MemoryPort port;
    private final Ram ram;
    private final Decoder decoder;
    private final CodePage[] pages;
    private final Map<Integer, CodePage> romPages = new LinkedHashMap<>();
    private final CodePage scratch = new CodePage(newOps());
    private int scratchPage = NO_PAGE;

    /** Whether anything was decoded since the scratch page was emptied. */
    private boolean scratchMayHold;

    private final AllowedRanges[] fetchesBy = new AllowedRanges[Privilege.values().length];
    private Pmp.Range allowed = Pmp.Range.EMPTY;

    /** The page that was entered last. */
    private CodePage current = scratch;

    CodeCache(Hart hart) {
        this.hart = hart;
        port = hart.port;
        ram = port.ram();
        decoder = new Decoder(hart.costs);
        pages = new CodePage[ram.size() >>> Ram.PAGE_SHIFT];
        for (Privilege mode : Privilege.values()) {
            fetchesBy[mode.ordinal()] = new AllowedRanges(Access.FETCH, hart.pmp, ram);
        }
        ram.addCodeListener(this);
    }

    private static long[] newOps() {
        long[] ops = new long[PARCELS + 3];
        ops[PARCELS] = Op.PAGE_END;
        ops[PARCELS + 1] = Op.PAGE_END;
        return ops;
    }

    void interpretOnly() {
        translates = false;
        forget();
    }

    boolean isTranslated(int pc) {
        return current.entries.code()[pc >>> 1 & PARCELS - 1] != null;
    }

    void permissionsChanged() {
        for (AllowedRanges fetches : fetchesBy) {
            fetches.forget();
        }
        modeChanged();
    }

    void modeChanged() {
        allowed = Pmp.Range.EMPTY;
        scratchPage = NO_PAGE;
    }

    @Override
    public void codeChanges(int page) {
        pages[page] = null;
        if (page > 0 && pages[page - 1] != null) {
            pages[page - 1].set(PARCELS - 1, Op.NONE);
        }
        scratchPage = NO_PAGE;
        hart.attention();
    }

    /** The decoded page that holds an address. */
    CodePage enter(int pc) {
        current = find(pc);
        return current;
    }

    private CodePage find(int pc) {
        int address = pc & -PAGE_BYTES;
        if (!allowed.contains(address, PAGE_BYTES)) {
            Privilege privilege = hart.privilege();
            allowed = fetchesBy[privilege.ordinal()].around(pc, privilege);
            if (!allowed.contains(address, PAGE_BYTES)) {
                return enterScratch(address);
            }
        }
        int page = address - ram.base() >>> Ram.PAGE_SHIFT;
        if (page < pages.length) {
            if (pages[page] == null) {
                pages[page] = newPage(address);
                ram.holdsCode(page);
            }
            return pages[page];
        }
        return port.kindAt(pc) == RegionKind.ROM
                ? romPages.computeIfAbsent(address, _ -> new CodePage(newOps()))
                : enterScratch(address);
    }

    private CodePage newPage(int address) {
        CodePage page = new CodePage(newOps());
        if (translates && !ram.isAttended(address, PAGE_BYTES)) {
            page.translated = Translations.find(key(address));
            if (page.translated != null) {
                page.update(hart);
            }
        }
        return page;
    }

    private Translations.Key key(int address) {
        int offset = address - ram.base();
        byte[] content = Arrays.copyOfRange(ram.bytes(), offset, offset + PAGE_BYTES);
        return new Translations.Key(address, content, hart.costs);
    }

    /** The hart's slice ended at its pc, in the page entered last. */
    void sample() {
        int pc = hart.pc;
        int page = pc - ram.base() >>> Ram.PAGE_SHIFT;
        if (!translates || page >= pages.length || pages[page] != current) {
            return;
        }
        if (current.translated == null) {
            int address = pc & -PAGE_BYTES;
            if (ram.isAttended(address, PAGE_BYTES)) {
                return;
            }
            current.translated = Translations.get(key(address));
        }
        current.translated.sample(pc >>> 1 & PARCELS - 1, current.plain);
        current.update(hart);
    }

    private CodePage enterScratch(int address) {
        if (scratchPage != address) {
            if (scratchMayHold) {
                scratch.forget();
                scratchMayHold = false;
            }
            scratchPage = address;
            if (ram.contains(address, PAGE_BYTES)) {
                ram.holdsCode(address - ram.base() >>> Ram.PAGE_SHIFT);
            }
        }
        return scratch;
    }

    /**
     * Decodes the instruction at the hart's pc into its page.
     *
     * @return {@link Op#NONE} if fetching it trapped
     */
    long decode() {
        int pc = hart.pc;
        if (port.isAttended(pc, 4)) {
            scratchMayHold = true;
            return keep(pc >>> 1 & PARCELS - 1, Op.WATCHED); // each execution fetches anew
        }
        long low = fetch(pc);
        if (low == MemoryPort.BUS_ERROR) {
            return Op.NONE;
        }
        scratchMayHold = true;
        RegionKind kind = port.kindAt(pc);
        int index = pc >>> 1 & PARCELS - 1;
        if (hart.isWatched() && isWatched(pc, (int) low)) {
            return keep(index, Op.WATCHED);
        }
        if ((low & 3) != 3) {
            return keep(index, decoder.decode16((int) low, pc, kind));
        }
        long high = fetch(pc + 2);
        if (high == MemoryPort.BUS_ERROR) {
            return Op.NONE;
        }
        long op = decoder.decode32((int) (high << 16 | low), pc, kind);
        if (index < PARCELS - 1) {
            return keep(index, op);
        }
        if (ram.contains(pc + 2, 2)) {
            ram.holdsCode(pc + 2 - ram.base() >>> Ram.PAGE_SHIFT);
        }
        current.plain[CROSSING_SLOT] = op;
        current.set(index, Op.CROSSING);
        return op;
    }

    private long keep(int parcel, long op) {
        current.set(parcel, op);
        return op;
    }

    /**
     * The instruction at the hart's pc whose second half lies in the next page.
     *
     * @return {@link Op#NONE} if that half may not be fetched, which trapped
     */
    long crossing() {
        return mayFetch(hart.pc + 2) ? current.plain[CROSSING_SLOT] : Op.NONE;
    }

    /** Whether a watch is concerned; a second half that may not be fetched leaves that to later. */
    private boolean isWatched(int pc, int low) {
        int bits = low;
        if ((low & 3) == 3) {
            long high =
                    hart.pmp.allows(pc + 2, 2, Access.FETCH, hart.privilege())
                            ? port.fetch(hart.master(), pc + 2, hart.nowPs())
                            : MemoryPort.BUS_ERROR;
            if (high == MemoryPort.BUS_ERROR) {
                return false;
            }
            bits = (int) (high << 16 | low);
            if (ram.contains(pc + 2, 2)) {
                ram.holdsCode(pc + 2 - ram.base() >>> Ram.PAGE_SHIFT);
            }
        }
        return hart.concernsWatch(pc, Instruction.of(bits));
    }

    /**
     * Lets the watches see the instruction at the hart's pc.
     *
     * @return what to execute, {@link Op#NONE} if fetching trapped or the pc was moved
     */
    long watched() {
        int pc = hart.pc;
        long low = fetch(pc);
        if (low == MemoryPort.BUS_ERROR) {
            return Op.NONE;
        }
        long high = 0;
        if ((low & 3) == 3) {
            high = fetch(pc + 2);
            if (high == MemoryPort.BUS_ERROR) {
                return Op.NONE;
            }
        }
        Instruction executed = hart.passWatches(Instruction.of((int) (high << 16 | low)));
        return hart.pc == pc ? decoder.decode(executed, pc, port.kindAt(pc)) : Op.NONE;
    }

    /** Forgets all that is decoded. */
    void forget() {
        for (int page = 0; page < pages.length; page++) {
            if (pages[page] != null) {
                codeChanges(page);
            }
        }
        romPages.clear();
        scratchPage = NO_PAGE;
        hart.attention();
    }

    private long fetch(int address) {
        if (!mayFetch(address)) {
            return MemoryPort.BUS_ERROR;
        }
        long parcel = port.fetch(hart.master(), address, hart.nowPs());
        if (parcel == MemoryPort.BUS_ERROR) {
            hart.trap(Cause.FETCH_ACCESS_FAULT, address);
        }
        return parcel;
    }

    private boolean mayFetch(int address) {
        if (allowed.contains(address, 2)
                || hart.pmp.allows(address, 2, Access.FETCH, hart.privilege())) {
            return true;
        }
        hart.trap(Cause.FETCH_ACCESS_FAULT, address);
        return false;
    }
}
