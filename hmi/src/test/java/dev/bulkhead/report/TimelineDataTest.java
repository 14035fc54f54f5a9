package dev.bulkhead.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.report.TimelineRows.Span;

import org.junit.jupiter.api.Test;

import java.util.List;

class TimelineDataTest {

    @Test
    void stretchesThatTouchAreOne() {
        assertEquals(
                List.of(new Span(90, 170), new Span(490, 550)),
                TimelineData.around(List.of(500L, 100L, 120L), 10, 50));
    }

    @Test
    void aStretchBeginsNotBeforePowerOn() {
        assertEquals(List.of(new Span(0, 53)), TimelineData.around(List.of(3L), 10, 50));
    }
}
