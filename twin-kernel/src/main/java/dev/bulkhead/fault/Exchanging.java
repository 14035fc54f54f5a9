package dev.bulkhead.fault;

import dev.bulkhead.state.Fields;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.twin.Disturbance;

import java.util.Arrays;

/** What a fault of the exchange has wherever it acts: the next message, one held back, a time. */
abstract class Exchanging extends Acting {
    final Effect.Exchange effect;

    /** The next message is the one to disturb. */
    private boolean next;

    private boolean blocked;
    private long dueCycle = Disturbance.NEVER;

    Exchanging(Injection injection, Effect.Exchange effect) {
        super(injection);
        this.effect = effect;
    }

    @Override
    void begin() {
        switch (effect.how()) {
            case INSERT, SPOOF, BABBLE, REPLAY, DIAGNOSE -> appear();
            case BLOCK -> {
                blocked = true;
                dueAfter(site.hart().nowPs());
                appear();
            }
            default -> next = true;
        }
    }

    /** What does not wait for a message happens now. */
    abstract void appear();

    /** What was put off to a time happens now. */
    abstract void late();

    /** Whether this message is the one to disturb; the one after it is not. */
    final boolean takeNext() {
        boolean it = next;
        next = false;
        return it;
    }

    final boolean waitsForNext() {
        return next;
    }

    final boolean isBlocked() {
        return blocked;
    }

    /** Puts off the rest by the fault's time. */
    final void dueAfter(long nowPs) {
        dueAt(nowPs + effect.time().ps());
    }

    final void dueAt(long ps) {
        dueCycle = site.twin().ecu().clock().edgeAtOrAfter(ps);
        site.hart().requestStop();
    }

    final boolean isDue() {
        return dueCycle != Disturbance.NEVER;
    }

    @Override
    long nextCycle() {
        return dueCycle;
    }

    @Override
    void act() {
        dueCycle = Disturbance.NEVER;
        blocked = false;
        late();
    }

    final Payload bytes() {
        return Payload.of(java.util.HexFormat.of().parseHex(effect.bytes()));
    }

    /** The message with the fault's bit inverted; as it is if it has no such bit. */
    final Payload flipped(Payload message) {
        byte[] bytes = message.toBytes();
        int at = effect.bit() / Byte.SIZE;
        if (at < bytes.length) {
            bytes[at] ^= (byte) (1 << effect.bit() % Byte.SIZE);
        }
        return Payload.of(bytes);
    }

    /** The message cut, or filled up with zeros, to so many bytes. */
    static Payload fitted(Payload message, int length) {
        return Payload.of(Arrays.copyOf(message.toBytes(), length));
    }

    static Payload describe(Fields fields, String name, Payload payload) {
        fields.enter(name);
        int length = fields.i32("length", payload.length());
        byte[] bytes = Arrays.copyOf(payload.toBytes(), length);
        fields.bytes("bytes", bytes);
        fields.leave();
        return fields.restoring() ? Payload.of(bytes) : payload;
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        next = fields.bool("next", next);
        blocked = fields.bool("blocked", blocked);
        dueCycle = fields.i64("dueCycle", dueCycle);
    }
}
