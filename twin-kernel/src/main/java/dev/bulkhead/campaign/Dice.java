package dev.bulkhead.campaign;

import java.util.List;
import java.util.SplittableRandom;

/** Draws with equal chances. */
record Dice(SplittableRandom random) {
    Dice(long seed) {
        this(new SplittableRandom(seed));
    }

    <T> T any(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    /** 0 up to and without {@code bound}. */
    int below(int bound) {
        return random.nextInt(bound);
    }

    /** From {@code least} on, up to and with {@code most}. */
    int between(int least, int most) {
        return random.nextInt(least, most + 1);
    }
}
