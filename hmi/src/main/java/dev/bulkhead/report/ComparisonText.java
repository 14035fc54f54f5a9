package dev.bulkhead.report;

import picocli.CommandLine.Help.Ansi;

import java.util.ArrayList;
import java.util.List;

/** What {@code ./twin compare} tells on a terminal: a column for each kernel profile. */
public final class ComparisonText {
    private static final int WIDTH = 120;
    private static final int FIRST = 25;
    private static final int LEAST_COLUMN = 11;

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
        recovery(ansi);
        costs(ansi);
        lines.addAll(Figures.wrap("", "", comparison.answer(), WIDTH));
        return lines;
    }

    private void story(Comparison.Story story, Ansi ansi) {
        lines.add(ansi.string("@|bold One bad read in one driver|@"));
        story.told().forEach(text -> lines.addAll(Figures.wrap("  ", "  ", text, WIDTH)));
        lines.add("");
        heading(story.fault().text());
        rows(ComparisonRow.story(story.driver()), ansi);
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
        rows(ComparisonRow.containment(), ansi);
    }

    private void recovery(Ansi ansi) {
        heading("When something fails");
        rows(ComparisonRow.recovery(), ansi);
        lines.addAll(Figures.wrap("  ", "  ", ComparisonRow.BOOT, WIDTH));
        BootConstants.rows(comparison.columns())
                .forEach((row, names) -> lines.addAll(boot(row, names)));
        lines.add("");
    }

    private static List<String> boot(BootConstants.Row row, String names) {
        String text = "%s, %s: %s.".formatted(Comparison.ms(row.ms()), names, row.source());
        return Figures.wrap("  ", "    ", text, WIDTH);
    }

    private void costs(Ansi ansi) {
        heading("When all is well");
        rows(ComparisonRow.costs(), ansi);
        String note =
                ComparisonRow.MODEL_INPUT + " Sources in --json, --html and docs/profiles.md.";
        lines.addAll(Figures.wrap("  * ", "    ", note, WIDTH));
        lines.add("");
    }

    /** What the longest name takes, or what the line has room for. */
    private int width() {
        int longest =
                comparison.columns().stream()
                        .mapToInt(column -> column.name().length())
                        .max()
                        .orElseThrow();
        int room = (WIDTH - FIRST) / comparison.columns().size();
        return Math.max(LEAST_COLUMN, Math.min(longest + 1, room));
    }

    /** Names that are wider than a column are broken after a hyphen, and end in the same line. */
    private void heading(String first) {
        int width = width();
        List<List<String>> names =
                comparison.columns().stream().map(c -> broken(c.name(), width - 1)).toList();
        int height = names.stream().mapToInt(List::size).max().orElseThrow();
        String before = first;
        if (first.length() > FIRST) {
            lines.add(first);
            before = "";
        }
        for (int i = 0; i < height; i++) {
            StringBuilder line = new StringBuilder(left(i == height - 1 ? before : ""));
            for (List<String> name : names) {
                int part = i - (height - name.size());
                line.append(right(part < 0 ? "" : name.get(part), width));
            }
            lines.add(line.toString());
        }
    }

    private static List<String> broken(String name, int most) {
        int hyphen = name.length() <= most ? -1 : name.lastIndexOf('-', most - 1);
        if (hyphen < 0) {
            return List.of(name);
        }
        List<String> parts = new ArrayList<>(List.of(name.substring(0, hyphen + 1)));
        parts.addAll(broken(name.substring(hyphen + 1), most));
        return parts;
    }

    private void rows(List<ComparisonRow> rows, Ansi ansi) {
        int width = width();
        for (ComparisonRow row : rows) {
            StringBuilder line = new StringBuilder(left("  " + row.name()));
            for (ProfileColumn column : comparison.columns()) {
                String text = row.cell().apply(column);
                line.append(" ".repeat(Math.max(1, width - text.length())));
                line.append(row.verdict() ? coloured(text, ansi) : text);
            }
            lines.add(line.toString());
        }
        lines.add("");
    }

    private static String coloured(String text, Ansi ansi) {
        String colour = ComparisonRow.good(text) ? "green" : "red";
        return ansi.string("@|bold,%s %s|@".formatted(colour, text));
    }

    private static String left(String text) {
        return text + " ".repeat(Math.max(0, FIRST - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(1, width - text.length())) + text;
    }
}
