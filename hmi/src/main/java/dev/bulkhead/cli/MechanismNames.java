package dev.bulkhead.cli;

import dev.bulkhead.system.Mechanism;

import java.util.Arrays;
import java.util.Iterator;

/** What {@code --without} takes, for the help. */
final class MechanismNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
        return Arrays.stream(Mechanism.values())
                .map(m -> m.parameter().isEmpty() ? m.label() : m.label() + "=" + m.parameter())
                .iterator();
    }
}
