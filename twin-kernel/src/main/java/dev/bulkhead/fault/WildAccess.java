package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;

/**
 * A wild pointer: the base register of one load or store is corrupted, and stays so. Accesses
 * through sp, gp and tp do not count: who corrupts those does more than one wild access.
 */
final class WildAccess extends Acting {
    private static final int FIRST_POINTER = 5;

    private final Effect.Wild effect;
    private final int partition;
    private final int destination;
    private boolean begun;

    WildAccess(Injection injection, Effect.Wild effect) {
        super(injection);
        this.effect = effect;
        partition = site.targetPartition();
        destination = site.names().destination(site.place(), effect.destination());
    }

    @Override
    void begin() {
        begun = true;
        look();
    }

    @Override
    boolean concerns(int pc, Instruction instruction) {
        return begun
                && !isOver()
                && (effect.store() ? instruction.isStore() : instruction.isLoad())
                && (instruction.rs1() == 1 || instruction.rs1() >= FIRST_POINTER);
    }

    @Override
    Instruction before(int pc, Instruction instruction) {
        if (!site.runs(partition)) {
            return instruction;
        }
        int base = instruction.rs1();
        int old = site.hart().x(base);
        site.hart().setX(base, destination - instruction.offset());
        activate(
                "x" + base,
                old,
                destination - instruction.offset(),
                "%s of %d bytes goes to 0x%08x instead of 0x%08x"
                        .formatted(
                                effect.store() ? "a store" : "a load",
                                instruction.accessBytes(),
                                destination,
                                old + instruction.offset()));
        finish();
        return instruction;
    }

    @Override
    public void describe(dev.bulkhead.state.Fields fields) {
        super.describe(fields);
        begun = fields.bool("begun", begun);
    }
}
