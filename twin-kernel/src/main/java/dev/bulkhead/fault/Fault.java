package dev.bulkhead.fault;

import dev.bulkhead.fault.Effect.Exchanged;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.SystemDescription;

import java.util.Optional;

/**
 * One fault: where, when, what. Its text is {@code TARGET:KIND[=ARGUMENTS][@WHEN][;ecc=off]}, such
 * as {@code infotainment:wild-store=braking@2s}; docs/faults.md has the grammar.
 *
 * @param target a partition, a device, or {@code ram}, {@code hart}, {@code pmp}, {@code iopmp}
 * @param eccOff a flip in RAM goes past the error correction: it stands in the data, and the check
 *     bits fit
 */
public record Fault(String target, Effect effect, When when, boolean eccOff) {

    /**
     * Reads a fault; names are looked up when it is armed.
     *
     * @param place where the text stands, for the message
     * @throws InputError if the text is no fault
     */
    public static Fault parse(String place, String text) {
        return new FaultParser(place, text).parse();
    }

    /** The bus on which a fault of the exchange or of a wire acts; empty for any other. */
    public Optional<String> bus(SystemDescription system) {
        boolean onBus = effect instanceof Effect.Exchange || effect instanceof Effect.Wire;
        return onBus ? Exchanges.bus(system, target) : Optional.empty();
    }

    /**
     * The bus on whose wire it acts, or which it takes as a whole: frames there may take longer
     * than what the nodes send accounts for.
     */
    public Optional<String> delayedBus(SystemDescription system) {
        boolean whole =
                effect instanceof Effect.Exchange exchange
                        && (exchange.how() == Exchanged.BABBLE
                                || exchange.how() == Exchanged.BLOCK && target.indexOf('/') < 0);
        return whole || effect instanceof Effect.Wire ? bus(system) : Optional.empty();
    }

    /** The text that {@link #parse} reads as this fault. */
    public String text() {
        StringBuilder text = new StringBuilder(target).append(':').append(effect.kind().label());
        if (!effect.arguments().isEmpty()) {
            text.append('=').append(effect.arguments());
        }
        if (!(when instanceof When.Unsaid)) {
            text.append('@').append(when.text());
        }
        return text.append(eccOff ? ";ecc=off" : "").toString();
    }
}
