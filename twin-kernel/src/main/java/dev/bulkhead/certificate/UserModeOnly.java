package dev.bulkhead.certificate;

import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Partition;

/** S7: whatever runs in machine mode passes where no PMP entry matches. */
record UserModeOnly() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.S7;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        examination.note(
                "no entry is locked, so PMP does not hold in machine mode: the kernel is outside it"
                        + " and assumed correct");
        if (c.tables().isEmpty()) {
            examination.notJudged(KernelsOwn.NO_TABLES);
            return;
        }
        for (int i = 0; i < c.partitions().size(); i++) {
            Partition partition = c.partitions().get(i);
            if (c.tables().get().inKernel(i)) {
                examination.find(
                        partition.name(),
                        "runs in machine mode under profile '%s': no PMP entry holds it"
                                .formatted(c.system().profile().name()),
                        "place it in user mode");
            } else {
                examination.note(
                        "%s: user mode, where no match means no access"
                                .formatted(partition.name()));
            }
        }
    }
}
