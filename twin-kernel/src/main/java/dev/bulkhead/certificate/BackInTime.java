package dev.bulkhead.certificate;

import dev.bulkhead.certificate.PortsKeepUp.Pace;
import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.kernel.KernelTables;
import dev.bulkhead.kernel.PartitionImage;
import dev.bulkhead.rta.ResponseTime.Task;
import dev.bulkhead.system.Health;
import dev.bulkhead.system.Health.Action;
import dev.bulkhead.system.Health.HealthTable;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Channel;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.QueuingPort;
import dev.bulkhead.system.SystemDescription.SamplingPort;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * T7: a partition that others use is started again after an error; back-off, copying the image and
 * its init in the partition's own time, one period and what it then does end before its message is
 * stale; the watchdog is served once a frame, inside its window.
 */
record BackInTime() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.T7;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.isOff(Mechanism.RESTART)) {
            examination.off(Mechanism.RESTART);
        }
        for (Partition partition : c.partitions()) {
            stop(c, partition, examination);
            if (!on(partition, Action.RESTART).isEmpty()
                    && c.images().containsKey(partition.name())) {
                restart(c, partition, examination);
            }
        }
        watchdog(c, examination);
    }

    /** Errors for which its table has an action. */
    private static List<String> on(Partition partition, Action action) {
        return Health.Error.TABLED.stream()
                .filter(error -> partition.health().actions().get(error) == action)
                .map(Health.Error::label)
                .toList();
    }

    private static void stop(Configuration c, Partition partition, Examination examination) {
        List<String> errors = on(partition, Action.STOP);
        List<String> users = users(c, partition);
        if (!errors.isEmpty() && !users.isEmpty()) {
            examination.find(
                    partition.name(),
                    "is never started again after %s, and %s %s it"
                            .formatted(
                                    String.join(", ", errors),
                                    Words.and(users),
                                    users.size() == 1 ? "uses" : "use"),
                    "write restart with a limit, or accept it with a reason");
        }
    }

    /** Who reads its ports, receives from its queues or calls it. */
    private static List<String> users(Configuration c, Partition partition) {
        String name = partition.name();
        Stream<End> readers =
                c.system().ports().stream()
                        .filter(port -> port.writer().partition().equals(name))
                        .flatMap(port -> port.readers().stream());
        Stream<End> receivers =
                c.system().queues().stream()
                        .filter(queue -> queue.sender().partition().equals(name))
                        .map(QueuingPort::receiver);
        Stream<End> callers = callers(c, partition);
        return Stream.of(readers, receivers, callers)
                .flatMap(Function.identity())
                .map(End::partition)
                .distinct()
                .toList();
    }

    private static Stream<End> callers(Configuration c, Partition partition) {
        return c.system().channels().stream()
                .filter(Channel::call)
                .filter(channel -> channel.b().partition().equals(partition.name()))
                .map(Channel::a);
    }

    private static void restart(Configuration c, Partition partition, Examination examination) {
        if (c.times().isEmpty()) {
            examination.notJudged(DeadlinesMet.NO_TIMES);
            return;
        }
        ExecutionTimes times = c.times().get();
        Optional<Long> init = times.initCycles(partition.name());
        if (init.isEmpty()) {
            unknown(c, partition, times, examination);
            return;
        }
        Capacity capacity = new Capacity(c);
        long copy =
                KernelImage.restartCycles(
                        PartitionImage.of(partition.name(), c.images().get(partition.name())),
                        KernelCosts.DEFAULTS);
        OptionalLong ready =
                capacity.response(
                        partition,
                        new Task(copy + init.get(), Long.MAX_VALUE / 4),
                        OptionalLong.empty());
        HealthTable health = partition.health();
        examination.note(
                ("%s: back-off %d us, copying its image %s and init %s of its own time, done after"
                                + " %s; more than %d restarts in %d us stop it for good")
                        .formatted(
                                partition.name(),
                                health.backOffUs(),
                                Words.us(capacity.us(copy)),
                                Words.us(capacity.us(init.get())),
                                time(capacity, ready),
                                health.restartLimit(),
                                health.restartWithinUs()));
        OptionalLong writing = new Reaction(c, times).toWriting(partition);
        c.system().ports().stream()
                .filter(port -> port.writer().partition().equals(partition.name()))
                .forEach(port -> port(c, partition, port, ready, writing, examination));
        c.system().queues().stream()
                .filter(queue -> queue.sender().partition().equals(partition.name()))
                .forEach(
                        queue ->
                                examination.note(
                                        "  queue %s: nothing is sent until then"
                                                .formatted(queue.name())));
        callers(c, partition)
                .forEach(
                        caller ->
                                examination.note(
                                        "  a call of '%s' fails until then"
                                                .formatted(caller.partition())));
    }

    private static void unknown(
            Configuration c, Partition partition, ExecutionTimes times, Examination examination) {
        String what =
                "did not get from its start to an event in scenario '%s': how long its init takes"
                                .formatted(times.scenario())
                        + " is unknown";
        if (users(c, partition).isEmpty()) {
            examination.note("%s: %s".formatted(partition.name(), what));
        } else {
            examination.find(
                    partition.name(), what, "measure for longer, or with another --scenario");
        }
    }

    private static void port(
            Configuration c,
            Partition partition,
            SamplingPort port,
            OptionalLong ready,
            OptionalLong writing,
            Examination examination) {
        if (port.advisory().map(a -> a.minPeriodUs() > 0).orElse(false)) {
            examination.note("  port %s: written when asked to".formatted(port.name()));
            return;
        }
        Optional<Pace> pace = PortsKeepUp.pace(c, port);
        if (pace.isEmpty()) {
            examination.note(
                    "  port %s: nothing tells when it is written again".formatted(port.name()));
            return;
        }
        Capacity capacity = new Capacity(c);
        OptionalLong last = pace.get().whole() ? OptionalLong.of(0) : writing;
        boolean inTime = false;
        String back = "a time without bound";
        if (ready.isPresent() && last.isPresent()) {
            double backUs =
                    partition.health().backOffUs()
                            + capacity.us(ready.getAsLong())
                            + pace.get().us()
                            + capacity.us(last.getAsLong());
            inTime = backUs <= port.refreshUs();
            back = Words.us(backUs);
        }
        examination.note(
                "  port %s: due again each %d us and written %s later: after %s, stale after %d us"
                        .formatted(
                                port.name(),
                                pace.get().us(),
                                time(capacity, last),
                                back,
                                port.refreshUs()));
        if (!inTime) {
            examination.find(
                    port.name(),
                    "a restart of '%s' takes %s until it writes again, readers wait %d us"
                            .formatted(partition.name(), back, port.refreshUs()),
                    "shorten the back-off, raise refresh_us, or make the image smaller");
        }
    }

    private static String time(Capacity capacity, OptionalLong cycles) {
        return cycles.isPresent()
                ? Words.us(capacity.us(cycles.getAsLong()))
                : "a time without bound";
    }

    private static void watchdog(Configuration c, Examination examination) {
        boolean safety = c.partitions().stream().anyMatch(p -> p.level() != Level.QM);
        if (c.system().schedule().watchdog().isEmpty()) {
            if (safety) {
                examination.find(
                        Finding.KERNEL,
                        "no watchdog ends a hang of the kernel",
                        "name one under schedule: watchdog");
            }
            return;
        }
        if (c.isOff(Mechanism.WATCHDOG)) {
            examination.off(Mechanism.WATCHDOG);
        }
        if (c.tables().isEmpty()) {
            return;
        }
        KernelTables tables = c.tables().get();
        int frameUs = c.system().schedule().majorFrameUs();
        examination.note(
                "watchdog: served each frame of %d us; open from %d to %d us after a service"
                        .formatted(
                                frameUs,
                                tables.watchdogClosedUs(),
                                tables.watchdogClosedUs() + tables.watchdogOpenUs()));
        boolean fits =
                tables.watchdogClosedUs() < frameUs
                        && frameUs <= (long) tables.watchdogClosedUs() + tables.watchdogOpenUs();
        if (!fits) {
            examination.find(
                    c.system().schedule().watchdog(),
                    "its window from %d us, %d us long, does not hold the frame of %d us"
                            .formatted(tables.watchdogClosedUs(), tables.watchdogOpenUs(), frameUs),
                    "this is a defect of the kernel's builder");
        }
    }
}
