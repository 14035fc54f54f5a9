package dev.bulkhead.time;

/** The owner of events: told of each when its time has come. */
@FunctionalInterface
public interface EventHandler {

    /**
     * @param kind what the owner scheduled, in its own numbering
     * @param argument as given when scheduled
     * @param nowPs the event's time
     */
    void handle(int kind, long argument, long nowPs);
}
