package dev.bulkhead.board;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.state.Snapshot;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class InterruptLineTest {
    private final List<String> seen = new ArrayList<>();
    private final InterruptLine line = new InterruptLine("line");

    InterruptLineTest() {
        line.connect((high, at) -> seen.add(high + " " + at));
    }

    @Test
    void theSinkLearnsOfChangesOnly() {
        line.set(true, 1);
        line.set(true, 2);
        line.set(false, 3);
        assertEquals(List.of("true 1", "false 3"), seen);
    }

    @Test
    void aStandInCanHoldBackARise() {
        InterruptLine.Sink sink = line.sink();
        line.connect(
                (high, at) -> {
                    if (!high) {
                        sink.level(high, at);
                    }
                });
        line.set(true, 1);
        line.set(false, 2);
        assertEquals(List.of("false 2"), seen);
    }

    @Test
    void aRestoredLineTellsNobody() {
        line.set(true, 1);
        InterruptLine other = new InterruptLine("line");
        other.connect((_, _) -> seen.add("told"));
        Snapshot.of(line).restoreInto(other);
        assertTrue(other.isHigh());
        assertEquals(List.of("true 1"), seen);
    }
}
