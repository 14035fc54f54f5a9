package dev.bulkhead.bench;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How fast the hart is, in million instructions a second (MIPS).
 *
 * @param programs at least one
 */
public record HartSpeed(List<Program> programs) {
    public HartSpeed {
        programs = List.copyOf(programs);
    }

    /**
     * One program; figures are medians of all runs.
     *
     * @param instructions retired in one run
     * @param mips of the warm hart
     * @param mipsFromStart of a process of its own, its start and warm-up counted
     */
    public record Program(
            String name,
            long instructions,
            double mips,
            double mipsFromStart,
            Optional<BesideQemu> qemu) {}

    /**
     * The same program on QEMU in the same minutes, QEMU's start subtracted.
     *
     * @param icountMips with {@code -icount shift=0}
     * @param plainMips without counting
     * @param ratio of our speed to {@code icountMips}, run by run
     * @param sameOutput whether both printed the same checksum in every run
     */
    public record BesideQemu(
            double icountMips, double plainMips, double ratio, boolean sameOutput) {}

    /** Geometric mean of all programs. */
    public double mips() {
        return geometricMean(programs.stream().map(Program::mips).toList());
    }

    /** Geometric mean of the ratios; empty where there was no QEMU. */
    public OptionalDouble ratio() {
        List<Double> ratios =
                programs.stream().flatMap(p -> p.qemu().stream()).map(BesideQemu::ratio).toList();
        return ratios.isEmpty() ? OptionalDouble.empty() : OptionalDouble.of(geometricMean(ratios));
    }

    /** Whether nothing printed another checksum than QEMU. */
    public boolean sameOutput() {
        return programs.stream().flatMap(p -> p.qemu().stream()).allMatch(BesideQemu::sameOutput);
    }

    private static double geometricMean(List<Double> values) {
        double logs = values.stream().mapToDouble(StrictMath::log).sum();
        return StrictMath.exp(logs / values.size());
    }

    /**
     * The middle of the values; the mean of the two middle ones of an even count.
     *
     * @throws IllegalArgumentException if there is none
     */
    static double median(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("no values, expected at least one");
        }
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1
                ? sorted.get(middle)
                : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }
}
