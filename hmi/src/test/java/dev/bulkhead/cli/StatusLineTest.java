package dev.bulkhead.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.io.PrintWriter;
import java.io.StringWriter;

/** How far a campaign is, where nobody watches a terminal. */
class StatusLineTest {
    private static final long SECOND_NS = 1_000_000_000;

    private final StringWriter log = new StringWriter();
    private long nowNs;

    private void runsForAMinute(boolean quiet) {
        StatusLine line = new StatusLine(new PrintWriter(log), false, quiet, () -> nowNs);
        for (int second = 1; second <= 61; second++) {
            nowNs = second * SECOND_NS;
            line.isAt(second, 121, 0, 1);
        }
        line.clear();
    }

    @Test
    void isALineEachHalfMinute() {
        runsForAMinute(false);
        assertEquals(
                "       30 of 121 faults     1.0 /s  1:31 min left  0 REACHED\n"
                        + "       60 of 121 faults     1.0 /s  1:01 min left  0 REACHED\n",
                log.toString());
    }

    @Test
    void isNotThereIfQuietWasAskedFor() {
        runsForAMinute(true);
        assertEquals("", log.toString());
    }
}
