package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.*;

import dev.bulkhead.board.iopmp.Iopmp;
import dev.bulkhead.system.Placement;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.InterruptEntry;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.system.SystemDescription.Timer;
import dev.bulkhead.trace.Payload;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/**
 * What lies where in the kernel's RAM, field by field, and whose it is. Only describes: a verdict
 * compares with it what the kernel holds for a set of partitions, a fault finds a field by its
 * name.
 */
public final class KernelObjects {
    /** Owners of what the kernel has for all. */
    public static final long EVERYONE = -1L;

    private static final String DMA = "dma.";

    private final SystemDescription system;
    private final KernelLayout layout;
    private final KernelImage image;
    private final List<Field> fields = new ArrayList<>();
    private final Set<String> joint = new TreeSet<>();
    private final Set<String> placed = new TreeSet<>();

    /**
     * A stretch of kernel RAM with one meaning.
     *
     * @param name such as {@code braking.context.x5}, {@code schedule.window} or {@code
     *     port.speed.buffer}
     * @param bytes up to 8 of them are one number, its lowest byte first
     * @param owners the partitions whose state it is, bit i for partition i
     * @param time whether it holds the cycle when something happened, or cycles used; what the
     *     description or the time table fixes is none
     */
    public record Field(String name, int address, int bytes, long owners, boolean time) {}

    /**
     * What a field holds, as far as it counts.
     *
     * @param bytes zero where what stands there is not the state of the partitions asked for; an
     *     address in the ROM, which depends on other partitions' images, as the distance from what
     *     boot put there
     */
    public record Value(Field field, Payload bytes) {}

    private KernelObjects(SystemDescription system, KernelImage image) {
        this.system = system;
        this.layout = image.layout();
        this.image = image;
    }

    /**
     * @param image built from {@code system}
     */
    public static KernelObjects of(SystemDescription system, KernelImage image) {
        KernelObjects objects = new KernelObjects(system, image);
        objects.schedule();
        for (int i = 0; i < system.partitions().size(); i++) {
            objects.context(i);
            objects.thread(i);
            objects.health(i);
            objects.tables(i);
        }
        objects.ends();
        objects.ports();
        objects.queues();
        objects.dma();
        return objects;
    }

    /** Every field, by ascending address within each object. */
    public List<Field> fields() {
        return List.copyOf(fields);
    }

    public Optional<Field> field(String name) {
        return fields.stream().filter(field -> field.name().equals(name)).findFirst();
    }

    /** The field in which a byte of kernel RAM lies. */
    public Optional<Field> at(int address) {
        return fields.stream()
                .filter(f -> Integer.compareUnsigned(address - f.address(), f.bytes()) < 0)
                .findFirst();
    }

    /**
     * What the kernel holds for some partitions. A pending notification or call of a partition
     * outside does not count until it is taken, nor does the message in a port that one outside
     * writes, nor a queue with an end outside, nor who outside runs. The table for DMA is not among
     * it.
     *
     * @param members bit i for partition i
     * @param word reads 32 bits of RAM at an address that is a multiple of 4
     */
    public List<Value> values(long members, IntUnaryOperator word) {
        List<Value> values = new ArrayList<>();
        for (Field field : fields) {
            if (field.name().startsWith(DMA)) {
                continue; // see dmaChanges
            }
            boolean whole = (field.owners() & ~members) == 0;
            if ((field.owners() & members) != 0 && (whole || !joint.contains(field.name()))) {
                values.add(new Value(field, bytes(field, members, word)));
            }
        }
        return values;
    }

    /**
     * Which words of the kernel's table for DMA, and which registers of the IOPMP that it fills at
     * boot, are not what boot wrote. They depend on the images of the devices' owners, so they are
     * compared with the system's own ROM and not with another system's.
     *
     * @param word as for {@link #values}
     * @param iopmp reads a register of the IOPMP at its offset
     */
    public List<String> dmaChanges(IntUnaryOperator word, IntUnaryOperator iopmp) {
        List<String> changes = new ArrayList<>();
        for (int at = layout.dmaTable(); at < layout.dataEnd(); at += 4) {
            if (word.applyAsInt(at) != image.pristine(at)) {
                changes.add(at(at).map(Field::name).orElse("dma"));
            }
        }
        Map<Integer, Integer> settings = DmaProtection.settings(layout, image::pristine);
        for (int register : Iopmp.tableRegisters()) {
            if (iopmp.applyAsInt(register) != settings.getOrDefault(register, 0)) {
                changes.add("IOPMP register 0x%x".formatted(register));
            }
        }
        return changes;
    }

    /**
     * Whose thread the hart holds, -1 if nobody's.
     *
     * @param word as for {@link #values}
     */
    public int loaded(IntUnaryOperator word) {
        return word.applyAsInt(LOADED);
    }

    private Payload bytes(Field field, long members, IntUnaryOperator word) {
        byte[] bytes = new byte[field.bytes()];
        for (int i = 0; i < bytes.length; i++) {
            int address = field.address() + i;
            int held = word.applyAsInt(address & -4);
            if (placed.contains(field.name())) {
                held -= image.pristine(address & -4);
            }
            bytes[i] = (byte) (held >>> 8 * (address & 3));
        }
        long counts = counts(field, members, word);
        for (int i = 0; i < Math.min(8, bytes.length); i++) {
            bytes[i] &= (byte) (counts >>> 8 * i);
        }
        return Payload.of(bytes);
    }

    /** The bits of a field's first eight bytes that count for {@code members}. */
    private long counts(Field field, long members, IntUnaryOperator word) {
        return switch (field.address()) {
            case LOADED -> isOne(members, word.applyAsInt(LOADED)) ? -1 : 0;
            case ACCOUNT, ACCOUNT_FROM -> isOne(members, word.applyAsInt(ACCOUNT)) ? -1 : 0;
            default -> {
                int offset = field.address() - PARTITIONS;
                int partition = offset / PARTITION_STRIDE;
                if (offset < 0 || partition >= layout.partitions()) {
                    yield -1;
                }
                yield switch (offset % PARTITION_STRIDE) {
                    case PENDING -> pendingBits(partition, members);
                    case CALLERS -> members;
                    default -> -1;
                };
            }
        };
    }

    private static boolean isOne(long members, int partition) {
        return partition >= 0 && partition < Long.SIZE && (members >>> partition & 1) != 0;
    }

    /**
     * The bits of a partition's pending word that a partition of {@code members} can set. Its
     * timers and its devices' interrupts count as its own.
     */
    public long pendingBits(int partition, long members) {
        String name = system.partitions().get(partition).name();
        long bits = 0;
        for (Channel channel : system.channels()) {
            if (channel.a().partition().equals(name) && isMember(channel.b(), members)) {
                bits |= 1L << channel.a().id();
            }
            if (channel.b().partition().equals(name) && isMember(channel.a(), members)) {
                bits |= 1L << channel.b().id();
            }
        }
        for (int i = 0; i < layout.partitions(); i++) {
            var health = system.partitions().get(i).health();
            if (health.notifyPartition().equals(name) && (members >>> i & 1) != 0) {
                bits |= 1L << health.notifyChannel();
            }
        }
        if ((members >>> partition & 1) != 0) {
            for (Timer timer : system.partitions().get(partition).timers()) {
                bits |= 1L << timer.channel();
            }
            for (InterruptEntry interrupt : system.partitions().get(partition).interrupts()) {
                bits |= 1L << interrupt.channel();
            }
        }
        return bits;
    }

    private boolean isMember(End end, long members) {
        return (members & bit(end)) != 0;
    }

    private long bit(End end) {
        for (int i = 0; i < layout.partitions(); i++) {
            if (system.partitions().get(i).name().equals(end.partition())) {
                return 1L << i;
            }
        }
        return 0;
    }

    private void schedule() {
        add("kernel.loaded", LOADED, 4, EVERYONE);
        add("schedule.window", WINDOW, 4, EVERYONE);
        add("schedule.frame", FRAME, 8, EVERYONE);
        add("schedule.window-state", WINDOW_STATE, 4, EVERYONE);
        add("schedule.open-at", OPEN_AT, 8, EVERYONE);
        add("schedule.close-at", CLOSE_AT, 8, EVERYONE);
        add("schedule.epoch-cycle", EPOCH_CYCLE, 8, EVERYONE);
        add("schedule.epoch-tick", EPOCH_TICK, 8, EVERYONE);
        time("kernel.account-from", ACCOUNT_FROM, EVERYONE);
        add("kernel.account", ACCOUNT, 4, EVERYONE);
        add("schedule.members", MEMBERS, 8, EVERYONE);
        add("kernel.booting", BOOTING, 4, EVERYONE);
        add("schedule.window-count", WINDOW_COUNT, 4, EVERYONE);
        add("schedule.frame-us", FRAME_US, 4, EVERYONE);
        add("schedule.start-us", START_US, 4, EVERYONE);
        add("schedule.lead-us", LEAD_US, 4, EVERYONE);
        add("schedule.switch-at", SWITCH_AT, 8, EVERYONE);
        add("watchdog.enabled", WATCHDOG, 4, EVERYONE);
        add("watchdog.closed-us", WATCHDOG_CLOSED_US, 4, EVERYONE);
        add("watchdog.open-us", WATCHDOG_OPEN_US, 4, EVERYONE);
        for (int i = 0; i < system.schedule().windows().size(); i++) {
            String window = "schedule.window" + i + ".";
            int at = WINDOWS + i * WINDOW_STRIDE;
            add(window + "start-us", at + WINDOW_START_US, 4, EVERYONE);
            add(window + "duration-us", at + WINDOW_DURATION_US, 4, EVERYONE);
            add(window + "members", at + WINDOW_MEMBERS, 8, EVERYONE);
        }
        if (system.schedule().windows().isEmpty()) {
            add("schedule.everybody", WINDOWS + WINDOW_MEMBERS, 8, EVERYONE);
        }
        profile();
        AddressMap devices = new AddressMap(system);
        long[] owners = new long[INTERRUPT_SOURCES];
        for (int i = 0; i < system.partitions().size(); i++) {
            for (InterruptEntry interrupt : system.partitions().get(i).interrupts()) {
                owners[devices.source(interrupt.device(), i)] = 1L << i;
            }
        }
        for (int source = 1; source < INTERRUPT_SOURCES; source++) {
            long owner = owners[source] == 0 ? EVERYONE : owners[source];
            add("interrupt" + source + ".owner", INTERRUPT_OWNERS + 4 * source, 4, owner);
        }
    }

    /** How often components of the kernel hung is theirs alone. */
    private void profile() {
        long components = 0;
        for (int i = 0; i < system.partitions().size(); i++) {
            boolean inKernel = system.partitions().get(i).placement() == Placement.KERNEL;
            components |= inKernel ? 1L << i : 0;
        }
        add("profile.on-kernel-fault", ON_KERNEL_FAULT, 4, EVERYONE);
        add("profile.boot-constant-us", BOOT_CONSTANT_US, 4, EVERYONE);
        add("hang.limit", HANG_LIMIT, 4, components);
        add("hang.count", HANGS, 4, components);
        add("hang.timeout", HANG_TIMEOUT, 8, components);
        add("hang.within", HANG_WITHIN, 8, components);
        for (int i = 0; i < MAX_HANG_LIMIT; i++) {
            time("hang" + i + ".time", HANG_TIMES + 8 * i, components);
        }
    }

    private void context(int index) {
        String name = name(index) + ".context.";
        int at = layout.partition(index);
        long own = 1L << index;
        add(name + "pc", at + PC, 4, own);
        words(name + "x", 1, at + PC + 4, 31, own);
        for (int register = 0; register < 32; register++) {
            add(name + "f" + register, at + F + 8 * register, 8, own);
        }
        add(name + "mstatus", at + MSTATUS, 4, own);
        add(name + "fcsr", at + FCSR, 4, own);
        words(name(index) + ".pmp.pmpaddr", 0, at + PMPADDR, 16, own);
        words(name(index) + ".pmp.pmpcfg", 0, at + PMPCFG, 4, own);
    }

    private void thread(int index) {
        String name = name(index) + ".";
        int at = layout.partition(index);
        long own = 1L << index;
        add(name + "state", at + STATE, 4, own);
        add(name + "priority", at + PRIORITY, 4, own);
        add(name + "placement", at + PLACEMENT, 4, own);
        time(name + "busy-since", at + BUSY_SINCE, own);
        add(name + "pending", at + PENDING, 8, own);
        add(name + "callers", at + CALLERS, 8, own);
        add(name + "serving", at + SERVING, 4, own);
        add(name + "ipc", at + IPC, 4, own);
        add(name + "call.to", at + CALL_TO, 4, own);
        add(name + "call.channel", at + CALL_CHANNEL, 4, own);
        add(name + "call.info", at + CALL_INFO, 4, own);
        add(name + "entry", at + ENTRY, 4, own);
        add(name + "restarts", at + RESTARTS, 4, own);
        add(name + "copy.segment", at + COPY_SEGMENT, 4, own);
        add(name + "copy.offset", at + COPY_OFFSET, 4, own);
        words(name + "interrupts-enabled", 0, at + INTERRUPTS_ENABLED, INTERRUPT_WORDS, own);
        words(name + "interrupts-owned", 0, at + INTERRUPTS_OWNED, INTERRUPT_WORDS, own);
        add(name + "budget", at + BUDGET, 8, own);
        add(name + "period", at + PERIOD, 8, own);
        add(name + "refill.head", at + REFILL_HEAD, 4, own);
        add(name + "refill.count", at + REFILL_COUNT, 4, own);
        for (int i = 0; i < MAX_REFILLS; i++) {
            int refill = at + REFILLS + i * REFILL_STRIDE;
            time(name + "refill" + i + ".time", refill + REFILL_TIME, own);
            time(name + "refill" + i + ".amount", refill + REFILL_AMOUNT, own);
        }
    }

    private void health(int index) {
        String name = name(index) + ".health.";
        int at = layout.partition(index);
        long own = 1L << index;
        words(name + "action", 0, at + HEALTH_ACTIONS, 7, own);
        add(name + "notify", at + HEALTH_NOTIFY, 4, own);
        add(name + "channel", at + HEALTH_CHANNEL, 4, own);
        add(name + "restart-limit", at + RESTART_LIMIT, 4, own);
        add(name + "restart-within", at + RESTART_WITHIN, 8, own);
        add(name + "back-off", at + BACK_OFF, 8, own);
        add(name + "back-off-max", at + BACK_OFF_MAX, 8, own);
        time(name + "back-off-last", at + BACK_OFF_LAST, own);
        time(name + "copy-from", at + COPY_FROM, own);
        for (int i = 0; i < MAX_RESTART_LIMIT; i++) {
            time(name + "restart" + i + ".time", at + RESTART_TIMES + 8 * i, own);
        }
    }

    /** What the description fixes, and the timers. */
    private void tables(int index) {
        Partition partition = system.partitions().get(index);
        String name = partition.name() + ".";
        int at = layout.partition(index);
        long own = 1L << index;
        add(name + "segment-count", at + SEGMENT_COUNT, 4, own);
        words(name + "segment-word", 0, at + SEGMENTS, MAX_SEGMENTS * SEGMENT_STRIDE / 4, own);
        for (int i = 0; i < MAX_SEGMENTS; i++) {
            int source = (i * SEGMENT_STRIDE + SEGMENT_ROM) / 4;
            placed.add(name + "segment-word" + source);
        }
        add(name + "region-count", at + REGION_COUNT, 4, own);
        words(name + "region-word", 0, at + REGIONS, MAX_REGIONS * REGION_STRIDE / 4, own);
        add(name + "timer-count", at + TIMER_COUNT, 4, own);
        for (int i = 0; i < partition.timers().size(); i++) {
            String timer = name + "timer" + i + ".";
            int row = at + TIMERS + i * TIMER_STRIDE;
            add(timer + "channel", row + TIMER_CHANNEL, 4, own);
            add(timer + "job", row + TIMER_JOB, 4, own);
            add(timer + "period", row + TIMER_PERIOD, 8, own);
            add(timer + "next", row + TIMER_NEXT, 8, own);
            add(timer + "deadline", row + TIMER_DEADLINE, 8, own);
            add(timer + "released", row + TIMER_RELEASED, 8, own);
        }
        words(name + "capability", 0, at + CAPABILITIES, CHANNELS, own);
        words(name + "port-capability", 0, at + PORT_CAPABILITIES, CHANNELS, own);
    }

    private void ends() {
        for (int i = 0; i < system.channels().size(); i++) {
            end(2 * i, system.channels().get(i).a());
            end(2 * i + 1, system.channels().get(i).b());
        }
    }

    private void end(int index, End owner) {
        String name = "channel." + owner.partition() + "." + owner.id() + ".";
        int at = layout.end(index);
        long own = bit(owner);
        add(name + "peer", at + END_PEER, 4, own);
        add(name + "peer-channel", at + END_PEER_CHANNEL, 4, own);
        add(name + "may-call", at + END_MAY_CALL, 4, own);
    }

    private void ports() {
        for (int i = 0; i < system.ports().size(); i++) {
            SamplingPort port = system.ports().get(i);
            String name = "port." + port.name() + ".";
            int at = layout.port(i);
            long writer = bit(port.writer());
            long users = writer;
            for (End reader : port.readers()) {
                users |= bit(reader);
            }
            add(name + "size", at + PORT_SIZE, 4, users);
            add(name + "buffer-address", at + PORT_BUFFER, 4, users);
            add(name + "refresh", at + PORT_REFRESH, 8, users);
            add(name + "written", at + PORT_WRITTEN, 4, writer);
            time(name + "written-at", at + PORT_WRITTEN_AT, writer);
            add(name + "buffer", layout.portBuffer(i), port.size(), writer);
        }
    }

    /** What both ends change is state of those who have both. */
    private void queues() {
        for (int i = 0; i < system.queues().size(); i++) {
            QueuingPort queue = system.queues().get(i);
            int index = system.ports().size() + i;
            String name = "queue." + queue.name() + ".";
            int at = layout.port(index);
            long ends = bit(queue.sender()) | bit(queue.receiver());
            add(name + "size", at + PORT_SIZE, 4, ends);
            add(name + "buffer-address", at + PORT_BUFFER, 4, ends);
            add(name + "depth", at + QUEUE_DEPTH, 4, ends);
            add(name + "tells", at + QUEUE_TELLS, 4, ends);
            joint(name + "head", at + QUEUE_HEAD, 4, ends);
            joint(name + "count", at + QUEUE_COUNT, 4, ends);
            joint(name + "lost", at + QUEUE_LOST, 4, ends);
            joint(name + "buffer", layout.portBuffer(index), layout.portBytes(index), ends);
        }
    }

    private void joint(String name, int address, int bytes, long ends) {
        add(name, address, bytes, ends);
        joint.add(name);
    }

    private void dma() {
        add(DMA + "gated", layout.dmaGated(), 4, EVERYONE);
        for (int i = 0; i < layout.dmaMasters(); i++) {
            String name = DMA + "master" + i + ".";
            add(name + "owners", layout.dmaMaster(i) + DMA_OWNERS, 8, EVERYONE);
            add(name + "top", layout.dmaMaster(i) + DMA_TOP, 4, EVERYONE);
        }
        for (int i = 0; i < layout.dmaEntries(); i++) {
            String name = DMA + "entry" + i + ".";
            add(name + "address", layout.dmaEntry(i) + ENTRY_ADDRESS, 4, EVERYONE);
            add(name + "configuration", layout.dmaEntry(i) + ENTRY_CONFIGURATION, 4, EVERYONE);
        }
    }

    private String name(int partition) {
        return system.partitions().get(partition).name();
    }

    private void words(String name, int first, int address, int count, long owners) {
        for (int i = 0; i < count; i++) {
            add(name + (first + i), address + 4 * i, 4, owners);
        }
    }

    private void time(String name, int address, long owners) {
        fields.add(new Field(name, address, 8, owners, true));
    }

    private void add(String name, int address, int bytes, long owners) {
        fields.add(new Field(name, address, bytes, owners, false));
    }
}
