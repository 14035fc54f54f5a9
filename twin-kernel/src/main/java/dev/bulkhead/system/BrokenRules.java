package dev.bulkhead.system;

import dev.bulkhead.input.InputError;

/**
 * Who learns that a description of the right form breaks a {@link Rule}. Reading one to run it
 * refuses the first; judging it collects them all.
 */
@FunctionalInterface
public interface BrokenRules {
    /** The first broken rule ends the reading. */
    BrokenRules REFUSED =
            (_, mistake) -> {
                throw mistake;
            };

    /**
     * @param mistake place, what is wrong and the remedy
     */
    void add(Rule rule, InputError mistake);
}
