package dev.bulkhead.e2e;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/** The sender's side of one message: counts and protects. */
public final class E2eProtector implements Stateful {
    private final E2eProfile profile;
    private long counter;

    public E2eProtector(E2eProfile profile) {
        this.profile = profile;
        this.counter = profile.firstCounter();
    }

    /**
     * Writes counter and checksum into the next message.
     *
     * @throws IllegalArgumentException if {@code data} has a length that is not the profile's
     */
    public void protect(byte[] data) {
        int least = profile.minLength();
        int most = profile.maxLength();
        if (data.length < least || data.length > most) {
            throw new IllegalArgumentException(
                    "data has %d bytes, expected %s"
                            .formatted(data.length, least == most ? least : least + ".." + most));
        }
        profile.protect(data, counter);
        counter = (counter + 1) % profile.counterValues();
    }

    @Override
    public void describe(Fields fields) {
        counter = fields.i64("counter", counter);
    }
}
