package dev.bulkhead.fault;

import dev.bulkhead.board.Device;
import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.document.Text;

import java.util.OptionalInt;
import java.util.TreeSet;

/** Finds out what a fault's {@link Effect} means in a system. */
final class Actings {
    private Actings() {}

    static Acting of(Injection injection, Effect effect) {
        Site site = injection.site();
        return switch (effect) {
            case Effect.Flip flip -> Places.flip(injection, flip);
            case Effect.Stuck stuck -> Places.stuck(injection, stuck);
            case Effect.Wild wild -> new WildAccess(injection, wild);
            case Effect.Hostile hostile -> new HostileAttack(injection, hostile);
            case Effect.Rewritten rewritten -> new Rewriting(injection, rewritten);
            case Effect.Jump jump -> new WildJump(injection, jump.destination());
            case Effect.Replaced replaced -> new Replacement(injection, replaced);
            case Effect.Skip _ -> new OneInstruction(injection, false);
            case Effect.Repeat _ -> new OneInstruction(injection, true);
            case Effect.Mutate mutate -> new Mutation(injection, mutate);
            case Effect.Interrupt interrupt -> new InterruptFault(injection, interrupt, line(site));
            case Effect.Exchange exchange -> Exchanges.of(injection, exchange);
            case Effect.Wire wire -> new WireActing(injection, wire);
            case Effect.ClockDrift drift -> new ClockFault(injection, drift, deviceOrConsole(site));
            case Effect.WrongWord wrong -> {
                Places.requireRam(site, wrong.addressed());
                Places.requireRam(site, wrong.reached());
                yield new RamFault(injection, wrong, wrong.addressed());
            }
        };
    }

    private static Device device(Site site) {
        String name = site.fault().target();
        return site.twin()
                .ecu()
                .device(name)
                .orElseThrow(
                        () ->
                                site.error(
                                        Text.quote(name) + " is no device",
                                        Text.remedyFor(
                                                name,
                                                new TreeSet<>(site.twin().ecu().deviceNames()))));
    }

    private static Device deviceOrConsole(Site site) {
        OptionalInt console = site.names().partition(site.fault().target());
        return console.isPresent() ? site.twin().ecu().consoleOf(console.getAsInt()) : device(site);
    }

    /** A device's line, or a partition's console line. */
    private static InterruptLine line(Site site) {
        return deviceOrConsole(site).lines().stream()
                .findFirst()
                .orElseThrow(
                        () ->
                                site.error(
                                        "device '%s' has no interrupt"
                                                .formatted(site.fault().target()),
                                        "name another device"));
    }
}
