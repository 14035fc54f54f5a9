package dev.bulkhead.chain;

import dev.bulkhead.board.Device;
import dev.bulkhead.chain.Step.Kind;
import dev.bulkhead.fault.Activation;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Finds the causal chain from a fault to the first difference: reruns the faulty run beside the
 * healthy one from where the fault was activated, follows what derives from it, and reads the
 * record backwards. See docs/chain.md.
 */
public final class CausalChain {
    /** Instructions of the faulty run that are followed at most. */
    public static final long MOST_INSTRUCTIONS = 20_000_000;

    /** Likewise for a contained fault of which it is only asked what became of it. */
    public static final long MOST_FOR_FATE = 5_000_000;

    private static final int REGISTERS = 32;

    private final Request request;
    private final Places places;
    private final Twin healthy;
    private final Twin faulty;
    private final Tracking tracking;
    private final Beside beside;
    private final Step fault;

    /** Where a chain ends. */
    public sealed interface Goal {
        /** The faulty run's record in which the runs differ first. */
        record Difference(TraceRecord record) implements Goal {}

        /** The same, but it only comes at another time. */
        record Delay(TraceRecord record) implements Goal {}

        /** The healthy run's first record that the faulty run does not have. */
        record Missing() implements Goal {}

        /** State of protected partitions that differs though all records were the same. */
        record State() implements Goal {}

        /** The record that says that something was refused. */
        record Refusal(TraceRecord record) implements Goal {}

        /** Wherever the fault leads no further. */
        record Fate() implements Goal {}
    }

    /**
     * What is asked.
     *
     * @param healthy makes a twin of the healthy run at a moment before the activation
     * @param faulty makes one of the faulty run, its faults armed, likewise
     * @param goal where the chain is to end
     * @param expected the healthy run's record in its place, if it has one
     * @param until the time of the goal; else the time at which state differs, or up to which a
     *     contained fault may be followed
     * @param inBoth whether the healthy run has a record too
     * @param text a record in words
     */
    public record Request(
            Supplier<Twin> healthy,
            Supplier<Twin> faulty,
            Activation activation,
            Goal goal,
            Optional<TraceRecord> expected,
            SimTime until,
            Predicate<TraceRecord> inBoth,
            Function<TraceRecord, String> text,
            long protectedPartitions) {}

    private CausalChain(Request request) {
        this.request = request;
        healthy = request.healthy.get();
        faulty = request.faulty.get();
        places = new Places(faulty.loaded());
        SimTime start = new SimTime(request.activation.atPs());
        healthy.runOn(start);
        faulty.runOn(start);
        Optional<TraceRecord> wanted = wanted(request.goal);
        tracking = new Tracking(faulty, record -> wanted.filter(record::equals).isPresent());
        beside = new Beside(healthy, faulty, tracking, places, request.until.plus(SimTime.ofMs(5)));
        fault = new Step(Kind.FAULT, request.activation.cycle(), request.activation.partition(), 0);
        fault.pc = request.activation.pc();
    }

    private static Optional<TraceRecord> wanted(Goal goal) {
        return switch (goal) {
            case Goal.Difference(TraceRecord record) -> Optional.of(record);
            case Goal.Delay(TraceRecord record) -> Optional.of(record);
            case Goal.Refusal(TraceRecord record) -> Optional.of(record);
            case Goal.Missing _, Goal.State _, Goal.Fate _ -> Optional.empty();
        };
    }

    /** The chain, oldest link first; its last link is the goal. */
    public static List<Link> of(Request request) {
        CausalChain chain = new CausalChain(request);
        chain.follow();
        return chain.read(chain.end());
    }

    private void follow() {
        activate();
        boolean fate = request.goal instanceof Goal.Fate;
        SimTime until = fate ? request.until : request.until.plus(SimTime.ofMs(1));
        long most = fate ? MOST_FOR_FATE : MOST_INSTRUCTIONS;
        while (faulty.now().compareTo(until) < 0
                && tracking.difference().isEmpty()
                && tracking.instructions() < most
                && !(fate && tracking.isOver() && beside.held().isEmpty())) {
            faulty.runToKernelExit(until);
            beside.follow();
        }
    }

    private Optional<Step> end() {
        return switch (request.goal) {
            case Goal.Difference _, Goal.Delay _, Goal.Refusal _ -> tracking.difference();
            case Goal.Missing _ -> Optional.of(missing());
            case Goal.State _ -> latent();
            case Goal.Fate _ -> Optional.of(fate());
        };
    }

    /** What does not come depends on whatever else goes another way. */
    private Step missing() {
        Step step = new Step(Kind.DIFFERENCE, faulty.ecu().hart().cycle(), -1, 0);
        step.text = "nothing comes";
        for (Step branch : tracking.control) {
            step.from(branch);
        }
        return step;
    }

    /** How it stands with a fault that was refused nothing. */
    private Step fate() {
        beside.compareAll();
        Step step = new Step(Kind.DIFFERENCE, faulty.ecu().hart().cycle(), -1, 0);
        tracking.last().ifPresent(step::from);
        if (step.inputs.isEmpty()) {
            step.from(fault);
        }
        step.text = fateText();
        return step;
    }

    private String fateText() {
        if (tracking.isOver()) {
            return "nothing of it is left: what it had changed was overwritten or never taken"
                    + " again";
        }
        List<String> left = new ArrayList<>();
        int[] first = {0};
        tracking.memory.all(
                address -> {
                    // a partition's own memory says more than the copy of its registers
                    boolean better = places.owner(first[0]) < 0 && places.owner(address) >= 0;
                    first[0] = first[0] == 0 || better ? address : first[0];
                });
        if (!tracking.memory.isEmpty()) {
            left.add(
                    "%d byte%s of memory, such as %s"
                            .formatted(
                                    tracking.memory.count(),
                                    tracking.memory.count() == 1 ? "" : "s",
                                    places.data(first[0], faulty.ecu().port())));
        }
        for (Device device : faulty.ecu().devices()) {
            if (tracking.outside.place(device.name()) != null) {
                left.add(device.name());
            }
        }
        String stands = left.isEmpty() ? "a register" : String.join("; ", left);
        return "it still stands in " + stands;
    }

    /** Lets both runs make one step, in which the fault acts, and takes what differs then. */
    private void activate() {
        seed();
        tracking.attach();
        SimTime next = new SimTime(faulty.ecu().clock().edgePs(faulty.ecu().hart().cycle() + 1));
        faulty.runOn(next);
        healthy.runOn(next);
        seed();
        Hart mine = faulty.ecu().hart();
        Hart theirs = healthy.ecu().hart();
        if (mine.pc() != theirs.pc() && tracking.loaded() >= 0) {
            tracking.control[tracking.loaded()] = fault;
        }
        if (mine.cycle() != theirs.cycle() || mine.pc() != theirs.pc()) {
            beside.heldBy(fault);
        }
        tracking.inStepNow(theirs.cycle());
        tracking.look();
    }

    private void seed() {
        Hart mine = faulty.ecu().hart();
        Hart theirs = healthy.ecu().hart();
        for (int i = 0; i < REGISTERS; i++) {
            if (mine.x(i) != theirs.x(i) && tracking.x[i] == null) {
                tracking.x[i] =
                        state(
                                "register x%d of %s"
                                        .formatted(i, places.partition(tracking.loaded())),
                                Integer.toUnsignedLong(mine.x(i)),
                                Integer.toUnsignedLong(theirs.x(i)),
                                Integer.BYTES);
            }
            if (mine.f(i) != theirs.f(i) && tracking.f[i] == null) {
                tracking.f[i] =
                        state(
                                "register f%d of %s"
                                        .formatted(i, places.partition(tracking.loaded())),
                                mine.f(i),
                                theirs.f(i),
                                Long.BYTES);
            }
        }
        Beside.differences(
                faulty.ecu().ram(),
                healthy.ecu().ram(),
                (address, bytes) -> {
                    if (!tracking.memory.any(address, bytes)) {
                        seed(address, bytes);
                    }
                });
        List<Device> devices = faulty.ecu().devices();
        for (int i = 0; i < devices.size(); i++) {
            if (!Beside.equal(devices.get(i), healthy.ecu().devices().get(i))) {
                Step step = state("state of " + devices.get(i).name(), 0, 0, 0);
                step.compared = false;
                tracking.outside.set(devices.get(i).name(), step);
            }
        }
    }

    private void seed(int address, int bytes) {
        // whole words read better than the bytes of them that differ
        int from = address & ~3;
        int to = address + bytes + 3 & ~3;
        boolean one = to - from == Integer.BYTES;
        Step step =
                state(
                        places.data(one ? from : address, faulty.ecu().port()),
                        one ? Integer.toUnsignedLong(faulty.ecu().ram().load(from, 4)) : 0,
                        one ? Integer.toUnsignedLong(healthy.ecu().ram().load(from, 4)) : 0,
                        Integer.BYTES);
        step.compared = one;
        step.address = address;
        tracking.memory.set(address, bytes, step);
    }

    private Step state(String what, long actual, long expected, int bytes) {
        Step step = new Step(Kind.STATE, faulty.ecu().hart().cycle(), tracking.loaded(), 0);
        step.text = what;
        step.value = actual;
        step.expected = expected;
        step.compared = true;
        step.bytes = bytes;
        step.from(fault);
        return step;
    }

    /** Only state differs: the first byte of a protected partition that does. */
    private Optional<Step> latent() {
        beside.compareAll();
        Step[] found = new Step[1];
        Beside.differences(
                faulty.ecu().ram(),
                healthy.ecu().ram(),
                (address, _) -> {
                    int owner = places.owner(address);
                    boolean hit = owner >= 0 && (request.protectedPartitions >>> owner & 1) != 0;
                    if (hit && found[0] == null) {
                        found[0] = stateDifference(address);
                    }
                });
        return Optional.ofNullable(found[0]);
    }

    private Step stateDifference(int address) {
        Step step = new Step(Kind.DIFFERENCE, faulty.ecu().hart().cycle(), -1, 0);
        step.text = "state differs: " + places.data(address, faulty.ecu().port());
        step.compared = true;
        step.bytes = 1;
        step.value = faulty.ecu().ram().load(address, 1);
        step.expected = healthy.ecu().ram().load(address, 1);
        step.from(tracking.memory.at(address));
        return step;
    }

    private List<Link> read(Optional<Step> difference) {
        Wording wording = new Wording(request, places, faulty);
        if (difference.isEmpty()) {
            return wording.unreached(fault, tracking.instructions());
        }
        Step root = difference.get();
        if (request.goal instanceof Goal.Delay && beside.held().isPresent()) {
            root.inputs.clear();
            root.from(beside.held().get());
        } else if (root.inputs.isEmpty()) {
            beside.compareAll();
            tracking.loadsInto(root);
            if (root.inputs.isEmpty()) {
                beside.heldNow().ifPresent(root::from);
            }
        }
        List<Step> closure = Backwards.closure(root);
        HealthyValues.fill(request.healthy.get(), closure);
        return wording.links(Backwards.way(root, closure, request.inBoth));
    }
}
