package dev.bulkhead.campaign;

import dev.bulkhead.campaign.Lot.Drawn;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.system.SystemDescription.Bus;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws faults of the wires of buses, and of the transceivers, clocks and controllers of their
 * nodes, simulated ones and the ECU's.
 *
 * @param inside whether of the buses of the protected set, or of the others
 */
record WireLot(ProtectedDomain domain, boolean inside) {
    private static final int KINDS = 9;
    private static final int MOST_BITS = 130;
    private static final List<String> LEVELS = List.of("dominant", "recessive");
    private static final List<String> TIMES = List.of("1ms", "5ms", "30ms", "200ms");
    private static final List<String> TIMES_OF_DRIFTS = List.of("50ms", "200ms", "1s");
    private static final List<Integer> COUNTS = List.of(1, 4, 32);
    private static final List<Integer> PERMILLES = List.of(1, 10, 100, 500);
    private static final List<Integer> PPMS =
            List.of(-60_000, -30_000, -5_000, 5_000, 30_000, 60_000);

    Optional<Drawn> draw(Dice dice) {
        List<Bus> buses = new ArrayList<>();
        for (int i = 0; i < domain.system().buses().size(); i++) {
            if (domain.hasBus(i) == inside) {
                buses.add(domain.system().buses().get(i));
            }
        }
        if (buses.isEmpty()) {
            return Optional.empty();
        }
        Bus bus = dice.any(buses);
        List<String> messages = bus.database().messages().stream().map(DbcMessage::name).toList();
        List<String> nodes = domain.system().nodesOn(bus);
        int kind = dice.below(KINDS);
        if (messages.isEmpty() || nodes.isEmpty()) {
            return Optional.empty();
        }
        String ofNode = bus.name() + "/" + dice.any(nodes) + ":";
        String text =
                switch (kind) {
                    case 0 -> bus.name() + ":wire-stuck=" + held(dice);
                    case 1 ->
                            "%s:wire-burst=%d,%s,seed=%d"
                                    .formatted(
                                            bus.name(),
                                            dice.any(PERMILLES),
                                            dice.any(TIMES),
                                            dice.between(2, 1_000_000));
                    case 2 -> ofNode + "wire-open=" + dice.any(TIMES);
                    case 3 -> ofNode + "wire-driver=" + held(dice);
                    case 4 -> ofNode + "wire-clock=" + dice.any(PPMS) + "ppm";
                    case 5 ->
                            "%swire-drift=%dppm,%s"
                                    .formatted(ofNode, dice.any(PPMS), dice.any(TIMES_OF_DRIFTS));
                    case 6 -> ofNode + "wire-overload=" + dice.any(TIMES);
                    case 7 -> ofNode + "wire-acknowledge=" + dice.any(TIMES);
                    default ->
                            "%s/%s:wire-flip=%d,%d%s"
                                    .formatted(
                                            bus.name(),
                                            dice.any(messages),
                                            dice.below(MOST_BITS),
                                            dice.any(COUNTS),
                                            dice.below(2) == 0 ? "" : "," + dice.any(nodes));
                };
        return Drawn.anyTime(bus.name(), text);
    }

    private static String held(Dice dice) {
        return dice.any(LEVELS) + "," + dice.any(TIMES);
    }
}
