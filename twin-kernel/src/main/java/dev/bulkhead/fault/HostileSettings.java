package dev.bulkhead.fault;

import static dev.bulkhead.system.SystemDescription.DeviceKind.CTU_CAN_FD;
import static dev.bulkhead.system.SystemDescription.DeviceKind.DISPLAY;
import static dev.bulkhead.system.SystemDescription.DeviceKind.WIRELESS;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.document.Text;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.e2e.E2eProfile11;
import dev.bulkhead.e2e.E2eProfile2;
import dev.bulkhead.e2e.E2eProfile22;
import dev.bulkhead.e2e.E2eProfile4;
import dev.bulkhead.e2e.E2eProfile5;
import dev.bulkhead.e2e.E2eProfile6;
import dev.bulkhead.e2e.E2eProfile7;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.kernel.AddressMap;
import dev.bulkhead.kernel.PartitionImage;
import dev.bulkhead.restbus.MessageProtection;
import dev.bulkhead.system.Advisory;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.InterruptEntry;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What one hostile image is told: the words that its {@code settings.h} declares. */
final class HostileSettings {
    private static final int MOST_TARGETS = 64;
    private static final int RAM = 0x8000_0000;

    /** Where the attack's numbers of profiles 4 to 22 begin. */
    private static final int LATER_PROFILES = 16;

    private static final int AIM_NEAR = 1;
    private static final int AIM_UNIFORM = 2;
    private static final int QUANTA_PER_BIT = 20;

    /** Of the frames whose end is to interrupt: the least urgent. */
    private static final int ANY_IDENTIFIER = 0x7ff;

    /** Of the SDK's {@code frame_ring}. */
    private static final int FRAME_RING_BYTES = 132;

    /** The usual one of periodic messages. */
    private static final int FRAME_PERIOD_US = 20_000;

    private static final int PS_PER_NS = 1000;
    private static final String NEAR = "near";
    private static final String UNIFORM = "uniform";

    private final SystemDescription system;
    private final Partition partition;
    private final Effect.Hostile hostile;
    private final SimTime start;
    private final String place;
    private final Addresses names;
    private ElfFile image;

    HostileSettings(
            LoadedSystem loaded,
            Partition partition,
            Effect.Hostile hostile,
            SimTime start,
            String place) {
        this.system = loaded.description();
        this.partition = partition;
        this.hostile = hostile;
        this.start = start;
        this.place = place;
        this.names = new Addresses(loaded);
    }

    /** The image with its settings. */
    ElfFile applyTo(ElfFile untold) {
        image = untold;
        long startNs = start.ps() / PS_PER_NS;
        set("attack_start_ns", (int) startNs, (int) (startNs >>> Integer.SIZE));
        set("attack_entry", image.symbol(hostile.attack().symbol()).orElseThrow().address());
        set("attack_seed", (int) hostile.seed());
        int index = names.partition(partition.name()).orElseThrow();
        set(PartitionImage.UART_SYMBOL, AddressMap.uart(index));
        set("attack_polls", partition.timers().isEmpty() ? 1 : 0);
        switch (hostile.attack().aim()) {
            case NOTHING -> interrupt();
            case ADDRESS -> addresses();
            case CHANNEL -> channels();
            case PORT -> port();
            case QUEUE -> queue();
            case IDENTIFIER -> identifier();
            case MESSAGE -> frame();
        }
        return image;
    }

    /** When an image that stands in a partition's place from power-on begins its attack. */
    static SimTime start(Fault fault, SimTime unsaid, String place) {
        return switch (fault.when()) {
            case When.Unsaid _ -> unsaid;
            case When.AtTime(SimTime at) -> at;
            case When.Boot _ -> SimTime.ZERO;
            default ->
                    throw new InputError(
                            place,
                            Text.quote(fault.when().text()) + " is no begin of an attack",
                            "write a time or boot");
        };
    }

    /** The device whose interrupt it owns, for the attacks that provoke one. */
    private void interrupt() {
        if (hostile.attack() != Attack.DEVICE_HANG && hostile.attack() != Attack.INTERRUPT_STORM) {
            return;
        }
        InterruptEntry interrupt =
                partition.interrupts().stream()
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        error(
                                                "'%s' owns no interrupt"
                                                        .formatted(partition.name()),
                                                "choose a partition that does"));
        set("attack_channel", interrupt.channel());
        system.board().devices().stream()
                .filter(device -> device.name().equals(interrupt.device()))
                .findFirst()
                .ifPresent(this::drive);
    }

    /** A console is what the image drives if it is told nothing else. */
    private void drive(DeviceEntry device) {
        set("attack_device", new AddressMap(system).device(device.name()));
        switch (device.kind()) {
            case CTU_CAN_FD -> {
                set("attack_device_kind", 1);
                set("attack_prescaler", prescaler(device));
                set("attack_value", ANY_IDENTIFIER);
            }
            case DISPLAY -> set("attack_device_kind", 2);
            case WIRELESS -> set("attack_device_kind", 3);
            case DISPLAY_OVERLAY, WINDOW_WATCHDOG -> throw error("no interrupt", "choose another");
        }
    }

    private void addresses() {
        String target = hostile.target();
        if (hostile.attack() == Attack.DMA) {
            drive(
                    entry(WIRELESS)
                            .or(() -> entry(DISPLAY))
                            .orElseThrow(() -> drivesNo("device with DMA")));
        }
        switch (target) {
            case NEAR -> set("attack_aim", AIM_NEAR);
            case UNIFORM -> {
                set("attack_aim", AIM_UNIFORM);
                set("attack_range", system.board().ramBytes());
                targets(List.of(RAM));
            }
            case "" -> targets(borders());
            default -> targets(List.of(names.destination(place, target)));
        }
    }

    /**
     * First and last word of each foreign partition, region and device, and of the kernel's RAM.
     */
    private List<Integer> borders() {
        List<Integer> borders = new ArrayList<>();
        borders.add(RAM);
        borders.add(names.destination(place, "kernel"));
        for (Partition other : system.partitions()) {
            if (!other.name().equals(partition.name())) {
                borders.add(other.base());
                borders.add(names.destination(place, other.name()));
                borders.add(other.base() + other.size() - Integer.BYTES);
            }
        }
        borders.add(partition.base() - Integer.BYTES);
        borders.add(partition.base() + partition.size());
        List<String> mapped = partition.maps().stream().map(Mapping::target).toList();
        system.regions().stream()
                .filter(region -> !mapped.contains(region.name()))
                .forEach(region -> borders.add(region.base()));
        system.board().devices().stream()
                .filter(device -> !mapped.contains(device.name()))
                .forEach(device -> borders.add(names.destination(place, device.name())));
        borders.addAll(List.of(AddressMap.FINISHER, AddressMap.ACLINT, AddressMap.PLIC));
        return borders.subList(0, Math.min(borders.size(), MOST_TARGETS));
    }

    private void channels() {
        List<Integer> channels = new ArrayList<>();
        boolean calls = hostile.attack() == Attack.LATE_CALL;
        for (Channel channel : system.channels()) {
            if (channel.a().partition().equals(partition.name())
                    && leadsTo(channel.b())
                    && (channel.call() || !calls)) {
                channels.add(channel.a().id());
            } else if (channel.b().partition().equals(partition.name())
                    && leadsTo(channel.a())
                    && !calls) {
                channels.add(channel.b().id());
            }
        }
        if (channels.isEmpty() && !hostile.target().isEmpty()) {
            throw error(
                    "'%s' %s %s"
                            .formatted(
                                    partition.name(),
                                    calls ? "may not call" : "has no channel to",
                                    Text.quote(hostile.target())),
                    "name a partition that it has one to, or none");
        }
        if (channels.isEmpty() && calls) {
            longestPort();
            return;
        }
        targets(channels.isEmpty() ? List.of(0) : channels);
    }

    private void longestPort() {
        SamplingPort port =
                written().stream()
                        .max(Comparator.comparingInt(SamplingPort::size))
                        .orElseThrow(
                                () ->
                                        error(
                                                "'%s' may call nobody and writes no port"
                                                        .formatted(partition.name()),
                                                "choose a partition that does"));
        set("attack_channel", port.writer().id());
        set("attack_size", port.size());
    }

    private void queue() {
        List<QueuingPort> sent =
                system.queues().stream()
                        .filter(queue -> queue.sender().partition().equals(partition.name()))
                        .toList();
        QueuingPort queue =
                sent.stream()
                        .filter(
                                q ->
                                        hostile.target().isEmpty()
                                                || q.name().equals(hostile.target()))
                        .findFirst()
                        .orElseThrow(() -> noQueue(sent.stream().map(QueuingPort::name).toList()));
        set("attack_channel", queue.sender().id());
        set("attack_size", queue.size());
    }

    private InputError noQueue(List<String> sent) {
        return sent.isEmpty()
                ? error(
                        "'%s' sends to no queue".formatted(partition.name()),
                        "choose a partition that does")
                : error(
                        "'%s' sends to no queue %s"
                                .formatted(partition.name(), Text.quote(hostile.target())),
                        Text.remedyFor(hostile.target(), sent));
    }

    private boolean leadsTo(SystemDescription.End end) {
        return hostile.target().isEmpty() || end.partition().equals(hostile.target());
    }

    private void port() {
        List<SamplingPort> written = written();
        SamplingPort port =
                written.stream()
                        .filter(
                                p ->
                                        hostile.target().isEmpty()
                                                ? p.advisory().isPresent()
                                                : p.name().equals(hostile.target()))
                        .findFirst()
                        .orElseThrow(() -> noPort(written));
        Optional<Advisory> advisory = port.advisory();
        set("attack_channel", port.writer().id());
        set("attack_size", port.size());
        set("attack_period_us", periodUs(port, advisory));
        Optional<E2eProfile> profile = profileOf(port);
        if (hostile.attack() == Attack.REPLAYED_MESSAGE) {
            bytes("attack_message", sentOnce(message(port), profile));
            return;
        }
        set(
                "attack_numbered",
                advisory.filter(a -> a.e2e().isEmpty() && numbers(a)).isPresent() ? 1 : 0);
        bytes("attack_message", message(port));
        profile.ifPresent(this::protection);
    }

    /** The message as its sender may have sent it at some time. */
    private static byte[] sentOnce(byte[] message, Optional<E2eProfile> profile) {
        profile.ifPresent(p -> p.protect(message, p.firstCounter()));
        return message;
    }

    private void protection(E2eProfile profile) {
        set("attack_e2e", protectionNumber(profile));
        set("attack_e2e_offset", profile.offset());
        if (profile.kind().hasListOfDataIds()) {
            byte[] ids = new byte[profile.dataIds().size()];
            for (int i = 0; i < ids.length; i++) {
                ids[i] = profile.dataIds().get(i).byteValue();
            }
            bytes("attack_data_ids", ids);
        } else {
            set("attack_data_id", profile.dataIds().getFirst());
        }
    }

    /** As the SDK's {@code e2e_mode} and {@code e2e_later_kind} count. */
    private static int protectionNumber(E2eProfile profile) {
        return switch (profile) {
            case E2eProfile1 one -> 1 + one.mode().ordinal();
            case E2eProfile2 _ -> 1 + DataIdMode.values().length;
            case E2eProfile4 _ -> LATER_PROFILES;
            case E2eProfile5 _ -> LATER_PROFILES + 1;
            case E2eProfile6 _ -> LATER_PROFILES + 2;
            case E2eProfile7 _ -> LATER_PROFILES + 3;
            case E2eProfile11 eleven ->
                    eleven.mode() == DataIdMode.BOTH ? LATER_PROFILES + 4 : LATER_PROFILES + 5;
            case E2eProfile22 _ -> LATER_PROFILES + 6;
        };
    }

    private List<SamplingPort> written() {
        return system.ports().stream()
                .filter(port -> port.writer().partition().equals(partition.name()))
                .toList();
    }

    private InputError noPort(List<SamplingPort> written) {
        List<String> ports = written.stream().map(SamplingPort::name).toList();
        return hostile.target().isEmpty()
                ? error(
                        "'%s' writes no port that leads to a higher level"
                                .formatted(partition.name()),
                        ports.isEmpty()
                                ? "choose another partition"
                                : "name one of " + String.join(", ", ports))
                : error(
                        "'%s' writes no port %s"
                                .formatted(partition.name(), Text.quote(hostile.target())),
                        Text.remedyFor(hostile.target(), ports));
    }

    private int periodUs(SamplingPort port, Optional<Advisory> advisory) {
        return hostile.attack() == Attack.MESSAGE_FLOOD
                ? 0
                : Math.max(port.refreshUs() / 2, minPeriodUs(advisory));
    }

    private static int minPeriodUs(Optional<Advisory> advisory) {
        return advisory.map(Advisory::minPeriodUs).orElse(0);
    }

    /** Whether the first word is none of the fields, so that it may count. */
    private static boolean numbers(Advisory advisory) {
        return advisory.ranges().stream().allMatch(range -> range.bit() >= Integer.SIZE);
    }

    /** The largest legal value in each field, or one more than that; ones where nothing is said. */
    private byte[] message(SamplingPort port) {
        byte[] message = new byte[port.size()];
        if (port.advisory().isEmpty()) {
            java.util.Arrays.fill(message, (byte) 0xff);
        }
        long more = hostile.attack() == Attack.ILLEGAL_MESSAGE ? 1 : 0;
        for (Advisory.FieldRange range : port.advisory().map(Advisory::ranges).orElse(List.of())) {
            long value = range.most() + more;
            for (int i = 0; i < range.bits(); i++) {
                int at = range.bit() + i;
                if (at / Byte.SIZE < message.length && (value >>> i & 1) != 0) {
                    message[at / Byte.SIZE] |= (byte) (1 << at % Byte.SIZE);
                }
            }
        }
        return message;
    }

    private int prescaler(DeviceEntry device) {
        int bitrate =
                system.buses().stream()
                        .filter(bus -> bus.name().equals(device.bus()))
                        .findFirst()
                        .map(Bus::bitrate)
                        .orElseThrow();
        return (int) (system.board().clockHz() / ((long) bitrate * QUANTA_PER_BIT));
    }

    private void identifier() {
        drive(entry(CTU_CAN_FD).orElseThrow(() -> drivesNo("CAN controller")));
        set("attack_value", 0);
        if (!hostile.target().isEmpty()) {
            int identifier =
                    Addresses.number(hostile.target())
                            .orElseThrow(
                                    () ->
                                            error(
                                                    Text.quote(hostile.target())
                                                            + " is no identifier",
                                                    "write one, such as 0x010"));
            set("attack_value", identifier & 0x7ff);
        }
    }

    /** A frame of its bus, and the port and channel by which it hands on what it receives. */
    private void frame() {
        DeviceEntry controller = entry(CTU_CAN_FD).orElseThrow(() -> drivesNo("CAN controller"));
        List<DbcMessage> messages =
                system.buses().stream()
                        .filter(bus -> bus.name().equals(controller.bus()))
                        .findFirst()
                        .map(bus -> bus.database().messages())
                        .orElseThrow();
        Optional<DbcMessage> named =
                messages.stream()
                        .filter(
                                m ->
                                        hostile.target().isEmpty()
                                                ? protectedBy(m).isPresent()
                                                : m.name().equals(hostile.target()))
                        .findFirst();
        set("attack_value", named.map(DbcMessage::identifier).orElseGet(this::writtenIdentifier));
        set("attack_size", CanFrame.MAX_DATA_BYTES);
        set("attack_period_us", FRAME_PERIOD_US);
        Optional<E2eProfile> profile = named.flatMap(HostileSettings::protectedBy);
        if (hostile.attack() == Attack.REPLAYED_FRAME) {
            bytes("attack_message", sentOnce(legalFrame(profile), profile));
        } else {
            byte[] ones = new byte[CanFrame.MAX_DATA_BYTES];
            java.util.Arrays.fill(ones, (byte) 0xff);
            bytes("attack_message", ones);
            profile.ifPresent(this::protection);
        }
        SamplingPort port =
                written().stream()
                        .filter(each -> each.size() == FRAME_RING_BYTES)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        error(
                                                "'%s' hands on no frames"
                                                        .formatted(partition.name()),
                                                "choose a partition that does"));
        set("attack_channel", port.writer().id());
        targets(List.of(channelTo(port.readers().getFirst().partition())));
    }

    /** The largest legal message of the port that is protected in the same way, else zeros. */
    private byte[] legalFrame(Optional<E2eProfile> profile) {
        return system.ports().stream()
                .filter(port -> port.size() == CanFrame.MAX_DATA_BYTES)
                .filter(port -> profile.isPresent() && profile.equals(profileOf(port)))
                .findFirst()
                .map(this::message)
                .orElseGet(() -> new byte[CanFrame.MAX_DATA_BYTES]);
    }

    private static Optional<E2eProfile> profileOf(SamplingPort port) {
        return port.advisory().flatMap(Advisory::e2e).map(Advisory.Protection::profile);
    }

    private int writtenIdentifier() {
        return Addresses.number(hostile.target())
                .orElseThrow(
                        () ->
                                error(
                                        Text.quote(hostile.target())
                                                + " is no message of its bus nor an identifier",
                                        "write one, such as 0x010"));
    }

    private static Optional<E2eProfile> protectedBy(DbcMessage message) {
        return MessageProtection.of(message, CanFrame.MAX_DATA_BYTES)
                        instanceof MessageProtection.By(E2eProfile profile)
                ? Optional.of(profile)
                : Optional.empty();
    }

    /** Its end of the first channel to another partition; 0 if there is none. */
    private int channelTo(String other) {
        for (Channel channel : system.channels()) {
            if (channel.a().partition().equals(partition.name())
                    && channel.b().partition().equals(other)) {
                return channel.a().id();
            }
            if (channel.b().partition().equals(partition.name())
                    && channel.a().partition().equals(other)) {
                return channel.b().id();
            }
        }
        return 0;
    }

    private Optional<DeviceEntry> entry(DeviceKind kind) {
        List<String> mapped = partition.maps().stream().map(Mapping::target).toList();
        return system.board().devices().stream()
                .filter(device -> device.kind() == kind && mapped.contains(device.name()))
                .findFirst();
    }

    private InputError drivesNo(String what) {
        return error(
                "'%s' drives no %s".formatted(partition.name(), what),
                "choose a partition that does");
    }

    private void targets(List<Integer> targets) {
        set("attack_count", targets.size());
        int[] words = new int[targets.size()];
        for (int i = 0; i < words.length; i++) {
            words[i] = targets.get(i);
        }
        set("attack_targets", words);
    }

    private void set(String symbol, int... words) {
        byte[] bytes = new byte[words.length * Integer.BYTES];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (words[i / Integer.BYTES] >>> Byte.SIZE * (i % Integer.BYTES));
        }
        bytes(symbol, bytes);
    }

    private void bytes(String symbol, byte[] value) {
        image = image.with(symbol, value);
    }

    private InputError error(String what, String remedy) {
        return new InputError(place, what, remedy);
    }
}
