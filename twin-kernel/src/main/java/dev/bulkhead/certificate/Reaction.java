package dev.bulkhead.certificate;

import dev.bulkhead.rta.ResponseTime.Task;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Timer;

import java.util.OptionalLong;

/** How long partitions take from what sets them going, by measured execution times. In cycles. */
record Reaction(Configuration configuration, ExecutionTimes times) {

    /**
     * What a partition does on a timer's release: what else it does in the frame may come first.
     *
     * @return empty if it was never measured
     */
    OptionalLong demand(Partition partition, Timer timer) {
        return times.longestCycles(partition.name(), timer.channel())
                .map(e -> Math.max(e, times.cyclesPerFrame(partition.name()).orElse(0L)))
                .map(OptionalLong::of)
                .orElseGet(OptionalLong::empty);
    }

    /** From a release of a timer at a place of the frame; empty if there is no bound. */
    OptionalLong toTimer(Partition partition, Timer timer, long placeCycles) {
        Capacity capacity = new Capacity(configuration);
        OptionalLong demand = demand(partition, timer);
        return demand.isEmpty()
                ? OptionalLong.empty()
                : capacity.response(
                        partition,
                        new Task(demand.getAsLong(), capacity.cycles(timer.periodUs())),
                        OptionalLong.of(placeCycles));
    }

    /** The longest over all places of the frame at which it is released. */
    OptionalLong toTimer(Partition partition, Timer timer) {
        Capacity capacity = new Capacity(configuration);
        int frameUs = configuration.system().schedule().majorFrameUs();
        long longest = 0;
        for (int at = timer.offsetUs();
                at < Math.max(frameUs, timer.offsetUs() + 1);
                at += timer.periodUs()) {
            OptionalLong response = toTimer(partition, timer, capacity.cycles(at % frameUs));
            if (response.isEmpty()) {
                return response;
            }
            longest = Math.max(longest, response.getAsLong());
        }
        return OptionalLong.of(longest);
    }

    /**
     * The longest from whatever makes it write a port, a timer or a frame on its bus, to the end of
     * what it then does.
     */
    OptionalLong toWriting(Partition partition) {
        boolean drives =
                configuration.system().board().devices().stream()
                        .filter(device -> !device.bus().isEmpty())
                        .anyMatch(
                                device ->
                                        configuration.system().owner(device.name())
                                                == configuration.index(partition.name()));
        OptionalLong longest =
                drives || partition.timers().isEmpty()
                        ? toEvent(partition, OptionalLong.empty())
                        : OptionalLong.of(0);
        for (Timer timer : partition.timers()) {
            OptionalLong each = toTimer(partition, timer);
            if (each.isEmpty() || longest.isEmpty()) {
                return OptionalLong.empty();
            }
            longest = OptionalLong.of(Math.max(longest.getAsLong(), each.getAsLong()));
        }
        return longest;
    }

    /** All events of a frame. */
    Task events(Partition partition) {
        return new Task(
                Math.max(1, times.cyclesPerFrame(partition.name()).orElse(0L)),
                new Capacity(configuration)
                        .cycles(configuration.system().schedule().majorFrameUs()));
    }

    /**
     * From an event that is none of its timers.
     *
     * @param placeCycles of the frame; empty: any
     */
    OptionalLong toEvent(Partition partition, OptionalLong placeCycles) {
        return new Capacity(configuration).response(partition, events(partition), placeCycles);
    }
}
