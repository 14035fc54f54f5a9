package dev.bulkhead.fault;

import dev.bulkhead.can.wire.WireDisturbance;
import dev.bulkhead.can.wire.WireFault;
import dev.bulkhead.can.wire.WiredBus;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.document.Text;
import dev.bulkhead.fault.Effect.Wired;
import dev.bulkhead.state.Fields;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Disturbs the wire of a bus, which is at bit level from then on. It is activated when a level is
 * another one than it would be.
 */
final class WireActing extends Acting implements WireDisturbance.Listener {
    private final Effect.Wire effect;
    private final WiredBus bus;
    private final WireDisturbance disturbance;

    WireActing(Injection injection, Effect.Wire effect) {
        super(injection);
        this.effect = effect;
        SystemDescription system = site.twin().system();
        List<String> buses = system.buses().stream().map(Bus::name).toList();
        String target = site.fault().target();
        int slash = target.indexOf('/');
        int index = buses.indexOf(slash < 0 ? target : target.substring(0, slash));
        if (index < 0 || slash < 0 != isOfBus(effect.how())) {
            throw site.error(
                    "'%s' does not fit %s".formatted(effect.kind().label(), Text.quote(target)),
                    Text.remedyFor(target, targets(system, effect.how())));
        }
        bus = site.twin().world().buses().get(index);
        String behind = slash < 0 ? "" : target.substring(slash + 1);
        disturbance = bus.prepare(fault(system.buses().get(index), behind), this);
    }

    private static boolean isOfBus(Wired how) {
        return how == Wired.STUCK || how == Wired.BURST;
    }

    /** All that a fault of a wire may name as its target. */
    static List<String> targets(SystemDescription system, Wired how) {
        List<String> names = new ArrayList<>();
        for (Bus each : system.buses()) {
            if (isOfBus(how)) {
                names.add(each.name());
            } else if (how == Wired.FLIP) {
                each.database().messages().forEach(m -> names.add(each.name() + "/" + m.name()));
            } else {
                system.nodesOn(each).forEach(n -> names.add(each.name() + "/" + n));
            }
        }
        return names;
    }

    private WireFault fault(Bus description, String behind) {
        long timePs = effect.time().ps();
        return switch (effect.how()) {
            case FLIP -> {
                int identifier = identifier(description, behind);
                yield new WireFault.FlippedBits(
                        identifier & Integer.MAX_VALUE,
                        identifier < 0,
                        effect.count(),
                        effect.number(),
                        1,
                        effect.node().isEmpty()
                                ? Optional.empty()
                                : Optional.of(node(description, effect.node())));
            }
            case STUCK -> new WireFault.StuckWire(effect.dominant(), timePs);
            case BURST ->
                    new WireFault.Burst(
                            effect.count(),
                            SimTime.PS_PER_S / bus.bitRate(),
                            effect.number(),
                            timePs);
            case OPEN -> new WireFault.OpenStub(node(description, behind), timePs);
            case DRIVER ->
                    new WireFault.StuckDriver(node(description, behind), effect.dominant(), timePs);
            case CLOCK ->
                    new WireFault.DetunedClock(node(description, behind), effect.number() * 1_000);
            case DRIFT ->
                    new WireFault.DriftingClock(
                            node(description, behind), effect.number() * 1_000, timePs);
            case OVERLOAD -> new WireFault.Overload(node(description, behind), timePs);
            case ACKNOWLEDGE -> new WireFault.FalseAcknowledge(node(description, behind), timePs);
        };
    }

    /** With bit 31 set if it has 29 bits. */
    private int identifier(Bus description, String written) {
        Optional<Integer> named =
                description.database().messages().stream()
                        .filter(m -> m.name().equals(written))
                        .map(m -> (int) m.number())
                        .findFirst();
        return named.or(() -> When.Message.identifier(written))
                .orElseThrow(
                        () ->
                                site.error(
                                        "bus '%s' has no message %s"
                                                .formatted(bus.name(), Text.quote(written)),
                                        Text.remedyFor(
                                                written,
                                                description.database().messages().stream()
                                                        .map(DbcMessage::name)
                                                        .toList())));
    }

    private String node(Bus description, String name) {
        List<String> nodes = site.twin().system().nodesOn(description);
        if (!nodes.contains(name)) {
            throw site.error(
                    "%s is not on bus '%s'".formatted(Text.quote(name), bus.name()),
                    Text.remedyFor(name, nodes));
        }
        return name;
    }

    @Override
    void begin() {
        long nowPs = site.hart().nowPs();
        bus.begin(disturbance, nowPs, nowPs);
        site.hart().requestStop();
    }

    @Override
    public void acted(long atPs) {
        String told =
                switch (effect.how()) {
                    case FLIP, BURST -> "a bit of it is inverted";
                    case STUCK -> "it is held, whatever nodes drive";
                    case OPEN -> "a node's line is open";
                    case DRIVER -> "a node's driver does not let go";
                    case CLOCK -> "a node's clock is off";
                    case DRIFT -> "a node's clock begins to drift";
                    case OVERLOAD -> "a node delays frames";
                    case ACKNOWLEDGE -> "a node acknowledges what it should not";
                };
        activate(atPs, "wire of bus " + bus.name(), 0, 1, told);
    }

    @Override
    public void over(long atPs) {
        finish();
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        fields.child("disturbance", disturbance);
    }
}
