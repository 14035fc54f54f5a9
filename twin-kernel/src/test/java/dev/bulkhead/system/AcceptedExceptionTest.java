package dev.bulkhead.system;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class AcceptedExceptionTest {
    private static boolean covers(String finding, String what) {
        return new AcceptedException(
                        "some", Rule.T3, "screen", finding, "for a reason that is given here")
                .covers(what);
    }

    @Test
    void coversItsFindingWordForWord() {
        assertTrue(covers("the sum is 115.8 % of it", "the sum is 115.8 % of it"));
        assertFalse(covers("the sum is 115.8 % of it", "the sum is 115.7 % of it"));
        assertFalse(covers("the sum is (.*) % of it", "the sum is 115.8 % of it"));
        assertFalse(covers("the sum is", "the sum is 115.8 % of it"));
    }

    @Test
    void coversAFigureUpToItsLimit() {
        assertTrue(covers("the sum is <= 115.8 % of it", "the sum is 115.8 % of it"));
        assertTrue(covers("the sum is <=115.8 % of it", "the sum is 9 % of it"));
        assertFalse(covers("the sum is <= 115.8 % of it", "the sum is 115.9 % of it"));
        assertFalse(covers("the sum is <= 115.8 % of it", "the sum is without bound % of it"));
    }

    @Test
    void coversNoneOfSeveralFiguresAboveItsOwnLimit() {
        assertTrue(covers("<= 3 of <= 20 us", "3 of 19 us"));
        assertFalse(covers("<= 3 of <= 20 us", "4 of 19 us"));
        assertFalse(covers("<= 3 of <= 20 us", "3 of 21 us"));
    }
}
