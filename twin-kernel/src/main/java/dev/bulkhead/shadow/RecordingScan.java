package dev.bulkhead.shadow;

import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.LogEntry.ErrorFrame;
import dev.bulkhead.canlog.LogEntry.Frame;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.shadow.MappedFrames.Mapped;

import java.io.IOException;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Reads a recording once: what is in it, and how regularly one of its messages came. */
final class RecordingScan {
    private static final long NS_PER_S = 1_000_000_000;

    /** A bus that is silent for so long sleeps; a time stamp that says so is more often wrong. */
    private static final long LONGEST_SILENCE_NS = 3600 * NS_PER_S;

    /** The twin runs through all of it, some times. */
    private static final long LONGEST_NS = 24 * 3600 * NS_PER_S;

    private final RecordingSource source;
    private final MappedFrames frames;
    private final int reference;
    private final double periodNs;
    private final SortedMap<String, Long> channels = new TreeMap<>();
    private final SortedMap<String, Long> messages = new TreeMap<>();
    private final ResistantLine times = new ResistantLine();
    private long entries;
    private long firstNs = -1;
    private long lastNs;
    private long errorFrames;
    private long outOfOrder;
    private long others;
    private long firstReferenceNs = -1;
    private long lastReferenceNs;
    private long count;
    private Optional<InputError> broke = Optional.empty();

    /**
     * @param reference the message whose times are looked at, by its place in the map
     * @param periodNs roughly how often it is sent
     */
    RecordingScan(RecordingSource source, MappedFrames frames, int reference, double periodNs) {
        this.source = source;
        this.frames = frames;
        this.reference = reference;
        this.periodNs = periodNs;
        frames.all().forEach(each -> messages.put(each.name(), 0L));
    }

    /**
     * @throws InputError if the recording has nothing that the map names, or times so far apart
     *     that some are wrong
     */
    RecordingFacts read() throws IOException {
        broke = source.read(this::entry);
        if (firstNs < 0) {
            if (broke.isPresent()) {
                throw broke.get();
            }
            throw new InputError(
                    source.name(),
                    "has no frame on "
                            + String.join(
                                    ", ", frames.channels().stream().map(Text::quote).toList()),
                    channels.isEmpty()
                            ? "name a recording with frames"
                            : "name its channels in the map; it has "
                                    + String.join(
                                            ", ",
                                            channels.keySet().stream().map(Text::quote).toList()));
        }
        return new RecordingFacts(
                firstNs, lastNs, channels, errorFrames, outOfOrder, messages, others);
    }

    private void entry(LogEntry entry) {
        entries++;
        channels.merge(entry.channel(), 1L, Long::sum);
        if (!frames.isMapped(entry)) {
            return;
        }
        switch (entry.content()) {
            case ErrorFrame _ -> errorFrames++;
            case Frame(var frame) -> {
                if (firstNs < 0) {
                    firstNs = entry.atNs();
                } else {
                    mustBeNear(entry.atNs());
                    outOfOrder += entry.atNs() < lastNs ? 1 : 0;
                }
                lastNs = Math.max(lastNs, entry.atNs());
                Optional<Mapped> mapped = frames.of(entry.channel(), frame);
                if (mapped.isEmpty()) {
                    others++;
                } else {
                    messages.merge(mapped.get().name(), 1L, Long::sum);
                    if (mapped.get().place() == reference) {
                        reference(entry.atNs());
                    }
                }
            }
        }
    }

    private void mustBeNear(long atNs) {
        long afterNs = atNs - lastNs;
        if (Math.abs(afterNs) > LONGEST_SILENCE_NS) {
            throw far(afterNs, "the frame before it", "an hour", "correct its time stamp");
        }
        if (Math.abs(atNs - firstNs) > LONGEST_NS) {
            throw far(atNs - firstNs, "the first frame", "a day", "correct the time stamps");
        }
    }

    private InputError far(long afterNs, String what, String most, String remedy) {
        return new InputError(
                source.name() + ": entry " + entries,
                "comes %d s %s %s, more than %s"
                        .formatted(
                                Math.abs(afterNs) / NS_PER_S,
                                afterNs < 0 ? "before" : "after",
                                what,
                                most),
                remedy + ", or cut the recording there");
    }

    /** Counts periods, so that a frame that was lost shifts nothing. */
    private void reference(long atNs) {
        if (firstReferenceNs < 0) {
            firstReferenceNs = atNs;
        } else {
            count += StrictMath.round((atNs - lastReferenceNs) / periodNs);
        }
        lastReferenceNs = atNs;
        times.add((double) count, (double) (atNs - firstReferenceNs));
    }

    /** Empty if the message is not there. */
    Optional<Long> firstReferenceNs() {
        return firstReferenceNs < 0 ? Optional.empty() : Optional.of(firstReferenceNs);
    }

    /** Its time since the first one, in nanoseconds, over how many periods passed. */
    ResistantLine times() {
        return times;
    }

    /** Where the recording broke, if it did. */
    Optional<InputError> broke() {
        return broke;
    }
}
