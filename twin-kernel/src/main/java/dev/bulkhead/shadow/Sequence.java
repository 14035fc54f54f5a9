package dev.bulkhead.shadow;

import dev.bulkhead.shadow.Deviation.Kind;
import dev.bulkhead.shadow.ShadowMap.Output;

import java.util.ArrayList;
import java.util.List;

/**
 * The counters of one output's pairs. Their values differ by whatever the twin began to count
 * later; their steps must not. Where only the twin has a frame, the recorded counter tells whether
 * it was sent and the recorder lost it.
 */
final class Sequence {
    private final String message;
    private final long values;
    private final Tally additional;
    private final Tally slips = new Tally(0);

    /** Frames that only the twin has, since the last pair. */
    private final List<Deviation> pending = new ArrayList<>();

    private boolean lost;
    private boolean counting;
    private long was;
    private long is;
    private long offset;
    private long unrecorded;

    /**
     * @param values how many the counter has
     */
    Sequence(Output output, long values) {
        message = output.name();
        this.values = values;
        additional = new Tally(output.additional());
    }

    /** The twin has not sent a recorded frame. */
    void lost() {
        lost = true;
    }

    /** The recording does not have a frame that the twin sent. */
    void added(Deviation frame) {
        pending.add(frame);
        if (pending.size() >= values) { // more than a counter can tell
            pairedUncounted();
        }
    }

    void pairedUncounted() {
        pending.forEach(additional::add);
        pending.clear();
    }

    void paired(long atPs, long recorded, long twin) {
        if (!counting) {
            counting = true;
            offset = Math.floorMod(recorded - twin, values);
            pairedUncounted();
        } else {
            long recordedStep = Math.floorMod(recorded - was, values);
            long twinStep = Math.floorMod(twin - is, values);
            if (!lost && !pending.isEmpty() && recordedStep == twinStep) {
                unrecorded += pending.size();
                pending.clear();
            } else if (!lost && pending.isEmpty() && recordedStep != twinStep) {
                slips.add(
                        new Deviation(
                                Kind.COUNTER, atPs, message, "", recordedStep, twinStep, 0, 1));
            } else {
                pairedUncounted();
            }
        }
        was = recorded;
        is = twin;
        lost = false;
    }

    Counted additional() {
        pairedUncounted();
        return additional.counted();
    }

    Counted slips() {
        return slips.counted();
    }

    long unrecorded() {
        return unrecorded;
    }

    long offset() {
        return offset;
    }
}
