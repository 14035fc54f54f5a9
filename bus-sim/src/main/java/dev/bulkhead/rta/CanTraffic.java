package dev.bulkhead.rta;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is sent on a bus.
 *
 * @param bitPs a nominal bit
 * @param queues how nodes order their messages; {@link SendQueue#PRIORITY} where nothing is said
 * @param errors what disturbs it
 * @param offsets whether offsets of messages of one sender are used
 */
public record CanTraffic(
        long bitPs,
        List<CanMessage> messages,
        SortedMap<String, SendQueue> queues,
        BusErrors errors,
        boolean offsets) {

    public CanTraffic {
        messages = List.copyOf(messages);
        queues = Collections.unmodifiableSortedMap(new TreeMap<>(queues));
        long names = messages.stream().map(CanMessage::name).distinct().count();
        if (bitPs < 1 || names < messages.size()) {
            throw new IllegalArgumentException(
                    "bitPs=%d, %d names of %d messages".formatted(bitPs, names, messages.size()));
        }
    }

    /** Messages of nodes with priority queues, without errors; offsets are left aside. */
    public CanTraffic(long bitPs, List<CanMessage> messages) {
        this(bitPs, messages, Collections.emptySortedMap(), BusErrors.NONE, false);
    }

    public CanTraffic with(SortedMap<String, SendQueue> others) {
        return new CanTraffic(bitPs, messages, others, errors, offsets);
    }

    public CanTraffic with(BusErrors others) {
        return new CanTraffic(bitPs, messages, queues, others, offsets);
    }

    public CanTraffic withOffsets() {
        return new CanTraffic(bitPs, messages, queues, errors, true);
    }

    /** Part of the bus that frames take at most; those without a period are not in it. */
    public double utilisation() {
        double sum = 0;
        for (CanMessage each : messages) {
            OptionalLong period = each.periodPs();
            sum += period.isPresent() ? each.transmissionPs() / (double) period.getAsLong() : 0;
        }
        return sum;
    }

    /** Messages that wait in one queue with this one in an order that may not be theirs. */
    List<CanMessage> mates(CanMessage message) {
        List<CanMessage> mates = new ArrayList<>();
        if (queues.getOrDefault(message.sender(), SendQueue.PRIORITY).inverts()) {
            for (CanMessage each : messages) {
                if (!each.equals(message) && each.sender().equals(message.sender())) {
                    mates.add(each);
                }
            }
        }
        return mates;
    }
}
