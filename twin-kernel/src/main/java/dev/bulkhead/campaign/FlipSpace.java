package dev.bulkhead.campaign;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/**
 * Every single-bit flip of one partition's registers, while its code runs, and of its memory, in a
 * stretch of time. All flips of a bit between one access to it and the next read are one class:
 * whatever reads it first finds the same. A class is run once, its flip right before that read.
 * What is overwritten first, or not accessed so long as a fault is watched, is not run.
 *
 * @param partition whose registers and memory
 * @param fromCycle first cycle of the stretch
 * @param toCycle first cycle after it
 * @param shareOfFrame of the cycles in which its code runs in a major frame, those in the stretch
 * @param classes that have to be run
 * @param flips in those classes: bits times cycles
 * @param harmless flips whose bit is overwritten, or not read while a fault is watched
 */
public record FlipSpace(
        String partition,
        long fromCycle,
        long toCycle,
        double shareOfFrame,
        long classes,
        long flips,
        long harmless) {

    /** Stratum of the registers' classes. */
    public static final Stratum REGISTERS =
            new Stratum(
                    "all-register-flips",
                    "every bit of every register at every cycle of the stretch",
                    Stratum.Draw.ENUMERATED);

    /** Stratum of the memory's classes. */
    public static final Stratum MEMORY =
            new Stratum(
                    "all-memory-flips",
                    "every bit of its memory at every cycle of the stretch, past the correction",
                    Stratum.Draw.ENUMERATED);

    /** A space and the trials that cover it. */
    public record Enumeration(FlipSpace space, List<PlannedTrial> trials) {
        public Enumeration {
            trials = Collections.unmodifiableList(trials); // of a hundred thousand no copy
        }
    }

    /**
     * Covers the longest stretch from the first time on at which the partition runs at or after
     * {@code from}, but no more than a major frame, that has at most so many classes.
     *
     * @param span how long a fault is watched
     * @param seed of the order in which the classes are run
     */
    public static Enumeration of(
            Golden golden,
            String partition,
            SimTime from,
            SimTime span,
            long mostClasses,
            long seed) {
        return of(
                record(golden, partition, from, span),
                partition,
                golden.course().at(from.ps()),
                mostClasses,
                seed);
    }

    /** As above, with what was recorded, and the phase that it is in. */
    static Enumeration of(
            DefUse accesses, String partition, Phase phase, long mostClasses, long seed) {
        long first = accesses.firstCycle();
        long least = first;
        long most = first + accesses.frameCycles();
        while (least < most) { // the longest stretch that is not too large
            long middle = least + (most - least + 1) / 2;
            if (new Classes(accesses, first, middle).count() <= mostClasses) {
                least = middle;
            } else {
                most = middle - 1;
            }
        }
        Classes classes = new Classes(accesses, first, least);
        List<PlannedTrial> trials = CampaignPlan.shuffled(classes.trials(partition, phase), seed);
        return new Enumeration(
                new FlipSpace(
                        partition,
                        first,
                        least,
                        accesses.ranShare(first, least),
                        trials.size(),
                        classes.flips(),
                        classes.harmless()),
                trials);
    }

    static DefUse record(Golden golden, String partition, SimTime from, SimTime span) {
        Twin twin = golden.twinBefore(from);
        twin.runUntil(from);
        int index =
                twin.system().partitions().stream().map(p -> p.name()).toList().indexOf(partition);
        DefUse accesses = new DefUse(twin, index);
        long framePs = twin.system().schedule().majorFrameUs() * SimTime.PS_PER_US;
        accesses.record(new SimTime(from.ps() + framePs + span.ps()));
        return accesses;
    }

    /** When it begins. */
    public SimTime from(long clockHz) {
        return new SimTime(Clock.ofHz(clockHz).edgePs(fromCycle));
    }

    /** One line for people. */
    public String told() {
        return String.format(
                Locale.ROOT,
                "cycles %d to %d of %s, %.1f %% of what it runs in a major frame: %d classes for %d"
                        + " flips; %d flips are overwritten or never read",
                fromCycle,
                toCycle,
                partition,
                100 * shareOfFrame,
                classes,
                flips,
                harmless);
    }

    /** The classes of a stretch. */
    private static final class Classes {
        private final DefUse accesses;
        private final long from;
        private final long to;

        Classes(DefUse accesses, long from, long to) {
            this.accesses = accesses;
            this.from = from;
            this.to = to;
        }

        long count() {
            long[] count = {0};
            walk((place, read, cycles) -> count[0] += read == DefUse.NEVER ? 0 : place.bits());
            return count[0];
        }

        long flips() {
            long[] sum = {0};
            walk(
                    (place, read, cycles) ->
                            sum[0] += read == DefUse.NEVER ? 0 : cycles * place.bits());
            return sum[0];
        }

        long harmless() {
            long[] sum = {0};
            walk(
                    (place, read, cycles) ->
                            sum[0] += read == DefUse.NEVER ? cycles * place.bits() : 0);
            return sum[0] + accesses.untouchedBits() * (to - from);
        }

        List<PlannedTrial> trials(String partition, Phase phase) {
            List<PlannedTrial> trials = new ArrayList<>();
            walk(
                    (place, read, cycles) -> {
                        for (int bit = 0; read != DefUse.NEVER && bit < place.bits(); bit++) {
                            trials.add(
                                    new PlannedTrial(
                                            0,
                                            (place.isRegister() ? REGISTERS : MEMORY).name(),
                                            phase,
                                            partition,
                                            List.of(
                                                    Fault.parse(
                                                            "space",
                                                            place.flip(partition, bit, read))),
                                            cycles));
                        }
                    });
            return trials;
        }

        @FunctionalInterface
        private interface Visitor {
            /**
             * @param read cycle right before which the class is flipped; {@link DefUse#NEVER} if
             *     nothing reads it
             * @param cycles of the stretch that it holds
             */
            void visit(DefUse.Place place, long read, long cycles);
        }

        private void walk(Visitor visitor) {
            accesses.places()
                    .forEach(
                            (place, events) -> {
                                long since = from;
                                for (DefUse.Event event : events) {
                                    long until = Math.min(event.cycle(), to);
                                    long cycles =
                                            place.isRegister()
                                                    ? accesses.ran(since, until)
                                                    : until - since;
                                    if (cycles > 0) {
                                        visitor.visit(
                                                place,
                                                event.read() ? event.cycle() : DefUse.NEVER,
                                                cycles);
                                    }
                                    since = Math.max(since, until);
                                    if (event.cycle() >= to) {
                                        return;
                                    }
                                }
                                long left =
                                        place.isRegister() ? accesses.ran(since, to) : to - since;
                                if (left > 0) {
                                    visitor.visit(place, DefUse.NEVER, left);
                                }
                            });
        }
    }
}
