package dev.bulkhead.system;

import dev.bulkhead.document.Document;
import dev.bulkhead.document.Node;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.InterruptEntry;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Names are unique, what is named exists, and each device has one owner. */
final class NameChecks {
    private static final int MAX_CONTROLLERS = 8;
    private static final int MAX_WIRELESS = 4;

    private final Document document;
    private final SystemDescription system;
    private final BrokenRules broken;
    private final Set<String> partitions;
    private final Set<String> buses;
    private final Map<String, DeviceKind> devices = new TreeMap<>();

    private NameChecks(Document document, SystemDescription system, BrokenRules broken) {
        this.document = document;
        this.system = system;
        this.broken = broken;
        this.partitions = names(system.partitions(), Partition::name);
        this.buses = names(system.buses(), Bus::name);
        system.board().devices().forEach(d -> devices.put(d.name(), d.kind()));
    }

    static void check(Document document, SystemDescription system, BrokenRules broken) {
        NameChecks checks = new NameChecks(document, system, broken);
        checks.uniqueNames();
        checks.devices();
        checks.watchdog();
        checks.partitionReferences();
        checks.owners();
        checks.protectedSet();
        checks.mechanisms();
    }

    private static <T> Set<String> names(List<T> items, Function<T, String> name) {
        return items.stream().map(name).collect(Collectors.toCollection(TreeSet::new));
    }

    private void uniqueNames() {
        unique(system.board().devices(), DeviceEntry::name, "board", "devices");
        for (int i = 0; i < system.board().devices().size(); i++) {
            if (system.board().devices().get(i).name().equals(InterruptEntry.CONSOLE)) {
                throw document.error(
                        "each partition's own UART has this name",
                        "rename it",
                        "board",
                        "devices",
                        i,
                        "name");
            }
        }
        unique(system.regions(), SystemDescription.Region::name, "regions");
        unique(system.partitions(), Partition::name, "partitions");
        unique(system.ports(), SystemDescription.SamplingPort::name, "ports");
        unique(system.queues(), SystemDescription.QueuingPort::name, "queues");
        unique(system.buses(), Bus::name, "buses");
        for (int i = 0; i < system.regions().size(); i++) {
            String name = system.regions().get(i).name();
            if (devices.containsKey(name)) {
                throw document.error(
                        "a device has this name too", "rename one", "regions", i, "name");
            }
        }
    }

    private <T> void unique(List<T> items, Function<T, String> name, Object... list) {
        Map<String, Integer> lines = new LinkedHashMap<>();
        for (int i = 0; i < items.size(); i++) {
            Object[] path = path(list, i, "name");
            Integer first =
                    lines.putIfAbsent(name.apply(items.get(i)), document.place(path).line());
            if (first != null) {
                throw document.error(
                        "the name stands twice, first in line " + first, "rename one", path);
            }
        }
    }

    private static Object[] path(Object[] list, Object... more) {
        Object[] path = java.util.Arrays.copyOf(list, list.length + more.length);
        System.arraycopy(more, 0, path, list.length, more.length);
        return path;
    }

    private void devices() {
        Map<DeviceKind, Integer> counts = new LinkedHashMap<>();
        for (int i = 0; i < system.board().devices().size(); i++) {
            DeviceEntry device = system.board().devices().get(i);
            int count = counts.merge(device.kind(), 1, Integer::sum);
            int most =
                    switch (device.kind()) {
                        case CTU_CAN_FD -> MAX_CONTROLLERS;
                        case WIRELESS -> MAX_WIRELESS;
                        case DISPLAY, DISPLAY_OVERLAY, WINDOW_WATCHDOG -> 1;
                    };
            if (count > most) {
                throw document.error(
                        "more than " + most + " of kind " + device.kind().label(),
                        "remove one",
                        "board",
                        "devices",
                        i,
                        "kind");
            }
            if (device.kind() == DeviceKind.CTU_CAN_FD) {
                if (device.bus().isEmpty()) {
                    throw document.error(
                            "key 'bus' is missing", "name the bus it is on", "board", "devices", i);
                }
                document.requireKnown("bus", device.bus(), buses, "board", "devices", i, "bus");
            } else if (!device.bus().isEmpty()) {
                throw document.error(
                        "a " + device.kind().label() + " is on no bus",
                        "remove the key",
                        "board",
                        "devices",
                        i,
                        "bus");
            }
            if (device.kind() == DeviceKind.DISPLAY_OVERLAY
                    && !devices.containsValue(DeviceKind.DISPLAY)) {
                throw document.error(
                        "an overlay without a display",
                        "add a device of kind display",
                        "board",
                        "devices",
                        i,
                        "kind");
            }
            traffic(device, i);
        }
    }

    private void traffic(DeviceEntry device, int i) {
        Node.Mapping node = document.root().mapping("board").mappings("devices").get(i);
        if (device.kind() != DeviceKind.CTU_CAN_FD && node.has("send_order")) {
            throw document.error(
                    "a " + device.kind().label() + " sends no frames",
                    "remove the key",
                    "board",
                    "devices",
                    i,
                    "send_order");
        }
        for (String key : List.of("packets_per_s", "packet_bytes")) {
            if (device.kind() != DeviceKind.WIRELESS && node.has(key)) {
                throw document.error(
                        "a " + device.kind().label() + " hears no packets",
                        "remove the key",
                        "board",
                        "devices",
                        i,
                        key);
            }
        }
        PacketTraffic traffic = device.traffic();
        if (traffic.minBytes() > traffic.maxBytes()) {
            throw document.error(
                    "the shortest packet, %d bytes, is longer than the longest, %d"
                            .formatted(traffic.minBytes(), traffic.maxBytes()),
                    "write the shortest first",
                    "board",
                    "devices",
                    i,
                    "packet_bytes");
        }
    }

    private void watchdog() {
        String name = system.schedule().watchdog();
        if (name.isEmpty()) {
            return;
        }
        document.requireKnown("device", name, devices.keySet(), "schedule", "watchdog");
        if (devices.get(name) != DeviceKind.WINDOW_WATCHDOG) {
            throw document.error(
                    "watchdog '" + name + "' is a " + devices.get(name).label(),
                    "name a device of kind window-watchdog",
                    "schedule",
                    "watchdog");
        }
    }

    private void partitionReferences() {
        Set<String> targets = new TreeSet<>(devices.keySet());
        system.regions().forEach(r -> targets.add(r.name()));
        for (int i = 0; i < system.partitions().size(); i++) {
            Partition partition = system.partitions().get(i);
            for (int m = 0; m < partition.maps().size(); m++) {
                map(partition, targets, i, m);
            }
            for (int n = 0; n < partition.interrupts().size(); n++) {
                InterruptEntry interrupt = partition.interrupts().get(n);
                Object[] at = {"partitions", i, "interrupts", n, "device"};
                if (interrupt.isConsole()) {
                    continue;
                }
                document.requireKnown("device", interrupt.device(), devices.keySet(), at);
                DeviceKind kind = devices.get(interrupt.device());
                if (kind == DeviceKind.WINDOW_WATCHDOG || kind == DeviceKind.DISPLAY_OVERLAY) {
                    throw document.error(
                            "device '" + interrupt.device() + "' has no interrupt",
                            "remove it",
                            at);
                }
            }
            health(partition, i);
        }
    }

    private void map(Partition partition, Set<String> targets, int i, int m) {
        Mapping map = partition.maps().get(m);
        Object[] at = {"partitions", i, "maps", m, "target"};
        document.requireKnown("region or device", map.target(), targets, at);
        DeviceKind kind = devices.get(map.target());
        if (kind == DeviceKind.WINDOW_WATCHDOG) {
            broken.add(
                    Rule.S10,
                    document.error(
                            "device '" + map.target() + "' belongs to the kernel alone",
                            "remove the map",
                            at));
        }
        if (kind != null && map.permissions().execute()) {
            throw document.error(
                    "device '" + map.target() + "' holds no code",
                    "write access: rw",
                    "partitions",
                    i,
                    "maps",
                    m,
                    "access");
        }
        for (int other = 0; other < m; other++) {
            if (partition.maps().get(other).target().equals(map.target())) {
                throw document.error(
                        "'" + map.target() + "' is mapped twice", "remove one map", at);
            }
        }
    }

    private void health(Partition partition, int i) {
        Health.HealthTable health = partition.health();
        for (Health.Error error : Health.Error.TABLED) {
            Health.Action action = health.actions().get(error);
            if (action == Health.Action.RESTART_ECU && partition.level() == Level.QM) {
                broken.add(
                        Rule.C6,
                        document.error(
                                error.label() + " of a QM partition would restart the ECU",
                                "write restart or stop",
                                "partitions",
                                i,
                                "health",
                                error.label()));
            }
            if (action == Health.Action.RESTART && health.restartLimit() == 0) {
                broken.add(
                        Rule.C6,
                        document.error(
                                "restart without a limit",
                                "add restart_limit and restart_within_us",
                                "partitions",
                                i,
                                "health",
                                error.label()));
            }
        }
        if (health.backOffMaxUs() < health.backOffUs()) {
            throw document.error(
                    "back_off_max_us %d is below back_off_us %d"
                            .formatted(health.backOffMaxUs(), health.backOffUs()),
                    "raise it",
                    "partitions",
                    i,
                    "health",
                    "back_off_max_us");
        }
        if (health.notifyPartition().isEmpty()) {
            return;
        }
        Object[] at = {"partitions", i, "health", "notify", "partition"};
        document.requireKnown("partition", health.notifyPartition(), partitions, at);
        Partition told = system.partition(health.notifyPartition()).orElseThrow();
        if (told.equals(partition)) {
            throw document.error("notifies itself", "name another partition", at);
        }
        if (told.level().compareTo(partition.level()) > 0) {
            broken.add(
                    Rule.C6,
                    document.error(
                            "an error at level "
                                    + partition.level()
                                    + " would notify '"
                                    + told.name()
                                    + "' of level "
                                    + told.level(),
                            "name a partition of the same or a lower level",
                            at));
        }
    }

    /** Owner by device. Of two owners the one in the document itself is refused. */
    private Map<String, Partition> registers() {
        record Claim(Partition partition, String device, List<Object> path) {}
        List<Claim> claims = new ArrayList<>();
        for (int i = 0; i < system.partitions().size(); i++) {
            Partition partition = system.partitions().get(i);
            for (int m = 0; m < partition.maps().size(); m++) {
                String target = partition.maps().get(m).target();
                if (devices.containsKey(target)) {
                    List<Object> path = List.of("partitions", i, "maps", m, "target");
                    claims.add(new Claim(partition, target, path));
                }
            }
        }
        claims.sort(Comparator.comparing(claim -> document.isOwn(claim.path().toArray())));
        Map<String, Partition> registers = new LinkedHashMap<>();
        for (Claim claim : claims) {
            Partition owner = registers.putIfAbsent(claim.device(), claim.partition());
            if (owner != null) {
                broken.add(
                        Rule.S3,
                        document.error(
                                "device '%s' already belongs to '%s'"
                                        .formatted(claim.device(), owner.name()),
                                "give it to one of them",
                                claim.path().toArray()));
            }
        }
        return registers;
    }

    private void owners() {
        Map<String, Partition> registers = registers();
        Set<String> interrupts = new TreeSet<>();
        for (int i = 0; i < system.partitions().size(); i++) {
            Partition partition = system.partitions().get(i);
            for (int n = 0; n < partition.interrupts().size(); n++) {
                InterruptEntry interrupt = partition.interrupts().get(n);
                String device = interrupt.device();
                Object[] at = {"partitions", i, "interrupts", n, "device"};
                Partition owner = interrupt.isConsole() ? partition : registers.get(device);
                if (owner == null) {
                    broken.add(
                            Rule.S3,
                            document.conflict(
                                    "the interrupt of '" + device + "' without its registers",
                                    "add a map of it to this partition",
                                    at,
                                    new Object[] {"partitions", i, "maps"}));
                    continue;
                }
                if (!owner.equals(partition)) {
                    broken.add(
                            Rule.S3,
                            document.error(
                                    "the interrupt of '%s' belongs to '%s', which has its registers"
                                            .formatted(device, owner.name()),
                                    "remove it",
                                    at));
                    continue;
                }
                String line = interrupt.isConsole() ? device + " of " + partition.name() : device;
                if (!interrupts.add(line)) {
                    broken.add(
                            Rule.S3,
                            document.error(
                                    "the interrupt of '" + device + "' stands twice",
                                    "remove one",
                                    at));
                }
            }
        }
    }

    private void mechanisms() {
        List<String> texts = document.root().texts("without");
        for (int i = 0; i < texts.size(); i++) {
            try {
                Mechanisms.check("without", Mechanisms.parse("without", texts.get(i)), system);
            } catch (InputError e) {
                throw document.error(e.what(), e.remedy(), "without", i);
            }
        }
    }

    private void protectedSet() {
        for (int i = 0; i < system.protect().size(); i++) {
            document.requireKnown("partition", system.protect().get(i), partitions, "protect", i);
        }
    }
}
