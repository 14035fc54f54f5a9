package dev.bulkhead.vehicle;

/**
 * Friction between a tyre and one kind of road: coefficient over slip by Pacejka's Magic Formula,
 * D·sin(C·atan(B·s − E·(B·s − atan(B·s)))), falling with sliding speed as exp(−c·v).
 *
 * <p>The four named sets are widely published for this short form of the formula. Opened: the set
 * for dry asphalt (B, C, E) in {@code MATLABCoder/SDIntro_EV, CH2_Tire/TireParam.m}; the others were
 * not opened. The fall with sliding speed has Burckhardt's exponential form; its constant is the
 * widely published friction reduction factor of Dugoff's tyre model, 0.015 s/m (not opened).
 *
 * @param name what a person calls it
 * @param stiffness B, above 0
 * @param shape C, above 0 and at most 3
 * @param peak D: the greatest friction coefficient, above 0
 * @param curvature E, at most 1
 * @param slidingFallSPerM c in s/m: how fast friction falls with sliding speed, at least 0
 */
public record Surface(
        String name,
        double stiffness,
        double shape,
        double peak,
        double curvature,
        double slidingFallSPerM) {

    /** Dry asphalt: peak 1.0 at a slip of 0.18. */
    public static final Surface DRY = new Surface("dry", 10, 1.9, 1.0, 0.97, 0.015);

    /** Wet asphalt: peak 0.82 at a slip of 0.09. */
    public static final Surface WET = new Surface("wet", 12, 2.3, 0.82, 1.0, 0.015);

    /** Packed snow: peak 0.3 at a slip of 0.31. */
    public static final Surface SNOW = new Surface("snow", 5, 2.0, 0.3, 1.0, 0.015);

    /** Ice: peak 0.1 at a slip of 0.39, flat around it. */
    public static final Surface ICE = new Surface("ice", 4, 2.0, 0.1, 1.0, 0.015);

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
        if (!(slidingFallSPerM >= 0 && slidingFallSPerM <= 1)) {
            throw new IllegalArgumentException(
                    "slidingFallSPerM=" + slidingFallSPerM + ", expected 0..1");
        }
    }

    /** A surface whose friction rises at once to {@code mu} and does not fall again. */
    public static Surface uniform(String name, double mu) {
        return new Surface(name, 100, 1, mu, 0, 0);
    }

    /**
     * Friction coefficient.
     *
     * @param slip amount of the slip, at least 0; 1 is a locked wheel
     * @param slidingMps speed of the contact patch over the road in m/s, at least 0
     */
    public double friction(double slip, double slidingMps) {
        double x = stiffness * slip;
        double bent = x - curvature * (x - StrictMath.atan(x));
        double still = peak * StrictMath.sin(shape * StrictMath.atan(bent));
        return slidingFallSPerM == 0
                ? still
                : still * StrictMath.exp(-slidingFallSPerM * slidingMps);
    }

    /** Slope of the friction over slip at a slip of 0: B·C·D. */
    public double slipStiffness() {
        return stiffness * shape * peak;
    }
}
