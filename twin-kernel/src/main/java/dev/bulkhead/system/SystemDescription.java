package dev.bulkhead.system;

import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.rta.SendQueue;
import dev.bulkhead.system.Health.HealthTable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * One ECU with its partitions, its buses and the car around it. Names are unique within their kind;
 * lists keep the order of the document, which fixes every rank below.
 *
 * @param name of the system
 * @param board hart clock, RAM and devices
 * @param schedule the static time table
 * @param regions memory that partitions share
 * @param partitions the protection domains
 * @param channels pairs of ends
 * @param ports one-way messages copied by the kernel, of which the last counts
 * @param queues one-way messages of which each counts
 * @param buses CAN buses and the nodes on them
 * @param protect names of the protected set; empty: the highest level present
 * @param without mechanisms that this system does without
 * @param exceptions rules that may be broken at stated places
 * @param profiles kernel profiles under which it can be hosted
 * @param profile the one that placements and time table follow
 */
public record SystemDescription(
        String name,
        Board board,
        Schedule schedule,
        List<Region> regions,
        List<Partition> partitions,
        List<Channel> channels,
        List<SamplingPort> ports,
        List<QueuingPort> queues,
        List<Bus> buses,
        List<String> protect,
        Mechanisms without,
        List<AcceptedException> exceptions,
        List<KernelProfile> profiles,
        KernelProfile profile) {

    public SystemDescription {
        regions = List.copyOf(regions);
        partitions = List.copyOf(partitions);
        channels = List.copyOf(channels);
        ports = List.copyOf(ports);
        queues = List.copyOf(queues);
        buses = List.copyOf(buses);
        protect = List.copyOf(protect);
        exceptions = List.copyOf(exceptions);
        profiles = List.copyOf(profiles);
    }

    /**
     * This description, as it was read, hosted under a kernel profile: placements and time table
     * are those of the profile, everything else is the same. Once more under the same profile
     * changes nothing.
     *
     * @param option that named the profile, for the message
     * @throws InputError if there is no such profile
     */
    public SystemDescription under(String option, String name) {
        KernelProfile chosen =
                profiles.stream()
                        .filter(p -> p.name().equals(name))
                        .findFirst()
                        .or(() -> Optional.of(profile).filter(p -> p.name().equals(name)))
                        .orElseThrow(() -> unknownProfile(option, name));
        Schedule table = chosen.windows() ? schedule : schedule.withWindows(List.of());
        return new SystemDescription(
                this.name,
                board,
                table,
                regions,
                partitions.stream()
                        .map(p -> chosen.kernel().contains(p.name()) ? p.inKernel() : p)
                        .toList(),
                channels,
                ports,
                queues,
                buses,
                protect,
                without,
                exceptions,
                profiles,
                chosen);
    }

    private InputError unknownProfile(String option, String name) {
        List<String> known = new ArrayList<>(profiles.stream().map(KernelProfile::name).toList());
        if (!known.contains(profile.name())) {
            known.addFirst(profile.name());
        }
        return new InputError(
                option, "no profile " + Text.quote(name), "use one of " + String.join(", ", known));
    }

    /** The same with other partitions. */
    SystemDescription with(List<Partition> partitions) {
        return new SystemDescription(
                name,
                board,
                schedule,
                regions,
                partitions,
                channels,
                ports,
                queues,
                buses,
                protect,
                without,
                exceptions,
                profiles,
                profile);
    }

    /** The same with other nodes around the ECU. */
    public SystemDescription withBuses(List<Bus> others) {
        return new SystemDescription(
                name,
                board,
                schedule,
                regions,
                partitions,
                channels,
                ports,
                queues,
                others,
                protect,
                without,
                exceptions,
                profiles,
                profile);
    }

    /** The partition of that name. */
    public Optional<Partition> partition(String name) {
        return partitions.stream().filter(p -> p.name().equals(name)).findFirst();
    }

    /** Place of the partition that has a device's registers; -1 if none has. */
    public int owner(String device) {
        for (int i = 0; i < partitions.size(); i++) {
            if (partitions.get(i).maps().stream().map(Mapping::target).anyMatch(device::equals)) {
                return i;
            }
        }
        return -1;
    }

    /** Names of a bus's simulated nodes, then of the controllers on it. */
    public List<String> nodesOn(Bus bus) {
        return Stream.concat(
                        bus.nodes().stream().map(node -> node.name()),
                        board.devices().stream()
                                .filter(device -> device.bus().equals(bus.name()))
                                .map(DeviceEntry::name))
                .toList();
    }

    /**
     * @param clockHz hart frequency
     * @param ramBytes size of RAM at 0x8000_0000
     * @param ecc whether the RAM corrects single flipped bits and refuses double ones
     */
    public record Board(long clockHz, int ramBytes, boolean ecc, List<DeviceEntry> devices) {
        public Board {
            devices = List.copyOf(devices);
        }
    }

    /** What a device is; its register addresses follow from kind and place in the list. */
    public enum DeviceKind {
        CTU_CAN_FD("ctu-can-fd"),
        DISPLAY("display"),
        DISPLAY_OVERLAY("display-overlay"),
        WIRELESS("wireless"),
        WINDOW_WATCHDOG("window-watchdog");

        private final String label;

        DeviceKind(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }
    }

    /**
     * @param bus the bus a CAN controller is attached to, else empty
     * @param sendOrder in which the driver of a CAN controller offers its frames to the bus, as far
     *     as its firmware promises; without meaning for any other
     * @param traffic what a wireless device hears; without meaning for any other
     */
    public record DeviceEntry(
            String name, DeviceKind kind, String bus, SendQueue sendOrder, PacketTraffic traffic) {
        public DeviceEntry(String name, DeviceKind kind, String bus) {
            this(name, kind, bus, SendQueue.ANY, PacketTraffic.USUAL);
        }
    }

    /**
     * @param majorFrameUs length of the repeating frame
     * @param startUs when the first frame begins, after power-on; boot must be done by then
     * @param paddingUs the kernel's timer fires this long before each window
     * @param watchdog name of the watchdog that the kernel services once a frame, or empty
     * @param windows empty: everybody may run at any time, by priority and budget
     */
    public record Schedule(
            int majorFrameUs, int startUs, int paddingUs, String watchdog, List<Window> windows) {
        public Schedule {
            windows = List.copyOf(windows);
        }

        private Schedule withWindows(List<Window> others) {
            return new Schedule(majorFrameUs, startUs, paddingUs, watchdog, others);
        }
    }

    /**
     * @param startUs from the start of the major frame
     * @param partitions who may run in it; among those that can run the highest priority does
     */
    public record Window(int startUs, int durationUs, List<String> partitions) {
        public Window {
            partitions = List.copyOf(partitions);
        }
    }

    /** Shared memory, whole pages of 4096 bytes. */
    public record Region(String name, int base, int size) {}

    /**
     * @param image a folder of C or an ELF file, resolved by the image source
     * @param priority 0..254, higher runs first
     * @param budgetUs execution time that is refilled one period after it was used
     * @param base first address of the partition's own memory
     * @param size of that memory in bytes
     * @param maps regions and devices it may reach
     * @param interrupts device interrupts delivered to it as notifications
     * @param timers periodic notifications from the kernel
     * @param times variables of the image that keep when something happened
     * @param health what is done about each of its errors
     */
    public record Partition(
            String name,
            Level level,
            Placement placement,
            String image,
            int priority,
            int budgetUs,
            int periodUs,
            int base,
            int size,
            int stackBytes,
            List<Mapping> maps,
            List<InterruptEntry> interrupts,
            List<Timer> timers,
            List<Variable> times,
            HealthTable health) {
        public Partition {
            maps = List.copyOf(maps);
            interrupts = List.copyOf(interrupts);
            timers = List.copyOf(timers);
            times = List.copyOf(times);
        }

        /** The same with other mappings. */
        Partition with(List<Mapping> maps) {
            return new Partition(
                    name,
                    level,
                    placement,
                    image,
                    priority,
                    budgetUs,
                    periodUs,
                    base,
                    size,
                    stackBytes,
                    maps,
                    interrupts,
                    timers,
                    times,
                    health);
        }

        private Partition inKernel() {
            return new Partition(
                    name,
                    level,
                    Placement.KERNEL,
                    image,
                    priority,
                    budgetUs,
                    periodUs,
                    base,
                    size,
                    stackBytes,
                    maps,
                    interrupts,
                    timers,
                    times,
                    health);
        }
    }

    /**
     * Eight bytes of an image, nanoseconds of the system's time.
     *
     * @param symbol of a variable in C
     * @param offset of the field in it, bytes
     */
    public record Variable(String symbol, int offset) {
        @Override
        public String toString() {
            return offset == 0 ? symbol : symbol + "+" + offset;
        }
    }

    /**
     * @param target name of a region or a device
     * @param setvar symbol in the image that receives the base address, or empty
     */
    public record Mapping(String target, Permissions permissions, String setvar) {}

    /**
     * An interrupt that arrives as a notification.
     *
     * @param device name of a device, or {@link #CONSOLE}
     * @param channel 0..61
     */
    public record InterruptEntry(String device, int channel) {
        /** The partition's own UART, which is in no list of devices. */
        public static final String CONSOLE = "console";

        public boolean isConsole() {
            return device.equals(CONSOLE);
        }
    }

    /**
     * A release every {@code periodUs} at {@code offsetUs} after the first frame's start.
     *
     * @param deadlineUs after a release the partition must wait again by then; 0: none
     */
    public record Timer(int channel, int periodUs, int offsetUs, int deadlineUs) {}

    /** One end of a channel: the partition knows it by {@code id}, 0..61. */
    public record End(String partition, int id) {}

    /**
     * Both ends may notify each other.
     *
     * @param call whether {@code a} may make protected calls to {@code b}
     */
    public record Channel(End a, End b, boolean call) {}

    /**
     * A sampling port: the last message wins, a read never blocks.
     *
     * @param size of a message in bytes
     * @param refreshUs a message older than that reads as stale
     * @param advisory which messages are legal, if it leads to a higher level
     */
    public record SamplingPort(
            String name,
            int size,
            int refreshUs,
            End writer,
            List<End> readers,
            Optional<Advisory> advisory) {
        public SamplingPort {
            readers = List.copyOf(readers);
        }
    }

    /**
     * A queuing port: messages come out in the order in which they went in.
     *
     * @param size of a message in bytes, at most
     * @param depth messages that it holds, at most
     */
    public record QueuingPort(String name, int size, int depth, End sender, End receiver) {}

    /**
     * @param bitrate nominal, bits a second
     * @param dataBitrate of FD frames, bits a second; empty: nobody on the bus knows them
     * @param database its messages
     * @param nodes simulated neighbours on the bus
     * @param places of those of them that say something of theirs, by name
     */
    public record Bus(
            String name,
            int bitrate,
            OptionalInt dataBitrate,
            Dbc database,
            List<RestbusNode> nodes,
            SortedMap<String, WirePlace> places) {
        public Bus {
            nodes = List.copyOf(nodes);
            places = Collections.unmodifiableSortedMap(new TreeMap<>(places));
        }
    }

    /**
     * A node's place on the wire.
     *
     * @param oscillatorPpm deviation of its clock, parts per million, above 0 runs fast; empty: not
     *     said, the clock of its bits is exact
     * @param lineNs time that an edge takes from the node to the bus, and from there to the node
     * @param samplePointPermille of a nominal bit; empty: that of the bus
     */
    public record WirePlace(
            OptionalInt oscillatorPpm, int lineNs, OptionalInt samplePointPermille) {}
}
