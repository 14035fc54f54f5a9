package dev.bulkhead.campaign;

import dev.bulkhead.trace.TraceForm;
import dev.bulkhead.trace.TraceRecord;

import java.util.Arrays;

/** Whether a record of a run counts as the one that was expected. */
@FunctionalInterface
interface Alike {
    /** One event with the same bytes, times apart. */
    Alike SAME_EVENT =
            (expected, actual) ->
                    Arrays.equals(TraceForm.withoutTime(expected), TraceForm.withoutTime(actual));

    boolean test(TraceRecord expected, TraceRecord actual);
}
