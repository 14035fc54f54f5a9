package dev.bulkhead.twin;

import dev.bulkhead.can.CanBus;
import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.kernel.PartitionImage;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.PartitionStatistics;
import dev.bulkhead.trace.Trace;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceSink;

import java.util.ArrayList;
import java.util.List;

/**
 * One ECU under a profile of the kernel model, its buses and its car, driven by one scenario. Two
 * twins of the same system, scenario, mechanisms and seed have the same trace.
 */
public final class Twin implements Stateful {
    private final LoadedSystem loaded;
    private final SystemDescription system;
    private final Scenario scenario;
    private final Scheduler scheduler = new Scheduler();
    private final World world;
    private final Ecu ecu;
    private final Trace trace;
    private final PartitionStatistics statistics;
    private final Measurements measurements;
    private final Mechanisms mechanisms;

    /**
     * @param off mechanisms that are switched off beside those that the description does without
     * @param seed names the random streams: the clock error of each node on a bus
     * @param profile name of the kernel profile that hosts the system
     */
    public record Settings(Mechanisms off, long seed, String profile) {
        public static final Settings SHIPPED = new Settings(Mechanisms.ALL_ON, 1);

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
        this.loaded = loaded;
        this.system = loaded.description().under("--profile", settings.profile());
        this.scenario = scenario;
        List<PartitionImage> images = new ArrayList<>();
        for (Partition partition : system.partitions()) {
            images.add(PartitionImage.of(partition.name(), loaded.images().get(partition.name())));
        }
        KernelImage kernel =
                KernelImage.build(system, images, KernelCosts.DEFAULTS, settings.off());
        mechanisms = kernel.mechanisms();
        statistics = new PartitionStatistics(images.size());
        trace =
                new Trace(
                        kernel.imageHashes(),
                        record -> {
                            statistics.record(record);
                            disturbed(record);
                            observer.record(record);
                        });
        world = new World(system, scenario, scheduler, settings.seed(), trace);
        ecu = new Ecu(system, kernel, scheduler, world, trace, statistics);
        measurements = new Measurements(scheduler, world, scenario);
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

    /** Lets {@code disturbance} act on the ECU from now on. */
    public void disturb(Disturbance disturbance) {
        ecu.disturb(disturbance);
    }

    /** Runs to the scenario's end. */
    public void run() {
        runUntil(scenario.duration());
    }

    /** Whether the scenario has ended. */
    public boolean ended() {
        return ecu.nowPs() >= measurements.endPs();
    }

    /** How far the hart has come. */
    public SimTime now() {
        return new SimTime(ecu.nowPs());
    }

    /** The description and the images it runs. */
    public LoadedSystem loaded() {
        return loaded;
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
    public List<CanBus> buses() {
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
