package dev.bulkhead.e2e;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/** The sender's side of one message: counts and protects. */
public final class E2eProtector implements Stateful {
    private final E2eProfile profile;
    private int counter;

    public E2eProtector(E2eProfile profile) {
        this.profile = profile;
        this.counter = profile.firstCounter();
    }

    /**
     * Writes counter and checksum into the next message.
     *
     * @throws IllegalArgumentException if {@code data} has not the profile's length
     */
    public void protect(byte[] data) {
        if (data.length != profile.length()) {
            throw new IllegalArgumentException(
                    "data has " + data.length + " bytes, expected " + profile.length());
        }
        profile.protect(data, counter);
        counter = (counter + 1) % profile.counterValues();
    }

    @Override
    public void describe(Fields fields) {
        counter = fields.i32("counter", counter);
    }
}
