package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.wire.LeveledBus;
import dev.bulkhead.can.wire.WireBus;
import dev.bulkhead.can.wire.WiredBus;
import dev.bulkhead.document.DiskFile;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.FrameKey;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Oscillators, lines and sample points of a description's nodes. On the chassis bus a bit is 2 us
 * long and has 20 quanta; all other nodes sample at 80 % and sit right at the bus.
 */
class WirePlacesTest {
    private static final SimTime END = SimTime.ofMs(500);

    private static final int PEDAL_STATUS = 0x0A0;

    @TempDir private Path folder;
    private int pedalFrames;

    /** The reference system for half a second, with these nodes of the chassis bus. */
    private Twin run(String nodes) throws IOException {
        Path file = folder.resolve("places.yaml");
        Files.writeString(
                file,
                "extends: reference\nbuses:\n  - name: chassis\n    nodes: [%s]\n"
                        .formatted(nodes));
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read(DiskFile.of(file.toString()));
        Twin twin =
                new Twin(
                        system,
                        new ScenarioReader(Shipped.scenarios())
                                .read("scenario", "full-stop-dry", system.description()),
                        Twin.Settings.SHIPPED,
                        this::count);
        twin.runUntil(END);
        return twin;
    }

    private void count(TraceRecord record) {
        if (record instanceof TraceRecord.FrameSent sent
                && sent.bus() == 0
                && FrameKey.identifier(sent.identifier()) == PEDAL_STATUS) {
            pedalFrames++;
        }
    }

    private static WiredBus chassis(Twin twin) {
        return twin.buses().getFirst();
    }

    private static int worstTransmit(Twin twin, String node) {
        return chassis(twin).errors().stream()
                .filter(each -> each.node().equals(node))
                .findFirst()
                .orElseThrow()
                .mostTransmit();
    }

    @Test
    void whatIsAsUsualLeavesTheBusByFramesAndTheTraceAsItIs() throws IOException {
        Twin twin = run("{ name: PedalSensor, line_ns: 0, sample_point_permille: 800 }");
        assertTrue(chassis(twin) instanceof LeveledBus bus && !bus.isOnWire());
        Twin shipped = new Reference().twin("full-stop-dry");
        shipped.runUntil(END);
        assertEquals(shipped.trace().hash(), twin.trace().hash());
    }

    @Nested
    class ALine {
        /** There and back 1.4 us, and a quantum of 0.1 us: before the sample point at 1.6 us. */
        @Test
        void whoseEchoComesBeforeTheSamplePointDisturbsNobody() throws IOException {
            Twin twin = run("{ name: PedalSensor, line_ns: 700 }");
            assertTrue(chassis(twin) instanceof WireBus);
            assertEquals(0, worstTransmit(twin, "PedalSensor"));
        }

        /** There and back 2 us: acknowledgements come after the sample point. */
        @Test
        void whoseEchoComesBehindItLosesAcknowledgements() throws IOException {
            assertTrue(
                    worstTransmit(run("{ name: PedalSensor, line_ns: 1000 }"), "PedalSensor") > 0);
        }

        /** 1.4 us is behind a sample point of 60 %, at 1.2 us. */
        @Test
        void isTooLongForAnEarlySamplePoint() throws IOException {
            String early = "{ name: PedalSensor, line_ns: 700, sample_point_permille: 600 }";
            assertTrue(worstTransmit(run(early), "PedalSensor") > 0);
        }
    }

    /**
     * Phase segments and jump width of 4 in 20 quanta: two clocks may be apart by 2 x 4 / (2 (13 x
     * 20 - 4)) = 1.56 % (Bosch CAN FD 1.0, chapter 8, condition I), with a sample point of 90 % by
     * half as much.
     */
    @Nested
    class AnOscillator {
        @Test
        void withinToleranceDisturbsNobody() throws IOException {
            Twin twin =
                    run(
                            "{ name: PedalSensor, oscillator_ppm: 7000 },"
                                    + " { name: WheelSensorFL, oscillator_ppm: -7000 }");
            chassis(twin).errors().forEach(each -> assertEquals(0, each.mostTransmit()));
        }

        @Test
        void outOfToleranceDestroysFrames() throws IOException {
            Twin twin =
                    run(
                            "{ name: PedalSensor, oscillator_ppm: 10000 },"
                                    + " { name: WheelSensorFL, oscillator_ppm: -10000,"
                                    + " sample_point_permille: 900 }");
            assertTrue(chassis(twin).errors().stream().anyMatch(each -> each.mostTransmit() > 0));
        }

        /**
         * One percent fast: of the 500 ms the node's clock makes 505, with its first frame at 1.
         */
        @Test
        void isThatOfTheNodesTimerToo() throws IOException {
            run("{ name: PedalSensor, oscillator_ppm: 10000 }");
            assertEquals(51, pedalFrames, "at 1, 11, .. 501 ms of its own");
        }

        @Test
        void isExactIfItIsSaidToBe() throws IOException {
            Twin twin = run("{ name: PedalSensor, oscillator_ppm: 0 }");
            assertEquals(50, pedalFrames, "at 1, 11, .. 491 ms");
            assertTrue(chassis(twin) instanceof LeveledBus, "nothing that only bits can show");
        }
    }
}
