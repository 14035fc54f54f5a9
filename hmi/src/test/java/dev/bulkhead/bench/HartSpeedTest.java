package dev.bulkhead.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.bench.HartSpeed.BesideQemu;
import dev.bulkhead.bench.HartSpeed.Program;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

class HartSpeedTest {
    private static Program program(double mips, BesideQemu qemu) {
        return new Program("p", 1, mips, mips, Optional.ofNullable(qemu));
    }

    @Test
    void theMedianOfAnOddCountIsItsMiddle() {
        assertEquals(2, HartSpeed.median(List.of(9.0, 1.0, 2.0)));
    }

    @Test
    void theMedianOfAnEvenCountIsTheMeanOfTheTwoInTheMiddle() {
        assertEquals(2.5, HartSpeed.median(List.of(9.0, 1.0, 2.0, 3.0)));
    }

    @Test
    void thereIsNoMedianOfNothing() {
        assertThrows(IllegalArgumentException.class, () -> HartSpeed.median(List.of()));
    }

    @Test
    void speedAndRatioAreGeometricMeans() {
        var speed =
                new HartSpeed(
                        List.of(
                                program(100, new BesideQemu(1000, 2000, 0.1, true)),
                                program(400, new BesideQemu(1000, 2000, 0.4, true))));
        assertEquals(200, speed.mips(), 1e-9, "the root of 100 times 400");
        assertEquals(0.2, speed.ratio().orElseThrow(), 1e-12, "the root of 0.1 times 0.4");
        assertTrue(speed.sameOutput());
    }

    @Test
    void withoutQemuThereIsNoRatio() {
        assertEquals(OptionalDouble.empty(), new HartSpeed(List.of(program(100, null))).ratio());
    }

    @Test
    void oneOtherChecksumIsEnoughToDiffer() {
        var speed =
                new HartSpeed(
                        List.of(
                                program(100, new BesideQemu(1000, 2000, 0.1, true)),
                                program(100, new BesideQemu(1000, 2000, 0.1, false))));
        assertFalse(speed.sameOutput());
    }
}
