package dev.bulkhead.chain;

import dev.bulkhead.board.Device;
import dev.bulkhead.chain.Step.Kind;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.hart.InstructionWatch;
import dev.bulkhead.kernel.KernelWords;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.WindowStarted;
import dev.bulkhead.twin.Disturbance;
import dev.bulkhead.twin.Twin;

import java.util.List;
import java.util.Optional;

/**
 * The healthy run beside the faulty one, kernel operation by kernel operation. While both do the
 * same operations their states are compared: what is equal derives from the fault no longer, what
 * differs without a step behind it is kept as unexplained. Where they part they are brought
 * together again at the next window that both open.
 */
final class Beside {
    private static final int REGISTERS = 32;
    private static final long BETWEEN_COMPARISONS_PS = SimTime.ofMs(1).ps();

    /** Bytes that differ so close to each other are one place. */
    private static final int NEAR = 64;

    /** Places that differ unexplained are kept one by one up to so many. */
    private static final int MOST_UNEXPLAINED = 256;

    private final Twin faulty;
    private final Twin healthy;
    private final Tracking tracking;
    private final Places places;
    private final SimTime latest;
    private final Watch watch = new Watch();
    private boolean parted;
    private long comparedPs;
    private int unexplained;

    /** Why the faulty run is earlier or later than the healthy one, null if it is not. */
    private Step held;

    /** The last such reason, also when both are in step again. */
    private Step lastHeld;

    Beside(Twin healthy, Twin faulty, Tracking tracking, Places places, SimTime latest) {
        this.healthy = healthy;
        this.faulty = faulty;
        this.tracking = tracking;
        this.places = places;
        this.latest = latest;
        healthy.disturb(watch);
        healthy.ecu().hart().watch(watch);
    }

    /** Why the faulty run is or was last off its time. */
    Optional<Step> held() {
        return Optional.ofNullable(held == null ? lastHeld : held);
    }

    /** Why the faulty run is off its time; empty if it is not. */
    Optional<Step> heldNow() {
        return Optional.ofNullable(held);
    }

    /** The fault itself cost time, or sent the partition elsewhere. */
    void heldBy(Step step) {
        held = step;
        lastHeld = step;
    }

    /** The faulty run ended a kernel operation: lets the healthy one do so too. */
    void follow() {
        if (parted) {
            meetAgain();
            return;
        }
        healthy.runToKernelExit(latest);
        compareTimes();
    }

    private void meetAgain() {
        if (tracking.opened.isEmpty()) {
            return;
        }
        long wanted = tracking.opened.get().atPs();
        while (watch.openedPs < wanted && healthy.now().compareTo(latest) < 0) {
            healthy.runToKernelExit(latest);
        }
        if (watch.openedPs == wanted) {
            compareTimes();
        }
    }

    private Hart hart(Twin twin) {
        return twin.ecu().hart();
    }

    private void compareTimes() {
        int partition = tracking.loaded();
        boolean same =
                partition == healthy.ecu().kernel().loaded()
                        && hart(faulty).pc() == hart(healthy).pc();
        long skew = hart(faulty).cycle() - hart(healthy).cycle();
        if (!same) {
            if (!parted) {
                part();
            }
            parted = true;
            return;
        }
        parted = false;
        if (skew == 0) {
            held = null;
        } else if (held == null) {
            heldBy(off(skew));
        }
        if (partition >= 0 && partition < tracking.control.length) {
            tracking.control[partition] = null;
        }
        compareRegisters();
        tracking.memory.written(this::compareByte);
        if (tracking.opened.isPresent()
                && faulty.now().ps() - comparedPs >= BETWEEN_COMPARISONS_PS) {
            comparedPs = faulty.now().ps();
            compareAll();
            java.util.Arrays.fill(tracking.decided, null);
        }
        tracking.look();
        tracking.inStepNow(hart(healthy).cycle());
    }

    /** Both took the same way, the faulty run in another time. */
    private Step off(long skew) {
        boolean before = tracking.entryCycle != watch.entryCycle;
        int holder = before ? watch.entryLoaded : -1;
        Step step =
                new Step(Kind.HELD, before ? tracking.entryCycle : hart(faulty).cycle(), holder, 0);
        step.text =
                "%s held the hart %d cycle%s %s than in the healthy run"
                        .formatted(
                                before
                                        ? places.partition(holder)
                                        : "an operation of the kernel for "
                                                + places.partition(watch.entryLoaded),
                                Math.abs(skew),
                                Math.abs(skew) == 1 ? "" : "s",
                                skew > 0 ? "longer" : "shorter");
        step.compared = true;
        step.value = before ? tracking.entryCycle : hart(faulty).cycle();
        step.expected = before ? watch.entryCycle : hart(healthy).cycle();
        if (before) {
            tracking.timeInto(step);
        } else {
            tracking.operationInto(step);
        }
        return step;
    }

    /** They no longer do the same operations. */
    private void part() {
        Step step = new Step(Kind.HELD, hart(faulty).cycle(), watch.entryLoaded, 0);
        step.text =
                "%s takes another way through the kernel: %s goes on there, in the healthy run %s"
                        .formatted(
                                places.partition(watch.entryLoaded),
                                places.partition(tracking.loaded()),
                                places.partition(healthy.ecu().kernel().loaded()));
        tracking.operationInto(step);
        if (step.inputs.isEmpty()) {
            tracking.timeInto(step);
        }
        if (held != null) {
            step.from(held);
        }
        heldBy(step);
    }

    private void compareRegisters() {
        Hart mine = hart(faulty);
        Hart theirs = hart(healthy);
        for (int i = 1; i < REGISTERS; i++) {
            if (mine.x(i) == theirs.x(i)) {
                tracking.x[i] = null;
            } else if (tracking.x[i] == null) {
                tracking.x[i] = unexplained("register x" + i, mine.x(i), theirs.x(i), 4);
            }
        }
        for (int i = 0; i < REGISTERS; i++) {
            if (mine.f(i) == theirs.f(i)) {
                tracking.f[i] = null;
            } else if (tracking.f[i] == null) {
                tracking.f[i] = unexplained("register f" + i, mine.f(i), theirs.f(i), 8);
            }
        }
    }

    private void compareByte(int address) {
        int offset = address - faulty.ecu().ram().base();
        if (faulty.ecu().ram().bytes()[offset] == healthy.ecu().ram().bytes()[offset]) {
            tracking.memory.set(address, null);
        }
    }

    /** Looks at all memory, all devices and the world. */
    void compareAll() {
        if (parted) {
            return; // they stand at different places, so that all sorts of things differ
        }
        tracking.memory.all(this::compareByte);
        compareMemory();
        compareControls();
        List<Device> devices = faulty.ecu().devices();
        for (int i = 0; i < devices.size(); i++) {
            comparePlace(
                    devices.get(i).name(), equal(devices.get(i), healthy.ecu().devices().get(i)));
        }
        comparePlace(Outside.WORLD, equal(faulty.world(), healthy.world()));
    }

    static boolean equal(Stateful mine, Stateful theirs) {
        return Snapshot.of(mine).firstDifference(Snapshot.of(theirs)).isEmpty();
    }

    private void comparePlace(String name, boolean equal) {
        if (equal) {
            tracking.outside.set(name, null);
        } else if (tracking.outside.place(name) == null) {
            tracking.outside.set(
                    name, lastHeld == null ? unexplained("state of " + name) : lastHeld);
        }
    }

    /** A partition that does not run depends on no branch any more if it will go on alike. */
    private void compareControls() {
        for (int i = 0; i < tracking.control.length; i++) {
            int saved = KernelWords.savedX(i, 0);
            if (i != tracking.loaded()
                    && faulty.ecu().ram().load(saved, Integer.BYTES)
                            == healthy.ecu().ram().load(saved, Integer.BYTES)) {
                tracking.control[i] = null;
            }
        }
    }

    private void compareMemory() {
        Ram mine = faulty.ecu().ram();
        differences(
                mine,
                healthy.ecu().ram(),
                (address, bytes) -> {
                    boolean explained = true;
                    for (int i = 0; i < bytes; i++) {
                        explained &= tracking.memory.at(address + i) != null;
                    }
                    if (!explained) {
                        explain(address, bytes);
                    }
                });
    }

    /** Called with each stretch of bytes that differs in two memories. */
    interface Stretch {
        void differs(int address, int bytes);
    }

    static void differences(Ram mine, Ram theirs, Stretch found) {
        byte[] a = mine.bytes();
        byte[] b = theirs.bytes();
        int at = java.util.Arrays.mismatch(a, b);
        while (at >= 0) {
            int end = at + 1;
            while (end < a.length && a[end] != b[end]) {
                end++;
            }
            found.differs(mine.base() + at, end - at);
            int next = java.util.Arrays.mismatch(a, end, a.length, b, end, b.length);
            at = next < 0 ? -1 : end + next;
        }
    }

    private void explain(int address, int bytes) {
        Step step = null;
        for (int i = 1; i <= NEAR && step == null; i++) {
            Step near = tracking.memory.at(address - i);
            step = near != null && near.kind == Kind.UNEXPLAINED ? near : null;
        }
        boolean kernels =
                Integer.compareUnsigned(address - KernelWords.BASE, KernelWords.BYTES) < 0;
        if (step == null && kernels && lastHeld != null) {
            step = lastHeld; // times that the kernel keeps
        }
        if (step == null) {
            step = unexplained(places.data(address, faulty.ecu().port()));
            step.address = address;
            step.bytes = bytes;
            int owner = places.owner(address);
            step.from(owner < 0 ? null : tracking.decided[owner]);
        }
        for (int i = 0; i < bytes; i++) {
            if (tracking.memory.at(address + i) == null) {
                tracking.memory.set(address + i, step);
            }
        }
    }

    private Step unexplained(String what, long actual, long expected, int bytes) {
        Step step = unexplained(what + " of " + places.partition(tracking.loaded()));
        step.compared = true;
        step.bytes = bytes;
        step.value = actual;
        step.expected = expected;
        return step;
    }

    private Step overflow;

    private Step unexplained(String what) {
        if (unexplained++ >= MOST_UNEXPLAINED) {
            if (overflow == null) {
                overflow = new Step(Kind.UNEXPLAINED, hart(faulty).cycle(), -1, 0);
                overflow.text = "one of many places";
            }
            return overflow;
        }
        Step step = new Step(Kind.UNEXPLAINED, hart(faulty).cycle(), tracking.loaded(), 0);
        step.text = what;
        return step;
    }

    private final class Watch implements InstructionWatch, Disturbance {
        private long entryCycle;
        private int entryLoaded;
        private long openedPs = -1;

        @Override
        public boolean concerns(int pc, Instruction instruction) {
            return instruction.isKernelEntry();
        }

        @Override
        public Instruction before(int pc, Instruction instruction) {
            entryCycle = hart(healthy).cycle();
            entryLoaded = healthy.ecu().kernel().loaded();
            return instruction;
        }

        @Override
        public long nextCycle() {
            return NEVER;
        }

        @Override
        public void act() {}

        @Override
        public void recorded(TraceRecord record) {
            if (record instanceof WindowStarted start) {
                openedPs = start.atPs();
            }
        }
    }
}
