package dev.bulkhead.kernel;

import static dev.bulkhead.kernel.KernelLayout.BACK_OFF;
import static dev.bulkhead.kernel.KernelLayout.BUDGET;
import static dev.bulkhead.kernel.KernelLayout.DMA_OWNERS;
import static dev.bulkhead.kernel.KernelLayout.DMA_TOP;
import static dev.bulkhead.kernel.KernelLayout.ENTRY_ADDRESS;
import static dev.bulkhead.kernel.KernelLayout.ENTRY_CONFIGURATION;
import static dev.bulkhead.kernel.KernelLayout.INTERRUPTS_OWNED;
import static dev.bulkhead.kernel.KernelLayout.INTERRUPT_OWNERS;
import static dev.bulkhead.kernel.KernelLayout.INTERRUPT_SOURCES;
import static dev.bulkhead.kernel.KernelLayout.LEAD_US;
import static dev.bulkhead.kernel.KernelLayout.PLACEMENT;
import static dev.bulkhead.kernel.KernelLayout.PMPADDR;
import static dev.bulkhead.kernel.KernelLayout.PMPCFG;
import static dev.bulkhead.kernel.KernelLayout.RESTART_LIMIT;
import static dev.bulkhead.kernel.KernelLayout.WATCHDOG;
import static dev.bulkhead.kernel.KernelLayout.WATCHDOG_CLOSED_US;
import static dev.bulkhead.kernel.KernelLayout.WATCHDOG_OPEN_US;
import static dev.bulkhead.kernel.KernelLayout.WINDOWS;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_COUNT;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_DURATION_US;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_MEMBERS;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_START_US;
import static dev.bulkhead.kernel.KernelLayout.WINDOW_STRIDE;

import dev.bulkhead.board.watchdog.WindowWatchdog;
import dev.bulkhead.system.SystemDescription;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/**
 * The tables that boot puts into the kernel's RAM, read back word by word as the hardware and the
 * kernel will read them. Who judges a configuration looks here, not at what it was made from.
 */
public final class KernelTables {
    private static final long RAM = Integer.toUnsignedLong(KernelLayout.BASE);

    final SystemDescription system;
    final KernelLayout layout;

    /** The word at an address of the kernel's RAM. */
    final IntUnaryOperator words;

    public KernelTables(SystemDescription system, KernelImage image) {
        this(system, image.layout(), image::pristine);
    }

    KernelTables(SystemDescription system, KernelLayout layout, IntUnaryOperator words) {
        this.system = system;
        this.layout = layout;
        this.words = words;
    }

    /** A row of the time table; bit i of {@code members} is partition i. */
    public record Slot(int startUs, int durationUs, long members) {}

    /**
     * A device that reaches memory by itself.
     *
     * @param device its name; its place in the list is its requestor number
     * @param owners bit i: in the windows of partition i it may
     * @param gated whether it is held back in all other windows
     * @param entries of its memory domain, by ascending number
     */
    public record DmaMaster(
            String device, long owners, boolean gated, List<ProtectionEntry> entries) {
        public DmaMaster {
            entries = List.copyOf(entries);
        }
    }

    /** Memory that is the kernel's own. */
    public static ProtectionEntry.Stretch kernelRam() {
        return new ProtectionEntry.Stretch(RAM, RAM + KernelLayout.BYTES);
    }

    /** The PMP entries that hold while a partition runs, those that are off included. */
    public List<ProtectionEntry> pmp(int partition) {
        int at = layout.partition(partition);
        List<ProtectionEntry> entries = new ArrayList<>();
        int below = 0;
        for (int i = 0; i < PmpTable.ENTRIES; i++) {
            int address = word(at + PMPADDR + 4 * i);
            int configuration = word(at + PMPCFG + (i & ~3)) >>> 8 * (i & 3) & 0xff;
            entries.add(new ProtectionEntry(i, address, configuration, below));
            below = address;
        }
        while (!entries.isEmpty() && entries.getLast().isUnused()) {
            entries.removeLast();
        }
        return List.copyOf(entries);
    }

    /**
     * What boot writes into the IOPMP, by the offset of the register and in that order; nothing if
     * no device has DMA.
     */
    public Map<Integer, Integer> dmaSettings() {
        return DmaProtection.settings(layout, this::word);
    }

    /** The devices with DMA in the order of their requestor numbers. */
    public List<DmaMaster> dma() {
        List<String> devices = new AddressMap(system).requestors();
        List<DmaMaster> masters = new ArrayList<>();
        int from = 0;
        for (int n = 0; n < devices.size(); n++) {
            int top = word(layout.dmaMaster(n) + DMA_TOP);
            List<ProtectionEntry> entries = new ArrayList<>();
            for (int i = from; i < top; i++) {
                int below = i == from ? 0 : word(layout.dmaEntry(i - 1) + ENTRY_ADDRESS);
                entries.add(
                        new ProtectionEntry(
                                i,
                                word(layout.dmaEntry(i) + ENTRY_ADDRESS),
                                word(layout.dmaEntry(i) + ENTRY_CONFIGURATION),
                                below));
            }
            masters.add(
                    new DmaMaster(
                            devices.get(n),
                            word64(layout.dmaMaster(n) + DMA_OWNERS),
                            (word(layout.dmaGated()) >>> n + 1 & 1) != 0,
                            entries));
            from = top;
        }
        return List.copyOf(masters);
    }

    /** Sources that are open in the windows of a partition, ascending: those of its mask. */
    public List<Integer> interrupts(int partition) {
        List<Integer> sources = new ArrayList<>();
        for (int source = 0; source < INTERRUPT_SOURCES; source++) {
            int mask = word(layout.partition(partition) + INTERRUPTS_OWNED + 4 * (source >>> 5));
            if ((mask >>> (source & 31) & 1) != 0) {
                sources.add(source);
            }
        }
        return List.copyOf(sources);
    }

    /** The partition that a source's interrupt goes to; -1: nobody. */
    public int interruptOwner(int source) {
        return (word(INTERRUPT_OWNERS + 4 * source) & 0xff) - 1;
    }

    /** The time table; empty if everybody may run at any time. */
    public List<Slot> windows() {
        List<Slot> slots = new ArrayList<>();
        for (int i = 0; i < word(WINDOW_COUNT); i++) {
            int at = WINDOWS + i * WINDOW_STRIDE;
            slots.add(
                    new Slot(
                            word(at + WINDOW_START_US),
                            word(at + WINDOW_DURATION_US),
                            word64(at + WINDOW_MEMBERS)));
        }
        return List.copyOf(slots);
    }

    /** So long before each window the timer fires, microseconds. */
    public int leadUs() {
        return word(LEAD_US);
    }

    public boolean watchdogEnabled() {
        return word(WATCHDOG) != 0;
    }

    /** A service earlier than that resets the ECU, microseconds. */
    public int watchdogClosedUs() {
        return word(WATCHDOG_CLOSED_US);
    }

    /** And one later than that, microseconds. */
    public int watchdogOpenUs() {
        return word(WATCHDOG_OPEN_US);
    }

    /**
     * What the first frame writes into the watchdog, by the offset of the register and in that
     * order; nothing if it is never enabled.
     */
    public Map<Integer, Integer> watchdogSettings() {
        Map<Integer, Integer> settings = new LinkedHashMap<>();
        if (watchdogEnabled()) {
            settings.put(WindowWatchdog.CLOSED_US, watchdogClosedUs());
            settings.put(WindowWatchdog.OPEN_US, watchdogOpenUs());
            settings.put(WindowWatchdog.CONTROL, Windows.DOG_ENABLE_AND_LOCK);
        }
        return settings;
    }

    /** Whether a partition's code runs in machine mode. */
    public boolean inKernel(int partition) {
        return word(layout.partition(partition) + PLACEMENT) != 0;
    }

    /** A partition's budget in cycles. */
    public long budgetCycles(int partition) {
        return word64(layout.partition(partition) + BUDGET);
    }

    /** Restarts allowed within the limit's time. */
    public int restartLimit(int partition) {
        return word(layout.partition(partition) + RESTART_LIMIT);
    }

    /** How long a restart waits, cycles. */
    public long backOffCycles(int partition) {
        return word64(layout.partition(partition) + BACK_OFF);
    }

    private int word(int address) {
        return words.applyAsInt(address);
    }

    private long word64(int address) {
        return Integer.toUnsignedLong(word(address)) | (long) word(address + 4) << 32;
    }
}
