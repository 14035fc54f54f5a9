package dev.bulkhead.campaign;

/**
 * A part of a population that is drawn from by itself.
 *
 * @param name short, of small letters and hyphens
 * @param what it holds, one line
 * @param draw how its faults were chosen
 */
public record Stratum(String name, String what, Draw draw) {

    /** How the faults of a stratum were chosen: what may be said of those that were not. */
    public enum Draw {
        /** At random with equal chances: a bound may be given. */
        SAMPLED,
        /** By hand: nothing follows for others. */
        PICKED,
        /** All of them, each class of equal ones by one fault: nothing is left to say. */
        ENUMERATED
    }
}
