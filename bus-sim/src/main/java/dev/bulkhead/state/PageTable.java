package dev.bulkhead.state;

import java.util.Arrays;

/**
 * The immutable content of a paged memory. A page that is {@code null} inside is all zero. Two
 * tables share the page arrays that did not change between them.
 */
@SuppressWarnings("ReferenceEquality") // a shared page is one and the same array
public final class PageTable {
    private static final byte[] ZERO = new byte[PagedMemory.PAGE_BYTES];

    private final byte[][] pages;

    private PageTable(byte[][] pages) {
        this.pages = pages;
    }

    /**
     * Takes ownership of {@code pages}: the caller must never write to the array or its pages
     * again.
     *
     * @param pages one array of {@link PagedMemory#PAGE_BYTES} bytes a page, or {@code null} for a
     *     page of zeros
     */
    public static PageTable owning(byte[][] pages) {
        return new PageTable(pages);
    }

    public int pageCount() {
        return pages.length;
    }

    /** Copies page {@code page} into {@code target} from {@code offset} on. */
    public void copyPage(int page, byte[] target, int offset) {
        byte[] source = page(page);
        System.arraycopy(source, 0, target, offset, PagedMemory.PAGE_BYTES);
    }

    /** Whether both tables hold the same page array at {@code page}. */
    public boolean samePage(PageTable other, int page) {
        return pages[page] == other.pages[page];
    }

    /**
     * A table like this one with some pages replaced; {@code null} in {@code changed} keeps one.
     */
    public PageTable with(byte[][] changed) {
        byte[][] next = pages.clone();
        for (int i = 0; i < next.length; i++) {
            if (changed[i] != null) {
                next[i] = changed[i];
            }
        }
        return new PageTable(next);
    }

    /** How many pages of this table are not shared with {@code other}. */
    public int pagesNotSharedWith(PageTable other) {
        int count = 0;
        for (int i = 0; i < pages.length; i++) {
            if (pages[i] != other.pages[i]) {
                count++;
            }
        }
        return count;
    }

    /**
     * First byte at which the contents differ.
     *
     * @return its offset from the start of the memory, or -1 if the contents are equal
     */
    public long firstDifference(PageTable other) {
        for (int i = 0; i < pages.length; i++) {
            if (pages[i] != other.pages[i]) {
                int at = Arrays.mismatch(page(i), other.page(i));
                if (at >= 0) {
                    return (long) i * PagedMemory.PAGE_BYTES + at;
                }
            }
        }
        return -1;
    }

    void feed(java.util.function.Consumer<byte[]> sink) {
        for (int i = 0; i < pages.length; i++) {
            sink.accept(page(i));
        }
    }

    private byte[] page(int index) {
        return pages[index] == null ? ZERO : pages[index];
    }
}
