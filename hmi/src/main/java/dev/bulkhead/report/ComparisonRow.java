package dev.bulkhead.report;

import dev.bulkhead.campaign.Outage;
import dev.bulkhead.report.ComparedTrial.Hosting;
import dev.bulkhead.report.ProfileColumn.Share;

import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * A figure that is told of each kernel profile, on the terminal and on the page.
 *
 * @param name of the row; two blanks before one that is part of the row above
 * @param cell its text under a profile
 * @param verdict whether the text says what is good and what is bad
 */
record ComparisonRow(String name, Function<ProfileColumn, String> cell, boolean verdict) {
    private static final String NONE = "-";

    /** What the costs that are model input say of themselves. */
    static final String MODEL_INPUT =
            "Model input with one word, not measured; drivers of the kernel where the profile has"
                    + " any, else those in user mode.";

    /** What the time of a boot rests on. */
    static final String BOOT =
            "The boot is mostly a constant that stands for what is not modelled. Halved and"
                + " doubled: how long the ECU would have been away by another, all else as it was.";

    private ComparisonRow(String name, Function<ProfileColumn, String> cell) {
        this(name, cell, false);
    }

    /** Whether a cell of a verdict is good news. */
    static boolean good(String text) {
        return text.startsWith("0 ") || text.matches("IDENTICAL|CONTRACT|BOUNDED");
    }

    static List<ComparisonRow> story(String driver) {
        return List.of(
                new ComparisonRow("verdict", c -> leg(c).trial().verdict().label(), true),
                new ComparisonRow(driver + " is", c -> hosted(leg(c).hosting())),
                new ComparisonRow(
                        "out of service",
                        c -> leg(c).outage().map(ComparisonRow::what).orElse(NONE)),
                new ComparisonRow(
                        "for", c -> leg(c).outage().map(ComparisonRow::lasted).orElse(NONE)),
                new ComparisonRow("brake commands lost", c -> count(leg(c).trial().commandsLost())),
                new ComparisonRow(
                        "stopping distance",
                        c -> metres(leg(c).trial().faulty().stoppingDistanceM())));
    }

    static List<ComparisonRow> containment() {
        return List.of(
                new ComparisonRow("in the kernel", ComparisonRow::partitions),
                new ComparisonRow("windows", c -> c.windows() ? "yes" : "no"),
                new ComparisonRow("activated", c -> count(c.activated())),
                new ComparisonRow("IDENTICAL", c -> count(c.count("IDENTICAL"))),
                new ComparisonRow("CONTRACT", c -> count(c.count("CONTRACT"))),
                new ComparisonRow("BOUNDED", c -> count(c.count("BOUNDED"))),
                new ComparisonRow("REACHED the brakes", c -> share(c.reached()), true),
                new ComparisonRow("  by code in the kernel", c -> share(c.reached(Hosting.KERNEL))),
                new ComparisonRow("  by code in user mode", c -> share(c.reached(Hosting.USER))),
                new ComparisonRow("  by nodes outside", c -> share(c.reached(Hosting.OUTSIDE))),
                new ComparisonRow(
                        "  of all, in time alone", c -> count(c.reached().inTimeAlone())));
    }

    static List<ComparisonRow> recovery() {
        return List.of(
                new ComparisonRow("back after, median", c -> time(c.recoveries().medianMs())),
                new ComparisonRow(
                        "  a partition, largest", c -> time(c.partitionOutages().largestMs())),
                new ComparisonRow("  the ECU, largest", c -> time(c.resets().largestMs())),
                new ComparisonRow("    constant halved", c -> time(c.longestResetMs(0.5))),
                new ComparisonRow("    constant doubled", c -> time(c.longestResetMs(2))),
                new ComparisonRow("faults with ECU reset", c -> count(c.trialsWithReset())),
                new ComparisonRow("  boot after it", c -> Comparison.ms(c.bootMs())),
                new ComparisonRow("    of it the constant", c -> Comparison.ms(c.bootConstantMs())),
                new ComparisonRow("not back at the end", c -> count(c.trialsLeftDown())),
                new ComparisonRow("commands lost, worst", c -> count(c.mostCommandsLost())),
                new ComparisonRow(
                        "  faults that lost some", c -> count(c.trialsWithLostCommands())),
                new ComparisonRow("stop, healthy", c -> metres(c.healthy().stoppingDistanceM())),
                new ComparisonRow("stop, worst", ComparisonRow::worst));
    }

    static List<ComparisonRow> costs() {
        return measures().stream().map(Measure::row).toList();
    }

    /** A figure that has a length, for a bar. */
    record Measure(
            String name, ToDoubleFunction<ProfileColumn> value, DoubleFunction<String> text) {
        ComparisonRow row() {
            return new ComparisonRow(name, c -> text.apply(value.applyAsDouble(c)));
        }
    }

    static List<Measure> measures() {
        return List.of(
                new Measure("call to a driver *", c -> c.costs().call(), ComparisonRow::cycles),
                new Measure("its reply *", c -> c.costs().reply(), ComparisonRow::cycles),
                new Measure(
                        "notification by it *",
                        c -> c.costs().notification(),
                        ComparisonRow::cycles),
                new Measure("interrupt to it *", c -> c.costs().interrupt(), ComparisonRow::cycles),
                new Measure(
                        "processor in crossings",
                        c -> c.healthy().crossingShare(),
                        ComparisonRow::percent),
                new Measure("processor idle", c -> c.healthy().idleShare(), ComparisonRow::percent),
                new Measure(
                        "padding of windows", ProfileColumn::paddingShare, ComparisonRow::percent),
                new Measure(
                        "pictures a second", ProfileColumn::picturesPerS, ComparisonRow::decimal));
    }

    private static StoryLeg leg(ProfileColumn column) {
        return column.story().orElseThrow();
    }

    private static String hosted(Hosting hosting) {
        return hosting == Hosting.KERNEL ? "in the kernel" : "in user mode";
    }

    private static String what(Outage outage) {
        return switch (outage) {
            case Outage.OfPartition partition -> partition.name();
            case Outage.OfEcu _ -> "whole ECU";
        };
    }

    private static String lasted(Outage outage) {
        return outage.lastedPs().isPresent()
                ? Comparison.ms(outage.lastedPs().getAsLong() / 1e9)
                : "to the end";
    }

    private static String partitions(ProfileColumn column) {
        int n = column.inKernel().size();
        return switch (n) {
            case 0 -> "nothing";
            case 1 -> column.inKernel().getFirst();
            default -> n + " partitions";
        };
    }

    private static String worst(ProfileColumn column) {
        long without = column.trialsWithoutStop();
        return without > 0
                ? "none, " + without + (without == 1 ? " time" : " times")
                : metres(column.worstStopM());
    }

    private static String count(long n) {
        return "%,d".formatted(n);
    }

    static String share(Share share) {
        return share.activated() == 0
                ? NONE
                : "%,d of %,d".formatted(share.reached(), share.activated());
    }

    private static String time(OptionalDouble ms) {
        return ms.isPresent() ? Comparison.ms(ms.getAsDouble()) : NONE;
    }

    private static String metres(OptionalDouble m) {
        return m.isPresent()
                ? String.format(Locale.ROOT, "%.1f m", m.getAsDouble())
                : "does not stop";
    }

    private static String cycles(double n) {
        return "%,d cycles".formatted((long) n);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%.1f", value);
    }
}
