package dev.bulkhead.kernel;

import dev.bulkhead.system.Health;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.Placement;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.*;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** Describes a small ECU for a test: 100 MHz, one window a partition unless said otherwise. */
final class EcuBuilder {
    static final int START_US = 2000;
    static final int FRAME_US = 1000;
    static final int PADDING_US = 50;

    private final List<PartitionBuilder> partitions = new ArrayList<>();
    private final List<Window> windows = new ArrayList<>();
    private final List<Channel> channels = new ArrayList<>();
    private final List<SamplingPort> ports = new ArrayList<>();
    private final List<QueuingPort> queues = new ArrayList<>();
    private final List<Region> regions = new ArrayList<>();
    private Mechanisms off = Mechanisms.ALL_ON;
    private int paddingUs = PADDING_US;
    private int startUs = START_US;
    private String watchdog = "";
    private boolean hasWindows = true;
    private KernelProfile profile = KernelProfile.microkernel();

    static final class PartitionBuilder {
        private final String name;
        private final int base;
        private final List<Mapping> maps = new ArrayList<>();
        private final List<InterruptEntry> interrupts = new ArrayList<>();
        private final List<Timer> timers = new ArrayList<>();
        private final Map<Health.Error, Health.Action> actions = new EnumMap<>(Health.Error.class);
        private Consumer<Guest> program = Guest::spin;
        private int priority = 100;
        private int budgetUs = FRAME_US;
        private int periodUs = FRAME_US;
        private int dataBytes = 0x1000;
        private int restartLimit = 3;
        private int restartWithinUs = 1_000_000;
        private int backOffUs;
        private int backOffMaxUs;
        private Level level = Level.QM;
        private String tells = "";
        private int tellsChannel;
        private Placement placement = Placement.USER;

        private PartitionBuilder(String name, int base) {
            this.name = name;
            this.base = base;
            for (Health.Error error : Health.Error.TABLED) {
                actions.put(error, Health.Action.RESTART);
            }
            actions.put(Health.Error.APPLICATION, Health.Action.LOG);
            actions.put(Health.Error.DEADLINE_MISSED, Health.Action.LOG);
        }

        PartitionBuilder runs(Consumer<Guest> code) {
            program = code;
            return this;
        }

        PartitionBuilder priority(int value) {
            priority = value;
            return this;
        }

        PartitionBuilder budget(int us, int everyUs) {
            budgetUs = us;
            periodUs = everyUs;
            return this;
        }

        PartitionBuilder dataBytes(int bytes) {
            dataBytes = bytes;
            return this;
        }

        PartitionBuilder timer(int channel, int period, int offset, int deadline) {
            timers.add(new Timer(channel, period, offset, deadline));
            return this;
        }

        PartitionBuilder interrupt(String device, int channel) {
            interrupts.add(new InterruptEntry(device, channel));
            return this;
        }

        PartitionBuilder on(Health.Error error, Health.Action action) {
            actions.put(error, action);
            return this;
        }

        PartitionBuilder restarts(int limit, int withinUs) {
            restartLimit = limit;
            restartWithinUs = withinUs;
            return this;
        }

        PartitionBuilder backOff(int us, int mostUs) {
            backOffUs = us;
            backOffMaxUs = mostUs;
            return this;
        }

        PartitionBuilder level(Level value) {
            level = value;
            return this;
        }

        PartitionBuilder tells(String partition, int channel) {
            tells = partition;
            tellsChannel = channel;
            return this;
        }

        PartitionBuilder map(Mapping mapping) {
            maps.add(mapping);
            return this;
        }

        PartitionBuilder placement(Placement value) {
            placement = value;
            return this;
        }

        Guest guest() {
            Guest guest = new Guest(base, dataBytes);
            program.accept(guest);
            return guest;
        }

        private Partition describe() {
            return new Partition(
                    name,
                    level,
                    placement,
                    name,
                    priority,
                    budgetUs,
                    periodUs,
                    base,
                    0x40000,
                    0x400,
                    maps,
                    interrupts,
                    timers,
                    List.of(),
                    new Health.HealthTable(
                            actions,
                            tells,
                            tellsChannel,
                            restartLimit,
                            restartWithinUs,
                            backOffUs,
                            backOffMaxUs));
        }
    }

    PartitionBuilder partition(String name) {
        PartitionBuilder builder =
                new PartitionBuilder(name, 0x8010_0000 + partitions.size() * 0x4_0000);
        partitions.add(builder);
        return builder;
    }

    EcuBuilder window(int startUs, int durationUs, String... members) {
        windows.add(new Window(startUs, durationUs, List.of(members)));
        return this;
    }

    EcuBuilder channel(String a, int idA, String b, int idB, boolean call) {
        channels.add(new Channel(new End(a, idA), new End(b, idB), call));
        return this;
    }

    EcuBuilder port(String name, int size, int refreshUs, String writer, String... readers) {
        int id = ports.size();
        List<End> ends = new ArrayList<>();
        for (String reader : readers) {
            ends.add(new End(reader, id));
        }
        ports.add(
                new SamplingPort(
                        name, size, refreshUs, new End(writer, id), ends, Optional.empty()));
        return this;
    }

    /** Ids of queues count down from 61. */
    EcuBuilder queue(String name, int size, int depth, String sender, String receiver) {
        int id = 61 - queues.size();
        queues.add(new QueuingPort(name, size, depth, new End(sender, id), new End(receiver, id)));
        return this;
    }

    EcuBuilder region(String name, int base, int size) {
        regions.add(new Region(name, base, size));
        return this;
    }

    EcuBuilder without(Mechanism... mechanisms) {
        off = off.and(Mechanisms.without(mechanisms));
        return this;
    }

    /** As it is written in options, with a parameter. */
    EcuBuilder without(String text) {
        off = off.and(new Mechanisms(List.of(Mechanisms.parse("test", text))));
        return this;
    }

    EcuBuilder padding(int us) {
        paddingUs = us;
        return this;
    }

    EcuBuilder start(int us) {
        startUs = us;
        return this;
    }

    EcuBuilder watchdog() {
        watchdog = "watchdog0";
        return this;
    }

    /** Fixed priorities alone. */
    EcuBuilder withoutWindows() {
        hasWindows = false;
        return this;
    }

    EcuBuilder onKernelFault(KernelProfile.KernelFault what) {
        return profile(what, KernelProfile.HangLimits.NONE, 0);
    }

    EcuBuilder hangs(int timeoutUs, int limit, int withinUs) {
        return profile(
                KernelProfile.KernelFault.PANIC,
                new KernelProfile.HangLimits(timeoutUs, limit, withinUs),
                0);
    }

    EcuBuilder bootConstant(int us) {
        return profile(KernelProfile.KernelFault.PANIC, KernelProfile.HangLimits.NONE, us);
    }

    private EcuBuilder profile(
            KernelProfile.KernelFault what, KernelProfile.HangLimits hangs, int bootUs) {
        profile = new KernelProfile("test", List.of(), true, what, hangs, bootUs);
        return this;
    }

    SystemDescription describe() {
        List<Window> table = windows;
        if (table.isEmpty() && hasWindows) {
            table = new ArrayList<>();
            int each = FRAME_US / partitions.size();
            for (int i = 0; i < partitions.size(); i++) {
                table.add(new Window(i * each, each, List.of(partitions.get(i).name)));
            }
        }
        return new SystemDescription(
                "test",
                new Board(
                        100_000_000,
                        0x80_0000,
                        true,
                        List.of(
                                new DeviceEntry("can0", DeviceKind.CTU_CAN_FD, "bus"),
                                new DeviceEntry("display0", DeviceKind.DISPLAY, ""),
                                new DeviceEntry("watchdog0", DeviceKind.WINDOW_WATCHDOG, ""))),
                new Schedule(FRAME_US, startUs, paddingUs, watchdog, table),
                regions,
                partitions.stream().map(PartitionBuilder::describe).toList(),
                channels,
                ports,
                queues,
                List.of(),
                List.of(),
                Mechanisms.ALL_ON,
                List.of(),
                List.of(),
                profile);
    }

    KernelImage image() {
        List<PartitionImage> images = new ArrayList<>();
        for (PartitionBuilder partition : partitions) {
            images.add(partition.guest().image(partition.name));
        }
        return KernelImage.build(describe(), images, KernelCosts.DEFAULTS, off);
    }

    Ecu build() {
        List<Guest> guests = partitions.stream().map(PartitionBuilder::guest).toList();
        return new Ecu(describe(), image(), guests);
    }
}
