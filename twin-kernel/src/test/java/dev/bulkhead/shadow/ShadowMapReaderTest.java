package dev.bulkhead.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.document.ResourceFile;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.document.TextFile;
import dev.bulkhead.shadow.ShadowMap.Clocks;
import dev.bulkhead.shadow.ShadowMap.Ecu;
import dev.bulkhead.shadow.ShadowMap.Output;
import dev.bulkhead.shadow.ShadowMap.Tolerance;
import dev.bulkhead.system.Bench;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

class ShadowMapReaderTest {
    private static final SourceFile GOOD =
            new ResourceFile(ShadowMapReaderTest.class, "/dev/bulkhead/shadow/good.yaml");

    private static ShadowMap good() {
        return new ShadowMapReader().read(GOOD, Bench.system());
    }

    @Test
    void aBusSaysWhatDrivesTheTwinAndWhatIsCompared() {
        ShadowMap.MappedBus bus = good().buses().getFirst();

        assertEquals("chassis", bus.name());
        assertEquals("can0", bus.channel());
        assertEquals(Ecu.TWIN, bus.ecu());
        assertEquals(List.of("PedalStatus", "SpeedFL"), bus.inputs());
        assertEquals(
                new Output(
                        "Brake",
                        new SimTime(500_000_000),
                        2,
                        1,
                        Optional.empty(),
                        Optional.empty(),
                        List.of(new Tolerance("PressureFL", 0.5, 0.02, SimTime.ofMs(20), false))),
                bus.outputs().getFirst());
    }

    @Test
    void whatIsNotSaidIsTheUsual() {
        ShadowMap map =
                new ShadowMapReader()
                        .read(
                                TextFile.of(
                                        "least.yaml",
                                        "shadow: least\nbuses: [{ name: chassis, outputs: [{"
                                                + " name: Brake }] }]\n",
                                        GOOD),
                                Bench.system());

        assertEquals(SimTime.ZERO, map.from());
        assertEquals(Optional.empty(), map.scenario());
        assertEquals(
                new Clocks(Optional.empty(), Optional.empty(), OptionalDouble.empty()),
                map.clock());
        assertEquals("chassis", map.buses().getFirst().channel());
        assertEquals(SimTime.ofMs(1), map.outputs().getFirst().within());
    }

    @Test
    void theClockMayBeGiven() {
        assertEquals(
                new Clocks(
                        Optional.of("Brake"),
                        Optional.of(SimTime.ofMs(50)),
                        OptionalDouble.of(12.5)),
                good().clock());
    }
}
