package dev.bulkhead.certificate;

import dev.bulkhead.certificate.Judgement.Judged;
import dev.bulkhead.certificate.Judgement.Result;
import dev.bulkhead.input.InputError;
import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.kernel.KernelTables;
import dev.bulkhead.kernel.PartitionImage;
import dev.bulkhead.system.AcceptedException;
import dev.bulkhead.system.Inspection;
import dev.bulkhead.system.Inspection.Broken;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The judgement of a configuration by every rule.
 *
 * @param system as it was judged, under its profile
 * @param off mechanisms that were off
 * @param judgements one a rule, in the order of the rules
 * @param times measured execution times; empty if the system cannot run
 * @param buses response times on each bus; empty if the system cannot run
 * @param unused accepted exceptions that match no finding
 * @param unjudged mechanisms that are off and that no rule asks for
 */
public record Certificate(
        SystemDescription system,
        Mechanisms off,
        List<Judgement> judgements,
        Optional<ExecutionTimes> times,
        List<BusTiming> buses,
        List<AcceptedException> unused,
        List<Mechanism> unjudged) {

    public Certificate {
        judgements = List.copyOf(judgements);
        buses = List.copyOf(buses);
        unused = List.copyOf(unused);
        unjudged = List.copyOf(unjudged);
    }

    /** Whether no rule is broken but where that is accepted, and none is left open. */
    public boolean passed() {
        return judgements.stream()
                .allMatch(j -> j.result() == Result.PASS || j.result() == Result.ACCEPTED);
    }

    /**
     * What reading the system and building the kernel for it came to, before any rule is asked.
     *
     * @param broken rules for which the kernel refuses it
     */
    public record Prepared(
            Inspection inspection,
            Mechanisms off,
            Optional<KernelTables> tables,
            List<Broken> broken) {
        public Prepared {
            broken = List.copyOf(broken);
        }

        /** Whether the kernel would run it, so that execution times can be measured. */
        public boolean runs() {
            return broken.isEmpty();
        }

        /**
         * Holds it against every rule.
         *
         * @param times measured beforehand, if it runs
         */
        public Certificate judge(Optional<ExecutionTimes> times) {
            return Certificate.judge(
                    new Configuration(
                            inspection.description(),
                            inspection.images(),
                            off,
                            tables,
                            times,
                            broken));
        }
    }

    /**
     * Builds the kernel's tables for a system.
     *
     * @param off mechanisms that are off beside those that the description does without
     * @throws InputError for a mistake that is no broken rule
     */
    public static Prepared prepare(Inspection inspection, Mechanisms off) {
        SystemDescription system = inspection.description();
        List<Broken> broken = new ArrayList<>(inspection.broken());
        Optional<KernelTables> tables;
        try {
            List<PartitionImage> images = new ArrayList<>();
            for (Partition partition : system.partitions()) {
                images.add(
                        PartitionImage.of(
                                partition.name(), inspection.images().get(partition.name())));
            }
            KernelImage kernel =
                    KernelImage.build(
                            system,
                            images,
                            KernelCosts.DEFAULTS,
                            off,
                            (rule, mistake) -> {
                                // what reading it showed already is not said twice
                                if (broken.stream().noneMatch(b -> b.rule() == rule)) {
                                    broken.add(new Broken(rule, mistake));
                                }
                            });
            tables = Optional.of(new KernelTables(system, kernel));
        } catch (InputError e) {
            if (broken.isEmpty()) {
                throw e;
            }
            tables = Optional.empty(); // a consequence of what is broken already
        }
        return new Prepared(inspection, system.without().and(off), tables, broken);
    }

    private static Certificate judge(Configuration configuration) {
        List<Judgement> judgements = new ArrayList<>();
        List<AcceptedException> unused = new ArrayList<>(configuration.system().exceptions());
        for (RuleCheck check : RuleCheck.ALL) {
            judgements.add(judge(configuration, check, unused));
        }
        return new Certificate(
                configuration.system(),
                configuration.off(),
                judgements,
                configuration.times(),
                configuration
                        .times()
                        .map(times -> BusTiming.of(configuration, times))
                        .orElse(List.of()),
                unused,
                configuration.isOff(Mechanism.ECC) ? List.of(Mechanism.ECC) : List.of());
    }

    private static Judgement judge(
            Configuration configuration, RuleCheck check, List<AcceptedException> unused) {
        Examination examination = new Examination(check.rule());
        for (Broken broken : configuration.broken()) {
            if (broken.rule() == check.rule()) {
                InputError mistake = broken.mistake();
                examination.insist(mistake.place(), mistake.what(), mistake.remedy());
            }
        }
        check.examine(configuration, examination);
        List<Judged> judged = new ArrayList<>();
        for (Finding finding : examination.findings()) {
            Optional<AcceptedException> accepted =
                    configuration.system().exceptions().stream()
                            .filter(each -> accepts(each, check, finding))
                            .findFirst();
            accepted.ifPresent(unused::remove);
            judged.add(new Judged(finding, accepted));
        }
        return new Judgement(
                check.rule(),
                result(judged, examination.notJudged()),
                examination.evidence(),
                judged,
                examination.notJudged());
    }

    private static boolean accepts(AcceptedException each, RuleCheck check, Finding finding) {
        return each.rule() == check.rule()
                && each.subject().equals(finding.subject())
                && each.covers(finding.what())
                && finding.acceptable();
    }

    private static Result result(List<Judged> findings, String notJudged) {
        if (findings.stream().anyMatch(each -> each.accepted().isEmpty())) {
            return Result.FAIL;
        }
        if (!notJudged.isEmpty()) {
            return Result.NOT_JUDGED;
        }
        return findings.isEmpty() ? Result.PASS : Result.ACCEPTED;
    }
}
