package dev.bulkhead.shadow;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.shadow.MappedFrames.Mapped;
import dev.bulkhead.shadow.MessageComparison.Stretch;
import dev.bulkhead.shadow.ResistantLine.Line;
import dev.bulkhead.shadow.ShadowMap.Clocks;
import dev.bulkhead.time.SimTime;

import java.io.IOException;
import java.util.Comparator;
import java.util.Optional;

/**
 * Finds the recorder's clock and holds the twin against the recording on it.
 *
 * <p>The clock is found by one output, the reference: first from how regularly it came and when the
 * twin sends it, then from the residuals of a run, until they have neither an offset nor a slope.
 */
public final class Shadow {
    private static final double PPM = 1e-6;
    private static final int MOST_RUNS = 4;

    /** An estimate that is not so many standard errors from none is none. */
    private static final double SIGNIFICANT = 4;

    /** The first estimate cannot tell from none what moves a frame by less than a bus does. */
    private static final double JITTER_PS = 1e9;

    /** A clock that is so near stands: less than a bit. */
    private static final double STANDS_PS = 1e6;

    private final ShadowSetting setting;
    private final RecordingSource source;
    private final ShadowProgress progress;
    private final MappedFrames frames;
    private final Clocks given;

    private Shadow(ShadowSetting setting, RecordingSource source, ShadowProgress progress) {
        this.setting = setting;
        this.source = source;
        this.progress = progress;
        frames = new MappedFrames(setting);
        given = setting.map().clock();
    }

    /**
     * @throws InputError if the recording, the map and the system do not fit each other
     */
    public static ShadowResult of(
            ShadowSetting setting, RecordingSource source, ShadowProgress progress)
            throws IOException {
        return new Shadow(setting, source, progress).result();
    }

    private ShadowResult result() throws IOException {
        Mapped reference = reference();
        boolean known = given.beginsAt().isPresent() && given.driftPpm().isPresent();
        Optional<Scout> scout =
                known
                        ? Optional.empty()
                        : Optional.of(Scout.of(setting, frames, reference, progress));
        RecordingScan scan =
                new RecordingScan(
                        source,
                        frames,
                        reference.place(),
                        scout.map(Scout::periodPs).orElse(1e12) / SimTime.PS_PER_NS);
        RecordingFacts facts = scan.read();
        RecorderClock clock =
                scout.isPresent()
                        ? first(facts, scan, scout.get(), reference)
                        : new RecorderClock(
                                facts.firstNs(),
                                given.beginsAt().orElseThrow().ps(),
                                given.driftPpm().orElseThrow());
        for (int runs = 1; ; runs++) {
            ShadowRun run = run(facts, clock, runs);
            ResistantLine residuals = run.comparison(reference.place()).residuals();
            var messages = run.messages();
            Optional<Line> line =
                    residuals.isKnown() ? Optional.of(residuals.fit()) : Optional.empty();
            Optional<RecorderClock> better =
                    known || runs == MOST_RUNS ? Optional.empty() : better(facts, clock, line);
            if (better.isEmpty()) {
                return new ShadowResult(
                        setting,
                        facts,
                        scan.broke(),
                        new ClockFit(
                                clock,
                                reference.message().name(),
                                !known,
                                line.map(each -> each.slopeError() * PPM),
                                line.map(Line::scatter),
                                line.map(Line::most),
                                runs),
                        run.inputs(),
                        messages,
                        run.twin().trace().hash(),
                        run.twin().now().ps());
            }
            clock = better.get();
        }
    }

    private ShadowRun run(RecordingFacts facts, RecorderClock clock, int number)
            throws IOException {
        long beginPs = clock.beginsAtPs();
        long fromPs = beginPs + setting.map().from().ps();
        long endPs = clock.twinPs(facts.lastNs());
        long toPs = setting.map().to().map(to -> Math.min(endPs, beginPs + to.ps())).orElse(endPs);
        if (endPs <= 0 || toPs <= fromPs) {
            throw new InputError(
                    source.name(),
                    "has nothing in the stretch to compare",
                    "change 'from' or 'begins_at' in the map");
        }
        ShadowRun run =
                new ShadowRun(
                        setting,
                        frames,
                        clock,
                        new Stretch(fromPs, toPs),
                        source,
                        number == 1 ? "shadow" : "clock, run " + number,
                        progress);
        run.run(source);
        return run;
    }

    /** The output that the map names, or the one that its database says comes most often. */
    private Mapped reference() {
        Comparator<Mapped> often =
                Comparator.comparingInt(
                        each ->
                                each.message().intAttribute("GenMsgCycleTime").orElse(0) > 0
                                        ? each.message().intAttribute("GenMsgCycleTime").orElse(0)
                                        : Integer.MAX_VALUE);
        return frames.all().stream()
                .filter(each -> each.output().isPresent())
                .filter(
                        each ->
                                given.reference().isEmpty()
                                        || given.reference().get().equals(each.message().name()))
                .min(often)
                .orElseThrow();
    }

    /** From the reference's first frames, which are one moment, and from its periods. */
    private RecorderClock first(
            RecordingFacts facts, RecordingScan scan, Scout scout, Mapped reference) {
        long firstNs =
                scan.firstReferenceNs()
                        .orElseThrow(
                                () ->
                                        new InputError(
                                                source.name(),
                                                "has no frame of "
                                                        + Text.quote(reference.name())
                                                        + ", by which the clocks are aligned",
                                                "name another output as 'reference' under"
                                                        + " 'clock' in the map"));
        double spanPs = Math.max(1, facts.lastNs() - facts.firstNs()) * 1e3;
        double drift = given.driftPpm().orElseGet(() -> drift(scan.times(), scout, spanPs));
        double sincePs = (firstNs - facts.firstNs()) * 1e3 / (1 + drift * PPM);
        RecorderClock clock =
                new RecorderClock(
                        facts.firstNs(),
                        given.beginsAt()
                                .map(SimTime::ps)
                                .orElse(scout.firstPs() - StrictMath.round(sincePs)),
                        drift);
        boolean ofARun = given.beginsAt().isEmpty() && StrictMath.abs(clock.offsetPs()) < JITTER_PS;
        return ofARun ? clock.fromPowerOn() : clock;
    }

    private static double drift(ResistantLine times, Scout scout, double spanPs) {
        if (!times.isKnown()) {
            return 0;
        }
        Line line = times.fit();
        double twinNs = scout.periodPs() / SimTime.PS_PER_NS;
        double drift = (line.slope() / twinNs - 1) / PPM;
        double least = Math.max(JITTER_PS / spanPs, SIGNIFICANT * line.slopeError() / twinNs) / PPM;
        return StrictMath.abs(drift) < least ? 0 : drift;
    }

    /** A clock that leaves less of the residuals; empty if this one stands. */
    private Optional<RecorderClock> better(
            RecordingFacts facts, RecorderClock clock, Optional<Line> residuals) {
        if (residuals.isEmpty()) {
            return Optional.empty();
        }
        Line line = residuals.get();
        boolean slopes = StrictMath.abs(line.slope()) > SIGNIFICANT * line.slopeError();
        double perS = given.driftPpm().isEmpty() && slopes ? line.slope() : 0;
        double beginS = clock.beginsAtPs() / 1e12;
        double endS = clock.twinPs(facts.lastNs()) / 1e12;
        double off;
        if (given.beginsAt().isPresent()) {
            off = -perS * beginS;
        } else {
            off = perS == 0 ? line.at((beginS + endS) / 2) : line.at0();
        }
        double most =
                StrictMath.max(
                        StrictMath.abs(off + perS * beginS), StrictMath.abs(off + perS * endS));
        return most < STANDS_PS
                ? Optional.empty()
                : Optional.of(settled(clock.corrected(off, perS * PPM * PPM), facts));
    }

    /** Neither drift nor offset is left of what moves no frame by as much as a bit. */
    private RecorderClock settled(RecorderClock clock, RecordingFacts facts) {
        double spanPs = (facts.lastNs() - facts.firstNs()) * 1e3;
        boolean steady =
                given.driftPpm().isEmpty()
                        && StrictMath.abs(clock.driftPpm()) * PPM * spanPs < STANDS_PS;
        RecorderClock settled = steady ? clock.steady() : clock;
        boolean ofARun =
                given.beginsAt().isEmpty() && StrictMath.abs(settled.offsetPs()) < STANDS_PS;
        return ofARun ? settled.fromPowerOn() : settled;
    }
}
