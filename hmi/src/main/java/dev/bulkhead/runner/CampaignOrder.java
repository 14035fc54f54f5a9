package dev.bulkhead.runner;

import dev.bulkhead.campaign.CampaignPlan;
import dev.bulkhead.campaign.CampaignTrials.Effort;
import dev.bulkhead.campaign.Phase;
import dev.bulkhead.campaign.Population;
import dev.bulkhead.campaign.StratumWeight;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.report.InjectLine;
import dev.bulkhead.system.KernelProfile;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.time.SimTime;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What a campaign is to be. With the program and the files it names, this determines every result.
 *
 * @param everyFlip instead of a sample all of these
 * @param strata of which to draw, none for all
 * @param phases in which to draw, none for all
 * @param faults how many to draw; at most so many classes of equal flips
 * @param scenario name or file
 * @param system name or file of the description
 * @param span how long each fault is watched at least
 * @param effort FULL is no order's
 */
public record CampaignOrder(
        Population population,
        Optional<EveryFlip> everyFlip,
        List<StratumWeight> strata,
        List<Phase> phases,
        int faults,
        long seed,
        String scenario,
        String system,
        String profile,
        Mechanisms off,
        SimTime span,
        Effort effort) {

    public CampaignOrder {
        strata = List.copyOf(strata);
        phases = List.copyOf(phases);
    }

    /** What is run if no other is named. */
    public static final String SCENARIO = "loaded";

    /** How many faults are drawn if nobody says. */
    public static final int FAULTS = 1800;

    /** For so long each is watched if nobody says. */
    public static final SimTime SPAN = SimTime.ofMs(1000);

    /** Each flip of a bit of a partition's registers and memory in a stretch of time. */
    public record EveryFlip(String partition, SimTime from) {
        /** When the stretch begins if nobody says. */
        private static final SimTime FROM = SimTime.ofMs(2000);

        /**
         * Reads {@code PARTITION} or {@code PARTITION@TIME}.
         *
         * @return empty if it is neither
         */
        public static Optional<EveryFlip> parse(String text) {
            int at = text.indexOf('@');
            String partition = at < 0 ? text : text.substring(0, at);
            Optional<SimTime> from =
                    at < 0 ? Optional.of(FROM) : SimTime.parse(text.substring(at + 1));
            return partition.isBlank()
                    ? Optional.empty()
                    : from.map(time -> new EveryFlip(partition, time));
        }

        @Override
        public String toString() {
            return partition + "@" + from.toString().replace(" ", "");
        }
    }

    public CampaignPlan.Order plan() {
        return new CampaignPlan.Order(population, seed, faults, strata, phases);
    }

    /** Makes the command that repeats a trial of it. */
    InjectLine line() {
        return new InjectLine(system, scenario, profile, off.labels(), Optional.of(span), seed);
    }

    /** As it is kept with the results. */
    public SortedMap<String, String> keys() {
        return new TreeMap<>(
                Map.ofEntries(
                        Map.entry("population", population.label()),
                        Map.entry("every_flip", everyFlip.map(EveryFlip::toString).orElse("")),
                        Map.entry("strata", listed(strata)),
                        Map.entry(
                                "phases",
                                phases.stream().map(Phase::label).collect(Collectors.joining(","))),
                        Map.entry("faults", Integer.toString(faults)),
                        Map.entry("seed", Long.toString(seed)),
                        Map.entry("scenario", scenario),
                        Map.entry("system", system),
                        Map.entry("profile", profile),
                        Map.entry("without", String.join(",", off.labels())),
                        Map.entry("span", span.toString()),
                        Map.entry(
                                "verdict_only", Boolean.toString(effort == Effort.VERDICT_ONLY))));
    }

    private static String listed(List<StratumWeight> strata) {
        return strata.stream().map(StratumWeight::toString).collect(Collectors.joining(","));
    }

    /** An order of which not everything is said. */
    public record Part(
            Optional<Population> population,
            Optional<EveryFlip> everyFlip,
            Optional<List<StratumWeight>> strata,
            Optional<List<Phase>> phases,
            OptionalInt faults,
            OptionalLong seed,
            Optional<String> scenario,
            Optional<String> system,
            Optional<String> profile,
            Optional<Mechanisms> off,
            Optional<SimTime> span,
            Optional<Boolean> verdictOnly) {

        private static final String TAKES_ALL = "draws nothing and takes all in a stretch of time";

        /** Nothing is said. */
        public static final Part NONE =
                new Part(
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        OptionalInt.empty(),
                        OptionalLong.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty());

        /** Only the description is said. */
        static Part of(String system) {
            return new Part(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    OptionalLong.empty(),
                    Optional.empty(),
                    Optional.of(system),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
        }

        /**
         * What was kept with results.
         *
         * @param place of the results, for the message
         * @throws InputError if it is not what {@link CampaignOrder#keys} made
         */
        public static Part of(SortedMap<String, String> keys, String place) {
            try {
                String off = keys.get("without");
                return new Part(
                        Optional.of(
                                Population.valueOf(
                                        keys.get("population").toUpperCase(java.util.Locale.ROOT))),
                        EveryFlip.parse(keys.get("every_flip")),
                        Optional.of(
                                Arrays.stream(keys.get("strata").split(","))
                                        .filter(each -> !each.isEmpty())
                                        .map(each -> StratumWeight.parse(each).orElseThrow())
                                        .toList()),
                        Optional.of(
                                Arrays.stream(keys.get("phases").split(","))
                                        .filter(each -> !each.isEmpty())
                                        .map(Phase::of)
                                        .toList()),
                        OptionalInt.of(Integer.parseInt(keys.get("faults"))),
                        OptionalLong.of(Long.parseLong(keys.get("seed"))),
                        Optional.of(keys.get("scenario")),
                        Optional.of(keys.get("system")),
                        Optional.of(keys.get("profile")),
                        Optional.of(
                                new Mechanisms(
                                        Arrays.stream(off.split(","))
                                                .filter(each -> !each.isEmpty())
                                                .map(each -> Mechanisms.parse(place, each))
                                                .toList())),
                        Optional.of(SimTime.parse(keys.get("span")).orElseThrow()),
                        Optional.of(Boolean.valueOf(keys.get("verdict_only"))));
            } catch (RuntimeException _) {
                throw new InputError(
                        place, "holds a campaign of another version", "name another folder");
            }
        }

        /** This, and what {@code other} says where this says nothing. */
        public Part or(Part other) {
            return new Part(
                    population.or(other::population),
                    everyFlip.or(other::everyFlip),
                    strata.or(other::strata),
                    phases.or(other::phases),
                    faults.isPresent() ? faults : other.faults,
                    seed.isPresent() ? seed : other.seed,
                    scenario.or(other::scenario),
                    system.or(other::system),
                    profile.or(other::profile),
                    off.or(other::off),
                    span.or(other::span),
                    verdictOnly.or(other::verdictOnly));
        }

        /**
         * This, and what is usual where it says nothing.
         *
         * @throws InputError if it says of an enumeration what only a sample has
         */
        public CampaignOrder whole() {
            if (everyFlip.isPresent()) {
                checkNothingIsDrawn();
            }
            return new CampaignOrder(
                    population.orElse(Population.A),
                    everyFlip,
                    strata.orElse(List.of()),
                    phases.orElse(List.of()),
                    faults.orElse(FAULTS),
                    seed.orElse(1),
                    scenario.orElse(SCENARIO),
                    system.orElse(Shipped.REFERENCE),
                    profile.orElse(KernelProfile.MICROKERNEL),
                    off.orElse(Mechanisms.ALL_ON),
                    span.orElse(SPAN),
                    verdictOnly.orElse(false) ? Effort.VERDICT_ONLY : Effort.SHORTCUTS);
        }

        private void checkNothingIsDrawn() {
            if (population.orElse(Population.A) != Population.A) {
                throw besideEveryFlip(
                        "--population",
                        population.get().label(),
                        "flips a partition outside the protected set, which is population a");
            }
            if (strata.isPresent() && !strata.get().isEmpty()) {
                throw besideEveryFlip("--strata", listed(strata.get()), TAKES_ALL);
            }
            if (phases.isPresent() && !phases.get().isEmpty()) {
                throw besideEveryFlip(
                        "--phases",
                        phases.get().stream().map(Phase::label).collect(Collectors.joining(",")),
                        TAKES_ALL);
            }
        }

        private static InputError besideEveryFlip(String option, String value, String why) {
            return new InputError(
                    option, value + " beside --every-flip, which " + why, "leave out one of both");
        }
    }
}
