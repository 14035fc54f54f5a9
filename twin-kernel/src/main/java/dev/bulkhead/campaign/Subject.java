package dev.bulkhead.campaign;

import dev.bulkhead.can.ReplayedBus;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.HostileImages;
import dev.bulkhead.fault.HostileSystem;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.fault.When;
import dev.bulkhead.memory.RamSource;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.HostedSystem;
import dev.bulkhead.twin.Twin;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;

/** What is under test: a system, a scenario, and the settings of the runs. */
public final class Subject {
    private final LoadedSystem system;
    private final Scenario scenario;
    private final Twin.Settings settings;
    private final HostileImages hostile;
    private HostedSystem hosted;

    /**
     * @param hostile images that may take a partition's place in a faulty run
     */
    public Subject(
            LoadedSystem system, Scenario scenario, Twin.Settings settings, HostileImages hostile) {
        this.system = system;
        this.scenario = scenario;
        this.settings = settings;
        this.hostile = hostile;
    }

    /** Without hostile images. */
    public Subject(LoadedSystem system, Scenario scenario, Twin.Settings settings) {
        this(system, scenario, settings, HostileImages.NONE);
    }

    public LoadedSystem system() {
        return system;
    }

    public Scenario scenario() {
        return scenario;
    }

    public Twin.Settings settings() {
        return settings;
    }

    /**
     * The subject with the images that these faults put in; this one if they put in none.
     *
     * @param place where the faults' texts stand, for messages
     * @throws dev.bulkhead.input.InputError if a fault does not fit the system
     */
    @SuppressWarnings("ReferenceEquality") // the same system is given back if nothing is put in
    public Subject under(List<Fault> faults, String place) {
        LoadedSystem other = HostileSystem.of(system, faults, hostile, unsaid(), place);
        return other == system ? this : new Subject(other, scenario, settings, hostile);
    }

    /**
     * Arms a fault on a twin of its own.
     *
     * @throws dev.bulkhead.input.InputError if it does not fit the system; better before a long run
     */
    public void check(Fault fault, String place) {
        Injection.arm(under(List.of(fault), place).twin(_ -> {}), fault, place);
    }

    /** When a fault begins that does not say it. */
    private SimTime unsaid() {
        return new SimTime(Math.min(When.DEFAULT_PS, scenario.duration().ps() / 2));
    }

    /** A twin at power-on. */
    public Twin twin(TraceSink observer) {
        return twin(Collections.emptySortedMap(), RamSource.NEW, observer);
    }

    /** A twin at power-on, its loop through the world cut where there is a script. */
    Twin twin(SortedMap<String, ReplayedBus.Script> scripts, RamSource memory, TraceSink observer) {
        return new Twin(hosted(), scenario, scripts, memory, observer);
    }

    /** Built when the first twin is made. */
    private synchronized HostedSystem hosted() {
        if (hosted == null) {
            hosted = HostedSystem.of(system, settings);
        }
        return hosted;
    }

    ProtectedDomain domain() {
        return ProtectedDomain.of(system);
    }
}
