package dev.bulkhead.fault;

import dev.bulkhead.hart.Instruction;

/** Waits until the hostile image executes the begin of its attack; all else is its machine code. */
final class HostileAttack extends Acting {
    private final Effect.Hostile effect;
    private final int partition;
    private final int begins;

    HostileAttack(Injection injection, Effect.Hostile effect) {
        super(injection);
        this.effect = effect;
        partition = site.targetPartition();
        begins =
                site.names()
                        .image(partition)
                        .symbol(HostileSystem.BEGINS)
                        .orElseThrow(
                                () ->
                                        site.error(
                                                "the twin has no hostile image of '%s'"
                                                        .formatted(site.fault().target()),
                                                "build it with HostileSystem"))
                        .address();
    }

    @Override
    void begin() {
        look();
    }

    @Override
    boolean concerns(int pc, Instruction instruction) {
        return !isOver() && pc == begins;
    }

    @Override
    Instruction before(int pc, Instruction instruction) {
        if (site.runs(partition)) {
            activate(
                    "the image of " + site.fault().target(),
                    0,
                    0,
                    "a hostile image " + effect.attack().does());
            finish();
        }
        return instruction;
    }
}
