package dev.bulkhead.campaign;

import dev.bulkhead.can.ReplayedBus;
import dev.bulkhead.memory.RamSource;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.Twin;

import java.util.Collections;
import java.util.SortedMap;

/**
 * How the twins of a trial are made: the healthy ones, the faulty ones and those with the loop cut.
 * One for all of them, so that whatever is wrong with the kernel model is wrong in each.
 */
@FunctionalInterface
interface Assembly {
    /** Twins as they are. */
    Assembly PLAIN = Subject::twin;

    /** A twin at power-on. */
    Twin twin(
            Subject subject,
            SortedMap<String, ReplayedBus.Script> scripts,
            RamSource memory,
            TraceSink observer);

    /** A twin at power-on whose loop through the world is closed. */
    default Twin twin(Subject subject, TraceSink observer) {
        return twin(subject, RamSource.NEW, observer);
    }

    /** As {@link #twin(Subject, TraceSink)}, its RAM from {@code memory}. */
    default Twin twin(Subject subject, RamSource memory, TraceSink observer) {
        return twin(subject, Collections.emptySortedMap(), memory, observer);
    }
}
