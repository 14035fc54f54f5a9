package dev.bulkhead.architecture.offender;

import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

final class Chance {
    Random badRandom() {
        return new Random();
    }

    int badThreadLocalRandom() {
        return ThreadLocalRandom.current().nextInt();
    }

    double badMathRandom() {
        return Math.random();
    }

    UUID badUuid() {
        return UUID.randomUUID();
    }

    void badShuffle(List<String> list) {
        Collections.shuffle(list);
    }

    void goodShuffle(List<String> list) {
        Collections.shuffle(list, new Random(7));
    }
}
