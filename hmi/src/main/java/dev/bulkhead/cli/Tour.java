package dev.bulkhead.cli;

import dev.bulkhead.campaign.Recovery;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.campaign.Verdict;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.input.InputError;
import dev.bulkhead.report.Figures;
import dev.bulkhead.report.InjectReport;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Five faults that tell what the product is for, each under the microkernel and, where the
 * description has it, on a monolithic kernel: what a barrier stops, what it costs to be without,
 * and that the check can fail.
 */
final class Tour {
    private static final String MONOLITHIC = "monolithic";
    private static final String WITH_WINDOWS = "monolithic-windows";

    private static final List<Stop> STOPS =
            List.of(
                    new Stop(
                            "infotainment:wild-store=braking@2s",
                            "An application stores through a wild pointer into braking's data."
                                    + " Applications are in user mode in both kernels.",
                            Reach.CONTAINED,
                            WITH_WINDOWS,
                            Reach.CONTAINED),
                    new Stop(
                            "infotainment:loop@2s",
                            "An application never returns. Without windows braking's times depend"
                                    + " on it, and nothing bounds by how much.",
                            Reach.CONTAINED,
                            MONOLITHIC,
                            Reach.REACHED),
                    new Stop(
                            "display:wild-store=braking@2s",
                            "The same wild pointer in a driver: where the driver lives decides.",
                            Reach.CONTAINED,
                            WITH_WINDOWS,
                            Reach.REACHED),
                    new Stop(
                            "display:loop-masked@2s",
                            "A driver masks interrupts and never returns: in the kernel it may.",
                            Reach.CONTAINED,
                            WITH_WINDOWS,
                            Reach.REACHED),
                    new Stop(
                            "braking:wild-store=infotainment@2s",
                            "A fault of braking itself: the check is not blind.",
                            Reach.REACHED,
                            WITH_WINDOWS,
                            Reach.REACHED));

    /** Whether a fault is to reach the protected set. */
    enum Reach {
        CONTAINED,
        REACHED
    }

    /**
     * @param other kernel profile beside the microkernel's
     */
    private record Stop(String fault, String tells, Reach micro, String other, Reach underOther) {}

    /** A fault under a kernel profile, and what the tour says it will come to. */
    record Leg(String tells, Fault fault, String profile, Reach expected) {
        boolean asExpected(Trial trial) {
            return switch (trial.verdict()) {
                case Verdict.NotActivated _ -> false;
                case Verdict.Reached _ -> expected == Reach.REACHED;
                default -> expected == Reach.CONTAINED;
            };
        }
    }

    private Tour() {}

    /** Its faults, and what each tells. */
    static Map<String, String> faults() {
        Map<String, String> faults = new LinkedHashMap<>();
        STOPS.forEach(stop -> faults.put(stop.fault(), stop.tells()));
        return faults;
    }

    /**
     * The legs that a system can be taken on.
     *
     * @throws InputError if it lacks a partition that the tour attacks
     */
    static List<Leg> of(SystemDescription system) {
        List<String> profiles = system.profiles().stream().map(KernelProfile::name).toList();
        List<String> names = system.partitions().stream().map(Partition::name).toList();
        TreeSet<String> needed = new TreeSet<>(List.of("braking", "display", "infotainment"));
        if (!names.containsAll(needed)) {
            throw new InputError(
                    "FAULT",
                    "the tour needs partitions " + String.join(", ", needed),
                    "name a fault; --list has those of this system");
        }
        List<Leg> legs = new ArrayList<>();
        for (Stop stop : STOPS) {
            Fault fault = Fault.parse("FAULT", stop.fault);
            legs.add(new Leg(stop.tells, fault, KernelProfile.MICROKERNEL, stop.micro));
            if (profiles.contains(stop.other)) {
                legs.add(new Leg(stop.tells, fault, stop.other, stop.underOther));
            }
        }
        return legs;
    }

    static List<String> opening(String scenario) {
        return List.of(
                "Five faults, each with a healthy run beside it: what reaches the brakes?",
                "Scenario " + scenario + "; --list has more faults, --html FILE the evidence.");
    }

    /** The lines of a leg that was gone, with its command. */
    static List<String> lines(Leg leg, InjectReport report, String command, boolean first) {
        List<String> lines = new ArrayList<>();
        if (first) {
            lines.add("");
            lines.add(leg.fault.text());
            lines.addAll(Figures.wrap("  ", "  ", leg.tells, 100));
        }
        String label = report.trial().verdict().label().replace('_', ' ');
        lines.addAll(
                Figures.wrap(
                        "  %-18s %-10s ".formatted(leg.profile, label),
                        " ".repeat(32),
                        result(report)
                                + (leg.asExpected(report.trial())
                                        ? ""
                                        : " NOT as the tour says: " + Figures.words(leg.expected)),
                        100));
        lines.add("  %-18s %s".formatted("", command));
        return lines;
    }

    /** What came of it in a line. */
    private static String result(InjectReport report) {
        Trial trial = report.trial();
        List<String> parts = new ArrayList<>();
        if (!trial.challenged().isEmpty()) {
            parts.add(
                    "ran into "
                            + trial.challenged().stream()
                                    .map(Mechanism::label)
                                    .collect(Collectors.joining(", ")));
        }
        trial.recoveries().stream()
                .filter(r -> r.restartPs().isPresent())
                .findFirst()
                .map(Tour::restarted)
                .ifPresent(parts::add);
        if (trial.verdict() instanceof Verdict.Reached reached && reached.first().isPresent()) {
            parts.add(
                    trial.activation()
                            .map(
                                    a ->
                                            "first difference after "
                                                    + Figures.span(
                                                            reached.first().get().atPs()
                                                                    - a.atPs()))
                            .orElse("differs"));
        }
        parts.add(
                trial.faulty().stoppingDistanceM().isPresent()
                        ? "stops in " + Figures.value(trial.faulty().stoppingDistanceM(), "m")
                        : "the car does not stop");
        return String.join("; ", parts);
    }

    private static String restarted(Recovery recovery) {
        return recovery.partition() + " started again after " + Figures.span(recovery.restartPs());
    }
}
