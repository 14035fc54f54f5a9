package dev.bulkhead.restbus;

import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.dbc.Dbc;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.vehicle.Vehicle;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/** All simulated nodes of one bus. They run by events of the scheduler from construction on. */
public final class Restbus implements Stateful {
    private final List<Node> nodes = new ArrayList<>();

    /**
     * What the nodes stand in.
     *
     * @param database describes their messages
     * @param vehicle attached to the same scheduler with a rank below the nodes', so that a sensor
     *     sees the step of its own time
     */
    public record World(Scheduler scheduler, CanBus bus, Dbc database, Vehicle vehicle) {}

    /**
     * @param firstRank rank of the first node on the bus and among owners of events of class {@code
     *     VEHICLE}; the others follow one by one
     * @throws dev.bulkhead.input.InputError if the database lacks a message, signal or data ID that
     *     a node needs
     */
    public Restbus(World world, int firstRank, List<RestbusNode> nodes, RestbusListener listener) {
        for (RestbusNode node : nodes) {
            this.nodes.add(build(world, firstRank + this.nodes.size(), node, listener));
        }
    }

    private static Node build(World world, int rank, RestbusNode node, RestbusListener listener) {
        return switch (node) {
            case RestbusNode.PedalSensor pedal -> new PedalNode(world, rank, pedal, listener);
            case RestbusNode.WheelSpeedSensor wheel ->
                    new WheelSpeedNode(world, rank, wheel, listener);
            case RestbusNode.InertialSensor inertial ->
                    new InertialNode(world, rank, inertial, listener);
            case RestbusNode.BrakeActuator brake -> new ActuatorNode(world, rank, brake, listener);
            case RestbusNode.PeriodicSender sender ->
                    new PeriodicSenderNode(world, rank, sender, listener);
            case RestbusNode.DiagnosticTester tester ->
                    new DiagnosticTesterNode(world, rank, tester, listener);
            case RestbusNode.Recorded recorded -> new RecordedNode(world, rank, recorded, listener);
            case RestbusNode.Listener hearer -> new ListenerNode(world, rank, hearer, listener);
        };
    }

    /**
     * The driver moves the pedal: a command that enters at a stated time. The first one above 0
     * starts the measurement of the stopping distance.
     *
     * @param at not in the past
     * @param percent 0 released, 100 fully pressed
     * @throws IllegalArgumentException if a value is outside its range
     */
    public void movePedal(SimTime at, double percent) {
        checkPedal(percent);
        pedals().forEach(pedal -> pedal.moveAt(at.ps(), percent));
    }

    /**
     * Holds the pedal at a position: until it is released, {@link #movePedal} only says where it
     * goes then.
     *
     * @param at not in the past
     * @param percent 0 released, 100 fully pressed
     * @throws IllegalArgumentException if a value is outside its range
     */
    public void holdPedal(SimTime at, double percent) {
        checkPedal(percent);
        pedals().forEach(pedal -> pedal.holdAt(at.ps(), percent));
    }

    /**
     * Ends {@link #holdPedal}: the pedal goes to where it would be without.
     *
     * @param at not in the past
     */
    public void releasePedal(SimTime at) {
        pedals().forEach(pedal -> pedal.releaseAt(at.ps()));
    }

    private static void checkPedal(double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException("percent=" + percent + ", expected 0..100");
        }
    }

    private List<PedalNode> pedals() {
        return nodes.stream()
                .filter(PedalNode.class::isInstance)
                .map(PedalNode.class::cast)
                .toList();
    }

    /** Where the pedal stands, 0..100; empty if no node of this bus has one. */
    public OptionalDouble pedalPercent() {
        return pedals().stream().mapToDouble(PedalNode::percent).findFirst();
    }

    /**
     * Gives a signal of a periodic sender another value: a command that enters at a stated time.
     *
     * @param at not in the past
     * @throws IllegalArgumentException if no periodic sender has that name
     * @throws dev.bulkhead.input.InputError if its message has no such signal
     */
    public void setSignal(SimTime at, String node, String signal, double value) {
        sender(node).setAt(at.ps(), signal, value);
    }

    /**
     * Lets a periodic sender or a tester begin or end to send: a command that enters at a stated
     * time.
     *
     * @param at not in the past
     * @throws IllegalArgumentException if neither has that name
     */
    public void setSending(SimTime at, String node, boolean on) {
        for (Node each : nodes) {
            if (each instanceof Switchable switched && each.name().equals(node)) {
                switched.sendAt(at.ps(), on);
                return;
            }
        }
        throw new IllegalArgumentException("name=" + node + ", expected a periodic sender");
    }

    private PeriodicSenderNode sender(String name) {
        for (Node node : nodes) {
            if (node instanceof PeriodicSenderNode sender && sender.name().equals(name)) {
                return sender;
            }
        }
        throw new IllegalArgumentException("name=" + name + ", expected a periodic sender");
    }

    /**
     * Gives a recorded node a frame: it offers it at that time, behind those that it has already.
     *
     * @param at not in the past, nor before that of the frame given to it last
     * @throws IllegalArgumentException if no recorded node has that name
     * @throws dev.bulkhead.input.InputError if the bus is so slow that too many wait
     */
    public void play(SimTime at, String node, CanFrame frame) {
        for (Node each : nodes) {
            if (each instanceof RecordedNode recorded && recorded.name().equals(node)) {
                recorded.playAt(at.ps(), frame);
                return;
            }
        }
        throw new IllegalArgumentException("name=" + node + ", expected a recorded node");
    }

    /** Whether any actuator is in its safe state. */
    public boolean inSafeState() {
        for (Node node : nodes) {
            if (node instanceof ActuatorNode actuator
                    && actuator.state() == ActuatorNode.State.SAFE) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void describe(Fields fields) {
        for (Node node : nodes) {
            fields.child(node.name(), node);
        }
    }
}
