package dev.bulkhead.can;

import dev.bulkhead.state.Fields;

/**
 * How a node holds with acknowledgements.
 *
 * @param gives whether it acknowledges valid frames of others, if it takes part
 * @param needs whether its own frames fail that nobody acknowledges
 */
public record Acknowledging(boolean gives, boolean needs) {

    /** What a node has of which nothing else is said. */
    public static final Acknowledging USUAL = new Acknowledging(true, true);

    /** Passes it through a state walk. */
    public Acknowledging describe(Fields fields) {
        return new Acknowledging(
                fields.bool("givesAcknowledgement", gives),
                fields.bool("needsAcknowledgement", needs));
    }
}
