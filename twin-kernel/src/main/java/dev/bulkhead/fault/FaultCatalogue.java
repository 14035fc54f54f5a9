package dev.bulkhead.fault;

import dev.bulkhead.input.InputError;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Every kind of fault, with what it would hit in one system. */
public final class FaultCatalogue {
    private final LoadedSystem system;
    private final Addresses addresses;

    public FaultCatalogue(LoadedSystem system) {
        this.system = system;
        this.addresses = new Addresses(system);
    }

    /**
     * @param targets what may stand before the colon
     * @param hits what it would hit here, one line each
     */
    public record Row(FaultKind kind, List<String> targets, List<String> hits) {
        public Row {
            targets = List.copyOf(targets);
            hits = List.copyOf(hits);
        }
    }

    /** All kinds, in the order of the documentation. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            rows.add(new Row(kind, targets(kind), hits(kind)));
        }
        return rows;
    }

    private List<String> targets(FaultKind kind) {
        return switch (kind) {
            case FLIP, FLIP2, STUCK -> {
                List<String> targets = partitions();
                targets.addAll(List.of("hart", "ram"));
                if (kind != FaultKind.STUCK) {
                    targets.addAll(List.of("pmp", "iopmp"));
                    targets.addAll(devices());
                }
                yield targets;
            }
            case INTERRUPT_LOST, INTERRUPT_DELAYED, INTERRUPT_DOUBLED, INTERRUPT_SPURIOUS -> {
                List<String> targets = devices();
                targets.addAll(partitions());
                yield targets;
            }
            case CLOCK_DRIFT -> clocks();
            case WRONG_WORD -> List.of("ram");
            case DUPLICATE,
                    LOSE,
                    DELAY,
                    INSERT,
                    MASQUERADE,
                    CORRUPT,
                    REORDER,
                    ASYMMETRIC,
                    BLOCK,
                    BABBLE,
                    SPOOF,
                    REPLAY,
                    DIAGNOSE ->
                    Exchanges.targets(system.description(), kind);
            case WIRE_FLIP -> wires(Effect.Wired.FLIP);
            case WIRE_STUCK -> wires(Effect.Wired.STUCK);
            case WIRE_BURST -> wires(Effect.Wired.BURST);
            case WIRE_OPEN -> wires(Effect.Wired.OPEN);
            case WIRE_DRIVER -> wires(Effect.Wired.DRIVER);
            case WIRE_CLOCK -> wires(Effect.Wired.CLOCK);
            case WIRE_DRIFT -> wires(Effect.Wired.DRIFT);
            case WIRE_OVERLOAD -> wires(Effect.Wired.OVERLOAD);
            case WIRE_ACKNOWLEDGE -> wires(Effect.Wired.ACKNOWLEDGE);
            default -> partitions();
        };
    }

    private List<String> wires(Effect.Wired how) {
        return WireActing.targets(system.description(), how);
    }

    private List<String> hits(FaultKind kind) {
        return switch (kind) {
            case WILD_STORE, WILD_LOAD -> destinations();
            case HOSTILE, REWRITTEN ->
                    Arrays.stream(Attack.values())
                            .map(attack -> attack.label() + aim(attack) + ": " + attack.does())
                            .toList();
            default -> List.of();
        };
    }

    private static String aim(Attack attack) {
        String syntax = attack.aim().syntax();
        return syntax.isEmpty() ? "" : "[," + syntax + "]";
    }

    private List<String> destinations() {
        List<String> names = partitions();
        names.add("kernel");
        system.description().regions().forEach(region -> names.add(region.name()));
        names.addAll(devices());
        List<String> hits = new ArrayList<>();
        for (String name : names) {
            int address = addresses.destination("--list", name);
            String symbol = addresses.nameAt(address);
            hits.add(
                    "%s: 0x%08x%s".formatted(name, address, symbol.isEmpty() ? "" : ", " + symbol));
        }
        return hits;
    }

    private List<String> partitions() {
        List<String> names = new ArrayList<>();
        for (Partition partition : system.description().partitions()) {
            names.add(partition.name());
        }
        return names;
    }

    /** What has a time base: the timer, consoles by their partitions, and most devices. */
    private List<String> clocks() {
        List<String> names = partitions();
        names.add("aclint");
        for (DeviceEntry device : system.description().board().devices()) {
            switch (device.kind()) {
                case CTU_CAN_FD, DISPLAY, WINDOW_WATCHDOG -> names.add(device.name());
                case DISPLAY_OVERLAY, WIRELESS -> {}
            }
        }
        return names;
    }

    private List<String> devices() {
        List<String> names = new ArrayList<>();
        for (DeviceEntry device : system.description().board().devices()) {
            names.add(device.name());
        }
        return names;
    }

    /** A fault of each kind that fits the reference system's names, to start from. */
    public static List<Fault> examples() throws InputError {
        List<Fault> examples = new ArrayList<>();
        for (FaultKind kind : FaultKind.values()) {
            examples.add(Fault.parse(kind.label(), kind.example()));
        }
        return examples;
    }
}
