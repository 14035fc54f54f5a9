package dev.bulkhead.document;

import java.util.Collection;
import java.util.Optional;

/** The user's words in a message of one line. */
public final class Text {
    private static final int LONGEST = 60;

    private Text() {}

    /** The text with each control character, line end and lone surrogate as a question mark. */
    public static String plain(String text) {
        StringBuilder plain = new StringBuilder();
        text.codePoints()
                .limit(2 * LONGEST)
                .forEach(c -> plain.appendCodePoint(isPrintable(c) ? c : '?'));
        return plain.toString().isBlank() ? "?" : plain.toString();
    }

    /** As {@link #plain}, in quotes and cut to 60 characters. */
    public static String quote(String text) {
        if (text.isEmpty()) {
            return "''";
        }
        String plain = plain(text);
        return plain.codePointCount(0, plain.length()) <= LONGEST
                ? "'" + plain + "'"
                : "'" + plain.substring(0, plain.offsetByCodePoints(0, LONGEST)) + "…'";
    }

    /** A remedy that names the closest of the known names, if one is close. */
    public static Optional<String> didYouMean(String name, Collection<String> known) {
        String closest = null;
        int least = Math.max(1, Math.min(name.length(), LONGEST) / 3) + 1;
        for (String candidate : known) {
            int distance = distance(name, candidate, least);
            if (distance < least) {
                least = distance;
                closest = candidate;
            }
        }
        return Optional.ofNullable(closest).map(c -> "did you mean '" + c + "'?");
    }

    /** As {@link #didYouMean}, else all that are known. */
    public static String remedyFor(String name, Collection<String> known) {
        return didYouMean(name, known)
                .orElse(known.isEmpty() ? "remove it" : "use one of " + String.join(", ", known));
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }

    /**
     * Insertions, deletions, replacements and swaps of neighbours; at least {@code limit} if far.
     */
    private static int distance(String a, String b, int limit) {
        if (Math.abs(a.length() - b.length()) >= limit) {
            return limit;
        }
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                boolean same = lower(a, i - 1) == lower(b, j - 1);
                row[j] = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + (same ? 0 : 1));
                if (i > 1
                        && j > 1
                        && lower(a, i - 1) == lower(b, j - 2)
                        && lower(a, i - 2) == lower(b, j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
        }
        return row[b.length()];
    }

    private static char lower(String text, int at) {
        char c = Character.toLowerCase(text.charAt(at));
        return c == '_' ? '-' : c;
    }
}
