package dev.bulkhead.fault;

import dev.bulkhead.memory.AccessWatch;
import dev.bulkhead.memory.MemoryAccess;
import dev.bulkhead.memory.MemoryAccess.Kind;
import dev.bulkhead.state.Fields;

/** A permanent fault of one word of RAM: a stuck bit, or an address that reaches another word. */
final class RamFault extends Acting {
    private static final int WORD = 4;

    private final Effect effect;
    private final int word;
    private final AccessWatch accesses = this::before;
    private boolean begun;

    RamFault(Injection injection, Effect effect, int word) {
        super(injection);
        this.effect = effect;
        this.word = word;
    }

    @Override
    void begin() {
        begun = true;
        switch (effect) {
            case Effect.Stuck stuck -> site.port().faults().stick(word, mask(stuck), value(stuck));
            case Effect.WrongWord wrong -> site.port().faults().misaddress(word, wrong.reached());
            default -> throw new IllegalStateException("no fault of RAM: " + effect);
        }
        site.port().watch(word, WORD, accesses);
    }

    private static int mask(Effect.Stuck stuck) {
        return 1 << stuck.bit() % 32;
    }

    private static int value(Effect.Stuck stuck) {
        return stuck.value() == 1 ? mask(stuck) : 0;
    }

    private void before(MemoryAccess access) {
        int stored = site.port().ram().load(word, WORD);
        switch (effect) {
            case Effect.Stuck stuck when (stored & mask(stuck)) != value(stuck) -> {
                if (access.kind() != Kind.STORE) {
                    met(stored, stored ^ mask(stuck), "a read meets the stuck bit");
                }
            }
            case Effect.WrongWord wrong ->
                    met(word, wrong.reached(), "an access reaches another word");
            default -> {}
        }
    }

    /** The fault stays; that it mattered needs to be seen once only. */
    private void met(int before, int after, String how) {
        activate(
                "0x%08x".formatted(word),
                Integer.toUnsignedLong(before),
                Integer.toUnsignedLong(after),
                how);
        site.port().unwatch(accesses);
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        begun = fields.bool("begun", begun);
        if (fields.restoring()) {
            site.port().unwatch(accesses);
            if (begun) {
                site.port().watch(word, WORD, accesses);
            }
        }
    }
}
