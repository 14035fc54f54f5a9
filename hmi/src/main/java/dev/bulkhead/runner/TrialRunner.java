package dev.bulkhead.runner;

import dev.bulkhead.campaign.Explanation;
import dev.bulkhead.campaign.Golden;
import dev.bulkhead.campaign.Horizon;
import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.campaign.SideBySide;
import dev.bulkhead.campaign.Subject;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.campaign.Watch;
import dev.bulkhead.chain.Link;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.HostileImages;
import dev.bulkhead.fault.When;
import dev.bulkhead.report.GrowingTimeline;
import dev.bulkhead.report.InjectReport;
import dev.bulkhead.report.RunRecording;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Makes the runs of trials, with one healthy run a kernel profile, and keeps what a page draws. */
public final class TrialRunner {
    private static final SimTime CLOSE_BEFORE = SimTime.ofMs(12);
    private static final SimTime CLOSE_AFTER = SimTime.ofMs(60);

    private final Setting setting;
    private final Optional<SimTime> moment;
    private final SimTime closeFrom;
    private final SimTime closeUntil;
    private final Progress status;
    private final Map<String, Healthy> healthy = new TreeMap<>();

    /**
     * What all trials of one call share.
     *
     * @param hostile images that may take a partition's place
     * @param explains whether to trace how a fault came to where it showed or ended
     */
    public record Setting(
            LoadedSystem system,
            HostileImages hostile,
            Scenario scenario,
            Mechanisms off,
            long seed,
            Horizon horizon,
            Trial.Start start,
            boolean explains) {
        /** The healthy run under a kernel profile. */
        public Subject subject(String profile) {
            return new Subject(
                    system.under("--profile", profile),
                    scenario,
                    new Twin.Settings(off, seed, profile),
                    hostile);
        }
    }

    private record Healthy(Golden golden, RunRecording recording) {}

    /** A trial and what was seen of its runs. */
    public record Outcome(InjectReport report, RunRecording golden, RunRecording faulty) {}

    /**
     * @param faults of all trials to come; around the first of them both runs are looked at closely
     */
    public TrialRunner(Setting setting, List<Fault> faults, Progress status) {
        this.setting = setting;
        this.status = status;
        long hz = setting.system().description().board().clockHz();
        long atPs =
                faults.stream().mapToLong(fault -> actsAt(fault, hz)).min().orElse(Long.MAX_VALUE);
        boolean known = atPs < setting.scenario().duration().ps();
        long fromPs = known ? Math.max(0, atPs - CLOSE_BEFORE.ps()) : 0;
        moment = known ? Optional.of(new SimTime(atPs)) : Optional.empty();
        closeFrom = new SimTime(fromPs);
        closeUntil = known ? new SimTime(atPs).plus(CLOSE_AFTER) : SimTime.ZERO;
    }

    /** When a fault acts if its text says so, else far away. */
    private static long actsAt(Fault fault, long hz) {
        return switch (fault.when()) {
            case When.AtTime(SimTime at) -> at.ps();
            case When.AtCycle(long cycle) -> Clock.ofHz(hz).edgePs(cycle);
            case When.Unsaid _ -> When.DEFAULT_PS;
            default -> Long.MAX_VALUE;
        };
    }

    /** Runs one trial of faults that act together. */
    public Outcome run(List<Fault> faults, String profile) {
        Healthy before = healthy.computeIfAbsent(profile, this::healthy);
        RunRecording recording = new RunRecording(closeFrom, closeUntil);
        Trial trial =
                Trial.run(
                        before.golden(),
                        faults,
                        setting.horizon(),
                        setting.start(),
                        watched("with the fault", profile, recording));
        return outcome(profile, before.golden(), before.recording(), trial, recording);
    }

    private Outcome outcome(
            String profile, Golden golden, RunRecording healthy, Trial trial, RunRecording faulty) {
        LoadedSystem system = hosted(profile);
        List<Link> chain = List.of();
        if (setting.explains()) {
            status.does(profile, "tracing its way");
            chain = Explanation.of(golden, trial, setting.start()).links();
        }
        status.clear();
        InjectReport report =
                new InjectReport(
                        system.description(),
                        setting.scenario(),
                        profile,
                        setting.off().labels(),
                        ProtectedDomain.of(system.description()).names(),
                        trial,
                        chain);
        return new Outcome(report, healthy, faulty);
    }

    /**
     * As {@link #run}, to the end of the scenario, but both runs are made together on one clock,
     * and {@link Progress#grows} is told of what can be seen of them meanwhile.
     */
    public Outcome runTogether(List<Fault> faults, String profile) {
        RunRecording healthy = new RunRecording(closeFrom, closeUntil);
        RunRecording faulty = new RunRecording(closeFrom, closeUntil);
        SystemDescription system = hosted(profile).description();
        status.grows(
                profile, new GrowingTimeline(system, setting.scenario(), moment, healthy, faulty));
        SideBySide both =
                SideBySide.run(
                        setting.subject(profile),
                        faults,
                        healthy,
                        watched("both runs", profile, faulty));
        return outcome(profile, both.golden(), healthy, both.trial(), faulty);
    }

    private Healthy healthy(String profile) {
        RunRecording recording = new RunRecording(closeFrom, closeUntil);
        Golden golden =
                Golden.run(setting.subject(profile), watched("healthy run", profile, recording));
        status.clear();
        return new Healthy(golden, recording);
    }

    private Watch watched(String what, String profile, RunRecording recording) {
        return new WatchedRun(profile, what, status, recording);
    }

    private LoadedSystem hosted(String profile) {
        return setting.system().under("--profile", profile);
    }
}
