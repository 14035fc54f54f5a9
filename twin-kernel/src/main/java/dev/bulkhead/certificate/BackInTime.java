package dev.bulkhead.certificate;

import dev.bulkhead.kernel.KernelCosts;
import dev.bulkhead.kernel.KernelImage;
import dev.bulkhead.kernel.KernelTables;
import dev.bulkhead.kernel.PartitionImage;
import dev.bulkhead.rta.ResponseTime.Task;
import dev.bulkhead.system.Health;
import dev.bulkhead.system.Level;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.SamplingPort;

import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * T7: back-off, copying the image in the partition's own time, and one period until it writes again
 * end before its message is stale; the watchdog is served once a frame, inside its window.
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
            boolean restarts =
                    Health.Error.TABLED.stream()
                            .anyMatch(
                                    e ->
                                            partition.health().actions().get(e)
                                                    == Health.Action.RESTART);
            if (restarts && c.images().containsKey(partition.name())) {
                restart(c, partition, examination);
            }
        }
        watchdog(c, examination);
    }

    private static void restart(Configuration c, Partition partition, Examination examination) {
        Capacity capacity = new Capacity(c);
        if (c.times().isEmpty()) {
            examination.notJudged(DeadlinesMet.NO_TIMES);
            return;
        }
        long copy =
                KernelImage.restartCycles(
                        PartitionImage.of(partition.name(), c.images().get(partition.name())),
                        KernelCosts.DEFAULTS);
        OptionalLong copied =
                capacity.response(
                        partition, new Task(copy, Long.MAX_VALUE / 4), OptionalLong.empty());
        int backOffUs = partition.health().backOffUs();
        String took =
                copied.isPresent()
                        ? Words.us(capacity.us(copied.getAsLong()))
                        : "a time without bound";
        examination.note(
                "%s: back-off %d us, copying its image %s of its own time, done after %s"
                        .formatted(partition.name(), backOffUs, Words.us(capacity.us(copy)), took));
        for (SamplingPort port : c.system().ports()) {
            OptionalInt period = PortsKeepUp.periodUs(c, partition);
            boolean asked = port.advisory().map(a -> a.minPeriodUs() > 0).orElse(false);
            if (!port.writer().partition().equals(partition.name()) || period.isEmpty() || asked) {
                continue;
            }
            boolean inTime = false;
            String back = took;
            if (copied.isPresent()) {
                double backUs = backOffUs + capacity.us(copied.getAsLong()) + period.getAsInt();
                inTime = backUs <= port.refreshUs();
                back = Words.us(backUs);
            }
            examination.note(
                    "  port %s: written again after %s, stale after %d us"
                            .formatted(port.name(), back, port.refreshUs()));
            if (!inTime) {
                examination.find(
                        port.name(),
                        "a restart of '%s' takes %s until it writes again, readers wait %d us"
                                .formatted(partition.name(), back, port.refreshUs()),
                        "shorten the back-off, raise refresh_us, or make the image smaller");
            }
        }
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
