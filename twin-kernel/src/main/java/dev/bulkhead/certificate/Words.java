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
        return joined(names.stream().map(name -> "'" + name + "'").toList());
    }

    private static String joined(List<String> words) {
        if (words.size() > MOST) {
            return String.join(", ", words.subList(0, MOST))
                    + " and "
                    + (words.size() - MOST)
                    + " more";
        }
        int last = words.size() - 1;
        return last < 1
                ? String.join("", words)
                : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    }

    static List<String> names(List<Partition> partitions) {
        return partitions.stream().map(Partition::name).toList();
    }

    /** {@code channel 1}, {@code channels 1 and 3}. */
    static String channels(List<Integer> ids) {
        return (ids.size() == 1 ? "channel " : "channels ")
                + joined(ids.stream().map(String::valueOf).toList());
    }

    /** Microseconds with one decimal. */
    static String us(double us) {
        return String.format(Locale.ROOT, "%.1f us", us);
    }
}
