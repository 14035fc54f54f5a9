package dev.bulkhead.can;

import dev.bulkhead.state.Stateful;

/** Access to a bus of somebody who does not belong there. */
public interface Intruder extends CanPort, Stateful {

    /**
     * As {@link #offer(CanFrame)}, for one who lives outside the event queue.
     *
     * @param nowPs the caller's time; no event lies before it
     */
    void offer(CanFrame frame, long nowPs);

    /** As {@link #offered()}, likewise. */
    Offer offered(long nowPs);
}
