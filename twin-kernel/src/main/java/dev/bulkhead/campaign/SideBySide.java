package dev.bulkhead.campaign;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.time.SimTime;

import java.util.List;

/**
 * The healthy run and the one with faults, made together from power-on on one clock, and what came
 * of it: the verdict is that of one after the other.
 *
 * @param golden the healthy run
 * @param trial judged to the end of the scenario
 */
public record SideBySide(Golden golden, Trial trial) {
    private static final SimTime STRETCH = SimTime.ofMs(20);

    /**
     * Runs both, a stretch of the one and a stretch of the other.
     *
     * @throws dev.bulkhead.input.InputError if a fault does not fit the system
     */
    public static SideBySide run(
            Subject subject, List<Fault> faults, Watch healthyWatch, Watch faultyWatch) {
        GoldenRun healthy =
                new GoldenRun(subject, Assembly.PLAIN, healthyWatch, Golden.USUALLY_BETWEEN);
        Subject broken = subject.under(faults, "FAULT");
        JudgedRun faulty =
                new JudgedRun(
                        subject.domain(),
                        faults,
                        observer -> Assembly.PLAIN.twin(broken, observer),
                        faultyWatch);
        SimTime lead = lead(subject);
        for (SimTime next = lead; !healthy.runUntil(next); next = next.plus(STRETCH)) {
            faulty.runUntil(new SimTime(next.ps() - lead.ps()));
        }
        Golden golden = healthy.golden();
        return new SideBySide(
                golden,
                new Judge(golden, faults, new Horizon.EndOfScenario(), Trial.Start.POWER_ON)
                        .judge(faulty));
    }

    /**
     * How far the healthy run is ahead. When it ends, the faulty one must not yet have passed the
     * last end of a major frame, at which their states are compared.
     */
    private static SimTime lead(Subject subject) {
        long framePs = subject.system().description().schedule().majorFrameUs() * SimTime.PS_PER_US;
        return new SimTime(framePs + STRETCH.ps());
    }
}
