package dev.bulkhead.hart;

import java.util.List;

/**
 * What is translated of one page of code, shared by all harts whose memory holds the same bytes at
 * the same address and that count the same cycles. Which of it there is at a moment depends on what
 * ran before; nothing that a hart does depends on it.
 */
final class TranslatedPage {
    /** Times that the end of a slice must be seen in a function before it is translated. */
    private static final int SAMPLES = 2;

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
        List<Region> regions = finder.around(parcel);
        finder.mark(parcel, covered);
        if (regions.isEmpty()) {
            return false;
        }
        TranslatedCode[] code = entries.code.clone();
        int[] number = entries.number.clone();
        for (Region region : regions) {
            TranslatedCode translated = new RegionWriter(base, floatCosts, region).translate();
            for (int i = 0; i < region.entries().size(); i++) {
                code[region.entries().get(i)] = translated;
                number[region.entries().get(i)] = i;
            }
        }
        entries = new Entries(code, number);
        return true;
    }
}
