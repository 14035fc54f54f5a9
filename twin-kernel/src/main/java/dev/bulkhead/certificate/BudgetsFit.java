package dev.bulkhead.certificate;

import dev.bulkhead.kernel.KernelTables;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Schedule;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * T3: by descending priority, each budget fits into what the kernel and those above leave of the
 * hart. Necessary only; T4 decides.
 */
record BudgetsFit() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.T3;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        Schedule schedule = c.system().schedule();
        double kernel =
                (double) schedule.windows().size() * schedule.paddingUs() / schedule.majorFrameUs();
        examination.note(
                "kernel: %d switches of %d us in %d us = %s; its other work is charged to budgets"
                        .formatted(
                                schedule.windows().size(),
                                schedule.paddingUs(),
                                schedule.majorFrameUs(),
                                percent(kernel)));
        double sum = kernel;
        List<Partition> byPriority = new ArrayList<>(c.partitions());
        byPriority.sort(Comparator.comparingInt(Partition::priority).reversed());
        for (Partition partition : byPriority) {
            sum += (double) partition.budgetUs() / partition.periodUs();
            examination.note(
                    "%s: priority %d, %d us of %d us, sum %s"
                            .formatted(
                                    partition.name(),
                                    partition.priority(),
                                    partition.budgetUs(),
                                    partition.periodUs(),
                                    percent(sum)));
            if (sum > 1 + 1e-9) {
                examination.find(
                        partition.name(),
                        "its budget brings the sum to %s of the hart".formatted(percent(sum)),
                        "lower it, or accept that it gets only what the others leave");
            }
            c.tables().ifPresent(tables -> enforced(c, partition, tables, examination));
        }
    }

    private static void enforced(
            Configuration c, Partition partition, KernelTables tables, Examination examination) {
        long cycles = tables.budgetCycles(c.index(partition.name()));
        long given = partition.budgetUs() * c.system().board().clockHz() / 1_000_000;
        if (cycles > given) {
            examination.insist(
                    partition.name(),
                    "its budget is not enforced: the kernel holds %d cycles, %d us are %d"
                            .formatted(cycles, partition.budgetUs(), given),
                    "leave budget on");
        }
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share);
    }
}
