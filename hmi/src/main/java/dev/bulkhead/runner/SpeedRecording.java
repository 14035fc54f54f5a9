package dev.bulkhead.runner;

import dev.bulkhead.campaign.Watch;
import dev.bulkhead.report.StoryLeg.Speed;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;

/** Keeps of a run how fast the car was, every 20 ms. */
final class SpeedRecording implements Watch {
    private static final SimTime STEP = SimTime.ofMs(20);

    private final List<Speed> speeds = new ArrayList<>();

    @Override
    public void record(TraceRecord record) {}

    @Override
    public SimTime look(Twin twin) {
        speeds.add(new Speed(twin.now().seconds(), 3.6 * twin.world().vehicle().speedMps()));
        return new SimTime((twin.now().ps() / STEP.ps() + 1) * STEP.ps());
    }

    List<Speed> speeds() {
        return speeds;
    }

    /** This one, which began in the middle of {@code healthy}, with what was before it. */
    List<Speed> after(SpeedRecording healthy) {
        double startS = speeds.isEmpty() ? Double.MAX_VALUE : speeds.getFirst().atS();
        List<Speed> whole = new ArrayList<>();
        healthy.speeds.stream().filter(each -> each.atS() < startS).forEach(whole::add);
        whole.addAll(speeds);
        return whole;
    }
}
