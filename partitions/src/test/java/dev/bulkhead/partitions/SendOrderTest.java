package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.FrameBits;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.rta.SendQueue;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.FrameKey;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.FrameRequested;
import dev.bulkhead.trace.TraceRecord.FrameSent;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The reference system promises of its chassis controller that the most urgent frame goes first,
 * and response times rest on it. At a standstill, when a tester's request waits beside braking's
 * command, the bus is kept busy, so that both wait when it is free again.
 */
class SendOrderTest {
    private static final String CONTROLLER = "chassis-controller";
    private static final int CHASSIS = 0;
    private static final int COMMAND = 0x080;
    private static final int REQUEST = 0x700;
    private static final int TX_PRIORITY = 0x78;
    private static final int COMMANDS_FIRST = 0x0077;
    private static final int COMMANDS_LAST = 0x7700;
    private static final SimTime STANDS = SimTime.ofMs(4_000);
    private static final SimTime LATEST = SimTime.ofMs(4_300);

    private static final Reference REFERENCE = new Reference();
    private static Snapshot standing;
    private final List<TraceRecord> records = new ArrayList<>();

    @BeforeAll
    static void theCarStops() {
        Twin twin = REFERENCE.twin("stop-and-go");
        twin.runUntil(STANDS);
        standing = twin.snapshot();
    }

    private Twin twin() {
        records.clear();
        Twin twin = REFERENCE.twin("stop-and-go", records::add);
        twin.restore(standing);
        return twin;
    }

    /** When the driver first has a request to send. */
    private SimTime firstRequest() {
        Twin twin = twin();
        twin.runUntil(LATEST);
        return records.stream()
                .filter(r -> r instanceof FrameRequested f && f.identifier() == REQUEST)
                .map(r -> new SimTime(r.atPs()))
                .findFirst()
                .orElseThrow();
    }

    /** Frames of the ECU that began while a more urgent one of it waited. */
    private List<String> overtaken(CanBus bus) {
        long bitPs = SimTime.PS_PER_S / bus.bitRate();
        SortedMap<Integer, Long> waiting = new TreeMap<>();
        List<String> overtaken = new ArrayList<>();
        for (TraceRecord record : records) {
            if (record instanceof FrameRequested r && r.bus() == CHASSIS) {
                waiting.putIfAbsent(r.identifier(), r.atPs());
            } else if (record instanceof FrameSent s && s.bus() == CHASSIS && s.partition() >= 0) {
                int bits = FrameBits.of(FrameKey.frame(s.identifier(), s.message())).length();
                long beganPs = s.atPs() - bits * bitPs;
                waiting.headMap(s.identifier())
                        .forEach(
                                (urgent, sincePs) -> {
                                    if (sincePs < beganPs) {
                                        overtaken.add(
                                                "%03x before %03x"
                                                        .formatted(s.identifier(), urgent));
                                    }
                                });
                waiting.remove(s.identifier());
            }
        }
        return overtaken;
    }

    /** Both wait: the bus is busy from before the request to some time after it. */
    private Twin withABusyBus(SimTime request, int priority) {
        Twin twin = twin();
        SimTime from = new SimTime(request.ps() - SimTime.PS_PER_MS);
        Fault busy = Fault.parse("fault", "chassis:block=4ms@" + from.toString().replace(" ", ""));
        Injection.arm(twin, busy, "fault");
        twin.runUntil(request);
        twin.ecu()
                .device(CONTROLLER)
                .orElseThrow()
                .write(TX_PRIORITY, 4, priority, twin.now().ps());
        twin.runUntil(LATEST);
        return twin;
    }

    /** In the order in which each came first. */
    private List<Integer> sentAfter(SimTime request) {
        return records.stream()
                .filter(r -> r.atPs() > request.ps())
                .filter(r -> r instanceof FrameSent f && f.bus() == CHASSIS && f.partition() >= 0)
                .map(r -> ((FrameSent) r).identifier())
                .distinct()
                .toList();
    }

    @Test
    void theChassisControllerKeepsIt() {
        DeviceEntry controller =
                REFERENCE.loaded().description().board().devices().stream()
                        .filter(device -> device.name().equals(CONTROLLER))
                        .findFirst()
                        .orElseThrow();
        assertEquals(SendQueue.PRIORITY, controller.sendOrder(), "what is promised");
        SimTime request = firstRequest();

        Twin twin = withABusyBus(request, COMMANDS_FIRST);

        assertEquals(List.of(COMMAND, REQUEST), sentAfter(request));
        assertEquals(List.of(), overtaken(twin.buses().get(CHASSIS)));
    }

    /** The same with the order of the buffers turned round: the test can see it. */
    @Test
    void oneThatSendsInAnotherOrderDoesNot() {
        SimTime request = firstRequest();

        Twin twin = withABusyBus(request, COMMANDS_LAST);

        assertEquals(List.of(REQUEST, COMMAND), sentAfter(request));
        assertEquals(List.of("700 before 080"), overtaken(twin.buses().get(CHASSIS)));
    }
}
