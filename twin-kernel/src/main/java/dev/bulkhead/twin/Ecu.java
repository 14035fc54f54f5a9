package dev.bulkhead.twin;

import dev.bulkhead.board.Device;
import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.board.aclint.Aclint;
import dev.bulkhead.board.bus.MemoryBus;
import dev.bulkhead.board.can.CtuCanFd;
import dev.bulkhead.board.display.Display;
import dev.bulkhead.board.display.Overlay;
import dev.bulkhead.board.finisher.Finisher;
import dev.bulkhead.board.iopmp.Iopmp;
import dev.bulkhead.board.plic.Plic;
import dev.bulkhead.board.uart.Uart;
import dev.bulkhead.board.watchdog.WindowWatchdog;
import dev.bulkhead.board.wireless.PacketSource;
import dev.bulkhead.board.wireless.Wireless;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Stop;
import dev.bulkhead.kernel.AddressMap;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.kernel.Microkernel;
import dev.bulkhead.memory.DmaPort;
import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.memory.RamSource;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.trace.FrameKey;
import dev.bulkhead.trace.PartitionStatistics;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.ResetCause;
import dev.bulkhead.trace.TraceSink;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The board of a description: one hart with the kernel model, memory and devices. */
public final class Ecu implements Stateful {
    private static final int RAM_BASE = 0x8000_0000;
    private static final int TIMER_HZ = 10_000_000;

    private final SystemDescription system;
    private final Scheduler scheduler;
    private final TraceSink trace;
    private final Clock clock;
    private final Ram ram;
    private final MemoryPort port;
    private final Hart hart;
    private final Snapshot hartAtPowerOn;
    private final Microkernel kernel;
    private final Plic plic = new Plic(1);
    private final List<Device> devices = new ArrayList<>();
    private final List<Uart> consoles = new ArrayList<>();
    private final List<Wireless> wireless = new ArrayList<>();
    private final List<InterruptLine> hartLines = new ArrayList<>();
    private final AddressMap addresses;
    private final Iopmp iopmp;
    private final MemoryBus bus;
    private final Display display;
    private final SortedMap<String, Device> named = new TreeMap<>();
    private final PartitionStatistics statistics;
    private final long firstFrameCycle;
    private final List<Disturbance> disturbances = new ArrayList<>();
    private boolean resetRequested;
    private long retiredBeforeReset;

    /** Partitions that the kernel is to restart when it is entered next, bit i for partition i. */
    private long restartsAsked;

    /** For who counts them from some moment on; no state. */
    private long kernelExits;

    Ecu(
            SystemDescription system,
            KernelImage image,
            Scheduler scheduler,
            World world,
            RamSource memory,
            TraceSink trace,
            PartitionStatistics statistics) {
        this.system = system;
        this.scheduler = scheduler;
        this.trace = trace;
        clock = Clock.ofHz(system.board().clockHz());
        ram = memory.ram(RAM_BASE, system.board().ramBytes());
        port = new MemoryPort(ram);
        bus = new MemoryBus(clock);
        addresses = new AddressMap(system);
        iopmp = new Iopmp(port, this::dmaRefused);
        port.mapRom("rom", KernelImage.ROM_BASE, image.rom());
        hart = new Hart(0, clock, port, CostTable.defaults(), this::eventCycle);
        hart.enableKernelEntries();
        hartAtPowerOn = Snapshot.of(hart);
        int rank = 0;
        Aclint aclint = new Aclint(1, Clock.ofHz(TIMER_HZ), scheduler, rank++);
        hart.setTimeSource(aclint::mtime);
        add(AddressMap.ACLINT, aclint);
        add(AddressMap.PLIC, plic);
        add(AddressMap.FINISHER, new Finisher((_, _, _) -> requestReset()));
        toHart(aclint.software(0), Cause.MACHINE_SOFTWARE);
        toHart(aclint.timer(0), Cause.MACHINE_TIMER);
        toHart(plic.external(0), Cause.MACHINE_EXTERNAL);
        add(AddressMap.IOPMP, iopmp);
        for (int i = 0; i < system.partitions().size(); i++) {
            Uart console =
                    new Uart("console " + system.partitions().get(i).name(), scheduler, rank++);
            console.interrupt().connect(plic.source(addresses.source(AddressMap.CONSOLE, i)));
            add(AddressMap.uart(i), console);
            consoles.add(console);
        }
        Display panel = null;
        Overlay overlay = null;
        for (DeviceEntry entry : system.board().devices()) {
            switch (entry.kind()) {
                case CTU_CAN_FD -> {
                    CtuCanFd controller =
                            new CtuCanFd(
                                    entry.name(),
                                    scheduler,
                                    rank,
                                    clock,
                                    world.medium(entry),
                                    busRank(entry));
                    observe(controller, entry);
                    controller.interrupt().connect(plic.source(addresses.source(entry.name(), 0)));
                    add(addresses.device(entry.name()), controller);
                }
                case DISPLAY -> {
                    DmaPort dma = dmaPort(entry, Master.scanOut(0));
                    panel = new Display(dma, bus, scheduler, rank);
                    panel.interrupt().connect(plic.source(addresses.source(entry.name(), 0)));
                    add(addresses.device(entry.name()), panel);
                }
                case DISPLAY_OVERLAY -> {
                    overlay = new Overlay(entry.name());
                    add(addresses.device(entry.name()), overlay);
                }
                case WIRELESS -> {
                    DmaPort dma = dmaPort(entry, Master.dma(wireless.size()));
                    PacketSource source = world.packets(entry);
                    Wireless radio = new Wireless(entry.name(), dma, bus, source, scheduler, rank);
                    radio.interrupt().connect(plic.source(addresses.source(entry.name(), 0)));
                    add(addresses.device(entry.name()), radio);
                    wireless.add(radio);
                }
                case WINDOW_WATCHDOG -> {
                    WindowWatchdog watchdog = new WindowWatchdog(scheduler, rank);
                    watchdog.resetRequest().connect(this::watchdogBites);
                    add(AddressMap.WATCHDOG, watchdog);
                }
            }
            named.put(entry.name(), devices.getLast());
            rank++;
        }
        display = panel;
        port.faults().correct(system.board().ecc() && !image.mechanisms().isOff(Mechanism.ECC));
        port.faults()
                .onCorrection(
                        (master, address, nowPs) ->
                                trace.record(
                                        new TraceRecord.EccCorrected(
                                                nowPs, master.kind(), address)));
        if (panel != null && overlay != null) {
            panel.setOverlay(overlay);
        }
        kernel = new Microkernel(hart, port, clock, image, trace, statistics);
        this.statistics = statistics;
        firstFrameCycle = system.board().clockHz() / 1_000_000 * system.schedule().startUs();
        hart.setPc(KernelImage.RESET_VECTOR);
    }

    private DmaPort dmaPort(DeviceEntry entry, Master master) {
        return iopmp.port(addresses.requestors().indexOf(entry.name()), master);
    }

    private void dmaRefused(int requestor, int address, boolean write, long atPs) {
        int owner = system.owner(addresses.requestors().get(requestor));
        trace.record(new TraceRecord.DmaRefused(atPs, owner, address, write));
    }

    private int busRank(DeviceEntry entry) {
        return (int)
                system.board().devices().stream()
                        .takeWhile(other -> !other.equals(entry))
                        .filter(other -> other.bus().equals(entry.bus()))
                        .count();
    }

    private void observe(CtuCanFd controller, DeviceEntry entry) {
        int owner = World.ownerOf(system, entry.name());
        int bus =
                system.buses().stream()
                        .map(SystemDescription.Bus::name)
                        .toList()
                        .indexOf(entry.bus());
        controller.observe(
                new CtuCanFd.Observer() {
                    @Override
                    public void taken(CanFrame frame, long atPs) {
                        trace.record(
                                new TraceRecord.FrameReceived(
                                        atPs,
                                        owner,
                                        bus,
                                        FrameKey.of(frame),
                                        World.payload(frame)));
                    }

                    @Override
                    public void requested(CanFrame frame, long atPs) {
                        trace.record(
                                new TraceRecord.FrameRequested(
                                        atPs,
                                        owner,
                                        bus,
                                        FrameKey.of(frame),
                                        World.payload(frame)));
                    }
                });
    }

    private void add(int base, Device device) {
        port.mapDevice(device.name(), base, device.size(), device);
        devices.add(device);
    }

    private void toHart(InterruptLine line, int cause) {
        line.connect((high, _) -> hart.setInterrupt(cause, high));
        hartLines.add(line);
    }

    private void watchdogBites(boolean high, long nowPs) {
        if (high) {
            trace.record(new TraceRecord.EcuReset(nowPs, ResetCause.WATCHDOG));
            requestReset();
        }
    }

    private void requestReset() {
        resetRequested = true;
        hart.requestStop();
    }

    /** Lets bytes of a scenario arrive on a partition's console. */
    void console(Scenario.ConsoleInput input) {
        for (int i = 0; i < consoles.size(); i++) {
            if (system.partitions().get(i).name().equals(input.partition())) {
                Uart console = consoles.get(i);
                input.bytes().forEach(value -> console.receive(value, input.at().ps()));
            }
        }
    }

    /**
     * Sends what a partition prints to {@code listener}.
     *
     * @param partition its place in the description
     */
    public void onConsole(int partition, Uart.Listener listener) {
        consoles.get(partition).onTransmit(listener);
    }

    /** Has the kernel restart a partition as soon as a trap takes the hart to it. */
    void restart(int partition) {
        restartsAsked |= 1L << partition;
    }

    /** The display, if the board has one. */
    public Optional<Display> display() {
        return Optional.ofNullable(display);
    }

    /** The check on the devices' way to memory. */
    public Iopmp iopmp() {
        return iopmp;
    }

    /** The wireless devices in the description's order. */
    public List<Wireless> wireless() {
        return List.copyOf(wireless);
    }

    public Ram ram() {
        return ram;
    }

    public Hart hart() {
        return hart;
    }

    /** Instructions retired since power-on. */
    public long instructions() {
        return retiredBeforeReset + hart.instret();
    }

    /** Cycles since power-on. */
    public long cycles() {
        return hart.cycle();
    }

    long nowPs() {
        return hart.nowPs();
    }

    /**
     * Runs the hart to the next event, or to {@code untilPs} if that is earlier, and what is due.
     */
    void advance(long untilPs) {
        long until = Math.min(eventCycle(), clock.edgeAtOrAfter(untilPs));
        // where a burst held the hart, events may have come due that are before what is due now
        if (!disturbances.isEmpty() && scheduler.nextPs() >= hart.nowPs()) {
            until = Math.min(until, disturb());
        }
        if (hart.cycle() < until) {
            Stop stop = hart.run(until);
            long since = hart.cycle();
            switch (stop) {
                case LIMIT, TRIGGER -> {}
                case WAIT_FOR_INTERRUPT -> {
                    hart.idleUntil(until);
                    statistics.idle(sinceFirstFrame(since));
                }
                case KERNEL_ENTRY -> {
                    disturbances.forEach(Disturbance::kernelEntered);
                    restartsAsked = kernel.enter(restartsAsked) ? 0 : restartsAsked;
                    statistics.inKernel(sinceFirstFrame(since));
                    kernelExits++;
                    waitForBus();
                    disturbances.forEach(Disturbance::kernelLeft);
                }
            }
        }
        if (scheduler.nextPs() <= hart.nowPs()) {
            while (scheduler.nextPs() <= hart.nowPs()) {
                scheduler.dispatchNext();
            }
            waitForBus();
        }
        if (resetRequested) { // after what was due meanwhile, the watchdog's bite among it
            reset();
        }
    }

    /** Cycles from one to now, less those of the first boot. */
    private long sinceFirstFrame(long cycle) {
        return Math.max(0, hart.cycle() - Math.max(cycle, firstFrameCycle));
    }

    /**
     * A hart that runs from RAM starts no instruction while a burst holds the bus; one in ROM, as
     * the kernel is, goes on. Bursts begin in events only, and only a kernel operation leads from
     * ROM to RAM, so that no other moment need be looked at.
     */
    private void waitForBus() {
        if (bus.freeCycle() > hart.cycle() && ram.contains(hart.pc(), 2)) {
            hart.idleUntil(bus.freeCycle());
        }
    }

    /** Lets those act that are due; the cycle at which the next one wants to. */
    private long disturb() {
        long next = Disturbance.NEVER;
        for (int i = 0; i < disturbances.size(); i++) { // at each advance; one may add another
            Disturbance disturbance = disturbances.get(i);
            while (disturbance.nextCycle() <= hart.cycle()) {
                disturbance.act();
            }
            next = Math.min(next, disturbance.nextCycle());
        }
        return Math.min(next, eventCycle());
    }

    /** A device by its name in the description, {@code aclint} and {@code plic} by theirs. */
    public Optional<Device> device(String name) {
        return Optional.ofNullable(named.get(name))
                .or(() -> devices.stream().filter(d -> d.name().equals(name)).findFirst());
    }

    /** All devices, the board's own too, always in the same order. */
    public List<Device> devices() {
        return Collections.unmodifiableList(devices);
    }

    /** The console of a partition, by its place in the description. */
    public Device consoleOf(int partition) {
        return consoles.get(partition);
    }

    /** Names of the devices that the description lists. */
    public Set<String> deviceNames() {
        return java.util.Collections.unmodifiableSet(named.keySet());
    }

    /** Ends the hart's run, so that disturbances are asked anew. */
    public void interruptRun() {
        hart.requestStop();
    }

    long kernelExits() {
        return kernelExits;
    }

    void disturb(Disturbance disturbance) {
        disturbances.add(disturbance);
    }

    void recorded(TraceRecord record) {
        disturbances.forEach(disturbance -> disturbance.recorded(record));
    }

    /** The way to memory and registers, likewise. */
    public MemoryPort port() {
        return port;
    }

    public Microkernel kernel() {
        return kernel;
    }

    /** The hart's clock. */
    public Clock clock() {
        return clock;
    }

    private long eventCycle() {
        long nextPs = scheduler.nextPs();
        return nextPs == Scheduler.NEVER ? Long.MAX_VALUE : clock.edgeAtOrAfter(nextPs);
    }

    /** Hart and devices start again; RAM keeps what it holds, as at a warm reset. */
    private void reset() {
        resetRequested = false;
        long cycle = hart.cycle();
        retiredBeforeReset += hart.instret();
        hartAtPowerOn.restoreInto(hart);
        hart.idleUntil(cycle);
        devices.forEach(device -> device.reset(hart.nowPs()));
        hartLines.forEach(line -> line.sink().level(line.isHigh(), hart.nowPs()));
        hart.setPc(KernelImage.RESET_VECTOR);
    }

    @Override
    public void describe(Fields fields) {
        fields.child("hart", hart);
        fields.child("ram", ram);
        fields.child("ramFaults", port.faults());
        fields.child("bus", bus);
        for (Device device : devices) {
            fields.child(device.name(), device);
        }
        resetRequested = fields.bool("resetRequested", resetRequested);
        retiredBeforeReset = fields.i64("retiredBeforeReset", retiredBeforeReset);
        restartsAsked = fields.i64("restartsAsked", restartsAsked);
    }
}
