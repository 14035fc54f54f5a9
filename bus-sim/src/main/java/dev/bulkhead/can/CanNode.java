package dev.bulkhead.can;

/** What stands on a bus: told of everything it could learn there. It decides its own acceptance. */
@FunctionalInterface
public interface CanNode {

    /** Called at the event's time; may use the node's own port. */
    void on(BusEvent event);
}
