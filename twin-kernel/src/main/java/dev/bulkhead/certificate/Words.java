package dev.bulkhead.certificate;

import dev.bulkhead.system.SystemDescription.Partition;

import java.util.List;
import java.util.Locale;

/** Names and figures as findings spell them. */
final class Words {
    private static final int MOST = 8;

    private Words() {}

    /** {@code 'a'}, {@code 'a' and 'b'}, {@code 'a', 'b' and 'c'}; a long list is cut. */
    static String and(List<String> names) {
        List<String> quoted = names.stream().limit(MOST).map(name -> "'" + name + "'").toList();
        if (names.size() > MOST) {
            return String.join(", ", quoted) + " and " + (names.size() - MOST) + " more";
        }
        int last = quoted.size() - 1;
        return last < 1
                ? String.join("", quoted)
                : String.join(", ", quoted.subList(0, last)) + " and " + quoted.get(last);
    }

    static List<String> names(List<Partition> partitions) {
        return partitions.stream().map(Partition::name).toList();
    }

    /** {@code channel 1}, {@code channels 1 and 3}. */
    static String channels(List<Integer> ids) {
        List<String> all = ids.stream().map(String::valueOf).toList();
        int last = all.size() - 1;
        return last == 0
                ? "channel " + all.getFirst()
                : "channels %s and %s"
                        .formatted(String.join(", ", all.subList(0, last)), all.get(last));
    }

    /** Microseconds with one decimal. */
    static String us(double us) {
        return String.format(Locale.ROOT, "%.1f us", us);
    }
}
