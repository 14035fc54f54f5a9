package dev.bulkhead.hart;

import java.util.Arrays;

/** One page of decoded code of one hart, and what is translated of it. */
final class CodePage {
    /** What the interpreter executes: {@link Op#ENTER} stands where translated code begins. */
    long[] ops;

    /**
     * The same without {@link Op#ENTER}; one array with {@link #ops} until something is translated.
     */
    long[] plain;

    /** Whether {@link Op#ENTER} may stand in {@link #ops}. */
    private boolean enters;

    /** What is shared of it; {@code null} while nothing was asked to be translated. */
    TranslatedPage translated;

    /** What of {@link #translated} may be entered in {@link #ops}. */
    TranslatedPage.Entries entries = TranslatedPage.Entries.NONE;

    /** What of it there was when it was last looked at. */
    private TranslatedPage.Entries seen = TranslatedPage.Entries.NONE;

    CodePage(long[] ops) {
        this.ops = ops;
        plain = ops;
    }

    void set(int parcel, long op) {
        plain[parcel] = op;
        if (enters && entries.code()[parcel] == null) {
            ops[parcel] = op;
        }
    }

    /**
     * Lets translated code be entered wherever there is some by now and {@code hart} has no watch
     * that is concerned with it.
     */
    void update(Hart hart) {
        TranslatedPage.Entries all = translated.entries();
        if (all.equals(seen)) {
            return;
        }
        seen = all;
        entries = hart.isWatched() ? translated.entriesBut(hart::concernsWatch) : all;
        if (!enters) {
            enters = true;
            plain = ops.clone();
        }
        for (int i = 0; i < CodeCache.PARCELS; i++) {
            ops[i] = entries.code()[i] == null ? plain[i] : Op.ENTER;
        }
    }

    void forget() {
        Arrays.fill(plain, 0, CodeCache.PARCELS, Op.NONE);
    }
}
