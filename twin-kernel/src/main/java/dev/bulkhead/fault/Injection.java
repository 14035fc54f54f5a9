package dev.bulkhead.fault;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.hart.InstructionWatch;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Disturbance;
import dev.bulkhead.twin.Twin;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * One fault armed on one twin. It acts by itself while the twin runs; several may be armed on one
 * twin, also by later calls. Its state is no part of the twin's: who saves the twin in the middle
 * saves it too.
 */
public final class Injection implements Stateful {
    private final Site site;
    private final Moment moment;
    private final Acting acting;
    private final Hooks hooks = new Hooks();
    private boolean due;
    private boolean begun;
    private boolean activated;
    private Activation activation;

    private Injection(Twin twin, SortedMap<String, ElfFile> intruders, Fault fault, String place) {
        site = new Site(twin, intruders, new Addresses(twin.loaded()), place, fault);
        moment = Moments.of(site);
        acting = Actings.of(this, fault.effect());
    }

    /**
     * Arms a fault on a twin whose time is before its moment.
     *
     * @param place where the fault's text stands, for messages
     * @throws dev.bulkhead.input.InputError if it names what the system does not have, or if it
     *     does not fit its target
     */
    public static Injection arm(Twin twin, Fault fault, String place) {
        return arm(twin, twin.loaded().intruders(), fault, place);
    }

    /** Likewise on a twin that was built without the image that the fault may write. */
    public static Injection arm(Twin twin, HostileImages images, Fault fault, String place) {
        LoadedSystem at =
                HostileSystem.of(twin.loaded(), List.of(fault), images, SimTime.ZERO, place);
        return arm(twin, at.intruders(), fault, place);
    }

    private static Injection arm(
            Twin twin, SortedMap<String, ElfFile> intruders, Fault fault, String place) {
        Injection injection = new Injection(twin, intruders, fault, place);
        twin.disturb(injection.hooks);
        injection.look();
        injection.moment.attach(injection::accessed);
        return injection;
    }

    public Fault fault() {
        return site.fault();
    }

    /** Whether the moment has come; what follows may still wait for the target to run. */
    public boolean begun() {
        return begun;
    }

    /** Whether the fault mattered: it was executed, read or delivered. */
    public boolean activated() {
        return activated;
    }

    /** When and how it first mattered. */
    public Optional<Activation> activation() {
        return Optional.ofNullable(activation);
    }

    /** Whether the fault may still change something by itself, so that the run must go on. */
    public boolean mayStillAct() {
        return !begun || !acting.isOver();
    }

    Site site() {
        return site;
    }

    void look() {
        site.hart().unwatch(hooks);
        if (mayStillAct()) {
            site.hart().watch(hooks);
        }
    }

    void activate(Activation first) {
        if (!activated) {
            activated = true;
            activation = first;
        }
    }

    /** The access that was waited for is about to be made. */
    private void accessed() {
        if (!begun) {
            begin();
        }
    }

    private void begin() {
        due = false;
        begun = true;
        moment.detach();
        acting.begin();
        look();
    }

    private final class Hooks implements Disturbance, InstructionWatch {
        @Override
        public long nextCycle() {
            if (due) {
                return 0;
            }
            return begun ? acting.nextCycle() : moment.cycle();
        }

        @Override
        public void act() {
            if (begun) {
                acting.act();
            } else {
                begin();
            }
        }

        @Override
        public void recorded(TraceRecord record) {
            if (begun) {
                acting.recorded(record);
            } else if (!due && moment.recorded(record)) {
                due = true;
                site.twin().ecu().interruptRun();
            }
        }

        @Override
        public void kernelLeft() {
            if (begun) {
                acting.kernelLeft();
            }
        }

        @Override
        public boolean concerns(int pc, Instruction instruction) {
            return begun ? acting.concerns(pc, instruction) : moment.concerns(pc, instruction);
        }

        @Override
        public Instruction before(int pc, Instruction instruction) {
            if (!begun && moment.before(pc)) {
                begin();
            }
            return begun && site.hart().pc() == pc && acting.concerns(pc, instruction)
                    ? acting.before(pc, instruction)
                    : instruction;
        }

        @Override
        public void after(int pc) {
            if (begun) {
                acting.after(pc);
            }
        }
    }

    @Override
    public void describe(Fields fields) {
        due = fields.bool("due", due);
        begun = fields.bool("begun", begun);
        fields.child("moment", moment);
        fields.child("acting", acting);
        describeActivation(fields);
        if (fields.restoring()) {
            look();
            moment.detach();
            if (!begun) {
                moment.attach(this::accessed);
            }
        }
    }

    private void describeActivation(Fields fields) {
        activated = fields.bool("activated", activated);
        long atPs = fields.i64("atPs", activation == null ? 0 : activation.atPs());
        long cycle = fields.i64("cycle", activation == null ? 0 : activation.cycle());
        int partition = fields.i32("partition", activation == null ? 0 : activation.partition());
        int pc = fields.i32("pc", activation == null ? 0 : activation.pc());
        long before = fields.i64("before", activation == null ? 0 : activation.before());
        long after = fields.i64("after", activation == null ? 0 : activation.after());
        String where = text(fields, "where", activation == null ? "" : activation.where());
        String effect = text(fields, "effect", activation == null ? "" : activation.effect());
        if (fields.restoring()) {
            activation =
                    activated
                            ? new Activation(
                                    atPs,
                                    cycle,
                                    partition,
                                    pc,
                                    site.names().nameAt(pc),
                                    where,
                                    before,
                                    after,
                                    effect)
                            : null;
        }
    }

    private static String text(Fields fields, String name, String text) {
        byte[] bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
        fields.enter(name);
        int length = fields.i32("length", bytes.length);
        byte[] walked = java.util.Arrays.copyOf(bytes, length);
        fields.bytes("bytes", walked);
        fields.leave();
        return new String(walked, java.nio.charset.StandardCharsets.UTF_8);
    }
}
