package dev.bulkhead.certificate;

import dev.bulkhead.rta.ResponseTime.Task;
import dev.bulkhead.rta.Supply;
import dev.bulkhead.rta.Supply.FixedTable;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Timer;

import java.util.List;
import java.util.OptionalLong;

/**
 * T4: the longest response to each release, from measured execution times with a margin, is within
 * its deadline. Above QM a timer without a deadline has its period, and a partition without timers
 * its frame; QM without a deadline promises nothing. Of an event that never came nothing is known.
 */
record DeadlinesMet() implements RuleCheck {
    static final String NO_TIMES =
            "no execution times were measured, as the kernel would not run this description";

    @Override
    public Rule rule() {
        return Rule.T4;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.times().isEmpty()) {
            examination.notJudged(NO_TIMES);
            return;
        }
        ExecutionTimes times = c.times().get();
        examination.note(
                ("execution times are measurements of scenario '%s' over %d ms plus %d %%, no"
                                + " bounds")
                        .formatted(times.scenario(), times.simulatedMs(), times.marginPercent()));
        for (Partition partition : c.partitions()) {
            for (Timer timer : partition.timers()) {
                timer(c, partition, timer, examination);
            }
            if (partition.level() != Level.QM
                    && events(c, partition, examination)
                    && partition.timers().isEmpty()) {
                frame(c, partition, examination);
            }
        }
    }

    private static void timer(
            Configuration c, Partition partition, Timer timer, Examination examination) {
        int deadlineUs = timer.deadlineUs();
        if (deadlineUs == 0 && partition.level() == Level.QM) {
            examination.note(
                    "%s, channel %d: QM without a deadline, nothing promised"
                            .formatted(partition.name(), timer.channel()));
            return;
        }
        deadlineUs = deadlineUs == 0 ? timer.periodUs() : deadlineUs;
        ExecutionTimes times = c.times().orElseThrow();
        OptionalLong demand = new Reaction(c, times).demand(partition, timer);
        if (demand.isEmpty()) {
            examination.find(
                    partition.name(),
                    "channel %d was never notified in scenario '%s': its execution time is unknown"
                            .formatted(timer.channel(), times.scenario()),
                    "measure with another --scenario");
            return;
        }
        Capacity capacity = new Capacity(c);
        int frameUs = c.system().schedule().majorFrameUs();
        for (int at = timer.offsetUs();
                at < Math.max(frameUs, timer.offsetUs() + 1);
                at += timer.periodUs()) {
            respond(
                    c,
                    partition,
                    "channel %d at %d us".formatted(timer.channel(), at % frameUs),
                    new Task(demand.getAsLong(), capacity.cycles(timer.periodUs())),
                    OptionalLong.of(capacity.cycles(at % frameUs)),
                    deadlineUs,
                    examination);
        }
    }

    /**
     * Whether all that may set it going was measured; beside timers, whose demand holds a frame's
     * notifications, each interrupt.
     */
    private static boolean events(Configuration c, Partition partition, Examination examination) {
        ExecutionTimes times = c.times().orElseThrow();
        List<Integer> channels =
                partition.timers().isEmpty()
                        ? c.channels(partition)
                        : Configuration.interrupts(partition);
        List<Integer> unknown =
                channels.stream()
                        .filter(channel -> !times.measured(partition.name(), channel))
                        .toList();
        if (!unknown.isEmpty()) {
            examination.find(
                    partition.name(),
                    "no event came by %s in scenario '%s': its execution time is unknown"
                            .formatted(Words.channels(unknown), times.scenario()),
                    "measure with another --scenario, remove what nobody uses, or accept it with a"
                            + " reason");
        }
        return unknown.isEmpty();
    }

    private static void frame(Configuration c, Partition partition, Examination examination) {
        ExecutionTimes times = c.times().orElseThrow();
        int frameUs = c.system().schedule().majorFrameUs();
        respond(
                c,
                partition,
                "all events of a frame",
                new Reaction(c, times).events(partition),
                OptionalLong.empty(),
                frameUs,
                examination);
    }

    private static void respond(
            Configuration c,
            Partition partition,
            String what,
            Task task,
            OptionalLong from,
            int deadlineUs,
            Examination examination) {
        Capacity capacity = new Capacity(c);
        FixedTable table = capacity.table(partition);
        List<Partition> above = capacity.above(partition);
        for (Partition each : above) {
            if (each.level().compareTo(partition.level()) < 0 && !each.interrupts().isEmpty()) {
                examination.find(
                        partition.name(),
                        "'%s' of level %s stands above it and has interrupts: how often they hold"
                                        .formatted(each.name(), each.level())
                                + " it up has no bound",
                        "lower its priority, or give it a window of its own");
                return;
            }
        }
        List<Task> higher = above.stream().map(a -> capacity.interference(a, partition)).toList();
        long blocking = capacity.blocking(partition);
        Supply supply = from.isPresent() ? table.from(from.getAsLong()) : table;
        OptionalLong response = capacity.response(partition, task, from);
        long deadline = capacity.cycles(deadlineUs);
        examination.note(
                ("%s, %s: demand %s, blocking %s, %s; supply up to the deadline of %d us: %s;"
                                + " budget %d us each %d us; response %s")
                        .formatted(
                                partition.name(),
                                what,
                                Words.us(capacity.us(task.execution())),
                                Words.us(capacity.us(blocking)),
                                higher.isEmpty()
                                        ? "nobody above"
                                        : "above: " + taken(capacity, above, higher),
                                deadlineUs,
                                Words.us(capacity.us(supply.in(deadline))),
                                partition.budgetUs(),
                                partition.periodUs(),
                                response.isPresent()
                                        ? Words.us(capacity.us(response.getAsLong()))
                                        : "without bound"));
        if (response.isEmpty() || response.getAsLong() > deadline) {
            examination.find(
                    partition.name(),
                    "%s may take %s, its deadline is %d us"
                            .formatted(
                                    what,
                                    response.isPresent()
                                            ? Words.us(capacity.us(response.getAsLong()))
                                            : "a time without bound",
                                    deadlineUs),
                    "lengthen its window or budget, or shorten what it does");
        }
    }

    private static String taken(Capacity capacity, List<Partition> above, List<Task> tasks) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < above.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(
                            "%s %s each %s"
                                    .formatted(
                                            above.get(i).name(),
                                            Words.us(capacity.us(tasks.get(i).execution())),
                                            Words.us(capacity.us(tasks.get(i).period()))));
        }
        return text.toString();
    }
}
