package dev.bulkhead.certificate;

import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelDelays;
import dev.bulkhead.rta.ResponseTime;
import dev.bulkhead.rta.ResponseTime.Task;
import dev.bulkhead.rta.Supply;
import dev.bulkhead.rta.Supply.FixedTable;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Schedule;
import dev.bulkhead.system.SystemDescription.Window;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** What hart time a partition has, and what takes it away from it. All in cycles. */
final class Capacity {
    /** Frames within which a response is looked for. */
    static final int MOST_FRAMES = 1000;

    private final Configuration configuration;
    private final Schedule schedule;

    Capacity(Configuration configuration) {
        this.configuration = configuration;
        this.schedule = configuration.system().schedule();
    }

    long cycles(long us) {
        return us * configuration.system().board().clockHz() / 1_000_000;
    }

    double us(long cycles) {
        return cycles * 1e6 / configuration.system().board().clockHz();
    }

    /** The windows that a partition may run in, each up to the switch to the next one. */
    FixedTable table(Partition partition) {
        List<Supply.Window> windows = new ArrayList<>();
        List<Window> all = schedule.windows();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).partitions().contains(partition.name())) {
                int following =
                        i + 1 < all.size()
                                ? all.get(i + 1).startUs()
                                : schedule.majorFrameUs() + all.getFirst().startUs();
                int start = all.get(i).startUs();
                int end =
                        Math.min(start + all.get(i).durationUs(), following - schedule.paddingUs());
                windows.add(new Supply.Window(cycles(start), cycles(end) - cycles(start)));
            }
        }
        long frame = cycles(schedule.majorFrameUs());
        if (all.isEmpty()) {
            windows.add(new Supply.Window(0, frame));
        }
        return new FixedTable(frame, windows);
    }

    /** Others that may run in a window of a partition; everybody where there are no windows. */
    List<Partition> beside(Partition partition) {
        return configuration.partitions().stream()
                .filter(other -> !other.equals(partition))
                .filter(other -> !shared(other, partition).isEmpty())
                .toList();
    }

    /** Places of the windows that two partitions are in; 0 where there are no windows. */
    private List<Integer> shared(Partition one, Partition other) {
        if (schedule.windows().isEmpty()) {
            return List.of(0);
        }
        List<Integer> shared = new ArrayList<>();
        for (int i = 0; i < schedule.windows().size(); i++) {
            if (schedule.windows()
                    .get(i)
                    .partitions()
                    .containsAll(List.of(one.name(), other.name()))) {
                shared.add(i);
            }
        }
        return shared;
    }

    /** Those of them that run first. */
    List<Partition> above(Partition partition) {
        return beside(partition).stream()
                .filter(other -> other.priority() > partition.priority())
                .toList();
    }

    /**
     * What one of higher priority takes: what was measured of it in shared windows if its level is
     * no lower, else all of its budget, as nothing of what it does can be relied on. Each time it
     * is given the hart costs an entry into the kernel, which whoever it is taken from pays.
     */
    Task interference(Partition above, Partition of) {
        long budget = cycles(above.budgetUs());
        boolean trusted =
                above.level().compareTo(of.level()) >= 0 && configuration.times().isPresent();
        if (trusted) {
            ExecutionTimes times = configuration.times().orElseThrow();
            List<Integer> shared = shared(above, of);
            long taken =
                    Math.min(times.cyclesIn(above.name(), shared), budget)
                            + times.switchesIn(above.name(), shared) * entry();
            return new Task(Math.max(1, taken), cycles(schedule.majorFrameUs()));
        }
        long events =
                above.timers().size()
                        + configuration.system().channels().stream()
                                .filter(
                                        ch ->
                                                ch.a().partition().equals(above.name())
                                                        || ch.b().partition().equals(above.name()))
                                .count();
        return new Task(budget + events * entry(), cycles(above.periodUs()));
    }

    /**
     * What those of lower priority beside a partition hold it up at most, once: the operation under
     * way, and an entry for each of their timers and interrupts, each of which is masked until its
     * owner has run.
     */
    long blocking(Partition partition) {
        List<Partition> below =
                beside(partition).stream()
                        .filter(other -> other.priority() <= partition.priority())
                        .toList();
        if (below.isEmpty()) {
            return 0;
        }
        long entries =
                below.stream().mapToLong(b -> b.timers().size() + b.interrupts().size()).sum();
        return delays().longestDelayInSharedWindow() + entries * entry();
    }

    private long entry() {
        return delays().entryOfAnother();
    }

    private KernelDelays delays() {
        return new KernelDelays(configuration.system(), KernelCosts.DEFAULTS);
    }

    /**
     * Longest time from a release to its end.
     *
     * @param from place of the frame at which it is released, cycles; empty: any
     * @return empty if there is no bound
     */
    OptionalLong response(Partition partition, Task task, OptionalLong from) {
        FixedTable table = table(partition);
        List<Task> above =
                above(partition).stream().map(each -> interference(each, partition)).toList();
        long limit = MOST_FRAMES * table.frame();
        long waits = waitsForBudget(partition, task);
        boolean anywhere = from.isEmpty() || waits > 0;
        OptionalLong processor =
                ResponseTime.of(
                        task,
                        blocking(partition),
                        above.stream()
                                .map(
                                        each ->
                                                new Task(
                                                        each.execution(),
                                                        each.period(),
                                                        each.jitter() + waits))
                                .toList(),
                        anywhere ? table : table.from(from.getAsLong()),
                        limit);
        OptionalLong own =
                processor.isPresent()
                        ? OptionalLong.of(processor.getAsLong() + waits)
                        : OptionalLong.empty();
        OptionalLong server = waits > 0 ? inServer(partition, task, above, table, limit) : own;
        if (own.isEmpty() || server.isEmpty()) {
            return own.isPresent() ? own : server;
        }
        return OptionalLong.of(Math.min(own.getAsLong(), server.getAsLong()));
    }

    /**
     * How long a release may wait for its budget in all. What was used comes back one period after
     * it, so a wait is a period at most, and each but the first brings a whole budget. None where
     * two demands fit one budget, or where a window of its own brings each at the same place.
     */
    private long waitsForBudget(Partition partition, Task task) {
        long budget = cycles(partition.budgetUs());
        long demand = task.execution();
        boolean alone = !schedule.windows().isEmpty() && beside(partition).isEmpty();
        boolean none = alone ? demand <= budget : 2 * demand <= budget;
        return none ? 0 : Math.ceilDiv(demand, budget) * cycles(partition.periodUs());
    }

    /** By the supply of a floating budget, if those above leave it whole in each period. */
    private OptionalLong inServer(
            Partition partition, Task task, List<Task> above, FixedTable table, long limit) {
        long budget = cycles(partition.budgetUs());
        long period = cycles(partition.periodUs());
        OptionalLong whole =
                ResponseTime.of(new Task(budget, period), blocking(partition), above, table, limit);
        return whole.isPresent() && whole.getAsLong() <= period
                ? ResponseTime.of(
                        task, 0, List.of(), new Supply.FloatingBudget(budget, period), limit)
                : OptionalLong.empty();
    }
}
