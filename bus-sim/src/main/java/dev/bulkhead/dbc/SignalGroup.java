package dev.bulkhead.dbc;

import java.util.List;

/**
 * Signals of a message that belong together.
 *
 * @param repetitions as the file says; usually 1
 * @param signals names
 */
public record SignalGroup(String name, long repetitions, List<String> signals) {
    public SignalGroup {
        signals = List.copyOf(signals);
    }
}
