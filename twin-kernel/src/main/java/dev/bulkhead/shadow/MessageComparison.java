package dev.bulkhead.shadow;

import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.dbc.MessageDecoder;
import dev.bulkhead.shadow.Deviation.Kind;
import dev.bulkhead.shadow.ShadowMap.Output;
import dev.bulkhead.shadow.ShadowMap.Tolerance;
import dev.bulkhead.time.SimTime;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * One output. Frames that are close in time and closest to each other make a pair; a value is held
 * against all frames of the twin that came within the time allowed. Holds frames of the next
 * moments only, however long the recording is.
 */
final class MessageComparison {
    private static final long USUAL_REACH_PS = 10 * SimTime.PS_PER_MS;

    /** Times of a recording are nanoseconds; what the twin has below is no difference. */
    private static final long RECORDED_TO_PS = SimTime.PS_PER_NS;

    /** What a deviation in time is counted in where none is allowed. */
    private static final long TIME_STEP_PS = SimTime.PS_PER_US;

    private static final String CYCLE = "GenMsgCycleTime";

    private final String bus;
    private final Output output;
    private final DbcMessage message;
    private final Protection protection;
    private final Stretch stretch;
    private final long reachPs;
    private final long withinPs;
    private final List<SignalComparison> signals = new ArrayList<>();
    private final int[] places;
    private final MessageDecoder decoder;
    private final MessageDecoder.Values values;

    private final ArrayDeque<Seen> recorded = new ArrayDeque<>();
    private final ArrayDeque<Seen> twin = new ArrayDeque<>();

    /** Frames of the twin that were judged and may be near those to come. */
    private final ArrayDeque<Seen> judged = new ArrayDeque<>();

    private final Sequence sequence;
    private final ResistantLine residuals = new ResistantLine();
    private final Tally late = new Tally(0);
    private final Tally missing;
    private final Tally checksums = new Tally(0);
    private final Tally lengths = new Tally(0);
    private long recordedFrames;
    private long paired;
    private double sumOffPs;
    private long mostOffPs;

    /**
     * What is compared, in the twin's time.
     *
     * @param toPs not after the recording's end
     */
    record Stretch(long fromPs, long toPs) {
        boolean has(long atPs) {
            return atPs >= fromPs && atPs <= toPs;
        }
    }

    MessageComparison(String bus, DbcMessage message, Output output, Stretch stretch) {
        this.bus = bus;
        this.output = output;
        this.message = message;
        this.stretch = stretch;
        protection = Protection.of(message, output);
        withinPs = output.within().ps();
        int cycleMs = message.intAttribute(CYCLE).orElse(0);
        long half = cycleMs > 0 ? cycleMs * SimTime.PS_PER_MS / 2 : USUAL_REACH_PS;
        reachPs = StrictMath.max(half, withinPs);
        missing = new Tally(output.missing());
        sequence = new Sequence(output, protection.counterValues());
        for (DbcSignal signal : message.signals()) {
            Tolerance tolerance =
                    output.signals().stream()
                            .filter(each -> each.signal().equals(signal.name()))
                            .findFirst()
                            .orElse(Tolerance.none(signal.name()));
            if (protection.isValue(signal) && !tolerance.ignored()) {
                signals.add(new SignalComparison(message.name(), signal, tolerance));
            }
        }
        places =
                signals.stream()
                        .mapToInt(each -> message.signals().indexOf(each.signal()))
                        .toArray();
        decoder = new MessageDecoder(message);
        values = decoder.values();
    }

    DbcMessage message() {
        return message;
    }

    /** Frames that are held. */
    int waiting() {
        return recorded.size() + twin.size();
    }

    /** How long after a frame the one that stands for it may come. */
    long reachPs() {
        return reachPs;
    }

    ResistantLine residuals() {
        return residuals;
    }

    /** A frame of the recording; not before the one before. */
    void recorded(Seen frame) {
        recorded.add(frame);
    }

    /** A frame of the twin; not before the one before. */
    void twin(Seen frame) {
        twin.add(frame);
    }

    /** Judges what can be: all frames before {@code knownPs} are there. */
    void advance(long knownPs) {
        while (true) {
            Seen one = recorded.peekFirst();
            Seen other = twin.peekFirst();
            if (one == null && other == null) {
                return;
            }
            long last =
                    one == null
                            ? other.atPs()
                            : other == null ? one.atPs() : StrictMath.max(one.atPs(), other.atPs());
            if (last + 2 * reachPs >= knownPs) {
                return;
            }
            if (other == null || one != null && isAlone(one, other, recorded)) {
                lost(recorded.removeFirst());
            } else if (one == null || isAlone(other, one, twin)) {
                added(twin.removeFirst());
            } else {
                pair(recorded.removeFirst(), twin.removeFirst());
            }
        }
    }

    /** Whether nothing on the other side stands for the first of {@code own}. */
    private boolean isAlone(Seen first, Seen other, ArrayDeque<Seen> own) {
        if (first.atPs() + reachPs < other.atPs()) {
            return true;
        }
        if (first.atPs() >= other.atPs() || own.size() < 2) {
            return false;
        }
        var both = own.iterator();
        both.next();
        long next = both.next().atPs();
        return StrictMath.abs(next - other.atPs()) < other.atPs() - first.atPs();
    }

    private void lost(Seen frame) {
        if (stretch.has(frame.atPs())) {
            recordedFrames++;
            missing.add(deviation(Kind.MISSING, frame.atPs(), 1, 0, 1));
            sequence.lost();
        }
    }

    private void added(Seen frame) {
        keep(frame);
        // what the recording has outside may stand for a frame near its edge
        if (stretch.has(frame.atPs() - reachPs) && stretch.has(frame.atPs() + reachPs)) {
            sequence.added(deviation(Kind.ADDITIONAL, frame.atPs(), 0, 1, 1));
        }
    }

    private void keep(Seen frame) {
        judged.add(frame);
        while (judged.getFirst().atPs() < frame.atPs() - 2 * (reachPs + withinPs)) {
            judged.removeFirst();
        }
    }

    private void pair(Seen one, Seen other) {
        keep(other);
        if (!stretch.has(one.atPs())) {
            return;
        }
        recordedFrames++;
        paired++;
        time(one, other);
        byte[] was = one.data().toArray();
        byte[] is = other.data().toArray();
        if (was.length != is.length) {
            lengths.add(deviation(Kind.LENGTH, one.atPs(), was.length, is.length, 1));
        }
        boolean wasIntact = protection.isIntact(was);
        boolean isIntact = protection.isIntact(is);
        if (wasIntact != isIntact) {
            checksums.add(
                    deviation(Kind.CHECKSUM, one.atPs(), wasIntact ? 1 : 0, isIntact ? 1 : 0, 1));
        }
        protection
                .counter()
                .filter(counter -> counter.bytesNeeded() <= Math.min(was.length, is.length))
                .ifPresentOrElse(
                        counter -> sequence.paired(one.atPs(), counter.raw(was), counter.raw(is)),
                        sequence::pairedUncounted);
        compareValues(one, other);
    }

    private void time(Seen one, Seen other) {
        long off = other.atPs() - one.atPs();
        sumOffPs += off;
        mostOffPs = StrictMath.max(mostOffPs, StrictMath.abs(off));
        residuals.add(new SimTime(one.atPs()).seconds(), (double) off);
        long outsidePs = StrictMath.abs(off) - withinPs;
        if (outsidePs >= RECORDED_TO_PS) {
            long unitPs = withinPs > 0 ? withinPs : TIME_STEP_PS;
            late.add(
                    new Deviation(
                            Kind.TIME,
                            one.atPs(),
                            message.name(),
                            "",
                            one.atPs() / (double) SimTime.PS_PER_S,
                            other.atPs() / (double) SimTime.PS_PER_S,
                            withinPs / (double) SimTime.PS_PER_S,
                            StrictMath.abs(off) / (double) unitPs));
        }
    }

    private void compareValues(Seen one, Seen other) {
        double[] was = decoded(one);
        double[] is = decoded(other);
        double[] least = is.clone();
        double[] most = is.clone();
        widen(judged, one.atPs(), least, most);
        widen(twin, one.atPs(), least, most);
        for (int i = 0; i < was.length; i++) {
            signals.get(i)
                    .compare(
                            one.atPs(),
                            was[i],
                            new SignalComparison.Near(is[i], least[i], most[i]));
        }
    }

    private void widen(ArrayDeque<Seen> frames, long atPs, double[] least, double[] most) {
        for (Seen frame : frames) {
            if (StrictMath.abs(frame.atPs() - atPs) <= withinPs) {
                double[] near = decoded(frame);
                for (int i = 0; i < near.length; i++) {
                    if (!Double.isNaN(near[i])) { // one that is not there is no value
                        least[i] = StrictMath.min(least[i], near[i]);
                        most[i] = StrictMath.max(most[i], near[i]);
                    }
                }
            }
        }
    }

    private double[] decoded(Seen frame) {
        decoder.decode(frame.data().toArray(), values);
        double[] decoded = new double[places.length];
        for (int i = 0; i < places.length; i++) {
            decoded[i] = values.isThere(places[i]) ? values.value(places[i]) : Double.NaN;
        }
        return decoded;
    }

    private Deviation deviation(Kind kind, long atPs, double was, double is, double severity) {
        return new Deviation(kind, atPs, message.name(), "", was, is, 0, severity);
    }

    /** All was given; judges the rest. */
    MessageResult result() {
        advance(Long.MAX_VALUE);
        return new MessageResult(
                bus,
                output.name(),
                recordedFrames,
                paired,
                paired == 0 ? 0 : sumOffPs / paired,
                mostOffPs,
                late.counted(),
                missing.counted(),
                sequence.additional(),
                sequence.unrecorded(),
                sequence.slips(),
                checksums.counted(),
                lengths.counted(),
                protection.counter().isPresent(),
                sequence.offset(),
                protection.profile().isPresent(),
                signals.stream().map(SignalComparison::result).toList());
    }
}
