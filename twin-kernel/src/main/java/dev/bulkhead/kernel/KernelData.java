package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.*;

import dev.bulkhead.input.InputError;
import dev.bulkhead.kernel.PartitionImage.Segment;
import dev.bulkhead.kernel.PmpTable.Range;
import dev.bulkhead.system.BrokenRules;
import dev.bulkhead.system.Health;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.KernelProfile.HangLimits;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.Placement;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.InterruptEntry;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.system.SystemDescription.Timer;
import dev.bulkhead.system.SystemDescription.Window;

import java.util.ArrayList;
import java.util.List;

/** Writes the pristine kernel data of a system: every table as it stands at boot. */
final class KernelData {
    private static final int MAX_PARTITIONS = 63;

    /** Cycles of more than a thousand years. */
    private static final long ENDLESS = 1L << 62;

    private final SystemDescription system;
    private final List<PartitionImage> images;
    private final AddressSpaces spaces;
    private final Mechanisms off;
    private final BrokenRules broken;
    private final DmaTable dma;
    private final KernelLayout layout;
    private final byte[] bytes;

    KernelData(
            SystemDescription system,
            List<PartitionImage> images,
            AddressSpaces spaces,
            Mechanisms off,
            BrokenRules broken) {
        this.system = system;
        this.images = images;
        this.spaces = spaces;
        this.off = off;
        this.broken = broken;
        limit("the system", "partitions", system.partitions().size(), MAX_PARTITIONS);
        limit("schedule", "windows", system.schedule().windows().size(), MAX_WINDOWS);
        dma = DmaTable.of(system, spaces, off, broken);
        List<Integer> portBytes = new ArrayList<>();
        for (SamplingPort port : system.ports()) {
            limit("port " + port.name(), "bytes", port.size(), MAX_PORT_BYTES);
            portBytes.add(port.size());
        }
        for (QueuingPort queue : system.queues()) {
            limit("queue " + queue.name(), "bytes", queue.size(), MAX_PORT_BYTES);
            portBytes.add(queue.depth() * slotBytes(queue.size()));
        }
        layout =
                KernelLayout.of(
                        system.partitions().size(),
                        2 * system.channels().size(),
                        portBytes,
                        dma.masters().size(),
                        dma.entries().size());
        limit("the system", "bytes of kernel data", layout.dataEnd() - BASE, BYTES);
        bytes = new byte[layout.dataEnd() - BASE];
    }

    KernelLayout layout() {
        return layout;
    }

    private static void limit(String place, String what, int count, int most) {
        if (count > most) {
            throw tooMany(place, what, count, most);
        }
    }

    private static InputError tooMany(String place, String what, int count, int most) {
        return new InputError(
                place, "%d %s, at most %d".formatted(count, what, most), "have fewer");
    }

    /**
     * @param segments of each partition, patched
     * @param places where in ROM each one's content lies
     */
    byte[] bytes(List<List<Segment>> segments, List<List<Integer>> places) {
        schedule();
        profile();
        for (int i = 0; i < layout.partitions(); i++) {
            partition(i);
            interrupts(i);
            timers(i);
            health(i);
            segments(i, segments.get(i), places.get(i));
        }
        channels();
        ports();
        queues();
        dma();
        return bytes;
    }

    private void dma() {
        put(layout.dmaGated(), dma.gated());
        for (int i = 0; i < dma.masters().size(); i++) {
            put64(layout.dmaMaster(i) + DMA_OWNERS, dma.masters().get(i).owners());
            put(layout.dmaMaster(i) + DMA_TOP, dma.masters().get(i).top());
        }
        for (int i = 0; i < dma.entries().size(); i++) {
            put(layout.dmaEntry(i) + ENTRY_ADDRESS, dma.entries().get(i).address());
            put(layout.dmaEntry(i) + ENTRY_CONFIGURATION, dma.entries().get(i).configuration());
        }
    }

    private void schedule() {
        var schedule = system.schedule();
        put(LOADED, NONE);
        put(ACCOUNT, NONE);
        put(WINDOW_COUNT, schedule.windows().size());
        put(WINDOW, Math.max(0, schedule.windows().size() - 1));
        if (schedule.windows().isEmpty()) {
            put64(WINDOWS + WINDOW_MEMBERS, (1L << layout.partitions()) - 1);
        }
        put64(FRAME, -1);
        put(WINDOW_STATE, WINDOW_CLOSED);
        put(FRAME_US, schedule.majorFrameUs());
        put(START_US, schedule.startUs());
        // mechanism window-padding: off, the timer fires at the window's cycle itself
        put(LEAD_US, off.isOff(Mechanism.WINDOW_PADDING) ? 0 : schedule.paddingUs());
        // mechanism watchdog: off, nobody enables it
        boolean watched = !schedule.watchdog().isEmpty() && !off.isOff(Mechanism.WATCHDOG);
        put(WATCHDOG, watched ? 1 : 0);
        put(WATCHDOG_CLOSED_US, schedule.majorFrameUs() / 2);
        put(WATCHDOG_OPEN_US, schedule.majorFrameUs());
        for (int i = 0; i < schedule.windows().size(); i++) {
            Window window = schedule.windows().get(i);
            int following =
                    i + 1 < schedule.windows().size()
                            ? schedule.windows().get(i + 1).startUs()
                            : schedule.majorFrameUs() + schedule.windows().getFirst().startUs();
            if (following - schedule.paddingUs() <= window.startUs()) {
                broken.add(
                        Rule.T2,
                        new InputError(
                                "window " + i,
                                "the padding of the next window leaves nothing of it",
                                "make it longer than padding_us " + schedule.paddingUs()));
            }
            int at = WINDOWS + i * WINDOW_STRIDE;
            put(at + WINDOW_START_US, window.startUs());
            put(at + WINDOW_DURATION_US, window.durationUs());
            long members = 0;
            for (String name : window.partitions()) {
                members |= 1L << index(name);
            }
            put64(at + WINDOW_MEMBERS, members);
        }
    }

    private void profile() {
        KernelProfile profile = system.profile();
        put(ON_KERNEL_FAULT, profile.onKernelFault().ordinal());
        put(BOOT_CONSTANT_US, profile.bootConstantUs());
        HangLimits hangs = profile.hangs();
        limit("profile " + profile.name(), "hangs allowed", hangs.limit(), MAX_HANG_LIMIT);
        put(HANG_LIMIT, hangs.limit());
        put64(HANG_TIMEOUT, cycles(hangs.timeoutUs()));
        put64(HANG_WITHIN, cycles(hangs.withinUs()));
    }

    private void partition(int index) {
        Partition partition = system.partitions().get(index);
        int at = layout.partition(index);
        put(at + STATE, COPYING);
        put(at + PLACEMENT, partition.placement() == Placement.KERNEL ? 1 : 0);
        put(at + PRIORITY, partition.priority());
        put(at + ENTRY, images.get(index).entry());
        put(at + IPC, images.get(index).symbols().get(PartitionImage.IPC_SYMBOL));
        // mechanism budget: off, nothing that a run can last uses it up
        long budget = off.isOff(Mechanism.BUDGET) ? ENDLESS : cycles(partition.budgetUs());
        put64(at + BUDGET, budget);
        put64(at + PERIOD, cycles(partition.periodUs()));
        put(at + REFILL_COUNT, 1);
        put64(at + REFILLS + REFILL_AMOUNT, budget);
        // mechanism pmp: off, one entry opens everything
        PmpTable pmp = off.isOff(Mechanism.PMP) ? PmpTable.open() : PmpTable.of(reach(index));
        if (pmp.size() > PmpTable.ENTRIES) {
            broken.add(
                    Rule.S6,
                    tooMany(
                            "partition " + partition.name(),
                            "PMP entries",
                            pmp.size(),
                            PmpTable.ENTRIES));
        }
        for (int entry = 0; entry < PmpTable.ENTRIES; entry++) {
            put(at + PMPADDR + 4 * entry, pmp.address(entry));
        }
        for (int word = 0; word < PmpTable.ENTRIES / 4; word++) {
            put(at + PMPCFG + 4 * word, pmp.configuration(word));
        }
        List<Range> memory = spaces.memory(index);
        limit("partition " + partition.name(), "memory ranges", memory.size(), MAX_REGIONS);
        put(at + REGION_COUNT, memory.size());
        for (int i = 0; i < memory.size(); i++) {
            int region = at + REGIONS + i * REGION_STRIDE;
            put(region + REGION_FIRST, (int) memory.get(i).from());
            put(region + REGION_LAST, (int) (memory.get(i).to() - 1));
            put(
                    region + REGION_RIGHTS,
                    (memory.get(i).permissions().read() ? RIGHT_READ : 0)
                            | (memory.get(i).permissions().write() ? RIGHT_WRITE : 0));
        }
    }

    /** What the PMP entries of a partition open. */
    private List<Range> reach(int index) {
        List<Range> ranges = spaces.everything(index);
        // mechanism region-permission: off for a region, everybody may read and write it
        for (String target : off.targets(Mechanism.REGION_PERMISSION)) {
            for (Range open : spaces.opened(Mechanisms.opened(target, system), layout)) {
                if (ranges.stream().noneMatch(own -> own.overlaps(open))) {
                    ranges.add(open);
                }
            }
        }
        AddressSpaces.sort(ranges);
        return ranges;
    }

    private void interrupts(int index) {
        Partition partition = system.partitions().get(index);
        AddressMap devices = new AddressMap(system);
        int at = layout.partition(index);
        for (InterruptEntry interrupt : partition.interrupts()) {
            int source = devices.source(interrupt.device(), index);
            if (source == -1) {
                throw new InputError(
                        "partition " + partition.name(),
                        "interrupt of '" + interrupt.device() + "', which is no device",
                        "name a device of the board or '" + AddressMap.CONSOLE + "'");
            }
            put(INTERRUPT_OWNERS + 4 * source, index + 1 | interrupt.channel() << 8);
            int owned = at + INTERRUPTS_OWNED + 4 * (source >>> 5);
            put(owned, get(owned) | 1 << (source & 31));
            capability(index, interrupt.channel(), source << 8 | CAPABILITY_INTERRUPT);
        }
    }

    private void timers(int index) {
        Partition partition = system.partitions().get(index);
        limit("partition " + partition.name(), "timers", partition.timers().size(), MAX_TIMERS);
        put(layout.partition(index) + TIMER_COUNT, partition.timers().size());
        for (int i = 0; i < partition.timers().size(); i++) {
            Timer timer = partition.timers().get(i);
            int at = layout.partition(index) + TIMERS + i * TIMER_STRIDE;
            put(at + TIMER_CHANNEL, timer.channel());
            put64(at + TIMER_PERIOD, cycles(timer.periodUs()));
            put64(at + TIMER_NEXT, cycles((long) system.schedule().startUs() + timer.offsetUs()));
            put64(at + TIMER_DEADLINE, cycles(timer.deadlineUs()));
        }
    }

    private void health(int index) {
        var health = system.partitions().get(index).health();
        int at = layout.partition(index);
        for (Health.Error error : Health.Error.TABLED) {
            Health.Action action = health.actions().getOrDefault(error, Health.Action.LOG);
            // mechanism restart: off, what would be restarted is stopped
            if (action == Health.Action.RESTART && off.isOff(Mechanism.RESTART)) {
                action = Health.Action.STOP;
            }
            put(at + HEALTH_ACTIONS + 4 * error.ordinal(), action.ordinal());
        }
        boolean tells = !health.notifyPartition().isEmpty();
        put(at + HEALTH_NOTIFY, tells ? index(health.notifyPartition()) + 1 : 0);
        put(at + HEALTH_CHANNEL, health.notifyChannel());
        limit(
                "partition " + system.partitions().get(index).name(),
                "restarts allowed",
                health.restartLimit(),
                MAX_RESTART_LIMIT);
        // mechanism restart-limit: off, no count reaches it
        boolean limited = !off.isOff(Mechanism.RESTART_LIMIT);
        put(at + RESTART_LIMIT, limited ? health.restartLimit() : Integer.MAX_VALUE);
        put64(at + RESTART_WITHIN, cycles(health.restartWithinUs()));
        // mechanism back-off: off, no restart waits
        boolean waits = !off.isOff(Mechanism.BACK_OFF);
        put64(at + BACK_OFF, waits ? cycles(health.backOffUs()) : 0);
        put64(at + BACK_OFF_MAX, waits ? cycles(health.backOffMaxUs()) : 0);
    }

    private void segments(int index, List<Segment> segments, List<Integer> places) {
        int at = layout.partition(index);
        limit(
                "partition " + system.partitions().get(index).name(),
                "segments",
                segments.size(),
                MAX_SEGMENTS);
        put(at + SEGMENT_COUNT, segments.size());
        for (int i = 0; i < segments.size(); i++) {
            int row = at + SEGMENTS + i * SEGMENT_STRIDE;
            put(row + SEGMENT_ROM, places.get(i));
            put(row + SEGMENT_RAM, segments.get(i).address());
            put(row + SEGMENT_FILE_BYTES, segments.get(i).content().length());
            put(row + SEGMENT_BYTES, segments.get(i).bytes());
        }
    }

    private void channels() {
        for (int i = 0; i < system.channels().size(); i++) {
            Channel channel = system.channels().get(i);
            end(2 * i, channel.a(), channel.b(), channel.call());
            end(2 * i + 1, channel.b(), channel.a(), false);
        }
    }

    private void end(int end, End own, End peer, boolean mayCall) {
        int at = layout.end(end);
        put(at + END_PEER, index(peer.partition()));
        put(at + END_PEER_CHANNEL, peer.id());
        put(at + END_MAY_CALL, mayCall ? 1 : 0);
        capability(index(own.partition()), own.id(), end << 8 | CAPABILITY_CHANNEL);
    }

    private void capability(int partition, int channel, int value) {
        put(layout.partition(partition) + CAPABILITIES + 4 * channel, value);
    }

    private void ports() {
        for (int i = 0; i < system.ports().size(); i++) {
            SamplingPort port = system.ports().get(i);
            int at = layout.port(i);
            put(at + PORT_SIZE, port.size());
            put(at + PORT_BUFFER, layout.portBuffer(i));
            put64(at + PORT_REFRESH, cycles(port.refreshUs()));
            portCapability(port.writer(), i << 8 | PORT_WRITER);
            for (End reader : port.readers()) {
                portCapability(reader, i << 8 | PORT_READER);
            }
        }
    }

    private void queues() {
        for (int i = 0; i < system.queues().size(); i++) {
            QueuingPort queue = system.queues().get(i);
            int index = system.ports().size() + i;
            int at = layout.port(index);
            put(at + PORT_SIZE, queue.size());
            put(at + PORT_BUFFER, layout.portBuffer(index));
            put(at + QUEUE_DEPTH, queue.depth());
            put(at + QUEUE_TELLS, tells(queue) ? 1 : 0);
            portCapability(queue.sender(), index << 8 | QUEUE_SENDER);
            portCapability(queue.receiver(), index << 8 | QUEUE_RECEIVER);
        }
    }

    /** Nothing of a receiver may reach a sender of a higher level. */
    private boolean tells(QueuingPort queue) {
        Partition sender = system.partitions().get(index(queue.sender().partition()));
        Partition receiver = system.partitions().get(index(queue.receiver().partition()));
        return sender.level().compareTo(receiver.level()) <= 0;
    }

    private void portCapability(End end, int value) {
        put(layout.partition(index(end.partition())) + PORT_CAPABILITIES + 4 * end.id(), value);
    }

    private int index(String partition) {
        for (int i = 0; i < system.partitions().size(); i++) {
            if (system.partitions().get(i).name().equals(partition)) {
                return i;
            }
        }
        throw new InputError(
                "the system", "there is no partition '" + partition + "'", "name one there is");
    }

    private long cycles(long us) {
        return Machine.cycles(us, system.board().clockHz());
    }

    private int get(int address) {
        int value = 0;
        for (int i = 3; i >= 0; i--) {
            value = value << 8 | bytes[address - BASE + i] & 0xff;
        }
        return value;
    }

    private void put(int address, int value) {
        for (int i = 0; i < 4; i++) {
            bytes[address - BASE + i] = (byte) (value >>> 8 * i);
        }
    }

    private void put64(int address, long value) {
        put(address, (int) value);
        put(address + 4, (int) (value >>> 32));
    }
}
