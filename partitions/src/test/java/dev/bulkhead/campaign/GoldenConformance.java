package dev.bulkhead.campaign;

import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.system.SystemDescription.Window;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceForm;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Whether the whole trace of a healthy run is what its description says: when each window starts
 * and ends, who acts in it, and how old the messages are that sampling ports give. It knows the
 * description and the records, nothing of the kernel.
 */
final class GoldenConformance {
    /**
     * The kernel takes the age when it begins to copy, the trace the time when it has copied; the
     * age is rounded down to a microsecond.
     */
    private static final long COPYING_US = 2;

    private final SystemDescription system;
    private final RecordText text;
    private final Map<SamplingPort, Long> writtenPs = new HashMap<>();
    private final List<String> deviations = new ArrayList<>();
    private Optional<WindowStarted> open = Optional.empty();
    private long started;

    private GoldenConformance(SystemDescription system) {
        this.system = system;
        text = new RecordText(system);
    }

    /**
     * What the trace does against its description, in words; none if it conforms.
     *
     * @param trace from power-on, everybody's records
     */
    static List<String> deviations(SystemDescription system, List<TraceRecord> trace) {
        GoldenConformance conformance = new GoldenConformance(system);
        trace.forEach(conformance::look);
        return conformance.deviations;
    }

    private void look(TraceRecord record) {
        switch (record) {
            case WindowStarted start -> starts(start);
            case WindowEnded end -> ends(end);
            case PortWritten written -> {
                inWindow(record);
                port(written.partition(), written.port(), true)
                        .ifPresent(port -> writtenPs.put(port, written.atPs()));
            }
            case PortRead read -> {
                inWindow(record);
                age(read);
            }
            case NotificationSent _,
                    NotificationsTaken _,
                    CallMade _,
                    CallTaken _,
                    CallReplied _,
                    CallReturned _,
                    QueueSent _,
                    QueueReceived _,
                    InterruptAcknowledged _,
                    PartitionFault _ ->
                    inWindow(record);
            default -> {} // of the kernel, of devices and of the world
        }
    }

    private void starts(WindowStarted start) {
        List<Window> windows = system.schedule().windows();
        int index = (int) (started % windows.size());
        long frame = started / windows.size();
        started++;
        Window window = windows.get(index);
        long us =
                system.schedule().startUs()
                        + frame * system.schedule().majorFrameUs()
                        + window.startUs();
        expect("window " + index, start.window() == index, start);
        expect("at " + us + " us", start.atPs() == us * SimTime.PS_PER_US, start);
        expect("for " + window.partitions(), start.partitions() == members(window), start);
        expect("no window open", open.isEmpty(), start);
        open = Optional.of(start);
    }

    /** It lasts to its padding at least and leaves the next one its start. */
    private void ends(WindowEnded end) {
        Optional<WindowStarted> begun = open;
        open = Optional.empty();
        if (begun.isEmpty() || begun.get().window() != end.window()) {
            deviations.add(told("an open window", end));
            return;
        }
        long mostUs = system.schedule().windows().get(end.window()).durationUs();
        long leastUs = mostUs - system.schedule().paddingUs();
        long ps = end.atPs() - begun.get().atPs();
        expect(
                "%d to %d us long".formatted(leastUs, mostUs),
                ps >= leastUs * SimTime.PS_PER_US && ps <= mostUs * SimTime.PS_PER_US,
                end);
    }

    private void inWindow(TraceRecord record) {
        long members = open.map(WindowStarted::partitions).orElse(0L);
        expect("in a window of its own", (TraceForm.concerns(record) & members) != 0, record);
    }

    private void age(PortRead read) {
        Optional<SamplingPort> port = port(read.partition(), read.port(), false);
        Optional<Long> written = port.map(writtenPs::get);
        if (written.isEmpty()) {
            deviations.add(told("nothing written yet", read));
            return;
        }
        long us = (read.atPs() - written.get()) / SimTime.PS_PER_US;
        expect("written %d us before".formatted(us), near(us, read.ageUs()), read);
        boolean fresh = us <= port.orElseThrow().refreshUs();
        expect(
                fresh ? "valid" : "stale",
                fresh == read.valid() || near(us, port.orElseThrow().refreshUs()),
                read);
    }

    private static boolean near(long us, long otherUs) {
        return Math.abs(us - otherUs) <= COPYING_US;
    }

    private Optional<SamplingPort> port(int partition, int id, boolean writes) {
        End end = new End(system.partitions().get(partition).name(), id);
        return system.ports().stream()
                .filter(it -> writes ? it.writer().equals(end) : it.readers().contains(end))
                .findFirst();
    }

    private long members(Window window) {
        long members = 0;
        for (int i = 0; i < system.partitions().size(); i++) {
            if (window.partitions().contains(system.partitions().get(i).name())) {
                members |= 1L << i;
            }
        }
        return members;
    }

    private void expect(String what, boolean holds, TraceRecord record) {
        if (!holds) {
            deviations.add(told(what, record));
        }
    }

    private String told(String expected, TraceRecord record) {
        return "at %s \"%s\", by the description %s"
                .formatted(new SimTime(record.atPs()), text.of(record), expected);
    }
}
