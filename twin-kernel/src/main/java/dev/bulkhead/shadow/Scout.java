package dev.bulkhead.shadow;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.shadow.MappedFrames.Mapped;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * When the twin sends a message while it hears nothing: from power-on until it has sent some. What
 * the recording's clock is held against at first.
 *
 * @param firstPs when the first one ended
 * @param periodPs how often it is sent
 */
record Scout(long firstPs, double periodPs) {
    private static final int ENOUGH = 100;
    private static final int LEAST = 10;
    private static final SimTime PATIENCE = new SimTime(10 * SimTime.PS_PER_S);
    private static final SimTime STEP = SimTime.ofMs(10);

    /** Part of the period by which single gaps may differ from it. */
    private static final double REGULAR = 0.2;

    /**
     * @throws InputError if the twin does not send it, or not regularly
     */
    static Scout of(
            ShadowSetting setting, MappedFrames frames, Mapped reference, ShadowProgress progress) {
        List<Long> timesPs = new ArrayList<>();
        Twin twin = setting.twin();
        twin.tap(
                (bus, _, frame, atPs) -> {
                    if (frames.of(bus, frame).filter(reference::equals).isPresent()) {
                        timesPs.add(atPs);
                    }
                });
        while (timesPs.size() < ENOUGH && twin.now().compareTo(PATIENCE) < 0) {
            twin.runOn(twin.now().plus(STEP));
            progress.runs("power-on", twin);
        }
        if (timesPs.size() < LEAST) {
            throw unsuited(setting, reference, "is not sent by a twin that hears nothing");
        }
        long[] gaps = new long[timesPs.size() - 1];
        for (int i = 0; i < gaps.length; i++) {
            gaps[i] = timesPs.get(i + 1) - timesPs.get(i);
        }
        Arrays.sort(gaps);
        double period = gaps[gaps.length / 2];
        if (gaps[gaps.length / 10] < (1 - REGULAR) * period
                || gaps[gaps.length * 9 / 10] > (1 + REGULAR) * period) {
            throw unsuited(setting, reference, "is not sent regularly");
        }
        ResistantLine line = new ResistantLine();
        for (int i = 0; i < timesPs.size(); i++) {
            double count = StrictMath.rint((timesPs.get(i) - timesPs.getFirst()) / period);
            line.add(count, (double) (timesPs.get(i) - timesPs.getFirst()));
        }
        return new Scout(timesPs.getFirst(), line.fit().slope());
    }

    private static InputError unsuited(ShadowSetting setting, Mapped reference, String why) {
        return new InputError(
                setting.map().name(),
                "the clocks cannot be aligned by output "
                        + Text.quote(reference.message().name())
                        + ", which "
                        + why,
                "name another as 'reference' under 'clock', or give 'begins_at' and 'drift_ppm'");
    }
}
