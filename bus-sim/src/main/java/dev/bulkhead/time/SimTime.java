package dev.bulkhead.time;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A moment of virtual time or a span of it.
 *
 * @param ps picoseconds since power-on, at least 0; a {@code long} holds 106 days
 */
public record SimTime(long ps) implements Comparable<SimTime> {
    public static final SimTime ZERO = new SimTime(0);
    public static final long PS_PER_NS = 1_000L;
    public static final long PS_PER_US = 1_000_000L;
    public static final long PS_PER_MS = 1_000_000_000L;
    public static final long PS_PER_S = 1_000_000_000_000L;

    private static final Pattern TEXT =
            Pattern.compile("(\\d{1,7}(?:\\.\\d{1,12})?)\\s*(s|ms|us|ns|ps)");

    public SimTime {
        if (ps < 0) {
            throw new IllegalArgumentException("ps=" + ps + ", expected at least 0");
        }
    }

    public static SimTime ofUs(long us) {
        return new SimTime(Math.multiplyExact(us, PS_PER_US));
    }

    public static SimTime ofMs(long ms) {
        return new SimTime(Math.multiplyExact(ms, PS_PER_MS));
    }

    /**
     * Reads a number with its unit, such as {@code 1.5s}, {@code 20 ms} or {@code 250us}.
     *
     * @return empty if the text is no such time, is finer than a picosecond or beyond 106 days
     */
    public static Optional<SimTime> parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        long unit =
                switch (matcher.group(2)) {
                    case "s" -> PS_PER_S;
                    case "ms" -> PS_PER_MS;
                    case "us" -> PS_PER_US;
                    case "ns" -> PS_PER_NS;
                    default -> 1;
                };
        BigDecimal ps = new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(unit));
        if (ps.stripTrailingZeros().scale() > 0
                || ps.compareTo(BigDecimal.valueOf(Long.MAX_VALUE)) > 0) {
            return Optional.empty();
        }
        return Optional.of(new SimTime(ps.longValue()));
    }

    public SimTime plus(SimTime span) {
        return new SimTime(Math.addExact(ps, span.ps));
    }

    /** The time in seconds, rounded to the nearest {@code double}. */
    public double seconds() {
        return ps / (double) PS_PER_S;
    }

    @Override
    public int compareTo(SimTime other) {
        return Long.compare(ps, other.ps);
    }

    /** Seconds with as many digits as needed, such as {@code 1.25 s}. */
    @Override
    public String toString() {
        BigDecimal seconds = BigDecimal.valueOf(ps, 12).setScale(12, RoundingMode.UNNECESSARY);
        String text = seconds.stripTrailingZeros().toPlainString();
        return text + " s";
    }
}
