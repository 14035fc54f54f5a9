package dev.bulkhead.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** Numbers and lines as a person reads them. */
public final class Figures {
    private static final double PS_PER_US = 1e6;
    private static final double PS_PER_MS = 1e9;
    private static final double PS_PER_S = 1e12;

    private Figures() {}

    /** A point in time, to the cycle of a clock up to 10 MHz and near it above. */
    public static String seconds(long ps) {
        return String.format(Locale.ROOT, "%.7f s", ps / PS_PER_S);
    }

    /** A span of time in the unit that suits it. */
    public static String span(long ps) {
        if (Math.abs(ps) < PS_PER_MS) {
            return String.format(Locale.ROOT, "%.2f us", ps / PS_PER_US);
        }
        return Math.abs(ps) < PS_PER_S
                ? String.format(Locale.ROOT, "%.2f ms", ps / PS_PER_MS)
                : String.format(Locale.ROOT, "%.3f s", ps / PS_PER_S);
    }

    public static String span(OptionalLong ps) {
        return ps.isPresent() ? span(ps.getAsLong()) : "-";
    }

    /** A measured value with its unit, {@code -} if there was nothing to measure. */
    public static String value(OptionalDouble value, String unit) {
        if (value.isEmpty()) {
            return "-";
        }
        boolean bare = unit.isEmpty() || unit.equals("1");
        return plain(value.getAsDouble()) + (bare ? "" : " " + unit);
    }

    /** At most three places, none that says nothing. */
    public static String plain(double value) {
        String text = String.format(Locale.ROOT, "%.3f", value);
        return text.replaceFirst("\\.?0+$", "");
    }

    /** An enum's constant in words of documents. */
    public static String words(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code "a"}, {@code "a or b"}, {@code "a, b or c"}. */
    public static String either(List<String> names) {
        int last = names.size() - 1;
        return last < 1
                ? String.join("", names)
                : String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    /**
     * Breaks a text into lines.
     *
     * @param first before the first line
     * @param indent before each other
     * @param width of the longest line
     */
    public static List<String> wrap(String first, String indent, String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder(first);
        boolean empty = true;
        for (String word : text.split(" ")) {
            if (!empty && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line = new StringBuilder(indent);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        lines.add(line.toString());
        return lines;
    }
}
