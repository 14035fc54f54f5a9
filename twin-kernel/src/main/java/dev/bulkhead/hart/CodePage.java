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

    /** What of {@link #translated} stands in {@link #ops}. */
    TranslatedPage.Entries entries = TranslatedPage.Entries.NONE;

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

    /** Lets translated code be entered wherever there is some by now. */
    void update() {
        TranslatedPage.Entries now = translated.entries();
        if (now.equals(entries)) {
            return;
        }
        entries = now;
        if (!enters) {
            enters = true;
            plain = ops.clone();
        }
        for (int i = 0; i < CodeCache.PARCELS; i++) {
            if (now.code()[i] != null) {
                ops[i] = Op.ENTER;
            }
        }
    }

    void forget() {
        Arrays.fill(plain, 0, CodeCache.PARCELS, Op.NONE);
    }
}
