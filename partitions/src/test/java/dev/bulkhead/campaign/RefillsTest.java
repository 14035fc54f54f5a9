package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.kernel.KernelObjects.Field;
import dev.bulkhead.kernel.KernelObjects.Value;
import dev.bulkhead.trace.Payload;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/** Refills are compared by when how much of a budget has come back. */
class RefillsTest {
    private static final int PLACES = 3;

    /** A ring that begins at {@code head}; pairs of cycle and amount. */
    private static Refills ring(int head, long... parts) {
        List<Value> values = new ArrayList<>();
        values.add(value("braking.refill.head", head));
        values.add(value("braking.refill.count", parts.length / 2));
        for (int i = 0; i < PLACES; i++) {
            int part = Math.floorMod(i - head, PLACES);
            boolean used = part < parts.length / 2;
            values.add(value("braking.refill" + i + ".time", used ? parts[2 * part] : 77));
            values.add(value("braking.refill" + i + ".amount", used ? parts[2 * part + 1] : 77));
        }
        return Refills.of(values).get("braking");
    }

    private static Value value(String name, long number) {
        byte[] bytes =
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(number)
                        .array();
        return new Value(new Field(name, 0, Long.BYTES, 1, true), Payload.of(bytes));
    }

    @Test
    void whereTheyStandInTheRingDoesNotMatter() {
        assertTrue(ring(0, 1000, 50, 2000, 50).isLike(ring(2, 1000, 50, 2000, 50), 0));
    }

    @Test
    void oneInTwoPiecesIsTheSameWithinTheBound() {
        assertTrue(ring(0, 1000, 60, 1005, 40).isLike(ring(0, 1000, 100), 5));
        assertFalse(ring(0, 1000, 60, 1050, 40).isLike(ring(0, 1000, 100), 5));
    }

    @Test
    void lessThatComesBackIsADifference() {
        assertFalse(ring(0, 1000, 80).isLike(ring(0, 1000, 100), 5));
        assertFalse(ring(0, 1000, 100).isLike(ring(0, 1000, 80), 5));
    }

    @Test
    void anotherBudgetIsADifferenceHoweverLittle() {
        assertFalse(ring(0, 1000, 99).isLike(ring(0, 1000, 100), 5));
    }

    @Test
    void whatComesBackLaterThanTheBoundIsADifference() {
        assertTrue(ring(0, 1010, 100).isLike(ring(0, 1000, 100), 10));
        assertFalse(ring(0, 1011, 100).isLike(ring(0, 1000, 100), 10));
    }
}
