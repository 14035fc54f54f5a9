package dev.bulkhead.campaign;

import dev.bulkhead.campaign.Lot.Drawn;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.SamplingPort;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Draws faults of the exchange: of what partitions on one side of the protected set's border write,
 * and of the buses there.
 *
 * @param inside on which side
 */
record MessageLot(ProtectedDomain domain, boolean inside) {
    private static final int WORD = 4;
    private static final List<String> EXCHANGED =
            List.of(
                    "duplicate=5ms",
                    "duplicate=20ms",
                    "lose",
                    "delay=5ms",
                    "delay=50ms",
                    "insert",
                    "corrupt",
                    "reorder",
                    "block=30ms",
                    "block=200ms");

    private static final List<String> OF_A_BUS =
            List.of(":babble=50ms", ":block=100ms", ":replay=20,60ms");

    Optional<Drawn> draw(Dice dice) {
        String kind = dice.any(EXCHANGED);
        List<String> senders = new ArrayList<>();
        List<String> texts = new ArrayList<>();
        for (SamplingPort port : domain.system().ports()) {
            if (isTarget(port.writer().partition())) {
                senders.add(port.writer().partition());
                texts.add(port.name() + ":" + argued(kind, port.size(), dice));
            }
        }
        for (var queue : domain.system().queues()) {
            if (isTarget(queue.sender().partition())) {
                senders.add(queue.sender().partition());
                texts.add(queue.name() + ":" + argued(kind, queue.size(), dice));
            }
        }
        for (var channel : domain.system().channels()) {
            for (var way :
                    List.of(List.of(channel.a(), channel.b()), List.of(channel.b(), channel.a()))) {
                if (isTarget(way.getFirst().partition())) {
                    senders.add(way.getFirst().partition());
                    texts.add(
                            "%s.%d/%s:%s"
                                    .formatted(
                                            way.getFirst().partition(),
                                            way.getFirst().id(),
                                            way.getLast().partition(),
                                            argued(kind, WORD, dice)));
                }
            }
        }
        onBuses(kind, dice, senders, texts);
        if (texts.isEmpty()) {
            return Optional.empty();
        }
        int chosen = dice.below(texts.size());
        return Drawn.anyTime(senders.get(chosen), texts.get(chosen));
    }

    private void onBuses(String kind, Dice dice, List<String> senders, List<String> texts) {
        for (int i = 0; i < domain.system().buses().size(); i++) {
            if (domain.hasBus(i) == inside) {
                Bus bus = domain.system().buses().get(i);
                for (var message : bus.database().messages()) {
                    senders.add(bus.name());
                    texts.add(
                            "%s/%s:%s"
                                    .formatted(
                                            bus.name(),
                                            message.name(),
                                            argued(kind, message.length(), dice)));
                }
                senders.add(bus.name());
                texts.add(bus.name() + dice.any(OF_A_BUS));
            }
        }
    }

    private static String argued(String kind, int bytes, Dice dice) {
        return kind.equals("corrupt")
                ? "corrupt=%d.%d".formatted(dice.below(Math.max(1, bytes)), dice.below(8))
                : kind;
    }

    private boolean isTarget(String partition) {
        return domain.names().contains(partition) == inside;
    }
}
