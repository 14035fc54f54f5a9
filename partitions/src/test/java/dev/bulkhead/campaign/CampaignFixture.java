package dev.bulkhead.campaign;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** The reference system in a short drive, as a campaign sees it. */
final class CampaignFixture {
    /**
     * Everything is there: cruise, onset, ABS on ice, standstill, and all of the QM side's load.
     */
    private static final String DRIVE =
            """
            scenario: short-drive
            duration: 1700 ms
            stop_after_standstill: 150 ms
            vehicle: { speed_kmh: 10 }
            road: [{ from_m: 0, surface: ice }]
            pedal: [{ at: 200 ms, percent: 100 }]
            wireless: { packets_per_s: 4000 }
            console: [{ at: 120 ms, partition: infotainment, text: L }]
            nodes:
              - { at: 150 ms, node: DriverAssistance, signal: PrefillPressure, value: 2 }
              - { at: 150 ms, node: DriverAssistance, signal: PrefillRequest, value: 1 }
            """;

    static final SimTime SPAN = SimTime.ofMs(200);

    private CampaignFixture() {}

    static Subject subject(String... off) {
        Images images = Images.create();
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), images).read("system", Shipped.REFERENCE);
        List<Mechanisms.Off> without =
                Arrays.stream(off).map(it -> Mechanisms.parse("off", it)).toList();
        return new Subject(
                system,
                drive(system),
                new Twin.Settings(new Mechanisms(without), 1),
                images::hostile);
    }

    private static Scenario drive(LoadedSystem system) {
        try {
            Path file = Files.createTempFile("short-drive", ".yaml");
            Files.writeString(file, DRIVE);
            Scenario scenario =
                    new ScenarioReader(Shipped.scenarios())
                            .read(new DiskFile(file), system.description());
            Files.delete(file);
            return scenario;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A planned trial of these faults. */
    static PlannedTrial planned(String... faults) {
        return new PlannedTrial(
                0,
                "picked",
                Phase.CRUISE,
                "test",
                Arrays.stream(faults).map(fault -> Fault.parse("FAULT", fault)).toList(),
                1);
    }
}
