package dev.bulkhead.certificate;

import dev.bulkhead.certificate.ExecutionTimes.CallTimes;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.Partition;

import java.util.ArrayList;
import java.util.List;

/**
 * T6: who calls waits for one of higher priority and of no lower level, and its budget holds what
 * the callee then does, as the kernel charges that to the caller.
 */
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
        if (calls > 0 && c.times().isEmpty()) {
            examination.notJudged(DeadlinesMet.NO_TIMES);
        } else if (calls > 0) {
            measured(c, c.times().get(), examination);
            c.partitions().forEach(each -> budget(c, each, c.times().get(), examination));
        }
    }

    /** Of a call that never came nothing is known. */
    private static void measured(Configuration c, ExecutionTimes times, Examination examination) {
        for (Channel channel : c.system().channels()) {
            End callee = channel.b();
            if (channel.call() && times.calledCycles(callee.partition(), callee.id()).isEmpty()) {
                examination.find(
                        channel.a().partition(),
                        ("its call of '%s' by channel %d never came to an end in scenario '%s':"
                                        + " what it costs is unknown")
                                .formatted(callee.partition(), channel.a().id(), times.scenario()),
                        "measure with another --scenario, or remove what nobody uses");
            }
        }
    }

    /** Whether all that a partition pays for others in a period is within its budget. */
    private static void budget(
            Configuration c, Partition payer, ExecutionTimes times, Examination examination) {
        Capacity capacity = new Capacity(c);
        long sum = 0;
        List<String> paid = new ArrayList<>();
        for (CallTimes each : times.calls()) {
            if (each.payer().equals(payer.name())) {
                long longest = times.calledCycles(each.callee(), each.channel()).orElse(0L);
                sum += each.mostInPeriod() * longest;
                paid.add(
                        "%d of '%s' by its channel %d, %s each"
                                .formatted(
                                        each.mostInPeriod(),
                                        each.callee(),
                                        each.channel(),
                                        Words.us(capacity.us(longest))));
            }
        }
        if (paid.isEmpty()) {
            return;
        }
        String most = "in %d us: %s".formatted(payer.periodUs(), String.join("; ", paid));
        examination.note(
                "'%s' pays for calls %s; %s of its budget of %d us"
                        .formatted(
                                payer.name(), most, Words.us(capacity.us(sum)), payer.budgetUs()));
        if (sum > capacity.cycles(payer.budgetUs())) {
            examination.find(
                    payer.name(),
                    "its calls take %s of its budget of %d us (%s)"
                            .formatted(Words.us(capacity.us(sum)), payer.budgetUs(), most),
                    "raise its budget, call less often, or shorten what the callee does");
        }
    }
}
