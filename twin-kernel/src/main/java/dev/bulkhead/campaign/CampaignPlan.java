package dev.bulkhead.campaign;

import dev.bulkhead.campaign.Lot.Drawn;
import dev.bulkhead.document.Text;
import dev.bulkhead.fault.Effect;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.input.InputError;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The trials of a campaign, those of each stratum drawn by a random stream of its own, so that the
 * same order gives the same trials.
 */
public final class CampaignPlan {
    /** What a planned fault takes of the heap at most; 260 to 276 were measured, by population. */
    public static final int FAULT_BYTES = 400;

    /** So often a stratum may draw what does not exist before that is our mistake. */
    private static final int MOST_DRAWS = 10_000;

    /** A twin on which faults are tried out keeps all of them. */
    private static final int MOST_ON_ONE_TWIN = 200;

    private static final String CRASH = "illegal-instruction";

    private final List<Stratum> strata;
    private final List<PlannedTrial> trials;

    /**
     * What is wanted.
     *
     * @param seed names the random streams
     * @param faults how many to draw, at least one
     * @param strata of which to draw, none for all with their own shares that need not be named
     * @param phases in which to draw, none for all
     */
    public record Order(
            Population population,
            long seed,
            int faults,
            List<StratumWeight> strata,
            List<Phase> phases) {
        public Order {
            if (faults < 1) {
                throw new IllegalArgumentException("faults=" + faults + ", expected 1 or more");
            }
            strata = List.copyOf(strata);
            phases = List.copyOf(phases);
        }

        /** Of all strata. */
        public Order(Population population, long seed, int faults) {
            this(population, seed, faults, List.of(), List.of());
        }
    }

    private CampaignPlan(List<Stratum> strata, List<PlannedTrial> trials) {
        this.strata = List.copyOf(strata);
        this.trials = trials;
    }

    /**
     * Draws the trials for a golden run's system and scenario.
     *
     * @throws InputError if the order names a stratum that the population does not have, or phases
     *     in which a stratum has nothing
     */
    public static CampaignPlan of(Golden golden, Order order) {
        SimTime middle = new SimTime(golden.end().ps() / 2);
        Drawing drawing = new Drawing(golden, order.phases());
        List<Lot> all =
                new ArrayList<>(
                        Lots.of(
                                order.population(),
                                golden.twinBefore(middle),
                                golden.subject().domain()));
        if (order.population() == Population.A) {
            drawing.aimed().ifPresent(all::add);
        }
        List<Lot> lots = weighted(all, order);
        List<PlannedTrial> trials = new ArrayList<>();
        lots.stream()
                .filter(Lot::isEnumerated)
                .forEach(lot -> trials.addAll(drawing.every(lot, dice(order, lot))));
        if (trials.size() > order.faults()) {
            throw new InputError(
                    "--faults",
                    "in %s are %d faults".formatted(enumerated(lots), trials.size()),
                    "allow at least so many, or name fewer --strata or --phases");
        }
        List<Lot> drawn = lots.stream().filter(lot -> !lot.isEnumerated()).toList();
        int[] counts = drawn.isEmpty() ? new int[0] : shares(drawn, order.faults() - trials.size());
        for (int i = 0; i < drawn.size(); i++) {
            Dice dice = dice(order, drawn.get(i));
            for (int n = 0; n < counts[i]; n++) {
                trials.add(drawing.trial(drawn.get(i), dice));
            }
        }
        return new CampaignPlan(
                lots.stream().map(Lot::stratum).toList(), shuffled(trials, order.seed()));
    }

    /**
     * Numbered in an order in which what was run so far is a fair part of all. Each is there once:
     * what a plan takes of the heap is what bounds its size.
     *
     * @param trials are the caller's no more
     */
    static List<PlannedTrial> shuffled(List<PlannedTrial> trials, long seed) {
        Collections.shuffle(trials, new Random(seed));
        for (int i = 0; i < trials.size(); i++) {
            trials.set(i, trials.get(i).withIndex(i));
        }
        return Collections.unmodifiableList(trials);
    }

    private static Dice dice(Order order, Lot lot) {
        return new Dice(order.seed() ^ (long) lot.stratum().name().hashCode() << Integer.SIZE);
    }

    private static String enumerated(List<Lot> lots) {
        return lots.stream()
                .filter(Lot::isEnumerated)
                .map(lot -> lot.stratum().name())
                .collect(Collectors.joining(" and "));
    }

    /** Those that are wanted, in the order of the report. */
    private static List<Lot> weighted(List<Lot> lots, Order order) {
        if (order.strata().isEmpty()) {
            return lots.stream().filter(lot -> !lot.byName()).toList();
        }
        List<String> names = lots.stream().map(lot -> lot.stratum().name()).toList();
        Set<String> seen = new TreeSet<>();
        for (StratumWeight wanted : order.strata()) {
            if (!names.contains(wanted.stratum())) {
                throw new InputError(
                        "--strata",
                        "population %s has no stratum %s"
                                .formatted(
                                        order.population().label(), Text.quote(wanted.stratum())),
                        Text.remedyFor(wanted.stratum(), names));
            }
            if (!seen.add(wanted.stratum())) {
                throw new InputError(
                        "--strata", wanted.stratum() + " is there twice", "name it once");
            }
        }
        List<Lot> weighted = new ArrayList<>();
        for (Lot lot : lots) {
            for (StratumWeight wanted : order.strata()) {
                if (wanted.stratum().equals(lot.stratum().name())) {
                    if (lot.isEnumerated() && wanted.weight().isPresent()) {
                        throw new InputError(
                                "--strata",
                                wanted.stratum() + " takes all of its faults, not a share",
                                "name it without a weight");
                    }
                    weighted.add(lot.withShare(wanted.weight().orElse(lot.share())));
                }
            }
        }
        return weighted;
    }

    /** How many each stratum gets: its share rounded down, the rest to the largest remainders. */
    private static int[] shares(List<Lot> lots, int faults) {
        int all = lots.stream().mapToInt(Lot::share).sum();
        int[] counts =
                lots.stream().mapToInt(l -> (int) ((long) faults * l.share() / all)).toArray();
        int left = faults - java.util.Arrays.stream(counts).sum();
        List<Integer> byRemainder = new ArrayList<>();
        for (int i = 0; i < counts.length; i++) {
            byRemainder.add(i);
        }
        byRemainder.sort(
                Comparator.comparingLong(i -> -((long) faults * lots.get(i).share() % all)));
        byRemainder.subList(0, left).forEach(i -> counts[i]++);
        return counts;
    }

    /** The strata of the population, in the order of the report. */
    public List<Stratum> strata() {
        return strata;
    }

    /** In the order in which they are best run: what was run so far is a fair part of them. */
    public List<PlannedTrial> trials() {
        return trials;
    }

    /** Draws faults, and tries out on twins at power-on whether there is such a one. */
    private static final class Drawing {
        private final Golden golden;
        private final Set<Phase> driving;
        private final List<Phase> wanted;
        private Twin twin;
        private int tried = MOST_ON_ONE_TWIN;

        Drawing(Golden golden, List<Phase> wanted) {
            this.golden = golden;
            this.wanted = wanted;
            driving = golden.course().phases().keySet();
        }

        PlannedTrial trial(Lot lot, Dice dice) {
            for (int i = 0; i < MOST_DRAWS; i++) {
                Optional<PlannedTrial> trial =
                        lot.draw()
                                .from(dice)
                                .flatMap(it -> at(lot, it, dice.any(phases(lot)), dice));
                if (trial.isPresent() && exists(trial.get().faults())) {
                    return trial.get();
                }
            }
            throw new IllegalStateException(
                    "stratum " + lot.stratum().name() + " drew nothing in " + MOST_DRAWS);
        }

        /** The attacks that each barrier that is off stands against, if there are any. */
        Optional<Lot> aimed() {
            ProtectedDomain domain = golden.subject().domain();
            List<List<Drawn>> attacks =
                    golden.subject().settings().off().off().stream()
                            .map(off -> AimedAttacks.against(off, domain))
                            .map(each -> each.stream().filter(this::isPossible).toList())
                            .filter(each -> !each.isEmpty())
                            .toList();
            return attacks.isEmpty() ? Optional.empty() : Optional.of(Lots.aimed(attacks));
        }

        /** Whether there is such a fault, which its moment does not change. */
        private boolean isPossible(Drawn drawn) {
            return exists(List.of(fault(drawn.text() + drawn.suffix())));
        }

        /** All that exist, in each phase at one moment. */
        List<PlannedTrial> every(Lot lot, Dice dice) {
            List<PlannedTrial> every = new ArrayList<>();
            for (Drawn drawn : lot.every()) {
                if (isPossible(drawn)) {
                    phases(lot).forEach(phase -> at(lot, drawn, phase, dice).ifPresent(every::add));
                }
            }
            return every;
        }

        private Optional<PlannedTrial> at(Lot lot, Drawn drawn, Phase phase, Dice dice) {
            List<Fault> faults = new ArrayList<>();
            String moment =
                    switch (phase) {
                        case BOOT -> "boot";
                        case RESTART -> {
                            Optional<String> other = otherThan(drawn, dice);
                            if (other.isEmpty()) {
                                yield "";
                            }
                            Phase when = dice.any(List.copyOf(driving));
                            SimTime at = golden.course().any(when, dice.random());
                            faults.add(fault(other.get() + ":" + CRASH + "@" + time(at)));
                            yield beginsAtATime(drawn) ? time(at) : "restart:" + other.get();
                        }
                        default ->
                                time(
                                        drawn.partition().isPresent()
                                                ? golden.course()
                                                        .anyOf(
                                                                drawn.partition().getAsInt(),
                                                                phase,
                                                                dice.random())
                                                : golden.course().any(phase, dice.random()));
                    };
            if (moment.isEmpty()) {
                return Optional.empty();
            }
            faults.add(fault(drawn.text() + "@" + moment + drawn.suffix()));
            return Optional.of(
                    new PlannedTrial(0, lot.stratum().name(), phase, drawn.attacker(), faults, 1));
        }

        /** Its attack begins as the other crashes, and goes on while that is restarted. */
        private static boolean beginsAtATime(Drawn drawn) {
            return fault(drawn.text()).effect() instanceof Effect.Hostile;
        }

        /** In which phases its faults may begin, those that are wanted. */
        private List<Phase> phases(Lot lot) {
            Set<Phase> phases = EnumSet.copyOf(driving);
            phases.addAll(lot.phases());
            List<String> all = phases.stream().map(Phase::label).toList();
            if (!wanted.isEmpty()) {
                phases.retainAll(wanted);
            }
            if (phases.isEmpty()) {
                throw new InputError(
                        "--phases",
                        "no fault of stratum %s begins in %s"
                                .formatted(
                                        lot.stratum().name(),
                                        wanted.stream()
                                                .map(Phase::label)
                                                .collect(Collectors.joining(" or "))),
                        "in this scenario it has %s; or leave it out with --strata"
                                .formatted(String.join(", ", all)));
            }
            return List.copyOf(phases);
        }

        /** A partition outside the protected set that is not the attacker. */
        private Optional<String> otherThan(Drawn drawn, Dice dice) {
            ProtectedDomain domain = golden.subject().domain();
            List<String> others = new ArrayList<>();
            for (int i = 0; i < domain.system().partitions().size(); i++) {
                String name = domain.system().partitions().get(i).name();
                if (!domain.hasPartition(i) && !name.equals(drawn.attacker())) {
                    others.add(name);
                }
            }
            return others.isEmpty() ? Optional.empty() : Optional.of(dice.any(others));
        }

        private static Fault fault(String text) {
            return Fault.parse("plan", text);
        }

        private static String time(SimTime at) {
            return at.toString().replace(" ", "");
        }

        private boolean exists(List<Fault> faults) {
            try {
                Subject subject = golden.subject().under(faults, "plan");
                Twin on =
                        faults.getLast().effect() instanceof Effect.Hostile
                                        || faults.getLast().effect() instanceof Effect.Rewritten
                                ? subject.twin(_ -> {})
                                : anyTwin();
                faults.forEach(fault -> Injection.arm(on, fault, "plan"));
                return true;
            } catch (InputError _) {
                return false; // no such register, no such channel, no instruction that fits
            }
        }

        private Twin anyTwin() {
            if (tried++ >= MOST_ON_ONE_TWIN) {
                twin = golden.assembly().twin(golden.subject(), _ -> {});
                tried = 0;
            }
            return twin;
        }
    }
}
