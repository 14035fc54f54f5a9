package dev.bulkhead.campaign;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Variable;
import dev.bulkhead.trace.TraceForm;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.*;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What must not be reached: the partitions of the highest level in the description, or those that
 * it lists under {@code protect}, the buses whose controllers they own, and all nodes on those.
 *
 * @param partitions bit i for partition i
 * @param buses bit i for bus i
 * @param times fields in the memory of protected partitions
 */
public record ProtectedDomain(
        SystemDescription system, long partitions, long buses, List<Time> times) {

    /** Where a protected partition keeps when something happened, eight bytes of nanoseconds. */
    record Time(String name, int address) {}

    public ProtectedDomain {
        times = List.copyOf(times);
    }

    /** With the times that its description declares in the memory of its images. */
    public static ProtectedDomain of(LoadedSystem loaded) {
        ProtectedDomain domain = of(loaded.description());
        List<Time> times = new ArrayList<>();
        for (Partition partition : loaded.description().partitions()) {
            if (domain.names().contains(partition.name())) {
                ElfFile program = loaded.images().get(partition.name());
                for (Variable time : partition.times()) {
                    program.symbol(time.symbol())
                            .ifPresent(
                                    symbol ->
                                            times.add(
                                                    new Time(
                                                            partition.name() + "." + time,
                                                            symbol.address() + time.offset())));
                }
            }
        }
        return new ProtectedDomain(domain.system, domain.partitions, domain.buses, times);
    }

    public static ProtectedDomain of(SystemDescription system) {
        long partitions = 0;
        long buses = 0;
        Level highest =
                system.partitions().stream()
                        .map(Partition::level)
                        .max(Comparator.naturalOrder())
                        .orElse(Level.QM);
        for (int i = 0; i < system.partitions().size(); i++) {
            Partition partition = system.partitions().get(i);
            boolean is =
                    system.protect().isEmpty()
                            ? partition.level() == highest
                            : system.protect().contains(partition.name());
            if (is) {
                partitions |= 1L << i;
                buses |= busesOf(system, partition);
            }
        }
        return new ProtectedDomain(system, partitions, buses, List.of());
    }

    private static long busesOf(SystemDescription system, Partition partition) {
        List<String> mapped = partition.maps().stream().map(Mapping::target).toList();
        List<String> names = system.buses().stream().map(Bus::name).toList();
        long buses = 0;
        for (DeviceEntry device : system.board().devices()) {
            if (mapped.contains(device.name()) && names.contains(device.bus())) {
                buses |= 1L << names.indexOf(device.bus());
            }
        }
        return buses;
    }

    /** Corrupted kernel data makes records name partitions that do not exist. */
    public boolean hasPartition(int index) {
        return index >= 0 && index < Long.SIZE && (partitions >>> index & 1) != 0;
    }

    public boolean hasBus(int index) {
        return (buses >>> index & 1) != 0;
    }

    /** The protected partitions' names in the description's order. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < system.partitions().size(); i++) {
            if (hasPartition(i)) {
                names.add(system.partitions().get(i).name());
            }
        }
        return names;
    }

    /** The devices that protected partitions map. */
    public List<DeviceEntry> devices() {
        List<String> mapped = new ArrayList<>();
        for (int i = 0; i < system.partitions().size(); i++) {
            if (hasPartition(i)) {
                system.partitions().get(i).maps().forEach(m -> mapped.add(m.target()));
            }
        }
        return system.board().devices().stream()
                .filter(device -> mapped.contains(device.name()))
                .toList();
    }

    /** Whether a record belongs to the protected domain's trace. */
    public boolean holds(TraceRecord record) {
        return switch (record) {
            case FrameSent r -> hasBus(r.bus());
            case ActuatorAccepted r -> hasBus(r.bus());
            case ActuatorRejected r -> hasBus(r.bus());
            case ActuatorSafeState r -> hasBus(r.bus());
            case MessageAccepted r -> hasBus(r.bus());
            case MessageRejected r -> hasBus(r.bus());
            case WatchdogServiced _ -> true;
            case InterruptHeldBack _ -> false; // nobody notices; what comes of it is recorded
            default -> (TraceForm.concerns(record) & partitions) != 0;
        };
    }
}
