package dev.bulkhead.report;

import dev.bulkhead.campaign.Phase;
import dev.bulkhead.campaign.Population;
import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.results.Tally;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which barriers stand between which attackers and which targets, by the description, and in which
 * phase each was challenged by how many trials. A cell without a trial is <em>not shown</em>.
 */
public final class ChallengeMatrix {
    private static final String KERNEL = "kernel";
    private static final String TIME = "time";

    private final SortedMap<Line, SortedMap<String, Count>> lines = new TreeMap<>();

    /** One attacker, one barrier, one target. */
    public record Line(String attacker, String barrier, String target) implements Comparable<Line> {
        @Override
        public int compareTo(Line other) {
            int by = attacker.compareTo(other.attacker);
            by = by != 0 ? by : barrier.compareTo(other.barrier);
            return by != 0 ? by : target.compareTo(other.target);
        }
    }

    /**
     * @param trials that ran into the barrier
     * @param reached of them reached the protected set
     */
    public record Count(long trials, long reached) {}

    /**
     * @param system as the runs had it
     * @param population whose attackers there are
     * @param shown cells with their trials; one that the description does not let expect counts too
     */
    public ChallengeMatrix(LoadedSystem system, Population population, List<Tally.Cell> shown) {
        switch (population) {
            case A -> expectOf(system, false);
            case B -> expect(KERNEL, Mechanism.ECC, List.of(KERNEL));
            case C -> expectOf(system, true);
        }
        for (Tally.Cell cell : shown) {
            lines.computeIfAbsent(
                            new Line(cell.attacker(), cell.barrier(), cell.target()),
                            _ -> new TreeMap<>())
                    .put(cell.phase(), new Count(cell.trials(), cell.reached()));
        }
    }

    /** Partitions and buses on one side of the protected set's border. */
    private void expectOf(LoadedSystem system, boolean inside) {
        ProtectedDomain domain = ProtectedDomain.of(system.description());
        List<Partition> partitions = system.description().partitions();
        for (int i = 0; i < partitions.size(); i++) {
            if (domain.hasPartition(i) == inside) {
                expect(system, partitions.get(i));
            }
        }
        List<Bus> buses = system.description().buses();
        for (int i = 0; i < buses.size(); i++) {
            if (domain.hasBus(i) == inside) {
                expectFirmware(system, buses.get(i).name());
            }
        }
    }

    private void expect(LoadedSystem system, Partition attacker) {
        SystemDescription description = system.description();
        List<String> mapped = attacker.maps().stream().map(Mapping::target).toList();
        List<String> memory = new ArrayList<>(List.of(KERNEL));
        description.partitions().forEach(p -> memory.add(p.name()));
        description.regions().forEach(r -> memory.add(r.name()));
        List<String> devices = description.board().devices().stream().map(d -> d.name()).toList();
        List<String> foreign = new ArrayList<>(memory);
        foreign.addAll(devices);
        foreign.remove(attacker.name());
        foreign.removeAll(mapped);
        expect(attacker, Mechanism.PMP, foreign);
        foreign.removeAll(devices);
        if (description.board().devices().stream()
                .anyMatch(d -> mapped.contains(d.name()) && hasDma(d))) {
            foreign.add(attacker.name());
            expect(attacker, Mechanism.DMA_CHECK, foreign);
        }
        expect(attacker, Mechanism.ARGUMENT_CHECK, List.of(KERNEL));
        expect(attacker, Mechanism.CAPABILITY, List.of("no such channel"));
        expect(attacker, Mechanism.CAPABILITY, peers(description, attacker));
        expect(attacker, Mechanism.WINDOW_PADDING, List.of(TIME));
        expect(attacker, Mechanism.BUDGET, List.of(TIME));
        if (!attacker.interrupts().isEmpty()) {
            expect(attacker, Mechanism.INTERRUPT_MASK, List.of(TIME));
        }
        expect(attacker, Mechanism.ECC, List.of(attacker.name()));
        expectFirmware(system, attacker.name());
    }

    /** Whatever it sends, a program that looks at what it receives stands before. */
    private void expectFirmware(LoadedSystem system, String attacker) {
        for (Mechanism mechanism : Mechanism.values()) {
            mechanism
                    .symbol()
                    .ifPresent(symbol -> expect(attacker, mechanism, holders(system, symbol)));
        }
    }

    private void expect(Partition attacker, Mechanism barrier, List<String> targets) {
        expect(attacker.name(), barrier, targets);
    }

    private void expect(String attacker, Mechanism barrier, List<String> targets) {
        for (String target : targets) {
            lines.putIfAbsent(new Line(attacker, barrier.label(), target), new TreeMap<>());
        }
    }

    private static boolean hasDma(DeviceEntry device) {
        return device.kind() == DeviceKind.WIRELESS || device.kind() == DeviceKind.DISPLAY;
    }

    private static List<String> peers(SystemDescription description, Partition attacker) {
        TreeSet<String> peers = new TreeSet<>();
        for (Channel channel : description.channels()) {
            if (channel.a().partition().equals(attacker.name())) {
                peers.add(channel.b().partition());
            } else if (channel.b().partition().equals(attacker.name())) {
                peers.add(channel.a().partition());
            }
        }
        return List.copyOf(peers);
    }

    /** Partitions whose program has a mechanism of its own. */
    private static List<String> holders(LoadedSystem system, String symbol) {
        return system.images().entrySet().stream()
                .filter(image -> image.getValue().symbol(symbol).isPresent())
                .map(Map.Entry::getKey)
                .toList();
    }

    /** All lines; each holds the phases in which it was challenged. */
    public SortedMap<Line, SortedMap<String, Count>> lines() {
        return Collections.unmodifiableSortedMap(lines);
    }

    /** Phases, in the order of a scenario. */
    public static List<String> phases() {
        return Arrays.stream(Phase.values()).map(Phase::label).toList();
    }

    /** Cells that there are: lines by phases. */
    public long cells() {
        return (long) lines.size() * phases().size();
    }

    /** Cells with at least one trial. */
    public long shown() {
        return lines.values().stream().mapToLong(phases -> phases.size()).sum();
    }

    /** Lines with at least one trial. */
    public long shownLines() {
        return lines.values().stream().filter(phases -> !phases.isEmpty()).count();
    }

    public List<String> attackers() {
        return lines.keySet().stream().map(Line::attacker).distinct().toList();
    }

    public List<String> barriers() {
        return lines.keySet().stream().map(Line::barrier).distinct().sorted().toList();
    }
}
