package dev.bulkhead.memory;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.PageTable;
import dev.bulkhead.state.PagedMemory;
import dev.bulkhead.state.Stateful;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Flat little-endian RAM. A page is <em>open</em> when a store to it needs no attention: it is
 * dirty already, holds no decoded code and no store trigger. The first store to a closed page goes
 * through {@link #beforeStore}; after it the page is open unless a trigger stands on it.
 */
public final class Ram implements PagedMemory, Stateful {
    public static final int PAGE_SHIFT = 12;

    private static final VarHandle SHORT =
            MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INT =
            MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);

    /** Told before a page that holds decoded code changes. */
    @FunctionalInterface
    public interface CodeListener {
        void codeChanges(int page);
    }

    private final int base;
    private final byte[] bytes;
    private final byte[] open;
    private final boolean[] dirty;
    private final boolean[] written;
    private final boolean[] code;
    private final boolean[] triggered;
    private final boolean[] attended;
    private boolean anyAttended;
    private final List<AttentionListener> attentionListeners = new ArrayList<>();
    private final List<CodeListener> codeListeners = new ArrayList<>();
    private PageTable saved;

    /**
     * @param base first address, a multiple of {@code size} rounded up to a power of two
     * @param size in bytes, a positive multiple of 4096
     */
    public Ram(int base, int size) {
        this(base, size, new byte[Math.max(0, size)]);
    }

    private Ram(int base, int size, byte[] zeros) {
        if (size <= 0 || size % PAGE_BYTES != 0 || base % PAGE_BYTES != 0) {
            throw new IllegalArgumentException(
                    "base=0x%08x size=%d, expected whole pages".formatted(base, size));
        }
        this.base = base;
        bytes = zeros;
        int pages = size >>> PAGE_SHIFT;
        open = new byte[pages];
        dirty = new boolean[pages];
        written = new boolean[pages];
        code = new boolean[pages];
        triggered = new boolean[pages];
        attended = new boolean[pages];
        saved = PageTable.owning(new byte[pages][]);
    }

    /** One that is all zero, with the memory of another that nobody looks at any more. */
    static Ram inPlaceOf(int base, Ram used) {
        for (int page = 0; page < used.written.length; page++) {
            if (used.written[page]) {
                int from = page << PAGE_SHIFT;
                Arrays.fill(used.bytes, from, from + PAGE_BYTES, (byte) 0);
                used.written[page] = false;
            }
        }
        return new Ram(base, used.size(), used.bytes);
    }

    public int base() {
        return base;
    }

    public int size() {
        return bytes.length;
    }

    /** Whether all of {@code count} bytes at {@code address} lie in this RAM. */
    public boolean contains(int address, int count) {
        return Integer.compareUnsigned(address - base, bytes.length - count) <= 0;
    }

    /** The content itself, for a hart's fast path; offset 0 is {@link #base}. */
    public byte[] bytes() {
        return bytes;
    }

    /** One byte a page, 1 if the page is open; for a hart's fast path. */
    public byte[] openPages() {
        return open;
    }

    /** Whether nothing watches these bytes, at most a page of them: no code, no trigger. */
    public boolean isOpen(int address, int count) {
        int offset = address - base;
        return open[offset >>> PAGE_SHIFT] != 0 && open[offset + count - 1 >>> PAGE_SHIFT] != 0;
    }

    /** Must be called before a store to a page that is not open. */
    public void beforeStore(int page) {
        dirty[page] = true;
        written[page] = true;
        forgetCode(page);
        if (!triggered[page] && !attended[page]) {
            open[page] = 1;
        }
    }

    private void forgetCode(int page) {
        if (code[page]) {
            code[page] = false;
            codeListeners.forEach(listener -> listener.codeChanges(page));
        }
    }

    /** Told when other pages need attention. */
    @FunctionalInterface
    public interface AttentionListener {
        void attentionChanged();
    }

    public void addAttentionListener(AttentionListener listener) {
        attentionListeners.add(listener);
    }

    /** From now on each access to the pages of these bytes must go through the port. */
    void attend(int address, int count) {
        int last = address + count - 1 - base >>> PAGE_SHIFT;
        boolean changed = false;
        for (int page = address - base >>> PAGE_SHIFT; page <= last; page++) {
            forgetCode(page); // also if it is attended: other words of it may be now
            if (!attended[page]) {
                attended[page] = true;
                changed = true;
                open[page] = 0;
            }
        }
        if (changed) {
            anyAttended = true;
            attentionListeners.forEach(AttentionListener::attentionChanged);
        }
    }

    /** No page needs attention any more. */
    void attendNothing() {
        if (anyAttended) {
            Arrays.fill(attended, false);
            anyAttended = false;
            attentionListeners.forEach(AttentionListener::attentionChanged);
        }
    }

    /** Whether some page needs attention: see {@link #isAttended}. */
    public boolean isAnyAttended() {
        return anyAttended;
    }

    /** Whether accesses to these bytes, at most a page of them, must go through the port. */
    public boolean isAttended(int address, int count) {
        int offset = address - base;
        return anyAttended
                && (attended[offset >>> PAGE_SHIFT] || attended[offset + count - 1 >>> PAGE_SHIFT]);
    }

    /** A hart decoded instructions of this page: tell it before they change. */
    public void holdsCode(int page) {
        code[page] = true;
        open[page] = 0;
    }

    public void addCodeListener(CodeListener listener) {
        codeListeners.add(listener);
    }

    /** Sets or clears a store trigger on a page: while set the page stays closed. */
    public void trigger(int page, boolean set) {
        triggered[page] = set;
        if (set || attended[page]) {
            open[page] = 0;
        }
    }

    public boolean isTriggered(int page) {
        return triggered[page];
    }

    /** Loads 1, 2 or 4 bytes, which must lie inside. */
    public int load(int address, int count) {
        int offset = address - base;
        return switch (count) {
            case 1 -> bytes[offset] & 0xff;
            case 2 -> (short) SHORT.get(bytes, offset) & 0xffff;
            default -> (int) INT.get(bytes, offset);
        };
    }

    /** Stores 1, 2 or 4 bytes, which must lie inside. */
    public void store(int address, int count, int value) {
        int offset = address - base;
        touch(offset, count);
        switch (count) {
            case 1 -> bytes[offset] = (byte) value;
            case 2 -> SHORT.set(bytes, offset, (short) value);
            default -> INT.set(bytes, offset, value);
        }
    }

    /** Copies a block in, as a loader does; it must lie inside. */
    public void store(int address, byte[] block) {
        int offset = address - base;
        touch(offset, block.length);
        System.arraycopy(block, 0, bytes, offset, block.length);
    }

    private void touch(int offset, int count) {
        if (count == 0) {
            return;
        }
        for (int page = offset >>> PAGE_SHIFT; page <= offset + count - 1 >>> PAGE_SHIFT; page++) {
            if (open[page] == 0) {
                beforeStore(page);
            }
        }
    }

    @Override
    public PageTable save() {
        byte[][] changed = new byte[dirty.length][];
        for (int page = 0; page < dirty.length; page++) {
            if (dirty[page]) {
                int from = page << PAGE_SHIFT;
                changed[page] = Arrays.copyOfRange(bytes, from, from + PAGE_BYTES);
                dirty[page] = false;
                open[page] = 0;
            }
        }
        saved = saved.with(changed);
        return saved;
    }

    @Override
    public void restore(PageTable table) {
        if (table.pageCount() != dirty.length) {
            throw new IllegalArgumentException(
                    table.pageCount() + " pages, expected " + dirty.length);
        }
        for (int page = 0; page < dirty.length; page++) {
            if (dirty[page] || !table.samePage(saved, page)) {
                if (open[page] == 0) {
                    beforeStore(page);
                }
                table.copyPage(page, bytes, page << PAGE_SHIFT);
                dirty[page] = false;
                open[page] = 0;
            }
        }
        saved = table;
    }

    @Override
    public void describe(Fields fields) {
        fields.pages("pages", this);
    }
}
