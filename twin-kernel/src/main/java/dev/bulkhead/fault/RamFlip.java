package dev.bulkhead.fault;

/** A flipped bit in RAM. */
final class RamFlip extends Acting {
    private final Effect.Flip effect;
    private final int address;

    RamFlip(Injection injection, Effect.Flip effect, int address) {
        super(injection);
        this.effect = effect;
        this.address = address + effect.bit() / 8;
        if (!site.port().ram().contains(this.address, 1)) {
            throw site.error("0x%08x is not RAM".formatted(address), "name an address in RAM");
        }
    }

    @Override
    void begin() {
        var ram = site.port().ram();
        int before = ram.load(address, 1);
        int after = before ^ (1 << effect.width()) - 1 << effect.bit() % 8;
        ram.store(address, 1, after);
        activate("0x%08x".formatted(address), before, after, "a byte of RAM");
        finish();
    }
}
