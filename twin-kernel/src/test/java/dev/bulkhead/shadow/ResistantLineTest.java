package dev.bulkhead.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class ResistantLineTest {
    private final ResistantLine line = new ResistantLine();

    @Test
    void pointsOnALineGiveThatLine() {
        for (int x = 0; x < 30; x++) {
            line.add(x, 7 + 0.5 * x);
        }

        assertEquals(7, line.fit().at0(), 1e-12);
        assertEquals(0.5, line.fit().slope(), 1e-12);
        assertEquals(0, line.fit().scatter(), 1e-12);
        assertEquals(0, line.fit().slopeError(), 1e-12);
    }

    @Test
    void oneInTenThatLiesFarAwayMovesNothing() {
        for (int x = 0; x < 100; x++) {
            line.add(x, x % 10 == 3 ? 1e6 : 7 + 0.5 * x);
        }

        assertEquals(0.5, line.fit().slope(), 0.05);
        assertEquals(7, line.fit().at0(), 3);
        assertEquals(1e6, line.fit().most(), 100);
    }

    @Test
    void manyPointsTakeNoMoreRoomAndGiveTheSameLine() {
        for (int x = 0; x < 1_000_000; x++) {
            line.add(x, 7 + 0.5 * x);
        }

        assertEquals(0.5, line.fit().slope(), 1e-9);
        assertTrue(line.fit().points() <= 8192);
    }

    @Test
    void tooFewAreNoLine() {
        for (int x = 0; x < 8; x++) {
            line.add(x, x);
        }

        assertFalse(line.isKnown());
    }
}
