package dev.bulkhead.vehicle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurfaceTest {
    private static Surface named(String name) {
        return switch (name) {
            case "dry" -> Surface.DRY;
            case "wet" -> Surface.WET;
            case "snow" -> Surface.SNOW;
            default -> Surface.ICE;
        };
    }

    @ParameterizedTest
    // peak by where C atan(bent) is a right angle, locked by the formula; a pocket calculator's
    @CsvSource({
        "dry, 1.20, 0.132, 0.774",
        "wet, 1.06, 0.110, 0.527",
        "snow, 0.407, 0.1245, 0.191",
        "ice, 0.172, 0.0542, 0.0877"
    })
    void hasThePublishedPeakAtItsSlipAndFallsToTheLockedWheel(
            String name, double peak, double slip, double locked) {
        Surface surface = named(name);
        double greatest = 0;
        double at = 0;
        for (int i = 0; i <= 10_000; i++) {
            if (surface.friction(i / 1e4) > greatest) {
                greatest = surface.friction(i / 1e4);
                at = i / 1e4;
            }
        }
        assertEquals(peak, greatest, 1e-5);
        assertEquals(slip, at, 0.001);
        assertEquals(locked, surface.friction(1), 0.001);
    }

    @Test
    void noSlipGivesNoForceAndTheSlopeThereIsBcd() {
        assertEquals(0, Surface.WET.friction(0));
        assertEquals(12 * 1.8 * 1.06, Surface.WET.slipStiffness(), 1e-12);
        assertEquals(Surface.WET.slipStiffness(), Surface.WET.friction(1e-6) / 1e-6, 1e-3);
    }

    @Test
    void uniformSurfacesDoNotFallAgain() {
        Surface plate = Surface.uniform("plate", 0.5);
        assertEquals(0.5, plate.friction(1), 1e-4);
        assertTrue(plate.friction(0.1) > 0.49);
    }

    @Test
    void anotherPeakScalesTheWholeCurve() {
        assertEquals(
                Surface.ICE.friction(0.3) / 2, Surface.ICE.withPeak(0.086).friction(0.3), 1e-12);
    }

    @Test
    void refusesAPeakThatNoRoadHas() {
        var error = assertThrows(IllegalArgumentException.class, () -> Surface.DRY.withPeak(3));
        assertEquals("peak=3.0, expected 0..2", error.getMessage());
    }
}
