package dev.bulkhead.report;

import dev.bulkhead.campaign.RecordText;
import dev.bulkhead.report.RunRecording.Slice;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * What timeline.js draws: lanes (partitions, buses, the ECU as a whole) with the windows, the time
 * on the hart and the events of both runs. Near the marked moments everything is in it, elsewhere
 * only what tells the story.
 */
final class TimelineData {
    private static final double PS_PER_US = 1e6;

    private final SystemDescription system;
    private final List<Span> close;
    private final ObjectNode root = JsonNodeFactory.instance.objectNode();

    /** A stretch of time of which all records are shown. */
    record Span(long fromPs, long toPs) {
        boolean holds(long ps) {
            return fromPs <= ps && ps <= toPs;
        }
    }

    TimelineData(SystemDescription system, List<Span> close) {
        this.system = system;
        this.close = close;
        ArrayNode lanes = root.putArray("lanes");
        system.partitions().forEach(p -> lane(lanes, p.name(), "level " + p.level()));
        system.buses().forEach(bus -> lane(lanes, bus.name(), "bus"));
        lane(lanes, "ECU", "kernel, watchdog");
    }

    private static void lane(ArrayNode lanes, String name, String what) {
        lanes.addObject().put("name", name).put("what", what);
    }

    /** Both runs, each with the records marked that the other does not have. */
    ObjectNode of(RunRecording golden, RunRecording faulty, long sincePs) {
        Map<TraceRecord, Integer> inGolden = counted(golden, sincePs);
        Map<TraceRecord, Integer> inFaulty = counted(faulty, sincePs);
        put("golden", golden, inFaulty, sincePs);
        put("faulty", faulty, inGolden, sincePs);
        return root;
    }

    private static Map<TraceRecord, Integer> counted(RunRecording run, long sincePs) {
        Map<TraceRecord, Integer> counts = new HashMap<>();
        for (TraceRecord record : run.records()) {
            if (record.atPs() >= sincePs) {
                counts.merge(record, 1, Integer::sum);
            }
        }
        return counts;
    }

    private void put(String key, RunRecording run, Map<TraceRecord, Integer> other, long sincePs) {
        ObjectNode node = root.putObject(key);
        ArrayNode windows = node.putArray("windows");
        ArrayNode events = node.putArray("events");
        RecordText text = new RecordText(system);
        Map<Integer, WindowStarted> open = new HashMap<>();
        for (TraceRecord record : run.records()) {
            switch (record) {
                case WindowStarted r -> open.put(r.window(), r);
                case WindowEnded r -> {
                    WindowStarted start = open.remove(r.window());
                    if (start != null && isClose(r.atPs())) {
                        addWindow(windows, start, r.atPs());
                    }
                }
                default -> {
                    Kind kind = kind(record);
                    boolean shown = isClose(record.atPs()) || kind.tells;
                    if (shown && record.atPs() >= first()) {
                        boolean lone = record.atPs() >= sincePs && lone(record, other);
                        addEvent(events, record, kind, text.of(record), lone);
                    }
                }
            }
        }
        ArrayNode ran = node.putArray("ran");
        for (Slice slice : run.slices()) {
            ran.addArray()
                    .add(slice.partition())
                    .add(slice.fromPs() / PS_PER_US)
                    .add(slice.toPs() / PS_PER_US);
        }
    }

    private long first() {
        return close.stream().mapToLong(Span::fromPs).min().orElse(0);
    }

    private static boolean lone(TraceRecord record, Map<TraceRecord, Integer> other) {
        Integer left = other.get(record);
        if (left == null || left == 0) {
            return true;
        }
        other.put(record, left - 1);
        return false;
    }

    private boolean isClose(long ps) {
        return close.stream().anyMatch(span -> span.holds(ps));
    }

    private void addWindow(ArrayNode windows, WindowStarted start, long endPs) {
        for (int i = 0; i < system.partitions().size(); i++) {
            if ((start.partitions() >>> i & 1) != 0) {
                windows.addArray()
                        .add(i)
                        .add(start.atPs() / PS_PER_US)
                        .add(endPs / PS_PER_US)
                        .add(start.window());
            }
        }
    }

    private void addEvent(
            ArrayNode events, TraceRecord record, Kind kind, String text, boolean lone) {
        OptionalInt lane = lane(record);
        if (lane.isPresent()) {
            events.addArray()
                    .add(lane.getAsInt())
                    .add(record.atPs() / PS_PER_US)
                    .add(kind.ordinal())
                    .add(text)
                    .add(lone ? 1 : 0);
        }
    }

    /** How an event is drawn; the order is that of timeline.js. */
    private enum Kind {
        MESSAGE(false),
        FRAME(false),
        FAULT(true),
        REFUSAL(true),
        HEALTH(true),
        RESTART(true),
        RESET(true),
        DEADLINE(true),
        SAFE_STATE(true);

        /** Shown wherever it is. */
        private final boolean tells;

        Kind(boolean tells) {
            this.tells = tells;
        }
    }

    private static Kind kind(TraceRecord record) {
        return switch (record) {
            case FrameSent _ -> Kind.FRAME;
            case PartitionFault _, KernelOops _ -> Kind.FAULT;
            case CapabilityRefused _, ArgumentRefused _ -> Kind.REFUSAL;
            case HealthAction _, DriverHung _ -> Kind.HEALTH;
            case PartitionStarted _, PartitionRestarted _, PartitionStopped _ -> Kind.RESTART;
            case EcuReset _, KernelPanic _ -> Kind.RESET;
            case DeadlineMissed _ -> Kind.DEADLINE;
            case ActuatorSafeState _ -> Kind.SAFE_STATE;
            default -> Kind.MESSAGE;
        };
    }

    private OptionalInt lane(TraceRecord record) {
        int ecu = system.partitions().size() + system.buses().size();
        return switch (record) {
            case FrameSent r -> bus(r.bus());
            case ActuatorAccepted r -> bus(r.bus());
            case ActuatorRejected r -> bus(r.bus());
            case ActuatorSafeState r -> bus(r.bus());
            case MessageAccepted r -> bus(r.bus());
            case MessageRejected r -> bus(r.bus());
            case WatchdogServiced _, EccCorrected _, EcuReset _, KernelPanic _ ->
                    OptionalInt.of(ecu);
            default -> partition(record);
        };
    }

    private OptionalInt bus(int bus) {
        return OptionalInt.of(system.partitions().size() + bus);
    }

    private OptionalInt partition(TraceRecord record) {
        int index = Long.numberOfTrailingZeros(dev.bulkhead.trace.TraceForm.concerns(record));
        return index < system.partitions().size() ? OptionalInt.of(index) : OptionalInt.empty();
    }

    /** Stretches around moments, without overlap. */
    static List<Span> around(List<Long> momentsPs, long beforePs, long afterPs) {
        List<Span> spans = new ArrayList<>();
        for (long moment : momentsPs.stream().sorted().toList()) {
            Span next = new Span(Math.max(0, moment - beforePs), moment + afterPs);
            if (!spans.isEmpty() && spans.getLast().toPs() >= next.fromPs()) {
                spans.set(spans.size() - 1, new Span(spans.getLast().fromPs(), next.toPs()));
            } else {
                spans.add(next);
            }
        }
        return spans;
    }
}
