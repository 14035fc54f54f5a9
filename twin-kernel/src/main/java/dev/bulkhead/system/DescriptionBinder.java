package dev.bulkhead.system;

import dev.bulkhead.document.Document;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.Node;
import dev.bulkhead.input.InputError;
import dev.bulkhead.rta.SendQueue;
import dev.bulkhead.system.Health.HealthTable;
import dev.bulkhead.system.KernelProfile.HangLimits;
import dev.bulkhead.system.KernelProfile.KernelFault;
import dev.bulkhead.system.SystemDescription.Board;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.InterruptEntry;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.Region;
import dev.bulkhead.system.SystemDescription.Schedule;
import dev.bulkhead.system.SystemDescription.Timer;
import dev.bulkhead.system.SystemDescription.Variable;
import dev.bulkhead.system.SystemDescription.Window;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Turns a document of the right form into records; lists keep their order. */
final class DescriptionBinder {
    static final int DEFAULT_CLOCK_HZ = 100_000_000;

    private static final int DEFAULT_RAM_BYTES = 0x80_0000;

    private DescriptionBinder() {}

    static SystemDescription bind(Document document, BrokenRules broken) {
        Node.Mapping root = document.root();
        List<KernelProfile> profiles = profiles(root);
        return new SystemDescription(
                root.text("system"),
                board(root.mapping("board")),
                schedule(root.mapping("schedule")),
                list(
                        root,
                        "regions",
                        n -> new Region(n.text("name"), n.integer("base"), n.integer("size"))),
                list(root, "partitions", DescriptionBinder::partition),
                list(
                        root,
                        "channels",
                        n -> new Channel(end(n.mapping("a")), end(n.mapping("b")), n.flag("call"))),
                PortBinder.bind(document),
                list(root, "queues", DescriptionBinder::queue),
                BusBinder.bind(document, broken),
                root.texts("protect"),
                without(document),
                list(root, "exceptions", DescriptionBinder::exception),
                profiles,
                profiles.stream()
                        .filter(p -> p.name().equals(KernelProfile.MICROKERNEL))
                        .findFirst()
                        .orElse(KernelProfile.microkernel()));
    }

    private static List<KernelProfile> profiles(Node.Mapping root) {
        if (!root.has("profiles")) {
            return List.of();
        }
        Node.Mapping profiles = root.mapping("profiles");
        return profiles.entries().keySet().stream()
                .map(name -> profile(name, profiles.mapping(name)))
                .toList();
    }

    private static KernelProfile profile(String name, Node.Mapping node) {
        return new KernelProfile(
                name,
                node.texts("kernel"),
                !node.has("windows") || node.flag("windows"),
                labelled(
                        KernelFault.values(),
                        KernelFault::label,
                        node.text("on_kernel_fault", KernelFault.PANIC.label())),
                new HangLimits(
                        node.integer("hang_timeout_us", 0),
                        node.integer("hang_limit", 0),
                        node.integer("hang_within_us", 0)),
                node.integer("boot_constant_us", 0));
    }

    private static Mechanisms without(Document document) {
        List<String> texts = document.root().texts("without");
        List<Mechanisms.Off> off = new ArrayList<>();
        for (int i = 0; i < texts.size(); i++) {
            try {
                off.add(Mechanisms.parse("without", texts.get(i)));
            } catch (InputError e) {
                throw document.error(e.what(), e.remedy(), "without", i);
            }
        }
        return new Mechanisms(off);
    }

    private static AcceptedException exception(Node.Mapping node) {
        return new AcceptedException(
                node.text("name"),
                Rule.valueOf(node.text("rule")),
                node.text("subject"),
                node.text("finding"),
                node.text("reason"));
    }

    private static Board board(Node.Mapping node) {
        return new Board(
                node.integer("clock_hz", DEFAULT_CLOCK_HZ),
                node.integer("ram_bytes", DEFAULT_RAM_BYTES),
                !node.has("ecc") || node.flag("ecc"),
                list(
                        node,
                        "devices",
                        n ->
                                new DeviceEntry(
                                        n.text("name"),
                                        labelled(
                                                DeviceKind.values(),
                                                DeviceKind::label,
                                                n.text("kind")),
                                        n.text("bus", ""),
                                        labelled(
                                                SendQueue.values(),
                                                SendQueue::label,
                                                n.text("send_order", SendQueue.ANY.label())),
                                        traffic(n))));
    }

    private static PacketTraffic traffic(Node.Mapping device) {
        PacketTraffic usual = PacketTraffic.USUAL;
        List<Integer> bytes = device.integers("packet_bytes");
        return new PacketTraffic(
                device.integer("packets_per_s", usual.packetsPerS()),
                bytes.isEmpty() ? usual.minBytes() : bytes.getFirst(),
                bytes.isEmpty() ? usual.maxBytes() : bytes.getLast());
    }

    private static Schedule schedule(Node.Mapping node) {
        return new Schedule(
                node.integer("major_frame_us"),
                node.integer("start_us"),
                node.integer("padding_us"),
                node.text("watchdog", ""),
                list(
                        node,
                        "windows",
                        n ->
                                new Window(
                                        n.integer("start_us"),
                                        n.integer("duration_us"),
                                        n.texts("partitions"))));
    }

    private static Partition partition(Node.Mapping node) {
        Node.Mapping memory = node.mapping("memory");
        return new Partition(
                node.text("name"),
                Level.valueOf(node.text("level")),
                Placement.valueOf(node.text("placement", "user").toUpperCase(Locale.ROOT)),
                image(node.scalar("image")),
                node.integer("priority"),
                node.integer("budget_us"),
                node.integer("period_us"),
                memory.integer("base"),
                memory.integer("size"),
                memory.integer("stack"),
                list(
                        node,
                        "maps",
                        n ->
                                new Mapping(
                                        n.text("target"),
                                        permissions(n.text("access")),
                                        n.text("setvar", ""))),
                list(
                        node,
                        "interrupts",
                        n -> new InterruptEntry(n.text("device"), n.integer("channel"))),
                list(
                        node,
                        "timers",
                        n ->
                                new Timer(
                                        n.integer("channel"),
                                        n.integer("period_us"),
                                        n.integer("offset_us", 0),
                                        n.integer("deadline_us", 0))),
                list(node, "times", n -> new Variable(n.text("symbol"), n.integer("offset", 0))),
                health(node.mapping("health")));
    }

    /** A shipped name as it is; a path seen from the file in which it stands. */
    private static String image(Node.Scalar image) {
        return DocumentSource.isPath(image.text())
                ? image.place().file().sibling(image.text()).path()
                : image.text();
    }

    private static Permissions permissions(String access) {
        return switch (access) {
            case "rw" -> Permissions.READ_WRITE;
            case "rx" -> Permissions.READ_EXECUTE;
            default -> Permissions.READ;
        };
    }

    private static HealthTable health(Node.Mapping node) {
        Map<Health.Error, Health.Action> actions = new EnumMap<>(Health.Error.class);
        for (Health.Error error : Health.Error.TABLED) {
            actions.put(
                    error,
                    labelled(
                            Health.Action.values(),
                            Health.Action::label,
                            node.text(error.label())));
        }
        boolean notifies = node.has("notify");
        return new HealthTable(
                actions,
                notifies ? node.mapping("notify").text("partition") : "",
                notifies ? node.mapping("notify").integer("channel") : 0,
                node.integer("restart_limit", 0),
                node.integer("restart_within_us", 0),
                node.integer("back_off_us", 0),
                node.integer("back_off_max_us", node.integer("back_off_us", 0)));
    }

    private static QueuingPort queue(Node.Mapping node) {
        return new QueuingPort(
                node.text("name"),
                node.integer("size"),
                node.integer("depth"),
                end(node.mapping("sender")),
                end(node.mapping("receiver")));
    }

    static End end(Node.Mapping node) {
        return new End(node.text("partition"), node.integer("id"));
    }

    static <T> List<T> list(Node.Mapping node, String key, Function<Node.Mapping, T> each) {
        return node.mappings(key).stream().map(each).toList();
    }

    private static <E extends Enum<E>> E labelled(E[] all, Function<E, String> label, String text) {
        for (E each : all) {
            if (label.apply(each).equals(text)) {
                return each;
            }
        }
        throw new IllegalStateException("\"" + text + "\" is in the schema but not in the enum");
    }
}
