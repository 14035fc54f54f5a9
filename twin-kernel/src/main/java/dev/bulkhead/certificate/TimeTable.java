package dev.bulkhead.certificate;

import dev.bulkhead.kernel.KernelTables.Slot;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Schedule;
import dev.bulkhead.system.SystemDescription.Window;

import java.util.List;

/**
 * T1: the kernel's table holds the windows of the description, which lie in the frame and apart.
 */
record TimeTable() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.T1;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        Schedule schedule = c.system().schedule();
        if (schedule.windows().isEmpty()) {
            examination.note(
                    "no windows: everybody may run at any time, by priority and budget alone");
        }
        int end = 0;
        int sum = 0;
        for (Window window : schedule.windows()) {
            if (window.startUs() > end) {
                examination.note("  gap %d..%d us".formatted(end, window.startUs()));
            }
            end = window.startUs() + window.durationUs();
            sum += window.durationUs();
            examination.note(
                    "  %d..%d us: %s"
                            .formatted(
                                    window.startUs(), end, String.join(", ", window.partitions())));
        }
        if (!schedule.windows().isEmpty()) {
            examination.note(
                    ("windows %d us and gaps %d us make the frame of %d us; each switch takes the"
                                    + " last %d us before the next window")
                            .formatted(
                                    sum,
                                    schedule.majorFrameUs() - sum,
                                    schedule.majorFrameUs(),
                                    schedule.paddingUs()));
        }
        c.partitions()
                .forEach(
                        p ->
                                examination.note(
                                        "%s: period %d us, frame %d us"
                                                .formatted(
                                                        p.name(),
                                                        p.periodUs(),
                                                        schedule.majorFrameUs())));
        if (c.tables().isEmpty()) {
            examination.notJudged(KernelsOwn.NO_TABLES);
            return;
        }
        compare(c, schedule, c.tables().get().windows(), examination);
    }

    private static void compare(
            Configuration c, Schedule schedule, List<Slot> table, Examination examination) {
        if (table.size() != schedule.windows().size()) {
            examination.find(
                    Finding.KERNEL,
                    "its table has %d windows, the description %d"
                            .formatted(table.size(), schedule.windows().size()),
                    "this is a defect of the kernel's builder");
            return;
        }
        for (int i = 0; i < table.size(); i++) {
            Window window = schedule.windows().get(i);
            Slot slot = table.get(i);
            boolean same =
                    slot.startUs() == window.startUs()
                            && slot.durationUs() == window.durationUs()
                            && c.names(slot.members()).size() == window.partitions().size()
                            && window.partitions().containsAll(c.names(slot.members()));
            if (!same) {
                examination.find(
                        Finding.KERNEL,
                        "its window %d is %d..%d us of %s, not that of the description"
                                .formatted(
                                        i + 1,
                                        slot.startUs(),
                                        slot.startUs() + slot.durationUs(),
                                        Words.and(c.names(slot.members()))),
                        "this is a defect of the kernel's builder");
            }
        }
    }
}
