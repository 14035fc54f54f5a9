package dev.bulkhead.certificate;

import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.Partition;

/** T6: who calls waits for one of higher priority and of no lower level. */
record CallsUpward() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.T6;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.isOff(Mechanism.CAPABILITY)) {
            examination.off(Mechanism.CAPABILITY);
        }
        int calls = 0;
        for (Channel channel : c.system().channels()) {
            if (!channel.call()) {
                continue;
            }
            calls++;
            Partition caller = c.partition(channel.a().partition());
            Partition callee = c.partition(channel.b().partition());
            examination.note(
                    ("'%s' (priority %d, level %s) calls '%s' (priority %d, level %s), which runs"
                                    + " on its caller's budget and in its window")
                            .formatted(
                                    caller.name(),
                                    caller.priority(),
                                    caller.level(),
                                    callee.name(),
                                    callee.priority(),
                                    callee.level()));
            if (callee.level().compareTo(caller.level()) < 0) {
                examination.find(
                        caller.name(),
                        "'%s' of level %s would wait for '%s' of level %s"
                                .formatted(
                                        caller.name(),
                                        caller.level(),
                                        callee.name(),
                                        callee.level()),
                        "let it notify, and read the answer from a port");
            }
        }
        examination.note(
                "%d of %d channels carry calls".formatted(calls, c.system().channels().size()));
    }
}
