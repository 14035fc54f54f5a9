package dev.bulkhead.restbus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.can.BusEvent;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.input.InputError;
import dev.bulkhead.restbus.Bench.Behaviour;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.vehicle.Road;
import dev.bulkhead.vehicle.Surface;
import dev.bulkhead.vehicle.Vehicle;
import dev.bulkhead.vehicle.VehicleParameters;

import org.junit.jupiter.api.Test;

import java.util.List;

/** A node that sends what was recorded, on a bus of 500 kbit/s with nobody else that sends. */
class RecordedNodeTest {
    private final Bench bench = tape();

    private static Bench tape() {
        Bench bench =
                new Bench(
                        new Vehicle(VehicleParameters.MID_SIZE, Road.of(Surface.DRY), 20),
                        List.of(new RestbusNode.Recorded("Tape")));
        bench.controller.behave(Behaviour.SILENT);
        return bench;
    }

    private static CanFrame frame(int identifier) {
        return CanFrame.base(identifier, CanData.of(new byte[] {1, 2, 3, 4}));
    }

    private List<Integer> identifiers() {
        return bench.controller.received.stream().map(each -> each.frame().identifier()).toList();
    }

    @Test
    void eachFrameIsOfferedAtItsTime() {
        bench.restbus.play(SimTime.ofMs(3), "Tape", frame(0x100));
        bench.restbus.play(SimTime.ofMs(7), "Tape", frame(0x080));
        bench.runUntilMs(20);

        assertEquals(List.of(0x100, 0x080), identifiers());
        List<SimTime> ends = bench.controller.received.stream().map(BusEvent::at).toList();
        assertEquals(3, ends.get(0).seconds() * 1e3, 0.2, "79 bits and stuffing");
        assertEquals(7, ends.get(1).seconds() * 1e3, 0.2);
    }

    @Test
    void framesOfOneTimeFollowEachOtherInTheirOrderWhateverTheirIdentifiers() {
        for (int identifier : new int[] {0x300, 0x100, 0x200}) {
            bench.restbus.play(SimTime.ofMs(1), "Tape", frame(identifier));
        }
        bench.runUntilMs(20);

        assertEquals(List.of(0x300, 0x100, 0x200), identifiers());
    }

    @Test
    void aSnapshotHoldsWhatIsStillToBeSent() {
        bench.restbus.play(SimTime.ofMs(1), "Tape", frame(0x300));
        bench.restbus.play(SimTime.ofMs(1), "Tape", frame(0x100));
        bench.restbus.play(SimTime.ofMs(5), "Tape", frame(0x200));
        bench.runUntilMs(1.1);
        Snapshot middle = Snapshot.of(bench);
        bench.runUntilMs(20);
        List<SimTime> straight = bench.controller.received.stream().map(BusEvent::at).toList();

        bench.controller.received.clear();
        middle.restoreInto(bench);
        bench.runUntilMs(20);

        assertEquals(List.of(0x300, 0x100, 0x200), identifiers());
        assertEquals(straight, bench.controller.received.stream().map(BusEvent::at).toList());
    }

    @Test
    void moreThanTheBusCanCarryIsRefused() {
        for (int i = 0; i < 1_000; i++) {
            bench.restbus.play(SimTime.ofMs(1), "Tape", frame(0x100));
        }
        bench.runUntilMs(1.01);

        InputError error =
                assertThrows(
                        InputError.class,
                        () -> bench.restbus.play(SimTime.ofMs(2), "Tape", frame(0x100)));
        assertEquals(
                "node Tape: 1,000 recorded frames wait for the bus; give the bus the bit rate of"
                        + " the recorded one",
                error.getMessage());
    }

    @Test
    void onlyARecordedNodeTakesFrames() {
        assertThrows(
                IllegalArgumentException.class,
                () -> bench.restbus.play(SimTime.ofMs(1), "Radio", frame(0x100)));
    }
}
