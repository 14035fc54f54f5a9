package dev.bulkhead.fault;

import dev.bulkhead.memory.AccessWatch;
import dev.bulkhead.memory.MemoryAccess;
import dev.bulkhead.memory.MemoryAccess.Kind;
import dev.bulkhead.state.Fields;

/** Flipped check bits of one word of RAM; the data beside them is as it was. */
final class CheckFlip extends Acting {
    private static final int WORD = 4;

    private final int word;
    private final int mask;
    private final AccessWatch accesses = this::before;
    private boolean begun;

    CheckFlip(Injection injection, int word, int mask) {
        super(injection);
        this.word = word;
        this.mask = mask;
    }

    @Override
    void begin() {
        begun = true;
        site.port().faults().flipCheck(word, mask);
        site.port().watch(word, WORD, accesses);
    }

    private void before(MemoryAccess access) {
        if (access.kind() == Kind.STORE && access.touches(word, WORD) && isWhole(access)) {
            end(); // new check bits are made before anybody has looked at these
        } else {
            boolean corrected = site.port().faults().wrongBits(word) == 1;
            activate(
                    "check bits of 0x%08x".formatted(word),
                    0,
                    mask,
                    corrected
                            ? "a read meets them, corrected by ECC"
                            : "a read meets them: a bus error");
            end();
        }
    }

    private boolean isWhole(MemoryAccess access) {
        return access.address() - word <= 0 && access.address() + access.bytes() - word >= WORD;
    }

    private void end() {
        site.port().unwatch(accesses);
        finish();
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        begun = fields.bool("begun", begun);
        if (fields.restoring()) {
            site.port().unwatch(accesses);
            if (begun && !isOver()) {
                site.port().watch(word, WORD, accesses);
            }
        }
    }
}
