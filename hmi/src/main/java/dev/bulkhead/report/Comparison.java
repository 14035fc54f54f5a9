package dev.bulkhead.report;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.report.ProfileColumn.Share;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.time.SimTime;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The same faults under several kernel profiles.
 *
 * @param line that repeats a trial, but for the profile
 * @param story the opening fault; empty if the system has no driver in any kernel
 * @param faults of the plan
 * @param span for which each was watched at least; empty: to the scenario's end
 * @param columns the microkernel first
 */
public record Comparison(
        InjectLine line,
        Optional<Story> story,
        int faults,
        Optional<SimTime> span,
        List<ProfileColumn> columns,
        Provenance provenance) {
    private static final int REACHED = 1;
    private static final int NO_ANSWER = 3;

    /**
     * The opening fault.
     *
     * @param driver whose fault it is
     */
    public record Story(String driver, Fault fault) {
        static final List<String> HAPPENED =
                List.of(
                        "On 19 July 2024 CrowdStrike's Falcon sensor, a driver in the kernel of"
                                + " Windows, was sent a file of rules by which it read a 21st value"
                                + " where there were 20. Each machine that did so stopped: 8.5"
                                + " million, Microsoft estimates.",
                        "The same mistake here: the driver %s reads once from an address where"
                                + " nothing answers, while the car brakes.");

        /** Where what is told of 2024 comes from. */
        static final List<String> SOURCES =
                List.of(
                        "D. Weston, Helping our customers through the CrowdStrike outage, Official"
                                + " Microsoft Blog, 20 July 2024 (8.5 million, an estimate)",
                        "CrowdStrike, External Technical Root Cause Analysis: Channel File 291,"
                                + " 6 August 2024, as quoted by TechTarget, CrowdStrike details"
                                + " errors that led to mass IT outage, 7 August 2024");

        List<String> told() {
            return HAPPENED.stream().map(text -> text.formatted(driver)).toList();
        }
    }

    public Comparison {
        columns = List.copyOf(columns);
    }

    /** Exit status of the verb. */
    public int status() {
        boolean reached =
                columns.stream()
                        .filter(column -> column.name().equals(KernelProfile.MICROKERNEL))
                        .anyMatch(column -> column.reached().reached() > 0);
        if (reached) {
            return REACHED;
        }
        return columns.stream().allMatch(column -> column.activated() == 0) ? NO_ANSWER : 0;
    }

    private ProfileColumn isolated() {
        return columns.getFirst();
    }

    /** The kernel that holds most, of which isolation is the opposite. */
    private ProfileColumn together() {
        return columns.stream()
                .max(
                        Comparator.comparingInt((ProfileColumn column) -> column.inKernel().size())
                                .thenComparing(column -> !column.windows()))
                .orElseThrow();
    }

    /** As {@link #together()} but with windows; empty if it has them itself, or no other does. */
    private Optional<ProfileColumn> togetherInWindows() {
        ProfileColumn most = together();
        return columns.stream()
                .filter(column -> !most.windows() && column.windows())
                .filter(column -> column.inKernel().equals(most.inKernel()))
                .findFirst();
    }

    /** What isolation buys and what it costs, in a few sentences. */
    String answer() {
        ProfileColumn with = isolated();
        ProfileColumn without = together();
        return "Isolation buys: under %s %s reached the brakes, under %s %s%s%s. It costs: %s."
                .formatted(
                        with.name(),
                        reached(with),
                        without.name(),
                        reached(without),
                        togetherInWindows()
                                .map(
                                        column ->
                                                " (%s with the same windows)"
                                                        .formatted(reached(column)))
                                .orElse(""),
                        recovery(with, without),
                        costs(with, without));
    }

    private static String reached(ProfileColumn column) {
        Share share = column.reached();
        return "%,d of %s".formatted(share.reached(), faults(share.activated()));
    }

    private static String faults(long n) {
        return n == 1 ? "1 fault" : "%,d faults".formatted(n);
    }

    static String recovery(ProfileColumn with, ProfileColumn without) {
        return with.recoveries().largestMs().isPresent()
                        && without.recoveries().largestMs().isPresent()
                ? "; what came back did so after at most %s under the first, %s under the second"
                        .formatted(back(with), back(without))
                : "";
    }

    /** The largest says nothing of those that were still down at the end. */
    private static String back(ProfileColumn column) {
        String largest = ms(column.recoveries().largestMs().orElseThrow());
        long down = column.trialsLeftDown();
        return down == 0
                ? largest
                : "%s (and not at all after %s)".formatted(largest, faults(down));
    }

    private static String costs(ProfileColumn with, ProfileColumn without) {
        return String.format(
                Locale.ROOT,
                "%,d instead of %,d cycles a call to a driver, %.1f %% instead of %.1f %% of the"
                        + " processor in crossings, %.1f %% instead of %.1f %% of the time in"
                        + " padding; the screen shows %.1f pictures a second instead of %.1f",
                with.costs().call(),
                without.costs().call(),
                100 * with.healthy().crossingShare(),
                100 * without.healthy().crossingShare(),
                100 * with.paddingShare(),
                100 * without.paddingShare(),
                with.picturesPerS(),
                without.picturesPerS());
    }

    static String ms(double ms) {
        return ms < 1000
                ? String.format(Locale.ROOT, "%.1f ms", ms)
                : String.format(Locale.ROOT, "%.2f s", ms / 1000);
    }
}
