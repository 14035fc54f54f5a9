package dev.bulkhead.campaign;

import dev.bulkhead.campaign.Verdict.Delay;
import dev.bulkhead.can.ReplayedBus;
import dev.bulkhead.can.ReplayedBus.Arrival;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.FrameKey;
import dev.bulkhead.trace.TraceForm;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Comparison of a rerun in which the loop through the world is cut: each frame comes to the ECU at
 * its golden time, and the ECU's frames are timed where the firmware asks for them to be sent.
 */
final class LoopCut {

    private final ProtectedDomain domain;
    private final Bounds bounds;

    LoopCut(ProtectedDomain domain, Bounds bounds) {
        this.domain = domain;
        this.bounds = bounds;
    }

    /** What the golden run had on the protected buses, by controller. */
    SortedMap<String, ReplayedBus.Script> scripts(List<TraceRecord> golden) {
        SortedMap<String, ReplayedBus.Script> scripts = new TreeMap<>();
        List<String> buses = domain.system().buses().stream().map(Bus::name).toList();
        for (DeviceEntry device : domain.devices()) {
            int bus = buses.indexOf(device.bus());
            if (bus >= 0) {
                scripts.put(device.name(), script(golden, owner(device), bus));
            }
        }
        return scripts;
    }

    private int owner(DeviceEntry device) {
        for (int i = 0; i < domain.system().partitions().size(); i++) {
            List<Mapping> maps = domain.system().partitions().get(i).maps();
            if (maps.stream().anyMatch(map -> map.target().equals(device.name()))) {
                return i;
            }
        }
        throw new IllegalStateException("nobody maps " + device.name());
    }

    private static ReplayedBus.Script script(List<TraceRecord> golden, int owner, int bus) {
        List<Arrival> arrivals = new ArrayList<>();
        List<Long> ends = new ArrayList<>();
        for (TraceRecord record : golden) {
            if (record instanceof FrameReceived r && r.partition() == owner && r.bus() == bus) {
                arrivals.add(
                        new Arrival(
                                new SimTime(r.atPs()),
                                FrameKey.frame(r.identifier(), r.message())));
            } else if (record instanceof FrameSent r && r.partition() == owner && r.bus() == bus) {
                ends.add(r.atPs());
            }
        }
        return new ReplayedBus.Script(arrivals, ends);
    }

    /** The records that both a closed and a cut run have. */
    List<TraceRecord> view(List<TraceRecord> trace) {
        return trace.stream()
                .filter(
                        record ->
                                !(record instanceof FrameSent)
                                        && (record instanceof WatchdogServiced
                                                || (TraceForm.concerns(record)
                                                                & domain.partitions())
                                                        != 0))
                .toList();
    }

    /** Why a cut run is not bounded; or its delays. */
    sealed interface Outcome {
        record Late(List<Delay> delays) implements Outcome {}

        /** Every event has its bytes and order, and one is later than its bound or has none. */
        record TooLate(String why) implements Outcome {}

        record Broken(String why) implements Outcome {}
    }

    /** Compares two views up to a time. */
    Outcome compare(List<TraceRecord> golden, List<TraceRecord> cut, long horizonPs, Alike alike) {
        RecordText text = new RecordText(domain.system());
        SortedMap<String, Delay> delays = new TreeMap<>();
        Optional<Late> tooLate = Optional.empty();
        int i = 0;
        for (; i < golden.size() && golden.get(i).atPs() < horizonPs; i++) {
            TraceRecord expected = golden.get(i);
            if (i == cut.size() || !alike.test(expected, cut.get(i))) {
                return new Outcome.Broken(
                        "With the loop cut it is not a matter of time: at %s comes \"%s\", expected \"%s\"."
                                .formatted(
                                        new SimTime(expected.atPs()),
                                        i == cut.size() ? "nothing" : text.of(cut.get(i)),
                                        text.of(expected)));
            }
            Late late = late(expected, cut.get(i));
            if (late.isAllowed()) {
                late.count(delays);
            } else if (tooLate.isEmpty() || late.ps > tooLate.get().ps) {
                tooLate = Optional.of(late);
            }
        }
        if (i < cut.size() && cut.get(i).atPs() < horizonPs) {
            return new Outcome.Broken(
                    "With the loop cut there is one event more: at %s comes \"%s\"."
                            .formatted(new SimTime(cut.get(i).atPs()), text.of(cut.get(i))));
        }
        return tooLate.<Outcome>map(late -> new Outcome.TooLate(late.told()))
                .orElseGet(() -> new Outcome.Late(List.copyOf(delays.values())));
    }

    private Late late(TraceRecord expected, TraceRecord actual) {
        long delay = Math.abs(actual.atPs() - expected.atPs());
        if (expected instanceof PortRead e && actual instanceof PortRead a) {
            delay = Math.max(delay, Math.abs(a.ageUs() - e.ageUs()) * SimTime.PS_PER_US);
        }
        OptionalLong bound = bounds.of(expected);
        if (bound.isPresent() && expected instanceof PortRead && actual.atPs() == expected.atPs()) {
            bound = OptionalLong.of(bounds.sharedPs()); // only its age differs: late was the writer
        }
        return new Late(expected.getClass().getSimpleName(), delay, bound);
    }

    /** By how much an event is off its time. */
    private record Late(String event, long ps, OptionalLong bound) {
        boolean isAllowed() {
            return ps == 0 || bound.isPresent() && ps <= bound.getAsLong();
        }

        void count(SortedMap<String, Delay> delays) {
            if (ps == 0) {
                return;
            }
            delays.merge(
                    event,
                    new Delay(event, 1, ps, bound.orElseThrow()),
                    (old, it) ->
                            new Delay(
                                    event,
                                    old.count() + 1,
                                    Math.max(old.largestPs(), it.largestPs()),
                                    Math.max(old.boundPs(), it.boundPs())));
        }

        String told() {
            String most =
                    bound.isPresent()
                            ? String.format(
                                    Locale.ROOT, "its bound is %.2f us", bound.getAsLong() / 1e6)
                            : "without a time table nothing bounds it";
            return String.format(
                    Locale.ROOT,
                    "With the loop cut every event has its bytes and order, but not its time: %s is"
                            + " up to %.2f us off, and %s.",
                    event,
                    ps / 1e6,
                    most);
        }
    }
}
