package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.util.OptionalLong;

class MomentsTest {
    private static Moments at(long... ps) {
        Moments moments = new Moments();
        for (long each : ps) {
            moments.add(each);
        }
        return moments;
    }

    @Test
    void countsFromItsStartUpToBeforeItsEnd() {
        assertEquals(2, at(10, 20, 30).between(10, 30));
    }

    @Test
    void severalAtOneTimeAllCount() {
        assertEquals(3, at(10, 10, 10, 20).between(10, 11));
    }

    @Test
    void theFirstFromATimeMayBeAtIt() {
        assertEquals(OptionalLong.of(20), at(10, 20).from(20));
        assertEquals(OptionalLong.empty(), at(10, 20).from(21));
    }

    @Test
    void keepsMoreThanItBeganWith() {
        Moments moments = new Moments();
        for (int i = 0; i < 1000; i++) {
            moments.add(i);
        }
        assertEquals(1000, moments.between(0, 1000));
    }
}
