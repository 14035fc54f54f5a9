package dev.bulkhead.telemetry;

/** Takes messages to those who listen. */
@FunctionalInterface
public interface Outlet {

    /** Never waits and never throws for a listener's sake; may be called by any thread. */
    void publish(Message message);
}
