package dev.bulkhead.vehicle;

/**
 * Friction between a tyre and one kind of road: coefficient over slip by Pacejka's Magic Formula,
 * D·sin(C·atan(B·s − E·(B·s − atan(B·s)))).
 *
 * <p>The named sets are those of {@code srivats2794/InputShaper, SbWControl/pacjeka_params.m} for a
 * front tyre lengthwise, unchanged. They agree with what reconstructionists use for locked wheels:
 * 0.088 on ice here, 0.10 usual (abstract of SAE paper 960959).
 *
 * @param name what a person calls it
 * @param stiffness B, above 0 and at most 200
 * @param shape C, above 0 and at most 3
 * @param peak D: the greatest friction coefficient, above 0 and at most 2
 * @param curvature E, -20 to 1
 */
public record Surface(String name, double stiffness, double shape, double peak, double curvature) {

    /** Dry asphalt: peak 1.20 at a slip of 0.13, 0.77 with locked wheels. */
    public static final Surface DRY = new Surface("dry", 11.7, 1.69, 1.20, 0.377);

    /** Wet asphalt: peak 1.06 at a slip of 0.11, 0.53 with locked wheels. */
    public static final Surface WET = new Surface("wet", 12, 1.80, 1.06, 0.313);

    /** Snow: peak 0.41 at a slip of 0.12, 0.19 with locked wheels. */
    public static final Surface SNOW = new Surface("snow", 10.2, 1.96, 0.407, 0.651);

    /** Smooth ice: peak 0.17 at a slip of 0.05, 0.09 with locked wheels. */
    public static final Surface ICE = new Surface("ice", 31.1, 1.77, 0.172, 0.710);

    public Surface {
        if (name.isBlank()) {
            throw new IllegalArgumentException("a surface needs a name");
        }
        if (!(stiffness > 0 && stiffness <= 200)) {
            throw new IllegalArgumentException("stiffness=" + stiffness + ", expected 0..200");
        }
        if (!(shape > 0 && shape <= 3)) {
            throw new IllegalArgumentException("shape=" + shape + ", expected 0..3");
        }
        if (!(peak > 0 && peak <= 2)) {
            throw new IllegalArgumentException("peak=" + peak + ", expected 0..2");
        }
        if (!(curvature >= -20 && curvature <= 1)) {
            throw new IllegalArgumentException("curvature=" + curvature + ", expected -20..1");
        }
    }

    /** A surface whose friction rises at once to {@code mu} and does not fall again. */
    public static Surface uniform(String name, double mu) {
        return new Surface(name, 100, 1, mu, 0);
    }

    /**
     * The same surface, as slippery as {@code mu}: the peak is replaced, its slip stays.
     *
     * @param mu greatest friction coefficient, above 0 and at most 2
     */
    public Surface withPeak(double mu) {
        return new Surface(name, stiffness, shape, mu, curvature);
    }

    /**
     * Friction coefficient.
     *
     * @param slip amount of the slip, at least 0; 1 is a locked wheel
     */
    public double friction(double slip) {
        double x = stiffness * slip;
        double bent = x - curvature * (x - StrictMath.atan(x));
        return peak * StrictMath.sin(shape * StrictMath.atan(bent));
    }

    /** Slope of the friction over slip at a slip of 0: B·C·D. */
    public double slipStiffness() {
        return stiffness * shape * peak;
    }
}
