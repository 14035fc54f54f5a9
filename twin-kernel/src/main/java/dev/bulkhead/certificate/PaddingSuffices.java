package dev.bulkhead.certificate;

import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelDelays;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;

/** T2: the timer fires early enough for the longest thing that can still be under way. */
record PaddingSuffices() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.T2;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.system().schedule().windows().isEmpty()) {
            examination.note("no windows, so none can be run into");
            return;
        }
        examination.note(
                ("padding %d us; a timer tick, the longest instruction with its wait for the bus,"
                                + " the longest kernel operation and the switch take %d us at most")
                        .formatted(
                                c.system().schedule().paddingUs(),
                                new KernelDelays(c.system(), KernelCosts.DEFAULTS)
                                        .leastPaddingUs()));
        if (c.isOff(Mechanism.WINDOW_PADDING)) {
            examination.off(Mechanism.WINDOW_PADDING);
        }
        c.tables()
                .ifPresent(
                        tables ->
                                examination.note(
                                        "the kernel's timer fires %d us before a window"
                                                .formatted(tables.leadUs())));
    }
}
