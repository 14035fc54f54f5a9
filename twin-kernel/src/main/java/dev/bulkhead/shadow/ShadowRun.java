package dev.bulkhead.shadow;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameBits;
import dev.bulkhead.canlog.LogEntry;
import dev.bulkhead.canlog.LogEntry.Frame;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.shadow.MappedFrames.Mapped;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One way of the twin along the recording, on a given clock. */
final class ShadowRun {
    private static final long STEP_PS = SimTime.PS_PER_MS;

    /** More bits than the longest frame has, with its intermission. */
    private static final int LONGEST_FRAME_BITS = 200;

    private static final int LONGEST_FD_FRAME_BITS = 800;

    private final ShadowSetting setting;
    private final MappedFrames frames;
    private final RecorderClock clock;
    private final ShadowProgress progress;
    private final String source;
    private final String what;
    private final Twin twin;
    private final long aheadPs;
    private final List<Optional<MessageComparison>> comparisons = new ArrayList<>();
    private final List<Optional<Played>> inputs = new ArrayList<>();
    private long reachPs;
    private long lastPs = Long.MIN_VALUE;
    private Optional<InputError> clash = Optional.empty();

    /** An input on its way. */
    private static final class Played {
        /** When each frame that was not sent yet shall end. */
        final ArrayDeque<Long> expectedPs = new ArrayDeque<>();

        long sent;
        long early;
        long mostLatePs;
    }

    /**
     * @param what the run is for, to show
     */
    ShadowRun(
            ShadowSetting setting,
            MappedFrames frames,
            RecorderClock clock,
            MessageComparison.Stretch stretch,
            RecordingSource source,
            String what,
            ShadowProgress progress) {
        this.setting = setting;
        this.frames = frames;
        this.clock = clock;
        this.progress = progress;
        this.source = source.name();
        this.what = what;
        for (Mapped mapped : frames.all()) {
            comparisons.add(
                    mapped.output()
                            .map(
                                    output ->
                                            new MessageComparison(
                                                    mapped.busName(),
                                                    mapped.message(),
                                                    output,
                                                    stretch)));
            inputs.add(mapped.player().map(_ -> new Played()));
        }
        for (Optional<MessageComparison> each : comparisons) {
            reachPs = Math.max(reachPs, each.map(MessageComparison::reachPs).orElse(0L));
        }
        int slowest =
                setting.system().description().buses().stream()
                        .mapToInt(Bus::bitrate)
                        .min()
                        .orElseThrow();
        boolean fd =
                setting.system().description().buses().stream()
                        .anyMatch(bus -> bus.dataBitrate().isPresent());
        aheadPs =
                STEP_PS
                        + (fd ? LONGEST_FD_FRAME_BITS : LONGEST_FRAME_BITS)
                                * (SimTime.PS_PER_S / slowest);
        twin = setting.twin();
        twin.tap((bus, byEcu, frame, atPs) -> sent(bus, byEcu, frame, atPs));
    }

    /** Goes from power-on to a little after the recording's end. */
    void run(RecordingSource recording) throws IOException {
        recording.read(this::entry);
        advance(Math.max(lastPs, 0) + 2 * reachPs + aheadPs);
    }

    private void entry(LogEntry entry) {
        if (!frames.isMapped(entry) || !(entry.content() instanceof Frame(var frame))) {
            return;
        }
        // one that is earlier than the one before comes with it
        lastPs = Math.max(lastPs, clock.twinPs(entry.atNs()));
        if (lastPs - aheadPs >= twin.now().ps() + STEP_PS) {
            advance(lastPs - aheadPs);
        }
        frames.of(entry.channel(), frame).ifPresent(mapped -> recorded(mapped, frame));
    }

    private void advance(long toPs) {
        while (twin.now().ps() < toPs) {
            long nextPs = Math.min(toPs, twin.now().ps() + 10 * STEP_PS);
            twin.runOn(new SimTime(nextPs));
            clash.ifPresent(
                    error -> {
                        throw error;
                    });
            progress.runs(what, twin);
            comparisons.forEach(each -> each.ifPresent(c -> c.advance(nextPs)));
        }
    }

    private void recorded(Mapped mapped, CanFrame frame) {
        comparisons
                .get(mapped.place())
                .ifPresent(comparison -> comparison.recorded(new Seen(lastPs, frame.data())));
        inputs.get(mapped.place()).ifPresent(played -> play(mapped, played, frame));
    }

    /** Offers a frame so that it ends when it was recorded, if the bus is free then. */
    private void play(Mapped mapped, Played played, CanFrame frame) {
        Bus bus = setting.system().description().buses().get(mapped.bus());
        if (frame.fd() && bus.dataBitrate().isEmpty()) {
            throw new InputError(
                    source,
                    "input %s is a frame of CAN FD, and bus %s has classic frames only"
                            .formatted(Text.quote(mapped.name()), Text.quote(bus.name())),
                    "leave it out of the map, or give the bus a data_bitrate");
        }
        FrameBits bits = FrameBits.of(frame);
        long fast = bits.fastBits(bits.length());
        long bitPs = SimTime.PS_PER_S / bus.bitrate();
        long fastBitPs = SimTime.PS_PER_S / bus.dataBitrate().orElse(bus.bitrate());
        // a node starts at the first edge of the bus's bits after its offer, and a time of the
        // recording is cut: a quarter of a bit sooner is the right edge
        long framePs = (bits.length() - fast) * bitPs + fast * fastBitPs;
        long offerPs = lastPs - framePs - bitPs / 20;
        if (offerPs < 0) {
            played.early++;
            return;
        }
        played.expectedPs.add(lastPs);
        twin.play(
                new SimTime(Math.max(offerPs, twin.now().ps())),
                mapped.bus(),
                mapped.player().orElseThrow(),
                frame);
    }

    private void sent(int bus, boolean byEcu, CanFrame frame, long atPs) {
        Optional<Mapped> found = frames.of(bus, frame);
        if (found.isEmpty()) {
            return;
        }
        Mapped mapped = found.get();
        Seen seen = new Seen(atPs, frame.data());
        comparisons.get(mapped.place()).ifPresent(comparison -> comparison.twin(seen));
        Optional<Played> input = inputs.get(mapped.place());
        if (input.isPresent()) {
            Played played = input.get();
            if (byEcu || played.expectedPs.isEmpty()) {
                clash = Optional.of(clash(mapped));
            } else {
                played.sent++;
                played.mostLatePs =
                        Math.max(played.mostLatePs, atPs - played.expectedPs.removeFirst());
            }
        }
    }

    private InputError clash(Mapped mapped) {
        return new InputError(
                setting.map().name(),
                "input " + Text.quote(mapped.name()) + " is sent by the twin's own ECU too",
                "write 'ecu: recorded' on that bus, or make the message an output");
    }

    Twin twin() {
        return twin;
    }

    MessageComparison comparison(int place) {
        return comparisons.get(place).orElseThrow();
    }

    List<MessageResult> messages() {
        return comparisons.stream()
                .flatMap(Optional::stream)
                .map(MessageComparison::result)
                .toList();
    }

    List<InputResult> inputs() {
        List<InputResult> results = new ArrayList<>();
        for (Mapped mapped : frames.all()) {
            inputs.get(mapped.place())
                    .ifPresent(
                            played ->
                                    results.add(
                                            new InputResult(
                                                    mapped.busName(),
                                                    mapped.message().name(),
                                                    mapped.player().orElseThrow(),
                                                    played.sent,
                                                    played.early,
                                                    played.mostLatePs)));
        }
        return results;
    }
}
