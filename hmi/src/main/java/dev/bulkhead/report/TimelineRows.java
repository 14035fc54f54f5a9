package dev.bulkhead.report;

import dev.bulkhead.campaign.RecordText;
import dev.bulkhead.report.RunRecording.Slice;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.trace.TraceForm;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * What timeline.js draws of one run: windows, the time on the hart and events near the marked
 * moments; from afar, what tells the story and the loads. Can be taken in pieces.
 */
final class TimelineRows {
    private static final double PS_PER_US = 1e6;

    /** Of a run; one that runs wild may have any number. */
    private static final int MOST_STORY = 400;

    private final SystemDescription system;
    private final List<Span> close;
    private final long firstPs;
    private final RecordText text;
    private final Map<Integer, WindowStarted> open = new HashMap<>();
    private final RunFromAfar afar;
    private int told;
    private ObjectNode node;

    /** A stretch of time of which all records are shown. */
    record Span(long fromPs, long toPs) {
        boolean holds(long ps) {
            return fromPs <= ps && ps <= toPs;
        }
    }

    TimelineRows(SystemDescription system, List<Span> close, RunFromAfar afar) {
        this.system = system;
        this.close = close;
        this.afar = afar;
        firstPs = close.stream().mapToLong(Span::fromPs).min().orElse(Long.MAX_VALUE);
        text = new RecordText(system);
        begin();
    }

    private void begin() {
        node = JsonNodeFactory.instance.objectNode();
        List.of("windows", "events", "ran", "bins", "story").forEach(node::putArray);
    }

    private ArrayNode array(String name) {
        return (ArrayNode) node.get(name);
    }

    /** What was added since the last call. */
    ObjectNode taken() {
        ObjectNode taken = node;
        begin();
        return taken;
    }

    int size() {
        return node.valueStream().mapToInt(each -> each.size()).sum();
    }

    /**
     * @param lone whether only this run has it; asked once at most
     */
    void add(TraceRecord record, Predicate<TraceRecord> lone) {
        switch (record) {
            case WindowStarted r -> open.put(r.window(), r);
            case WindowEnded r -> {
                WindowStarted start = open.remove(r.window());
                if (start != null && isClose(r.atPs())) {
                    addWindow(start, r.atPs());
                }
            }
            default -> {
                Kind kind = kind(record);
                OptionalInt lane = lane(record);
                if (lane.isPresent() && (kind.tells || isClose(record.atPs()))) {
                    addEvent(record, lane.getAsInt(), kind, lone.test(record));
                }
            }
        }
    }

    private boolean isClose(long ps) {
        return close.stream().anyMatch(span -> span.holds(ps));
    }

    private void addWindow(WindowStarted start, long endPs) {
        for (int i = 0; i < system.partitions().size(); i++) {
            if ((start.partitions() >>> i & 1) != 0) {
                array("windows")
                        .addArray()
                        .add(i)
                        .add(start.atPs() / PS_PER_US)
                        .add(endPs / PS_PER_US)
                        .add(start.window());
            }
        }
    }

    private void addEvent(TraceRecord record, int lane, Kind kind, boolean lone) {
        double atUs = record.atPs() / PS_PER_US;
        if (record.atPs() >= firstPs) {
            array("events")
                    .addArray()
                    .add(lane)
                    .add(atUs)
                    .add(kind.ordinal())
                    .add(text.of(record))
                    .add(lone ? 1 : 0);
        }
        if (kind.tells && told < MOST_STORY) {
            told++;
            array("story").addArray().add(lane).add(atUs).add(kind.ordinal()).add(lone ? 1 : 0);
        }
    }

    /** A partition had the hart. */
    void add(Slice slice) {
        array("ran")
                .addArray()
                .add(slice.partition())
                .add(slice.fromPs() / PS_PER_US)
                .add(slice.toPs() / PS_PER_US);
    }

    /** The loads of a recording as far as it has come. */
    void addLoads(RunRecording run) {
        afar.appendTo(array("bins"), run);
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
        int index = Long.numberOfTrailingZeros(TraceForm.concerns(record));
        return index < system.partitions().size() ? OptionalInt.of(index) : OptionalInt.empty();
    }
}
