package dev.bulkhead.system;

import dev.bulkhead.document.Document;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Schedule;
import dev.bulkhead.system.SystemDescription.Timer;
import dev.bulkhead.system.SystemDescription.Window;

import java.util.List;

/** The time table can be kept, and each partition's times fit it. */
final class ScheduleChecks {
    private final Document document;
    private final SystemDescription system;
    private final BrokenRules broken;
    private final Schedule schedule;

    private ScheduleChecks(Document document, SystemDescription system, BrokenRules broken) {
        this.document = document;
        this.system = system;
        this.broken = broken;
        this.schedule = system.schedule();
    }

    static void check(Document document, SystemDescription system, BrokenRules broken) {
        ScheduleChecks checks = new ScheduleChecks(document, system, broken);
        checks.windows();
        for (int i = 0; i < system.partitions().size(); i++) {
            checks.partition(system.partitions().get(i), i);
        }
    }

    private void windows() {
        List<String> names = system.partitions().stream().map(Partition::name).toList();
        if (schedule.startUs() < schedule.paddingUs()) {
            broken.add(
                    Rule.T2,
                    document.error(
                            "start_us %d is before the padding_us %d of the first window"
                                    .formatted(schedule.startUs(), schedule.paddingUs()),
                            "raise start_us",
                            "schedule",
                            "start_us"));
        }
        long free = 0;
        for (int i = 0; i < schedule.windows().size(); i++) {
            Window window = schedule.windows().get(i);
            for (int p = 0; p < window.partitions().size(); p++) {
                document.requireKnown(
                        "partition",
                        window.partitions().get(p),
                        names,
                        "schedule",
                        "windows",
                        i,
                        "partitions",
                        p);
            }
            if (window.startUs() < free) {
                broken.add(
                        Rule.T1,
                        document.error(
                                "start_us %d is before the end %d of the window before"
                                        .formatted(window.startUs(), free),
                                "sort the windows and keep them apart",
                                "schedule",
                                "windows",
                                i,
                                "start_us"));
            }
            free = (long) window.startUs() + window.durationUs();
            if (free > schedule.majorFrameUs()) {
                broken.add(
                        Rule.T1,
                        document.error(
                                "ends at %d us, after the frame's %d us"
                                        .formatted(free, schedule.majorFrameUs()),
                                "shorten the window or lengthen major_frame_us",
                                "schedule",
                                "windows",
                                i,
                                "duration_us"));
            }
            if (window.durationUs() <= schedule.paddingUs()) {
                broken.add(
                        Rule.T2,
                        document.error(
                                "duration_us %d leaves nothing beside padding_us %d"
                                        .formatted(window.durationUs(), schedule.paddingUs()),
                                "lengthen the window",
                                "schedule",
                                "windows",
                                i,
                                "duration_us"));
            }
        }
    }

    private void partition(Partition partition, int i) {
        boolean hasWindows = !schedule.windows().isEmpty();
        if (hasWindows && windowsOf(partition.name()).isEmpty()) {
            broken.add(
                    Rule.T1,
                    document.conflict(
                            "runs in no window",
                            "name it in a window of the schedule",
                            new Object[] {"partitions", i},
                            new Object[] {"schedule", "windows"}));
        }
        if (partition.budgetUs() > partition.periodUs()) {
            broken.add(
                    Rule.T3,
                    document.error(
                            "budget_us %d exceeds period_us %d"
                                    .formatted(partition.budgetUs(), partition.periodUs()),
                            "lower the budget or lengthen the period",
                            "partitions",
                            i,
                            "budget_us"));
        }
        fitsFrame(partition.periodUs(), "partitions", i, "period_us");
        for (int t = 0; t < partition.timers().size(); t++) {
            Timer timer = partition.timers().get(t);
            fitsFrame(timer.periodUs(), "partitions", i, "timers", t, "period_us");
            if (timer.offsetUs() >= timer.periodUs()) {
                throw document.error(
                        "offset_us %d is not inside period_us %d"
                                .formatted(timer.offsetUs(), timer.periodUs()),
                        "lower the offset",
                        "partitions",
                        i,
                        "timers",
                        t,
                        "offset_us");
            }
            if (timer.deadlineUs() > timer.periodUs()) {
                throw document.error(
                        "deadline_us %d exceeds period_us %d"
                                .formatted(timer.deadlineUs(), timer.periodUs()),
                        "lower the deadline or lengthen the period",
                        "partitions",
                        i,
                        "timers",
                        t,
                        "deadline_us");
            }
        }
    }

    /** So that every frame, or every so many, looks the same. */
    private void fitsFrame(int periodUs, Object... path) {
        int frame = schedule.majorFrameUs();
        if (frame % periodUs != 0 && periodUs % frame != 0) {
            broken.add(
                    Rule.T1,
                    document.conflict(
                            "period_us %d and major_frame_us %d: neither is a multiple of the other"
                                    .formatted(periodUs, frame),
                            "change one",
                            path,
                            new Object[] {"schedule", "major_frame_us"}));
        }
    }

    private List<Window> windowsOf(String partition) {
        return schedule.windows().stream().filter(w -> w.partitions().contains(partition)).toList();
    }
}
