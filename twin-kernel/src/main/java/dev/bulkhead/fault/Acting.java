package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Disturbance;

/** What a fault does once its moment has come. */
abstract class Acting implements Stateful {
    final Site site;
    private final Injection injection;
    private boolean over;

    Acting(Injection injection) {
        this.injection = injection;
        site = injection.site();
    }

    /** The moment has come: between two instructions, or before the one that was waited for. */
    abstract void begin();

    /** As {@link dev.bulkhead.hart.InstructionWatch#concerns}; asked again after {@link #look}. */
    boolean concerns(int pc, Instruction instruction) {
        return false;
    }

    Instruction before(int pc, Instruction instruction) {
        return instruction;
    }

    void after(int pc) {}

    /** As {@link Disturbance#nextCycle}. */
    long nextCycle() {
        return Disturbance.NEVER;
    }

    void act() {}

    void recorded(TraceRecord record) {}

    void kernelLeft() {}

    /** Has {@link #concerns} asked anew. */
    final void look() {
        injection.look();
    }

    /** Says that the fault mattered; only the first time counts. */
    final void activate(String where, long before, long after, String effect) {
        injection.activate(site.activation(where, before, after, effect));
    }

    /**
     * As {@link #activate}, for what happened at an event, behind which the hart may be a little.
     */
    final void activate(long atPs, String where, long before, long after, String effect) {
        injection.activate(site.activation(where, before, after, effect).at(atPs));
    }

    /** Nothing more will come of this fault by itself. */
    final void finish() {
        over = true;
        injection.look();
    }

    final boolean isOver() {
        return over;
    }

    @Override
    public void describe(Fields fields) {
        over = fields.bool("over", over);
    }
}
