package dev.bulkhead.twin;

import dev.bulkhead.can.BusLevel;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.ReplayedBus;
import dev.bulkhead.can.wire.WiredBus;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.kernel.KernelObjects;
import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.RamSource;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.PartitionStatistics;
import dev.bulkhead.trace.Trace;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceSink;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One ECU under a profile of the kernel model, its buses and its car, driven by one scenario. Two
 * twins of the same system, scenario, mechanisms and seed have the same trace.
 */
public final class Twin implements Stateful {
    /** After every other owner of events, so that all that is due at a time was done. */
    private static final int LOOK_RANK = 1 << 16;

    private static final int RESTART_RANK = LOOK_RANK - 1;

    private final LoadedSystem loaded;
    private final SystemDescription system;
    private final Scenario scenario;
    private final Scheduler scheduler = new Scheduler();
    private final World world;
    private final Ecu ecu;
    private final Trace trace;
    private final PartitionStatistics statistics;
    private final Measurements measurements;
    private final EventSource looks;
    private final EventSource restarts;
    private final SortedMap<Long, List<Runnable>> lookers = new TreeMap<>();
    private final Mechanisms mechanisms;
    private final KernelObjects kernelObjects;

    /**
     * @param off mechanisms that are switched off beside those that the description does without
     * @param seed names the random streams: the clock error of each node on a bus
     * @param profile name of the kernel profile that hosts the system
     * @param busLevel how closely the buses are modelled
     */
    public record Settings(Mechanisms off, long seed, String profile, BusLevel busLevel) {
        public static final Settings SHIPPED = new Settings(Mechanisms.ALL_ON, 1);

        /** With buses at frame level. */
        public Settings(Mechanisms off, long seed, String profile) {
            this(off, seed, profile, BusLevel.FRAME);
        }

        /** Under the microkernel. */
        public Settings(Mechanisms off, long seed) {
            this(off, seed, KernelProfile.MICROKERNEL);
        }
    }

    /**
     * Builds the twin as it is at power-on.
     *
     * @param observer told of every trace record; cannot change anything
     * @throws dev.bulkhead.input.InputError if the system cannot run
     */
    public Twin(LoadedSystem loaded, Scenario scenario, Settings settings, TraceSink observer) {
        this(
                HostedSystem.of(loaded, settings),
                scenario,
                Collections.emptySortedMap(),
                RamSource.NEW,
                observer);
    }

    /**
     * Builds a twin whose loop through the world is cut: the controllers named in {@code scripts}
     * meet the frames of another run and what they send reaches nobody.
     *
     * @param memory where its RAM comes from
     */
    public Twin(
            HostedSystem hosted,
            Scenario scenario,
            SortedMap<String, ReplayedBus.Script> scripts,
            RamSource memory,
            TraceSink observer) {
        loaded = hosted.loaded();
        system = hosted.description();
        this.scenario = scenario;
        KernelImage kernel = hosted.kernel();
        mechanisms = kernel.mechanisms();
        kernelObjects = hosted.objects();
        statistics = new PartitionStatistics(system.partitions().size());
        trace =
                new Trace(
                        kernel.imageHashes(),
                        record -> {
                            statistics.record(record);
                            disturbed(record);
                            observer.record(record);
                        });
        world = new World(system, scenario, scheduler, hosted.settings(), trace);
        world.cut(scheduler, scripts);
        ecu = new Ecu(system, kernel, scheduler, world, memory, trace, statistics);
        measurements = new Measurements(scheduler, world, scenario);
        looks = scheduler.register(EventClass.HART, LOOK_RANK, (_, _, at) -> look(at));
        restarts =
                scheduler.register(
                        EventClass.HART,
                        RESTART_RANK,
                        (_, partition, _) -> ecu.restart((int) partition));
        for (Scenario.ConsoleInput input : scenario.console()) {
            ecu.console(input);
        }
    }

    /**
     * Runs on until nothing before {@code until} is left to do, or the scenario has ended.
     *
     * @return whether the scenario has ended
     */
    public boolean runUntil(SimTime until) {
        while (!ended() && ecu.nowPs() < until.ps()) {
            ecu.advance(Math.min(until.ps(), measurements.endPs()));
        }
        return ended();
    }

    private void disturbed(TraceRecord record) {
        if (ecu != null) { // the ECU is made with the trace
            ecu.recorded(record);
        }
    }

    /**
     * Tells {@code target} from now on where a mechanism in firmware refuses or cuts something: it
     * counts that in a word of its image. Each store to that page of memory then takes longer, for
     * the simulator alone.
     */
    public void tellOfFirmware(TraceSink target) {
        for (int i = 0; i < system.partitions().size(); i++) {
            var symbols = loaded.images().get(system.partitions().get(i).name());
            int partition = i;
            for (Mechanism mechanism : Mechanism.values()) {
                mechanism
                        .counter()
                        .flatMap(symbols::symbol)
                        .ifPresent(s -> tell(target, s.address(), partition, mechanism));
            }
        }
    }

    private void tell(TraceSink target, int counter, int partition, Mechanism mechanism) {
        MemoryPort port = ecu.port();
        port.onStore(
                counter,
                Integer.BYTES,
                (master, _, _, nowPs) -> {
                    boolean counts =
                            master.kind() == Master.Kind.HART
                                    && port.ram().load(counter, Integer.BYTES) != 0
                                    && ecu.kernel().loaded() == partition;
                    if (counts) {
                        target.record(new TraceRecord.FirmwareRefused(nowPs, partition, mechanism));
                    }
                });
    }

    /** Tells {@code target} from now on of each frame that was sent, in place of who was told. */
    public void tap(BusTap target) {
        world.tap(target);
    }

    /** Lets {@code disturbance} act on the ECU from now on. */
    public void disturb(Disturbance disturbance) {
        ecu.disturb(disturbance);
    }

    /**
     * Holds the brake pedal at a position, whatever the scenario does to it meanwhile: a command
     * that enters at a stated time.
     *
     * @param at not in the past
     * @param percent 0 released, 100 fully pressed
     */
    public void holdPedal(SimTime at, double percent) {
        world.restbuses().forEach(restbus -> restbus.holdPedal(at, percent));
    }

    /** Gives the pedal back to the scenario: a command that enters at a stated time. */
    public void releasePedal(SimTime at) {
        world.restbuses().forEach(restbus -> restbus.releasePedal(at));
    }

    /**
     * Gives a recorded node a frame to send: an input of the run.
     *
     * @param at when it is offered to the bus; not in the past
     * @param bus its place in the description
     */
    public void play(SimTime at, int bus, String node, CanFrame frame) {
        world.restbuses().get(bus).play(at, node, frame);
    }

    /**
     * Has the health monitor restart a partition, as an operator would, even one that was stopped:
     * a command that enters at a stated time. The kernel takes it up at its next trap.
     *
     * @param at not in the past
     * @param partition its place in the description
     */
    public void restart(SimTime at, int partition) {
        restarts.schedule(at.ps(), 0, partition);
    }

    /** Runs to the scenario's end. */
    public void run() {
        runUntil(scenario.duration());
    }

    /** Whether the scenario has ended. */
    public boolean ended() {
        return ecu.nowPs() >= measurements.endPs();
    }

    /**
     * Calls {@code look} once when all events up to and at {@code at} were done and none after it,
     * the hart standing before the first instruction that starts then or later. It must change
     * nothing.
     *
     * @param at not in the past
     */
    public void lookAt(SimTime at, Runnable look) {
        lookers.computeIfAbsent(at.ps(), _ -> new ArrayList<>()).add(look);
        looks.schedule(at.ps(), 0, 0);
    }

    private void look(long atPs) {
        List<Runnable> due = lookers.remove(atPs);
        if (due != null) { // none in a twin restored from one in which somebody waited to look
            due.forEach(Runnable::run);
        }
    }

    /** Lets cycles pass until {@code until} even if the scenario has ended before. */
    public void runOn(SimTime until) {
        while (ecu.nowPs() < until.ps()) {
            ecu.advance(until.ps());
        }
    }

    /** Runs on until the kernel has ended an operation, or until {@code latest} has come. */
    public void runToKernelExit(SimTime latest) {
        long before = ecu.kernelExits();
        while (ecu.nowPs() < latest.ps() && ecu.kernelExits() == before) {
            ecu.advance(latest.ps());
        }
    }

    /** How far the hart has come. */
    public SimTime now() {
        return new SimTime(ecu.nowPs());
    }

    /** The description and the images it runs. */
    public LoadedSystem loaded() {
        return loaded;
    }

    /** What lies where in the kernel's RAM. */
    public KernelObjects kernelObjects() {
        return kernelObjects;
    }

    public SystemDescription system() {
        return system;
    }

    /** What is off, by the description or by the settings. */
    public Mechanisms mechanisms() {
        return mechanisms;
    }

    public Scenario scenario() {
        return scenario;
    }

    public Ecu ecu() {
        return ecu;
    }

    public World world() {
        return world;
    }

    public Trace trace() {
        return trace;
    }

    public PartitionStatistics statistics() {
        return statistics;
    }

    public Measurements measurements() {
        return measurements;
    }

    /** The whole state; unchanged pages are shared with earlier snapshots of this twin. */
    public Snapshot snapshot() {
        return Snapshot.of(this);
    }

    /** Goes back, or on, to a state of a twin of the same system, scenario and settings. */
    public void restore(Snapshot snapshot) {
        snapshot.restoreInto(this);
    }

    /** The buses in the description's order. */
    public List<WiredBus> buses() {
        return world.buses();
    }

    @Override
    public void describe(Fields fields) {
        fields.child("scheduler", scheduler);
        fields.child("world", world);
        fields.child("ecu", ecu);
        fields.child("trace", trace);
        fields.child("statistics", statistics);
        fields.child("measurements", measurements);
    }
}
