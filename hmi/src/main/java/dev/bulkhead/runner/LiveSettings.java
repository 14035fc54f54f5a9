package dev.bulkhead.runner;

import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.BusTap;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * How a live twin runs and tells of itself. None of it changes a trace.
 *
 * @param name of the twin in topics, without slash and wildcards
 * @param paceFactor simulated seconds a second, above 0; empty: as fast as it goes
 * @param ratePerS updates of a topic in a second of wall clock, above 0
 * @param framesInFull whether each frame is published, not only the last of each identifier
 * @param repeat whether the scenario starts again when it has ended
 * @param journal where to write commands; empty: nowhere
 * @param screenWanted asked before a picture of the screen is made
 * @param lostBeyond samples that the outlet took and a listener did not get, told on the clock
 * @param tap sees each frame on the twin's buses, on the twin's thread
 * @param limit virtual time of all runs after which the twin ends, as it then does with a scenario
 *     that is not repeated; empty: it waits for commands until it is closed
 */
public record LiveSettings(
        String name,
        OptionalDouble paceFactor,
        double ratePerS,
        boolean framesInFull,
        boolean repeat,
        Optional<Path> journal,
        BooleanSupplier screenWanted,
        LongSupplier lostBeyond,
        BusTap tap,
        Optional<SimTime> limit) {

    /** Real time, ten updates a second, no journal. */
    public static final LiveSettings USUAL =
            new LiveSettings(
                    "twin",
                    OptionalDouble.of(1),
                    10,
                    false,
                    false,
                    Optional.empty(),
                    () -> true,
                    () -> 0,
                    (_, _, _, _) -> {},
                    Optional.empty());

    public LiveSettings {
        if (!(ratePerS > 0)) {
            throw new IllegalArgumentException("ratePerS=" + ratePerS + ", expected above 0");
        }
    }

    public LiveSettings withPace(OptionalDouble factor) {
        return new LiveSettings(
                name,
                factor,
                ratePerS,
                framesInFull,
                repeat,
                journal,
                screenWanted,
                lostBeyond,
                tap,
                limit);
    }

    public LiveSettings withRate(double perS) {
        return new LiveSettings(
                name,
                paceFactor,
                perS,
                framesInFull,
                repeat,
                journal,
                screenWanted,
                lostBeyond,
                tap,
                limit);
    }

    public LiveSettings withFramesInFull() {
        return new LiveSettings(
                name,
                paceFactor,
                ratePerS,
                true,
                repeat,
                journal,
                screenWanted,
                lostBeyond,
                tap,
                limit);
    }

    public LiveSettings withRepeat() {
        return new LiveSettings(
                name,
                paceFactor,
                ratePerS,
                framesInFull,
                true,
                journal,
                screenWanted,
                lostBeyond,
                tap,
                limit);
    }

    public LiveSettings withJournal(Path file) {
        return new LiveSettings(
                name,
                paceFactor,
                ratePerS,
                framesInFull,
                repeat,
                Optional.of(file),
                screenWanted,
                lostBeyond,
                tap,
                limit);
    }

    public LiveSettings withScreenWanted(BooleanSupplier wanted) {
        return new LiveSettings(
                name,
                paceFactor,
                ratePerS,
                framesInFull,
                repeat,
                journal,
                wanted,
                lostBeyond,
                tap,
                limit);
    }

    public LiveSettings withLostBeyond(LongSupplier lost) {
        return new LiveSettings(
                name,
                paceFactor,
                ratePerS,
                framesInFull,
                repeat,
                journal,
                screenWanted,
                lost,
                tap,
                limit);
    }

    public LiveSettings withTap(BusTap other) {
        return new LiveSettings(
                name,
                paceFactor,
                ratePerS,
                framesInFull,
                repeat,
                journal,
                screenWanted,
                lostBeyond,
                other,
                limit);
    }

    public LiveSettings withLimit(SimTime time) {
        return new LiveSettings(
                name,
                paceFactor,
                ratePerS,
                framesInFull,
                repeat,
                journal,
                screenWanted,
                lostBeyond,
                tap,
                Optional.of(time));
    }

    public LiveSettings withName(String other) {
        return new LiveSettings(
                other,
                paceFactor,
                ratePerS,
                framesInFull,
                repeat,
                journal,
                screenWanted,
                lostBeyond,
                tap,
                limit);
    }
}
