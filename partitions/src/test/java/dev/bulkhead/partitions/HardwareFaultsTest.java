package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.board.Device;
import dev.bulkhead.fault.Activation;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.input.InputError;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.DmaRefused;
import dev.bulkhead.trace.TraceRecord.FrameSent;
import dev.bulkhead.trace.TraceRecord.InterruptTaken;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Faults of devices that only the system that ships has, and moments in its programs. */
class HardwareFaultsTest {
    private static final String SCENARIO = "loaded";
    private static final int TIMESTAMP_LOW = 0x94;

    private final Reference reference = new Reference();
    private final List<TraceRecord> records = new ArrayList<>();
    private final Twin twin = reference.twin(SCENARIO, records::add);

    private Injection run(String fault, int untilMs) {
        Injection injection = Injection.arm(twin, Fault.parse("fault", fault), "fault");
        twin.runUntil(SimTime.ofMs(untilMs));
        return injection;
    }

    private <T> List<T> records(Class<T> kind) {
        return records.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    private int partition(String name) {
        return twin.system().partitions().stream().map(p -> p.name()).toList().indexOf(name);
    }

    @Test
    void aFlippedDescriptorSendsTheWirelessDeviceWhereTheIopmpStopsIt() {
        // the receive ring begins the region packets, 16 bytes a descriptor, its buffer first
        Injection injection = run("ram:flip=0x80480050.24@100ms;ecc=off", 150);
        assertEquals(
                "a load of a device's DMA takes it", injection.activation().orElseThrow().effect());
        List<DmaRefused> refused = records(DmaRefused.class);
        assertEquals(1, refused.size());
        assertEquals(partition("wireless"), refused.getFirst().partition());
        assertTrue(refused.getFirst().write());
        assertEquals(0x81, refused.getFirst().address() >>> 24, "0x8048.... with bit 24 set");
    }

    @Test
    void aFastCanControllerStampsFast() {
        run("chassis-controller:clock-drift=1000ppm@100ms", 200);
        Device controller = twin.ecu().device("chassis-controller").orElseThrow();
        long stamp = controller.read(TIMESTAMP_LOW, 4, SimTime.ofMs(200).ps());
        // 100 MHz: ten million clocks up to 100 ms, 0.1 % more than ten million from there on
        assertEquals(20_010_000, stamp);
        assertTrue(framesOfTheEcuAfter(150) > 0, "0.1 % is within what a CAN bus bears");
    }

    @Test
    void aCanControllerWhoseBitsNoLongerFitGoesOffTheBus() {
        run("chassis-controller:clock-drift=10000ppm@100ms", 200);
        assertEquals(0, framesOfTheEcuAfter(101));
    }

    private long framesOfTheEcuAfter(int ms) {
        int command = 0x080;
        return records(FrameSent.class).stream()
                .filter(f -> f.bus() == 0 && f.identifier() == command)
                .filter(f -> f.atPs() > SimTime.ofMs(ms).ps())
                .count();
    }

    @Test
    void aSourceLineIsAMoment() throws IOException {
        int line = lineOf("wireless", "microkit_irq_ack(ch)");
        Injection injection = run("wireless:repeat@line:main.c:" + line + "#5", 100);
        Activation activation = injection.activation().orElseThrow();
        List<Long> taken =
                records(InterruptTaken.class).stream()
                        .filter(r -> r.partition() == partition("wireless"))
                        .map(TraceRecord::atPs)
                        .toList();
        assertTrue(taken.get(4) < activation.atPs() && activation.atPs() < taken.get(5));
    }

    private static int lineOf(String partition, String text) throws IOException {
        try (InputStream in = Shipped.class.getResourceAsStream(partition + "/main.c")) {
            List<String> lines =
                    new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                if (lines.get(i).contains(text)) {
                    return i + 1;
                }
            }
        }
        throw new AssertionError("no line with " + text);
    }

    @Test
    void aLineThatIsNotThereIsRefusedWithTheNearest() {
        assertEquals(
                "fault: line 1 of main.c is no statement with code in 'wireless'; the nearest one"
                        + " is line 35",
                refusal("wireless:skip@line:main.c:1"));
        assertEquals(
                "fault: no code of 'wireless' comes from 'mian.c'; did you mean 'main.c'?",
                refusal("wireless:skip@line:mian.c:83"));
        assertFalse(
                Injection.arm(
                                twin,
                                Fault.parse(
                                        "fault", "display0:flip=control.0@line:wireless/main.c:83"),
                                "fault")
                        .begun());
    }

    private String refusal(String fault) {
        return assertThrows(InputError.class, () -> run(fault, 1)).getMessage();
    }
}
