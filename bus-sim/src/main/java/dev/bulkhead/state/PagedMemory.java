package dev.bulkhead.state;

/** A memory that knows which of its pages changed since its last page table was taken. */
public interface PagedMemory {

    /** Size of a page in bytes. */
    int PAGE_BYTES = 4096;

    /**
     * The present content. Pages that did not change since the last call, or the last {@link
     * #restore}, are shared with that table, so that only dirty pages are copied.
     */
    PageTable save();

    /**
     * Puts a saved content back; only pages that differ by identity or are dirty are copied.
     *
     * @throws IllegalArgumentException if {@code table} has another size than this memory
     */
    void restore(PageTable table);
}
