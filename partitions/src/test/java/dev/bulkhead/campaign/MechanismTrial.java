package dev.bulkhead.campaign;

import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.twin.Twin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Trials of a quarter of a second of cruising and one of full braking, with mechanisms switched
 * off; golden runs are kept.
 */
final class MechanismTrial {
    private static final String BRAKING =
            """
            scenario: cruise-and-full-braking
            duration: 600 ms
            road: [{ from_m: 0, surface: dry }]
            vehicle: { speed_kmh: 100 }
            pedal: [{ at: 350 ms, percent: 100 }]
            wireless: { packets_per_s: 4000 }
            checks:
              - { name: deadlines of level D, metric: deadline-misses, level: D, at_most: 0 }
            """;

    private static final String AFTER_THE_END = "@10s";

    private final Path folder;
    private final Images images = Images.create();
    private final Map<String, LoadedSystem> systems = new HashMap<>();
    private final Map<String, Golden> goldens = new HashMap<>();

    /**
     * @param folder for descriptions that the table adds
     */
    MechanismTrial(Path folder) {
        this.folder = folder;
    }

    /**
     * @param system a name that ships, or lines of YAML that extend the reference system
     * @param off as behind {@code --without}; none for the system as it ships
     */
    Trial run(String system, String fault, String off) {
        return trial(
                goldens.computeIfAbsent(
                        system + " without " + off, _ -> Golden.run(subject(system, off))),
                fault);
    }

    /**
     * The same against a healthy run that has the hostile image, too, waiting: what differs is the
     * attack's doing alone.
     */
    Trial runBesideIdle(String system, String attack, String off) {
        Fault waiting = Fault.parse("FAULT", attack.replaceFirst("@.*", AFTER_THE_END));
        Golden idle =
                goldens.computeIfAbsent(
                        system + " without " + off + " with " + waiting,
                        _ -> Golden.run(subject(system, off).under(List.of(waiting), "FAULT")));
        return trial(idle, attack);
    }

    private static Trial trial(Golden golden, String fault) {
        return Trial.run(
                golden,
                List.of(Fault.parse("FAULT", fault)),
                new Horizon.EndOfScenario(),
                Trial.Start.CHECKPOINT);
    }

    private Subject subject(String name, String off) {
        LoadedSystem system = systems.computeIfAbsent(name, this::read);
        List<Mechanisms.Off> without = new ArrayList<>();
        for (String each : off.isEmpty() ? new String[0] : off.split(",", -1)) {
            without.add(Mechanisms.parse("--without", each));
        }
        Scenario scenario =
                new ScenarioReader(DocumentSource.NONE)
                        .read("scenario", write("braking.yaml", BRAKING), system.description());
        return new Subject(
                system, scenario, new Twin.Settings(new Mechanisms(without), 1), images::hostile);
    }

    private LoadedSystem read(String name) {
        String place =
                name.contains(":")
                        ? write(
                                "system%d.yaml".formatted(systems.size()),
                                "extends: reference\n" + name)
                        : name;
        return new SystemReader(Shipped.descriptions(), images).read("system", place);
    }

    private String write(String name, String text) {
        try {
            return Files.writeString(folder.resolve(name), text).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
