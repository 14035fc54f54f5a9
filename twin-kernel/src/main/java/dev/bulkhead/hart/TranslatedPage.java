package dev.bulkhead.hart;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is translated of one page of code, shared by all harts whose memory holds the same bytes at
 * the same address and that count the same cycles. Which of it there is at a moment depends on what
 * ran before; nothing that a hart does depends on it.
 */
final class TranslatedPage {
    /** Times that a slice must end at an instruction before what is around it is translated. */
    private static final int SAMPLES = 2;

    private static final int SAMPLES_TO_TRY_AGAIN = 100;

    /** Instructions of a region at most: a compiler's time grows faster than the gain. */
    private static final int MOST_OPS = 240;

    private final int base;
    private final byte[] content;
    private final Decoder decoder;
    private final CostTable costs;
    private final int[] samples = new int[CodeCache.PARCELS];
    private final boolean[] covered = new boolean[CodeCache.PARCELS];
    private final Instruction[] instructions = new Instruction[CodeCache.PARCELS];
    private volatile Entries entries = Entries.NONE;

    TranslatedPage(int base, byte[] content, CostTable costs) {
        this.base = base;
        this.content = content;
        decoder = new Decoder(costs);
        this.costs = costs;
    }

    /**
     * Where translated code may be entered, by parcel.
     *
     * @param regions that are translated so far
     * @param code {@code null} where there is none
     * @param number the entry's number in its code
     */
    @SuppressWarnings("ArrayRecordComponent") // never changed once it stands in the page
    record Entries(List<Translated> regions, TranslatedCode[] code, int[] number) {
        static final Entries NONE = of(List.of());

        static Entries of(List<Translated> regions) {
            TranslatedCode[] code = new TranslatedCode[CodeCache.PARCELS];
            int[] number = new int[CodeCache.PARCELS];
            for (Translated each : regions) {
                for (int i = 0; i < each.region.entries().size(); i++) {
                    code[each.region.entries().get(i)] = each.code;
                    number[each.region.entries().get(i)] = i;
                }
            }
            return new Entries(List.copyOf(regions), code, number);
        }
    }

    /** A region and what became of it. */
    record Translated(Region region, TranslatedCode code) {}

    /** Says of an instruction at a pc whether it is concerned. */
    @FunctionalInterface
    interface Concern {
        boolean test(int pc, Instruction instruction);
    }

    /** The entries into regions of which no instruction is concerned. */
    Entries entriesBut(Concern concerned) {
        List<Translated> left = new ArrayList<>();
        for (Translated each : entries.regions) {
            if (!isConcerned(each.region, concerned)) {
                left.add(each);
            }
        }
        return left.size() == entries.regions.size() ? entries : Entries.of(left);
    }

    private boolean isConcerned(Region region, Concern concerned) {
        for (Region.Block block : region.blocks()) {
            for (Region.At at : block.ops()) {
                if (concerned.test(base + 2 * at.parcel(), instruction(at.parcel()))) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Decoded once for all harts; two that come at a time find the same. */
    private Instruction instruction(int parcel) {
        Instruction known = instructions[parcel];
        if (known == null) {
            known = decoded(parcel);
            instructions[parcel] = known;
        }
        return known;
    }

    private Instruction decoded(int parcel) {
        int bits = 0;
        for (int i = Math.min(3, content.length - 1 - 2 * parcel); i >= 0; i--) {
            bits = bits << 8 | content[2 * parcel + i] & 0xff;
        }
        return Instruction.of(bits);
    }

    Entries entries() {
        return entries;
    }

    /**
     * A hart's slice ended at a parcel: it may be translated now.
     *
     * @param executed decoded instructions of that hart's page
     */
    void sample(int parcel, long[] executed) {
        if (!covered[parcel]) { // seen too late it costs a look, no more
            sampleUncovered(parcel, executed);
        }
    }

    private synchronized void sampleUncovered(int parcel, long[] executed) {
        if (covered[parcel] || ++samples[parcel] < SAMPLES) {
            return;
        }
        samples[parcel] = -SAMPLES_TO_TRY_AGAIN; // more of the page may be known then
        RegionFinder finder = new RegionFinder(base, content, decoder, executed);
        Optional<Region> found = Optional.empty();
        Optional<TranslatedCode> translation = Optional.empty();
        for (int most = MOST_OPS; translation.isEmpty() && most > 0; most /= 2) {
            found = finder.around(parcel, most, covered);
            translation =
                    found.flatMap(
                            region -> Translations.of(new Translations.Place(base, costs, region)));
        }
        if (translation.isEmpty()) {
            return;
        }
        Region region = found.orElseThrow();
        region.blocks().forEach(block -> block.ops().forEach(at -> covered[at.parcel()] = true));
        List<Translated> regions = new ArrayList<>(entries.regions);
        regions.add(new Translated(region, translation.get()));
        entries = Entries.of(regions);
    }
}
