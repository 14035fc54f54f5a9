package dev.bulkhead.vehicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SurfaceTest {
    private static double greatest(Surface surface) {
        double greatest = 0;
        for (int i = 0; i <= 1000; i++) {
            greatest = StrictMath.max(greatest, surface.friction(i / 1000.0, 0));
        }
        return greatest;
    }

    @Test
    void theGreatestFrictionIsThePublishedPeak() {
        assertEquals(1.0, greatest(Surface.DRY), 1e-4);
        assertEquals(0.82, greatest(Surface.WET), 1e-4);
        assertEquals(0.3, greatest(Surface.SNOW), 1e-4);
        assertEquals(0.1, greatest(Surface.ICE), 1e-4);
    }

    @Test
    void lockedWheelsOnDryAsphaltHaveNineTenthsOfThePeak() {
        // by hand: x = 10, bent = 10 - 0.97 (10 - 1.4711) = 1.7270, sin(1.9 * 1.0459) = 0.9145
        assertEquals(0.9145, Surface.DRY.friction(1, 0), 1e-4);
    }

    @Test
    void noSlipGivesNoForceAndTheSlopeThereIsBcd() {
        assertEquals(0, Surface.WET.friction(0, 0));
        assertEquals(12 * 2.3 * 0.82, Surface.WET.slipStiffness(), 1e-12);
        assertEquals(Surface.WET.slipStiffness(), Surface.WET.friction(1e-6, 0) / 1e-6, 1e-3);
    }

    @Test
    void frictionFallsWithSlidingSpeedByItsExponential() {
        double ratio = Surface.ICE.friction(1, 20) / Surface.ICE.friction(1, 0);
        assertEquals(StrictMath.exp(-0.3), ratio, 1e-12);
    }

    @Test
    void uniformSurfacesDoNotFallAgain() {
        Surface plate = Surface.uniform("plate", 0.5);
        assertEquals(0.5, plate.friction(1, 30), 1e-4);
        assertTrue(plate.friction(0.1, 0) > 0.49);
    }
}
