package dev.bulkhead.report;

import dev.bulkhead.campaign.Outage;
import dev.bulkhead.report.ComparedTrial.Hosting;
import dev.bulkhead.report.ProfileColumn.Share;

import picocli.CommandLine.Help.Ansi;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.Function;

/** What {@code ./twin compare} tells on a terminal: a column for each kernel profile. */
public final class ComparisonText {
    private static final int WIDTH = 120;
    private static final int FIRST = 27;
    private static final int LEAST_COLUMN = 11;
    private static final String NONE = "-";

    private final Comparison comparison;
    private final List<String> lines = new ArrayList<>();

    private ComparisonText(Comparison comparison) {
        this.comparison = comparison;
    }

    /** The report, with picocli's marks of colour in its verdicts. */
    public static List<String> lines(Comparison comparison, Ansi ansi) {
        return new ComparisonText(comparison).all(ansi);
    }

    private List<String> all(Ansi ansi) {
        comparison.story().ifPresent(story -> story(story, ansi));
        containment(ansi);
        recovery();
        costs();
        lines.addAll(Figures.wrap("", "", comparison.answer(), WIDTH));
        return lines;
    }

    private void story(Comparison.Story story, Ansi ansi) {
        lines.add(ansi.string("@|bold One bad read in one driver|@"));
        story.told().forEach(text -> lines.addAll(Figures.wrap("  ", "  ", text, WIDTH)));
        lines.add("");
        heading(story.fault().text());
        verdictRow("  verdict", column -> leg(column).trial().verdict().label(), ansi);
        row("  " + story.driver() + " is", column -> hosted(leg(column).hosting()));
        row("  out of service", column -> leg(column).outage().map(ComparisonText::what).orElse(NONE));
        row(
                "  for",
                column -> leg(column).outage().map(ComparisonText::lasted).orElse(NONE));
        row("  brake commands lost", column -> count(leg(column).trial().commandsLost()));
        row(
                "  stopping distance",
                column -> metres(leg(column).trial().faulty().stoppingDistanceM()));
        lines.add("");
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

    private void containment(Ansi ansi) {
        InjectLine line = comparison.line();
        lines.add(
                ansi.string(
                        "@|bold %,d faults, the same under each kernel|@"
                                .formatted(comparison.faults())));
        lines.addAll(
                Figures.wrap(
                        "  ",
                        "  ",
                        "Population A, scenario %s, seed %d%s, watched %s."
                                .formatted(
                                        line.scenario(),
                                        line.seed(),
                                        line.without().isEmpty()
                                                ? ""
                                                : ", WITHOUT " + String.join(", ", line.without()),
                                        comparison
                                                .span()
                                                .map(Object::toString)
                                                .orElse("to the scenario's end")),
                        WIDTH));
        lines.add("");
        heading("");
        row("  in the kernel", column -> partitions(column));
        row("  windows", column -> column.windows() ? "yes" : "no");
        row("  activated", column -> count(column.activated()));
        for (String verdict : List.of("IDENTICAL", "CONTRACT", "BOUNDED")) {
            row("  " + verdict, column -> count(column.count(verdict)));
        }
        verdictRow("  REACHED the brakes", column -> share(column.reached()), ansi);
        row("    by code in the kernel", column -> share(column.reached(Hosting.KERNEL)));
        row("    by code in user mode", column -> share(column.reached(Hosting.USER)));
        row("    by nodes outside", column -> share(column.reached(Hosting.OUTSIDE)));
        row("    of all, in time alone", column -> count(column.reached().inTimeAlone()));
        lines.add("");
    }

    private static String partitions(ProfileColumn column) {
        int n = column.inKernel().size();
        return switch (n) {
            case 0 -> "nothing";
            case 1 -> column.inKernel().getFirst();
            default -> n + " partitions";
        };
    }

    private void recovery() {
        heading("When something fails");
        row("  back after, median", column -> time(column.recoveries().medianMs()));
        row("    a partition, largest", column -> time(column.partitionOutages().largestMs()));
        row("    the whole ECU, largest", column -> time(column.resets().largestMs()));
        row("  faults with an ECU reset", column -> count(column.trialsWithReset()));
        row("    boot after it", column -> Comparison.ms(column.bootMs()));
        row("  not back at the end", column -> count(column.trialsLeftDown()));
        row("  brake commands lost, worst", column -> count(column.mostCommandsLost()));
        row("    faults that lost some", column -> count(column.trialsWithLostCommands()));
        row("  stop, healthy", column -> metres(column.healthy().stoppingDistanceM()));
        row("  stop, worst", column -> worst(column));
        lines.add("");
    }

    private static String worst(ProfileColumn column) {
        long without = column.trialsWithoutStop();
        return without > 0
                ? "none, " + without + (without == 1 ? " time" : " times")
                : metres(column.worstStopM());
    }

    private void costs() {
        heading("When all is well");
        row("  call to a driver *", column -> cycles(column.costs().call()));
        row("  its reply *", column -> cycles(column.costs().reply()));
        row("  notification by it *", column -> cycles(column.costs().notification()));
        row("  interrupt to it *", column -> cycles(column.costs().interrupt()));
        row("  processor in crossings", column -> percent(column.healthy().crossingShare()));
        row("  processor idle", column -> percent(column.healthy().idleShare()));
        row("  padding of windows", column -> percent(column.paddingShare()));
        row("  pictures a second", column -> Figures.plain(round(column.picturesPerS())));
        lines.add("");
        lines.addAll(
                Figures.wrap(
                        "  * ",
                        "    ",
                        "Model input with one word, not measured; drivers of the kernel where the"
                                + " profile has any, else those in user mode. Sources in --json,"
                                + " --html and docs/profiles.md. The boot is mostly a constant that"
                                + " stands for what is not modelled, 20 times larger where the"
                                + " kernel is not a microkernel: docs/profiles.md has its sources.",
                        WIDTH));
        lines.add("");
    }

    private int width() {
        return Math.max(
                LEAST_COLUMN,
                comparison.columns().stream()
                                .mapToInt(column -> column.name().length())
                                .max()
                                .orElseThrow()
                        + 1);
    }

    private void heading(String first) {
        int width = width();
        StringBuilder names = new StringBuilder();
        comparison.columns().forEach(c -> names.append(right(c.name(), width)));
        if (first.length() > FIRST) {
            lines.add(first);
            lines.add(" ".repeat(FIRST) + names);
        } else {
            lines.add(left(first) + names);
        }
    }

    private void row(String first, Function<ProfileColumn, String> cell) {
        int width = width();
        StringBuilder row = new StringBuilder(left(first));
        comparison.columns().forEach(column -> row.append(right(cell.apply(column), width)));
        lines.add(row.toString().stripTrailing());
    }

    /** As {@link #row}, in colours that say whether it is good. */
    private void verdictRow(String first, Function<ProfileColumn, String> cell, Ansi ansi) {
        int width = width();
        StringBuilder row = new StringBuilder(left(first));
        for (ProfileColumn column : comparison.columns()) {
            String text = cell.apply(column);
            boolean good = text.startsWith("0 ") || text.matches("IDENTICAL|CONTRACT|BOUNDED");
            row.append(" ".repeat(Math.max(1, width - text.length())));
            row.append(ansi.string("@|bold,%s %s|@".formatted(good ? "green" : "red", text)));
        }
        lines.add(row.toString());
    }

    private static String left(String text) {
        return text + " ".repeat(Math.max(0, FIRST - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
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

    private static String cycles(int n) {
        return "%,d cycles".formatted(n);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }

    private static double round(double value) {
        return Math.round(10 * value) / 10.0;
    }
}
