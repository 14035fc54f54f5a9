package dev.bulkhead.campaign;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

/**
 * A stratum as faults are drawn from it.
 *
 * @param share its part of all faults, relative to those of the other strata
 * @param byName whether it is drawn from only where it is asked for by its name
 * @param phases besides those of driving that its faults may fall in
 * @param draw makes one fault; empty where what it drew does not exist, then it draws again
 * @param every instead of drawing, each of these in each phase; empty: draw
 */
record Lot(
        Stratum stratum,
        int share,
        boolean byName,
        List<Phase> phases,
        Draw draw,
        List<Drawn> every) {
    Lot {
        phases = List.copyOf(phases);
        every = List.copyOf(every);
    }

    static Lot sampled(String name, String what, int share, List<Phase> phases, Draw draw) {
        return new Lot(
                new Stratum(name, what, Stratum.Draw.SAMPLED),
                share,
                false,
                phases,
                draw,
                List.of());
    }

    Lot onlyByName() {
        return new Lot(stratum, share, true, phases, draw, every);
    }

    /** All of a small space, one moment in each phase; it has no share of what is drawn. */
    static Lot enumerated(String name, String what, List<Phase> phases, List<Drawn> every) {
        return new Lot(
                new Stratum(name, what, Stratum.Draw.ENUMERATED),
                0,
                true,
                phases,
                _ -> Optional.empty(),
                every);
    }

    boolean isEnumerated() {
        return stratum.draw() == Stratum.Draw.ENUMERATED;
    }

    Lot withShare(int other) {
        return new Lot(stratum, other, byName, phases, draw, every);
    }

    /** Whether a system has anything that it hits. */
    boolean isPossible() {
        if (isEnumerated()) {
            return !every.isEmpty();
        }
        Dice dice = new Dice(0);
        return Stream.generate(() -> draw.from(dice)).limit(100).anyMatch(Optional::isPresent);
    }

    @FunctionalInterface
    interface Draw {
        Optional<Drawn> from(Dice dice);
    }

    /**
     * A fault without its moment.
     *
     * @param attacker whose fault it is
     * @param partition while whose code runs it shall come; empty: at any time
     * @param text what stands before the moment in a fault's text
     * @param suffix what stands behind it
     */
    record Drawn(String attacker, OptionalInt partition, String text, String suffix) {
        static Optional<Drawn> anyTime(String attacker, String text) {
            return Optional.of(new Drawn(attacker, OptionalInt.empty(), text, ""));
        }
    }
}
