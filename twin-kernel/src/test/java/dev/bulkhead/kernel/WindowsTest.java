package dev.bulkhead.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class WindowsTest {
    private static final long START = EcuBuilder.START_US * 100L;

    @Test
    void twoPartitionsRunInTheirWindows() {
        EcuBuilder system = new EcuBuilder();
        system.partition("a").runs(g -> g.forever(() -> g.count(0)));
        system.partition("b").runs(g -> g.forever(() -> g.count(0)));
        Ecu ecu = system.build().runFrames(2);
        assertEquals(
                List.of(START, START + 50_000, START + 100_000, START + 150_000),
                ecu.windowStarts());
        assertTrue(ecu.word("a", 0) > 1000, () -> "a counted " + ecu.word("a", 0));
        assertTrue(ecu.word("b", 0) > 1000, () -> "b counted " + ecu.word("b", 0));
    }
}
