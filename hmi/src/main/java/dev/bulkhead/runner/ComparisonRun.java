package dev.bulkhead.runner;

import dev.bulkhead.campaign.CampaignPlan;
import dev.bulkhead.campaign.CampaignTrials.Effort;
import dev.bulkhead.campaign.Golden;
import dev.bulkhead.campaign.Horizon;
import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.campaign.Population;
import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.campaign.Subject;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.campaign.UnreadFlips;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.HostileImages;
import dev.bulkhead.input.InputError;
import dev.bulkhead.report.ComparedTrial;
import dev.bulkhead.report.Comparison;
import dev.bulkhead.report.InjectLine;
import dev.bulkhead.report.ProfileColumn;
import dev.bulkhead.report.Provenance;
import dev.bulkhead.report.StoryLeg;
import dev.bulkhead.runner.CampaignRunner.End;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Draws faults once, and runs them under each kernel profile of a description. */
public final class ComparisonRun {
    /** Of all boards nothing lies here. */
    private static final String NOWHERE = "0x40000000";

    private final Setting setting;
    private final CampaignProgress progress;
    private final List<String> profiles;
    private final Optional<Comparison.Story> story;
    private final List<ProfileColumn> columns = new ArrayList<>();
    private List<PlannedTrial> plan = List.of();

    /**
     * What is compared.
     *
     * @param system as it was read
     * @param named how system and scenario were named
     * @param span for which each fault is watched at least; empty: to the scenario's end
     */
    public record Setting(
            LoadedSystem system,
            HostileImages hostile,
            Scenario scenario,
            Named named,
            Mechanisms off,
            long seed,
            int faults,
            Optional<SimTime> span,
            int threads) {
        /** Names or files, for the commands that repeat a trial. */
        public record Named(String system, String scenario) {}

        InjectLine line(String profile) {
            return new InjectLine(named.system, named.scenario, profile, off.labels(), span, seed);
        }

        private Subject subject(String profile) {
            return new Subject(
                    system.under("--system", profile),
                    scenario,
                    new Twin.Settings(off, seed, profile),
                    hostile);
        }
    }

    /**
     * @throws InputError if there is nothing to compare
     */
    public ComparisonRun(Setting setting, CampaignProgress progress) {
        this.setting = setting;
        this.progress = progress;
        profiles = profiles(setting.system().description());
        story = story();
    }

    /** The microkernel first, then as the description has them. */
    private static List<String> profiles(SystemDescription system) {
        List<String> names =
                new ArrayList<>(system.profiles().stream().map(KernelProfile::name).toList());
        if (!names.contains(system.profile().name())) {
            names.addFirst(system.profile().name());
        }
        if (names.size() < 2 || !names.contains(KernelProfile.MICROKERNEL)) {
            throw new InputError(
                    "--system",
                    "has no other kernel profile to compare the microkernel with",
                    "name them under profiles, see docs/profiles.md");
        }
        names.sort(Comparator.comparing(name -> !name.equals(KernelProfile.MICROKERNEL)));
        return names;
    }

    /** The first partition outside the protected set that some profile has in the kernel. */
    private Optional<Comparison.Story> story() {
        ProtectedDomain domain = ProtectedDomain.of(setting.system().description());
        return domain.system().partitions().stream()
                .map(Partition::name)
                .filter(name -> !domain.names().contains(name))
                .filter(
                        name ->
                                domain.system().profiles().stream()
                                        .anyMatch(profile -> profile.kernel().contains(name)))
                .findFirst()
                .map(
                        driver ->
                                new Comparison.Story(
                                        driver,
                                        Fault.parse("compare", driver + ":wild-load=" + NOWHERE)));
    }

    /** How many faults were run, and what they came to, for a person. */
    public String done() {
        if (columns.isEmpty()) {
            return "before the first fault";
        }
        List<String> each = new ArrayList<>();
        columns.forEach(
                column ->
                        each.add(
                                "%s %,d of %,d faults, %,d REACHED"
                                        .formatted(
                                                column.name(),
                                                column.trials().size(),
                                                plan.size(),
                                                column.reached().reached())));
        return "after " + String.join("; ", each);
    }

    /**
     * Runs all of it.
     *
     * @return empty if the caller was interrupted
     */
    public Optional<Comparison> run(Provenance provenance) {
        for (String profile : profiles) {
            if (host(profile) == End.INTERRUPTED) {
                return Optional.empty();
            }
        }
        return Optional.of(
                new Comparison(
                        setting.line(KernelProfile.MICROKERNEL),
                        story,
                        plan.size(),
                        setting.span(),
                        columns,
                        provenance));
    }

    private End host(String profile) {
        Subject subject = setting.subject(profile);
        SystemDescription system = subject.system().description();
        SpeedRecording speeds = new SpeedRecording();
        Golden golden =
                Golden.dense(subject, new WatchedRun(profile, "healthy run", progress, speeds));
        progress.clear();
        if (plan.isEmpty()) {
            plan =
                    CampaignPlan.of(
                                    golden,
                                    new CampaignPlan.Order(
                                            Population.A, setting.seed(), setting.faults()))
                            .trials();
        }
        Optional<StoryLeg> leg = story.map(it -> leg(it, profile, golden, speeds));
        List<ComparedTrial> trials = new ArrayList<>();
        SimTime span = setting.span().orElse(setting.scenario().duration());
        ComparedRows rows = new ComparedRows(system);
        Share share = new Share(profiles.indexOf(profile), System.nanoTime());
        End end =
                new CampaignRunner<>(
                                new CampaignRunner.Setting(
                                        golden,
                                        system,
                                        span,
                                        Effort.SHORTCUTS,
                                        UnreadFlips.NONE,
                                        setting.threads(),
                                        Runtime.getRuntime().availableProcessors()),
                                () -> (outcome, _) -> rows.of(outcome),
                                (List<ComparedTrial> some) -> {
                                    trials.addAll(some);
                                    share.tell(trials);
                                })
                        .run(plan);
        progress.clear();
        trials.sort(Comparator.comparingInt(ComparedTrial::index));
        columns.add(ProfileColumn.of(system, golden.result(), leg, trials));
        return end;
    }

    private StoryLeg leg(
            Comparison.Story told, String profile, Golden golden, SpeedRecording healthy) {
        SystemDescription system = setting.system().under("--system", profile).description();
        SpeedRecording faulty = new SpeedRecording();
        Trial trial =
                Trial.run(
                        golden,
                        List.of(told.fault()),
                        new Horizon.EndOfScenario(),
                        Trial.Start.CHECKPOINT,
                        new WatchedRun(profile, "one bad read", progress, faulty));
        progress.clear();
        InjectLine line =
                new InjectLine(
                        setting.named().system(),
                        setting.named().scenario(),
                        profile,
                        setting.off().labels(),
                        Optional.empty(),
                        setting.seed());
        return StoryLeg.of(
                system,
                new ComparedRows(system).hosting(told.driver()),
                trial,
                healthy.speeds(),
                faulty.after(healthy),
                line.of(List.of(told.fault())));
    }

    /** How far all columns are. */
    private final class Share {
        private final int before;
        private final long startNs;

        Share(int before, long startNs) {
            this.before = before;
            this.startNs = startNs;
        }

        void tell(List<ComparedTrial> trials) {
            double perSecond = trials.size() / ((System.nanoTime() - startNs) / 1e9);
            progress.isAt(
                    (long) before * plan.size() + trials.size(),
                    (long) profiles.size() * plan.size(),
                    columns.stream().mapToLong(column -> column.reached().reached()).sum()
                            + trials.stream().filter(ComparedTrial::reached).count(),
                    perSecond);
        }
    }
}
