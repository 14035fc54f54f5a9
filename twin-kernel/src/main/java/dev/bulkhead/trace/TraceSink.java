package dev.bulkhead.trace;

/** Takes the records of a run in event order. */
@FunctionalInterface
public interface TraceSink {

    void record(TraceRecord record);
}
