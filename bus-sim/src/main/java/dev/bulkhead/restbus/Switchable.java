package dev.bulkhead.restbus;

/** A node that is told whether to send. */
interface Switchable {
    void sendAt(long atPs, boolean on);
}
