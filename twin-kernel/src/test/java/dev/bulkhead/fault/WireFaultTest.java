package dev.bulkhead.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.state.Snapshot;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.List;

/**
 * {@code Count} (0x100) comes at 5, 15, 25, … ms, {@code Plain} (0x200) at 7, 17, 27, … ms, at 500
 * kbit/s. {@code sent} gives time in ms and identifier of each frame that was valid.
 */
class WireFaultTest {
    @TempDir private Path folder;
    private ExchangeBench bench;

    @BeforeEach
    void start() {
        bench = new ExchangeBench(folder);
    }

    private Injection run(String fault) {
        Injection injection = bench.arm(fault);
        bench.until("60ms");
        return injection;
    }

    private long sent(int identifier) {
        return bench.sent().stream()
                .filter(each -> each.endsWith(" " + Integer.toHexString(identifier)))
                .count();
    }

    @Test
    void aFlippedBitCostsARepetitionAndNoMessage() {
        Injection injection = run("can/Count:wire-flip=20@20ms");
        assertTrue(injection.activated());
        assertFalse(injection.mayStillAct());
        assertEquals(6, sent(0x100), "5, 15, 25, 35, 45 and 55 ms");
        assertEquals(6, sent(0x200));
    }

    @Test
    void thirtyTwoFlipsInARowTakeTheSenderOffTheBusUntilItRecovers() {
        run("can/Count:wire-flip=20,32@20ms");
        // 32 attempts of less than 50 bits, then 1,408 recessive ones: at most 6 ms; the frame of
        // 25 ms is sent when the node is back
        assertEquals(6, sent(0x200));
        List<String> counts = bench.sent().stream().filter(each -> each.endsWith(" 100")).toList();
        assertEquals(6, counts.size());
        long back = Long.parseLong(counts.get(2).split(" ")[0]);
        assertTrue(back >= 28 && back <= 31, counts::toString);
    }

    @ParameterizedTest
    @CsvSource({
        "can:wire-stuck=dominant@20ms, 15ms",
        "can:wire-stuck=recessive@20ms, 15ms",
        "can/Talker:wire-open@20ms, 15ms",
        "can/Talker:wire-driver=recessive@20ms, 15ms"
    })
    void whatHoldsTheWireHoldsTheMessageUntilItIsOver(String fault, String time) {
        String written =
                fault.contains("=")
                        ? fault.replace("@", "," + time + "@")
                        : fault.replace("@", "=" + time + "@");
        Injection injection = run(written);
        assertTrue(injection.activated());
        assertFalse(injection.mayStillAct());
        long between =
                bench.sent().stream()
                        .filter(each -> each.endsWith(" 100"))
                        .map(each -> Long.parseLong(each.split(" ")[0]))
                        .filter(ms -> ms >= 20 && ms < 35)
                        .count();
        assertEquals(0, between, bench.sent()::toString);
        assertTrue(bench.sent().getLast().startsWith("5"), "there is traffic again");
    }

    @Test
    void aClockFarOutOfToleranceKeepsANodeFromSending() {
        run("can/Talker:wire-clock=60000ppm@20ms");
        assertTrue(sent(0x100) <= 3, bench.sent()::toString);
    }

    @Test
    void aFaultThatIsOffTheSystemNamesWhatThereIs() {
        var error =
                org.junit.jupiter.api.Assertions.assertThrows(
                        dev.bulkhead.input.InputError.class,
                        () -> bench.arm("can/Talkr:wire-open=1ms@20ms"));
        assertTrue(error.getMessage().contains("'Talkr' is not on bus 'can'"), error.getMessage());
    }

    @Test
    void aNodeMayNotBeABus() {
        var error =
                org.junit.jupiter.api.Assertions.assertThrows(
                        dev.bulkhead.input.InputError.class,
                        () -> bench.arm("can:wire-open=1ms@20ms"));
        assertTrue(
                error.getMessage().contains("'wire-open' does not fit 'can'"), error.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "can/Count:wire-flip=20,40",
                "can:wire-stuck=dominant,7ms",
                "can:wire-burst=200,9ms",
                "can/Talker:wire-open=9ms",
                "can/Talker:wire-clock=60000ppm",
                "can/Talker:wire-drift=60000ppm,9ms",
                "can/First:wire-overload=30ms",
                "can/Talker:wire-acknowledge=30ms"
            })
    void aSnapshotInTheMiddleLeadsToTheSameTrace(String fault) {
        Injection injection = bench.arm(fault + "@20ms");
        bench.until("25500us");
        var twin = bench.twin().snapshot();
        var armed = Snapshot.of(injection);
        bench.until("60ms");
        String hash = bench.twin().trace().hash();
        bench.twin().restore(twin);
        armed.restoreInto(injection);
        bench.until("60ms");
        assertEquals(hash, bench.twin().trace().hash());
        assertTrue(injection.activated());
        assertTrue(injection.activation().orElseThrow().atPs() >= SimTime.ofMs(20).ps());
    }
}
