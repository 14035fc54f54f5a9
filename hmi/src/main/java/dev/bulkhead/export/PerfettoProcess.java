package dev.bulkhead.export;

import dev.bulkhead.campaign.RecordText;
import dev.bulkhead.can.CanError;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.FrameBits;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.trace.TraceForm;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.BusTap;
import dev.bulkhead.twin.Disturbance;
import dev.bulkhead.twin.Twin;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * One run as a process of a Perfetto trace: tracks for who has the hart, the windows, interrupts,
 * each partition with what it exchanges and suffers, and each bus with its frames.
 */
public final class PerfettoProcess implements TraceSink, BusTap {
    private static final int HART = 1;
    private static final int WINDOWS = 2;
    private static final int INTERRUPTS = 3;
    private static final int ECU = 4;
    private static final int FIRST_PARTITION = 10;
    private static final long PS_PER_S = 1_000_000_000_000L;

    private final PerfettoFile file;
    private final int process;
    private final SystemDescription system;
    private final RecordText text;
    private final Map<Integer, WindowStarted> openWindows = new TreeMap<>();
    private final Map<Integer, CallMade> openCalls = new TreeMap<>();
    private String onHart = "kernel";
    private long onHartSincePs;
    private Twin twin;

    /**
     * @param process its number in the file, from 1
     * @param name as a person knows the run
     */
    public PerfettoProcess(PerfettoFile file, int process, String name, SystemDescription system) {
        this.file = file;
        this.process = process;
        this.system = system;
        this.text = new RecordText(system);
        file.process(process, name);
        file.track(process, HART, "hart");
        file.track(process, WINDOWS, "windows");
        file.track(process, INTERRUPTS, "interrupts");
        file.track(process, ECU, "ECU");
        for (int i = 0; i < system.partitions().size(); i++) {
            file.track(process, FIRST_PARTITION + i, system.partitions().get(i).name());
        }
        for (int i = 0; i < system.buses().size(); i++) {
            file.track(process, busTrack(i), "bus " + system.buses().get(i).name());
        }
    }

    private int busTrack(int bus) {
        return FIRST_PARTITION + system.partitions().size() + bus;
    }

    /** Watches a twin that told this of its records from the start, and has not run yet. */
    public void watch(Twin watched) {
        twin = watched;
        watched.tap(this);
        watched.disturb(new HartWatch());
    }

    /** Who has the hart, as the kernel is entered and left. It disturbs nothing. */
    private final class HartWatch implements Disturbance {
        @Override
        public long nextCycle() {
            return NEVER;
        }

        @Override
        public void act() {
            throw new IllegalStateException("nextCycle=NEVER, expected no act");
        }

        @Override
        public void kernelEntered() {
            switchTo("kernel");
        }

        @Override
        public void kernelLeft() {
            int partition = twin.ecu().kernel().loaded();
            boolean known = partition >= 0 && partition < system.partitions().size();
            switchTo(known ? system.partitions().get(partition).name() : "idle");
        }
    }

    private void switchTo(String next) {
        long nowPs = twin.now().ps();
        if (nowPs > onHartSincePs && !onHart.equals("idle")) {
            file.slice(process, HART, onHart, onHartSincePs, nowPs, "");
        }
        onHart = next;
        onHartSincePs = nowPs;
    }

    @Override
    public void sent(int bus, boolean byEcu, CanFrame frame, long atPs) {
        Bus description = system.buses().get(bus);
        FrameBits bits = FrameBits.of(frame);
        int fast = bits.fastBits(bits.length());
        long nominalPs = PS_PER_S / description.bitrate();
        long fastPs = PS_PER_S / twin.buses().get(bus).dataBitRate().orElse(description.bitrate());
        long lastsPs = (bits.length() - fast) * nominalPs + fast * fastPs;
        String name =
                description
                        .database()
                        .message(frame.identifier(), frame.extended())
                        .map(message -> message.name())
                        .orElseGet(() -> "0x%03X".formatted(frame.identifier()));
        file.slice(
                process, busTrack(bus), name, Math.max(0, atPs - lastsPs), atPs, frame.toString());
    }

    @Override
    public void errorFrame(int bus, Optional<CanError> error, boolean transmitter, long atPs) {
        String name =
                error.map(it -> it.name().toLowerCase(Locale.ROOT) + " error").orElse("overload");
        String seenBy = transmitter ? "seen by the sender" : "seen by a receiver";
        file.instant(process, busTrack(bus), name, atPs, seenBy);
    }

    /** The speed of the car, as a counter. */
    public void look() {
        double speed = twin.world().vehicle().speedMps();
        file.counter(process, "speed km/h", twin.now().ps(), 3.6 * speed);
    }

    @Override
    public void record(TraceRecord record) {
        switch (record) {
            case WindowStarted r -> openWindows.put(r.window(), r);
            case WindowEnded r -> {
                WindowStarted start = openWindows.remove(r.window());
                if (start != null) {
                    file.slice(
                            process,
                            WINDOWS,
                            "window " + r.window(),
                            start.atPs(),
                            r.atPs(),
                            partitions(r.partitions()));
                }
            }
            case CallMade r -> openCalls.put(r.partition(), r);
            case CallReturned r -> {
                CallMade made = openCalls.remove(r.partition());
                if (made != null) {
                    file.slice(
                            process,
                            FIRST_PARTITION + r.partition(),
                            "call",
                            made.atPs(),
                            r.atPs(),
                            text.of(made));
                }
            }
            case FrameSent _ -> {
                // the tap tells more of it
            }
            case InterruptTaken r -> instant(INTERRUPTS, "interrupt " + r.source(), r);
            case InterruptHeldBack r -> instant(INTERRUPTS, "held back " + r.source(), r);
            case InterruptAcknowledged r -> instant(INTERRUPTS, "acknowledged " + r.source(), r);
            case ActuatorAccepted r -> instant(busTrack(r.bus()), name(r), r);
            case ActuatorRejected r -> instant(busTrack(r.bus()), name(r), r);
            case ActuatorSafeState r -> instant(busTrack(r.bus()), name(r), r);
            case MessageAccepted r -> instant(busTrack(r.bus()), name(r), r);
            case MessageRejected r -> instant(busTrack(r.bus()), name(r), r);
            default -> instant(track(record), name(record), record);
        }
    }

    private void instant(int track, String name, TraceRecord record) {
        file.instant(process, track, name, record.atPs(), text.of(record));
    }

    /** "PartitionFault" as "partition fault". */
    private static String name(TraceRecord record) {
        String words = record.getClass().getSimpleName().replaceAll("(?<=.)([A-Z])", " $1");
        return words.toLowerCase(Locale.ROOT);
    }

    private int track(TraceRecord record) {
        long concerned = TraceForm.concerns(record);
        boolean one = Long.bitCount(concerned) == 1;
        int partition = Long.numberOfTrailingZeros(concerned);
        return one && partition < system.partitions().size() ? FIRST_PARTITION + partition : ECU;
    }

    private String partitions(long bits) {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < system.partitions().size(); i++) {
            if ((bits >>> i & 1) != 0) {
                names.append(names.isEmpty() ? "" : ", ");
                names.append(system.partitions().get(i).name());
            }
        }
        return names.toString();
    }

    /** Ends what still lasts. */
    public void end() {
        switchTo(onHart);
        long nowPs = twin.now().ps();
        openWindows.forEach(
                (window, start) ->
                        file.slice(
                                process,
                                WINDOWS,
                                "window " + window,
                                start.atPs(),
                                nowPs,
                                partitions(start.partitions())));
    }
}
