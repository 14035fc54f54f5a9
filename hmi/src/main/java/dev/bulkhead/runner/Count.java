package dev.bulkhead.runner;

import dev.bulkhead.results.TrialRow;

import java.util.List;

/** How many trials a call has done, and how fast. */
final class Count {
    private final long before;
    private final long total;
    private final long startNs = System.nanoTime();
    private long done;
    private long reached;
    private double coreMs;

    /**
     * @param before done by earlier calls
     * @param total of all calls
     */
    Count(long before, long total) {
        this.before = before;
        this.total = total;
    }

    void add(List<TrialRow> rows, CampaignProgress shown) {
        for (TrialRow row : rows) {
            done++;
            reached += row.verdict().equals("REACHED") ? 1 : 0;
            coreMs += row.coreMs();
        }
        double perSecond = done / ((System.nanoTime() - startNs) / 1e9);
        shown.isAt(before + done, total, reached, perSecond);
    }

    long done() {
        return done;
    }

    double coreMs() {
        return coreMs;
    }
}
