package dev.bulkhead.fault;

import dev.bulkhead.kernel.ExchangeStandIn;
import dev.bulkhead.kernel.Microkernel;
import dev.bulkhead.kernel.PortStandIn;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.Payload;

import java.util.List;
import java.util.Optional;

/**
 * Stands at a sampling or queuing port. It is activated when a receiver takes, or looks for, what
 * would not stand there without it.
 */
final class PortExchange extends Exchanging implements ExchangeStandIn, PortStandIn {
    private final Exchanges.Port port;
    private final Microkernel kernel;

    /** Whose messages come to the target's receivers too; the target itself if nobody's. */
    private final int source;

    private boolean holds;
    private Payload held = Payload.EMPTY;

    /** What the port holds, or a queue's next message, is not what it should be. */
    private boolean wrong;

    /** What the one receiver still sees, and when it was looked at. */
    private boolean hadOld;

    private Payload old = Payload.EMPTY;
    private long oldAgeUs;
    private long oldAtPs;

    PortExchange(
            Injection injection,
            Effect.Exchange effect,
            Exchanges.Port port,
            Exchanges.Port source) {
        super(injection, effect);
        this.port = port;
        this.source = source.index();
        kernel = site.twin().ecu().kernel();
        kernel.standBetween(this);
        kernel.standAtPorts(this);
    }

    @Override
    void appear() {
        if (effect.how() == Effect.Exchanged.INSERT) {
            deliver(bytes());
        }
    }

    @Override
    void late() {
        if (holds) {
            holds = false;
            deliver(held);
        }
        settle();
    }

    private void deliver(Payload message) {
        if (port.isQueue()) {
            kernel.putIntoQueue(port.index(), message);
        } else {
            kernel.putIntoPort(port.index(), message);
        }
        wrong = true;
    }

    private void hold(Payload message) {
        holds = true;
        held = message;
    }

    @Override
    public List<Payload> put(long nowPs, int at, Payload message) {
        if (at == port.index() && !port.isQueue()) {
            wrong = false;
        }
        List<Payload> instead = List.of(message);
        if (effect.how() == Effect.Exchanged.MASQUERADE) {
            if (at == source && takeNext()) {
                deliver(port.isQueue() ? cut(message) : fitted(message, port.size()));
            }
        } else if (at == port.index()) {
            instead = instead(nowPs, message);
        }
        settle();
        return instead;
    }

    private Payload cut(Payload message) {
        return fitted(message, Math.min(message.length(), port.size()));
    }

    private List<Payload> instead(long nowPs, Payload message) {
        return switch (effect.how()) {
            case REORDER -> reordered(message);
            case BLOCK -> isBlocked() ? nothing() : List.of(message);
            default -> takeNext() ? disturbed(nowPs, message) : List.of(message);
        };
    }

    private List<Payload> nothing() {
        wrong = true;
        return List.of();
    }

    private List<Payload> reordered(Payload message) {
        if (holds) {
            holds = false;
            wrong = true;
            return List.of(message, held);
        }
        if (takeNext()) {
            hold(message);
            return nothing();
        }
        return List.of(message);
    }

    private List<Payload> disturbed(long nowPs, Payload message) {
        switch (effect.how()) {
            case LOSE -> {
                return nothing();
            }
            case DELAY -> {
                hold(message);
                dueAfter(nowPs);
                return nothing();
            }
            case DUPLICATE -> {
                hold(message);
                dueAfter(nowPs);
            }
            case CORRUPT -> {
                wrong = true;
                return List.of(flipped(message));
            }
            case ASYMMETRIC -> {
                wrong = true;
                keepOld(nowPs);
            }
            default -> throw new IllegalStateException(effect + " waits for no message");
        }
        return List.of(message);
    }

    private void keepOld(long nowPs) {
        Optional<Reading> before = kernel.inPort(port.index(), port.size());
        hadOld = before.isPresent();
        old = before.map(Reading::message).orElse(Payload.EMPTY);
        oldAgeUs = before.map(Reading::ageUs).orElse(0L);
        oldAtPs = nowPs;
    }

    private void settle() {
        if (!waitsForNext() && !isDue() && !holds && !wrong && !isBlocked() && !isOver()) {
            finish();
        }
    }

    @Override
    public void taking(int at) {
        if (wrong && at == port.index()) {
            wrong = false;
            tell();
            settle();
        }
    }

    @Override
    public Optional<Reading> reading(long nowPs, int partition, int id, Optional<Reading> actual) {
        if (!wrong || !port.isRead(partition, id)) {
            return actual;
        }
        if (effect.how() != Effect.Exchanged.ASYMMETRIC) {
            tell();
            return actual;
        }
        if (!site.partitionNames().get(partition).equals(effect.name())) {
            return actual;
        }
        tell();
        return effect.bit() >= 0
                ? actual.map(r -> new Reading(r.valid(), r.ageUs(), flipped(r.message())))
                : stillOld(nowPs, actual);
    }

    private Optional<Reading> stillOld(long nowPs, Optional<Reading> actual) {
        if (!hadOld) {
            return Optional.empty();
        }
        long ageUs = oldAgeUs + (nowPs - oldAtPs) / SimTime.PS_PER_US;
        int length = actual.map(r -> r.message().length()).orElse(old.length());
        return Optional.of(new Reading(ageUs <= port.refreshUs(), ageUs, fitted(old, length)));
    }

    private void tell() {
        activate("port " + port.name(), 0, 1, Exchanges.told(effect));
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        holds = fields.bool("holds", holds);
        held = describe(fields, "held", held);
        wrong = fields.bool("wrong", wrong);
        hadOld = fields.bool("hadOld", hadOld);
        old = describe(fields, "old", old);
        oldAgeUs = fields.i64("oldAgeUs", oldAgeUs);
        oldAtPs = fields.i64("oldAtPs", oldAtPs);
    }
}
