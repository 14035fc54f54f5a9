package dev.bulkhead.campaign;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A stratum of which faults are drawn.
 *
 * @param weight its share among those that are named, at least 1; its own share if empty
 */
public record StratumWeight(String stratum, OptionalInt weight) {
    private static final Pattern FORM = Pattern.compile("([a-z][a-z-]*)(?:=([1-9]\\d{0,5}))?");

    /**
     * Reads {@code NAME} or {@code NAME=WEIGHT}.
     *
     * @return empty if it is neither
     */
    public static Optional<StratumWeight> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        OptionalInt weight =
                form.group(2) == null
                        ? OptionalInt.empty()
                        : OptionalInt.of(Integer.parseInt(form.group(2)));
        return Optional.of(new StratumWeight(form.group(1), weight));
    }

    /** As it is written. */
    @Override
    public String toString() {
        return weight.isPresent() ? stratum + "=" + weight.getAsInt() : stratum;
    }
}
