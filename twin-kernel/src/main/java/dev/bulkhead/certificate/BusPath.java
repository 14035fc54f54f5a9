package dev.bulkhead.certificate;

import dev.bulkhead.campaign.ProtectedDomain;
import dev.bulkhead.restbus.RestbusNode;
import dev.bulkhead.restbus.RestbusNode.BrakeActuator;
import dev.bulkhead.restbus.RestbusNode.PedalSensor;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Bus;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Timer;
import dev.bulkhead.time.SimTime;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The longest way from a pedal that moves to an actuator that hears of it, as the sum of the bounds
 * of its parts. Parts that cannot be at their worst together are added all the same.
 *
 * @param parts in their order
 */
public record BusPath(List<Part> parts) {

    /** A stretch of the way, in picoseconds. */
    public record Part(String what, long ps) {}

    public BusPath {
        parts = List.copyOf(parts);
    }

    public long sumPs() {
        return parts.stream().mapToLong(Part::ps).sum();
    }

    /**
     * Of a protected bus with a pedal and an actuator, over its driver and the first protected
     * partition with a timer that reads what the driver writes and writes what it reads.
     */
    static Optional<BusPath> of(
            Configuration c, ExecutionTimes times, Bus bus, List<BusTiming.Frame> frames) {
        SystemDescription system = c.system();
        Optional<PedalSensor> pedal = first(bus, PedalSensor.class);
        Optional<BrakeActuator> actuator = first(bus, BrakeActuator.class);
        Optional<Partition> driver =
                system.board().devices().stream()
                        .filter(d -> d.bus().equals(bus.name()) && system.owner(d.name()) >= 0)
                        .map(d -> system.partitions().get(system.owner(d.name())))
                        .findFirst();
        if (pedal.isEmpty() || actuator.isEmpty() || driver.isEmpty()) {
            return Optional.empty();
        }
        Optional<Partition> control =
                ProtectedDomain.of(system).names().stream()
                        .map(c::partition)
                        .filter(p -> !p.timers().isEmpty())
                        .filter(p -> writes(system, p, driver.get()))
                        .filter(p -> writes(system, driver.get(), p))
                        .findFirst();
        if (control.isEmpty()) {
            return Optional.empty();
        }
        Timer timer = control.get().timers().getFirst();
        Reaction reaction = new Reaction(c, times);
        OptionalLong driven = reaction.toEvent(driver.get(), OptionalLong.empty());
        OptionalLong controlled = reaction.toTimer(control.get(), timer);
        OptionalLong in = fromRequest(frames, pedal.get().sends().message());
        OptionalLong out = fromRequest(frames, actuator.get().command());
        if (driven.isEmpty() || controlled.isEmpty() || in.isEmpty() || out.isEmpty()) {
            return Optional.empty();
        }
        List<Part> parts = new ArrayList<>();
        String node = pedal.get().name();
        parts.add(
                new Part(
                        "until '%s' looks at the pedal again".formatted(node),
                        pedal.get().sends().periodUs() * SimTime.PS_PER_US));
        parts.add(new Part("'%s' on bus".formatted(pedal.get().sends().message()), in.getAsLong()));
        String taken = "'%s' takes it in, in its windows".formatted(driver.get().name());
        parts.add(new Part(taken, EcuRequests.ps(c, driven.getAsLong())));
        String name = control.get().name();
        parts.add(
                new Part(
                        "until '%s' is released again".formatted(name),
                        timer.periodUs() * SimTime.PS_PER_US));
        parts.add(
                new Part(
                        "'%s' computes".formatted(name),
                        EcuRequests.ps(c, controlled.getAsLong())));
        String asked = "'%s' asks for the command".formatted(driver.get().name());
        parts.add(new Part(asked, EcuRequests.ps(c, driven.getAsLong())));
        parts.add(new Part("'%s' on bus".formatted(actuator.get().command()), out.getAsLong()));
        return Optional.of(new BusPath(parts));
    }

    private static <T extends RestbusNode> Optional<T> first(Bus bus, Class<T> kind) {
        return bus.nodes().stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    private static boolean writes(SystemDescription system, Partition from, Partition to) {
        return system.ports().stream()
                .anyMatch(
                        p ->
                                p.writer().partition().equals(from.name())
                                        && p.readers().stream()
                                                .anyMatch(r -> r.partition().equals(to.name())));
    }

    private static OptionalLong fromRequest(List<BusTiming.Frame> frames, String message) {
        return frames.stream()
                .filter(f -> f.message().name().equals(message))
                .map(f -> f.bound().fromRequestPs())
                .findFirst()
                .orElse(OptionalLong.empty());
    }
}
