package dev.bulkhead.runner;

import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.wire.WiredBus;
import dev.bulkhead.document.Text;
import dev.bulkhead.fault.Effect;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.fault.When;
import dev.bulkhead.input.InputError;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceSink;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * One run of a twin from power-on, with commands that enter at stated times. The same commands at
 * the same times give the same trace, however the time between was cut into stretches.
 */
final class LiveRun {
    private final LivePlan plan;
    private final String scenarioName;
    private final Twin twin;

    /** Faults and visitors in the order in which they came: on a bus that is their rank. */
    private final List<Guest> guests = new ArrayList<>();

    private final Set<Injection> untold = new LinkedHashSet<>();
    private SimTime at = SimTime.ZERO;

    /** What came to a twin from outside and stays there; no part of the twin's state. */
    private sealed interface Guest {
        Stateful state();

        record Armed(Injection state) implements Guest {}

        record Sending(Visitor state) implements Guest {}
    }

    /**
     * A run as it stood.
     *
     * @param guests in the order in which they came
     */
    record Kept(
            String scenarioName,
            Scenario scenario,
            SimTime at,
            Snapshot twin,
            List<KeptGuest> guests) {
        Kept {
            guests = List.copyOf(guests);
        }
    }

    /** What came to it from outside, and how it stood. */
    sealed interface KeptGuest {
        Snapshot state();

        record Armed(Fault fault, Snapshot state) implements KeptGuest {}

        /**
         * @param bus by name
         */
        record Sending(String bus, Snapshot state) implements KeptGuest {}

        private static KeptGuest of(Guest guest) {
            return switch (guest) {
                case Guest.Armed(Injection state) -> new Armed(state.fault(), Snapshot.of(state));
                case Guest.Sending(Visitor state) -> new Sending(state.bus(), Snapshot.of(state));
            };
        }
    }

    LiveRun(LivePlan plan, String scenarioName, Scenario scenario, TraceSink observer) {
        this.plan = plan;
        this.scenarioName = scenarioName;
        twin = new Twin(plan.hosted(), scenario, plan.settings(), observer);
    }

    /** A run that goes on from where another stood. */
    static LiveRun from(Kept kept, LivePlan plan, TraceSink observer) {
        LiveRun run = new LiveRun(plan, kept.scenarioName(), kept.scenario(), observer);
        for (KeptGuest guest : kept.guests()) {
            switch (guest) {
                case KeptGuest.Armed(Fault fault, _) -> run.arm(fault, "snapshot");
                case KeptGuest.Sending(String bus, _) -> run.visitor(run.bus(bus, "snapshot"));
            }
        }
        run.twin.restore(kept.twin());
        for (int i = 0; i < run.guests.size(); i++) {
            kept.guests().get(i).state().restoreInto(run.guests.get(i).state());
        }
        run.untold.removeIf(Injection::activated);
        run.at = kept.at();
        return run;
    }

    /** Keeps the run as it stands. */
    Kept keep() {
        return new Kept(
                scenarioName,
                twin.scenario(),
                at,
                twin.snapshot(),
                guests.stream().map(KeptGuest::of).toList());
    }

    /** As the user named it. */
    String scenarioName() {
        return scenarioName;
    }

    Twin twin() {
        return twin;
    }

    /** Up to where it was run: the time at which a command enters now. */
    SimTime at() {
        return at;
    }

    boolean ended() {
        return twin.ended();
    }

    String traceHash() {
        return twin.trace().hash();
    }

    /** The faults that have done something since this was asked last. */
    List<Injection> activated() {
        if (untold.isEmpty()) {
            return List.of();
        }
        List<Injection> activated = untold.stream().filter(Injection::activated).toList();
        activated.forEach(untold::remove);
        return activated;
    }

    void runUntil(SimTime until) {
        twin.runUntil(until);
        at = until;
    }

    /**
     * Lets a command enter now.
     *
     * @param place where it stands, for messages
     * @throws InputError if the system or the moment does not fit it; then nothing has changed
     */
    void apply(Command.Acting command, String place) {
        if (ended()) {
            throw new InputError(place, "the scenario has ended", "send rewind first");
        }
        // the hart stands on the first instruction at or after the stated time
        SimTime now = twin.now();
        switch (command) {
            case Command.Pedal pedal -> {
                if (twin.world().restbuses().stream()
                        .noneMatch(r -> r.pedalPercent().isPresent())) {
                    throw new InputError(
                            place, "no bus of the system has a pedal", "use another system");
                }
                pedal.percent()
                        .ifPresentOrElse(
                                percent -> twin.holdPedal(now, percent),
                                () -> twin.releasePedal(now));
            }
            case Command.Inject inject -> arm(timed(inject.fault(), place), place);
            case Command.Restart restart ->
                    twin.restart(now, partition(restart.partition(), place));
            case Command.Send(String bus, CanFrame frame, _) -> {
                if (frame.fd() && bus(bus, place).dataBitRate().isEmpty()) {
                    throw new InputError(
                            place,
                            "%s is an FD frame, and bus %s carries classic ones"
                                    .formatted(frame, Text.quote(bus)),
                            "send at most 8 bytes without FD");
                }
                visitor(bus(bus, place)).send(frame, now.ps(), place);
            }
        }
    }

    private void arm(Fault fault, String place) {
        Injection armed = Injection.arm(twin, plan.hostile(), fault, place);
        guests.add(new Guest.Armed(armed));
        untold.add(armed);
    }

    private CanBus bus(String name, String place) {
        List<String> names = twin.buses().stream().map(WiredBus::name).toList();
        if (!names.contains(name)) {
            throw new InputError(place, "no bus " + Text.quote(name), Text.remedyFor(name, names));
        }
        return twin.buses().get(names.indexOf(name));
    }

    /** The one on that bus, which comes when it is first asked for. */
    private Visitor visitor(CanBus bus) {
        for (Guest guest : guests) {
            if (guest instanceof Guest.Sending(Visitor visitor)
                    && visitor.bus().equals(bus.name())) {
                return visitor;
            }
        }
        Visitor visitor = new Visitor(bus);
        guests.add(new Guest.Sending(visitor));
        return visitor;
    }

    private Fault timed(Fault fault, String place) {
        if (fault.effect() instanceof Effect.Hostile) {
            throw new InputError(
                    place,
                    "a hostile image takes its place at power-on",
                    "send experiment instead");
        }
        return switch (fault.when()) {
            case When.Unsaid _ ->
                    new Fault(fault.target(), fault.effect(), new When.AtTime(at), fault.eccOff());
            case When.AtTime(SimTime time) when time.compareTo(at) < 0 -> throw past(fault, place);
            case When.AtCycle(long cycle) when cycle < twin.ecu().cycles() ->
                    throw past(fault, place);
            case When.Boot _ when at.ps() > 0 -> throw past(fault, place);
            default -> fault;
        };
    }

    private InputError past(Fault fault, String place) {
        return new InputError(
                place,
                "@%s is over, the twin stands at %s".formatted(fault.when().text(), at),
                "name a later time, or none to inject now");
    }

    private int partition(String name, String place) {
        List<String> names = twin.system().partitions().stream().map(Partition::name).toList();
        if (!names.contains(name)) {
            throw new InputError(
                    place, "no partition " + Text.quote(name), Text.remedyFor(name, names));
        }
        return names.indexOf(name);
    }
}
