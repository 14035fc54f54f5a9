package dev.bulkhead.hart;

import java.util.Optional;

/**
 * What is translated of one page of code, shared by all harts whose memory holds the same bytes at
 * the same address and that count the same cycles. Which of it there is at a moment depends on what
 * ran before; nothing that a hart does depends on it.
 */
final class TranslatedPage {
    /** Times that the end of a slice must be seen in a function before it is translated. */
    private static final int SAMPLES = 2;

    /** Instructions of a region at most: a compiler's time grows faster than the gain. */
    private static final int MOST_OPS = 240;

    private final int base;
    private final byte[] content;
    private final Decoder decoder;
    private final FloatCosts floatCosts;
    private final int[] samples = new int[CodeCache.PARCELS];
    private final boolean[] covered = new boolean[CodeCache.PARCELS];
    private volatile Entries entries = Entries.NONE;

    TranslatedPage(int base, byte[] content, CostTable costs) {
        this.base = base;
        this.content = content;
        decoder = new Decoder(costs);
        floatCosts = new FloatCosts(costs);
    }

    /**
     * Where translated code may be entered, by parcel.
     *
     * @param code {@code null} where there is none
     * @param number the entry's number in its code
     */
    @SuppressWarnings("ArrayRecordComponent") // never changed once it stands in the page
    record Entries(TranslatedCode[] code, int[] number) {
        static final Entries NONE =
                new Entries(new TranslatedCode[CodeCache.PARCELS], new int[CodeCache.PARCELS]);
    }

    Entries entries() {
        return entries;
    }

    /**
     * A hart's slice ended at a parcel.
     *
     * @param executed decoded instructions of that hart's page
     * @return whether there are other entries now
     */
    synchronized boolean sample(int parcel, long[] executed) {
        if (covered[parcel] || ++samples[parcel] < SAMPLES) {
            return false;
        }
        RegionFinder finder = new RegionFinder(base, content, decoder, executed);
        Optional<Region> found = Optional.empty();
        Optional<TranslatedCode> translation = Optional.empty();
        for (int most = MOST_OPS; translation.isEmpty() && most > 0; most /= 2) {
            found = finder.around(parcel, most, covered);
            translation = found.flatMap(it -> new RegionWriter(base, floatCosts, it).translate());
        }
        covered[parcel] = true;
        if (translation.isEmpty()) {
            return false;
        }
        Region region = found.orElseThrow();
        TranslatedCode translated = translation.get();
        region.blocks().forEach(block -> block.ops().forEach(at -> covered[at.parcel()] = true));
        TranslatedCode[] code = entries.code.clone();
        int[] number = entries.number.clone();
        for (int i = 0; i < region.entries().size(); i++) {
            int at = region.entries().get(i);
            if (code[at] == null) {
                code[at] = translated;
                number[at] = i;
            }
        }
        entries = new Entries(code, number);
        return true;
    }
}
