package dev.bulkhead.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.e2e.E2eCheckStatus;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * {@code Count} comes at 5, 15, 25, … ms with counters 0, 1, 2, …; the first one a listener takes
 * is INITIAL and so not accepted. Faults at 20 ms: the next is that of 25 ms, counter 2. A listener
 * lets one message be lost.
 */
class FrameExchangeTest {
    private static final int FIRST = 2;
    private static final int SECOND = 3;

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

    /** Counters, and the names of what a check says instead. */
    private static List<String> heard(String blanks) {
        return Arrays.stream(blanks.split(" "))
                .map(
                        each ->
                                each.matches("\\d+")
                                        ? each
                                        : "!"
                                                + E2eCheckStatus.valueOf(
                                                                each.toUpperCase(Locale.ROOT))
                                                        .code())
                .toList();
    }

    @Test
    void withoutAFaultEachCounterComes() {
        bench.until("60ms");
        assertEquals(heard("initial 1 2 3 4 5"), bench.heard(FIRST));
        assertEquals(heard("initial 1 2 3 4 5"), bench.heard(SECOND));
        assertEquals(
                List.of("5 100", "7 200", "15 100", "17 200", "25 100", "27 200", "35 100"),
                bench.sent().subList(0, 7));
    }

    @ParameterizedTest
    @CsvSource({
        "lose@20ms, initial 1 3 4 5",
        "delay=5ms@20ms, initial 1 2 3 4 5",
        "duplicate=5ms@20ms, initial 1 2 repeated 3 4 5",
        "corrupt=2.0@20ms, initial 1 wrong_crc 3 4 5",
        "insert=0000000000000000@20ms, initial 1 wrong_crc 2 3 4 5",
        "block=15ms@20ms, initial 1 3 4 5",
    })
    void allReceiversHear(String fault, String heard) {
        Injection injection = run("can/Count:" + fault);
        assertEquals(heard(heard), bench.heard(FIRST));
        assertEquals(heard(heard), bench.heard(SECOND));
        assertTrue(injection.activated());
        assertFalse(injection.mayStillAct());
    }

    @Test
    void aReorderedOneComesAfterTheNext() {
        run("can/0x100:reorder@20ms");
        // 3 after 1 may be; 2 after 3 is a step of 14
        List<String> heard = bench.heard(FIRST);
        assertEquals(heard("initial 1 3 wrong_sequence"), heard.subList(0, 4));
        assertEquals(List.of("35 100", "35 100"), bench.sent().subList(6, 8));
    }

    @Test
    void aDelayedOneIsSentAgainLater() {
        run("can/256:delay=5ms@20ms");
        assertEquals(List.of("25 100", "27 200", "30 100", "35 100"), bench.sent().subList(4, 8));
    }

    @Test
    void anotherMessageMasqueradesAsIt() {
        Injection injection = run("can/Count:masquerade=Plain@20ms");
        // one byte 0x2a under identifier 0x100, right behind that of 27 ms
        assertEquals(List.of("27 200", "27 100"), bench.sent().subList(5, 7));
        assertEquals(27, injection.activation().orElseThrow().atPs() / SimTime.ofMs(1).ps());
    }

    @ParameterizedTest
    @CsvSource({
        "asymmetric=Second, initial 1 3 4 5",
        "'asymmetric=Second,2.0', initial 1 wrong_crc 3 4 5"
    })
    void oneOfTheReceiversHears(String fault, String heard) {
        Injection injection = run("can/Count:" + fault + "@20ms");
        assertEquals(heard("initial 1 2 3 4 5"), bench.heard(FIRST));
        assertEquals(heard(heard), bench.heard(SECOND));
        assertTrue(injection.activated());
    }

    @Test
    void aSpoofedOneComesPeriodically() {
        Injection injection = run("can/0x300:spoof=11,5ms@20ms");
        assertEquals(
                List.of("20 300", "25 300", "30 300", "35 300", "40 300"),
                bench.sent().stream().filter(s -> s.endsWith(" 300")).limit(5).toList());
        assertTrue(injection.mayStillAct());
    }

    @Test
    void aForgedHeaderIsRight() {
        // the attacker's counter begins at 0: a step of 13 from 2 on, then one of 1
        run("can/Count:spoof=0000050000000000,1ms,e2e@28ms");
        List<String> heard = bench.heard(FIRST);
        assertEquals(heard("initial 1 2 wrong_sequence"), heard.subList(0, 4));
        assertTrue(
                heard.stream().noneMatch(heard("wrong_crc").getFirst()::equals), heard.toString());
    }

    @Test
    void recordedOnesComeAgainAsTheyWere() {
        Injection injection = run("can/Count:replay=2,11ms@20ms");
        assertEquals(
                List.of(
                        "25 100", "27 200", "35 100", "36 100", "37 200", "45 100", "46 100",
                        "47 200"),
                bench.sent().subList(4, 12));
        // counter 2 behind 3 is a step of 14
        assertEquals(heard("initial 1 2 3 wrong_sequence"), bench.heard(FIRST).subList(0, 5));
        assertEquals(36, injection.activation().orElseThrow().atPs() / SimTime.ofMs(1).ps());
        assertFalse(injection.mayStillAct());
    }

    @Test
    void allOfABusIsRecordedButWhatIsReplayed() {
        run("can:replay=3,3ms@20ms");
        assertEquals(
                List.of("25 100", "27 200", "28 100", "30 200", "35 100", "37 200", "38 100"),
                bench.sent().subList(4, 11));
    }

    /** Nobody answers here: a request of eight bytes stops behind its first frame. */
    @Test
    void aForeignTesterAsksAgainAndAgain() {
        Injection injection = run("can/0x300:diagnose=0102030405060708,9ms@20ms");
        assertEquals(
                List.of("20 300", "29 300", "38 300", "47 300", "56 300"),
                bench.sent().stream().filter(s -> s.endsWith(" 300")).toList());
        assertTrue(injection.mayStillAct());
    }

    @Test
    void aBabblingNodeLeavesNoRoom() {
        Injection injection = run("can:babble@20ms");
        assertTrue(injection.activated());
        assertEquals(heard("initial 1"), bench.heard(FIRST));
        long babble = bench.sent().stream().filter(s -> s.endsWith(" 0")).count();
        // 8 zero bytes of identifier 0: 108 bits, 19 to 24 stuffed ones, 3 between frames
        assertTrue(
                babble > 40_000_000 / 2000 / 135 && babble < 40_000_000 / 2000 / 111, "" + babble);
    }

    @Test
    void untilItIsSilent() {
        Injection injection = run("can:babble=7ms@20ms");
        assertEquals(heard("initial 1 2 3 4 5"), bench.heard(FIRST));
        assertFalse(injection.mayStillAct());
        assertTrue(bench.sent().contains("27 100"), "2 ms late");
        assertFalse(bench.sent().contains("25 100"));
    }

    @Test
    void aBlockedBusSendsWhatWaitedWhenItIsFree() {
        Injection injection = run("can:block=8ms@20ms");
        assertEquals(heard("initial 1 2 3 4 5"), bench.heard(FIRST));
        assertEquals(List.of("17 200", "28 100", "28 200"), bench.sent().subList(3, 6));
        assertEquals(SimTime.ofMs(20).ps(), injection.activation().orElseThrow().atPs());
        assertFalse(injection.mayStillAct());
    }

    @Test
    void aFrameThatNeverComesIsNotActivated() {
        assertFalse(run("can/0x300:lose@20ms").activated());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "can/Count:delay=5ms",
                "can/Count:duplicate=1ms",
                "can/Count:reorder",
                "can/Count:spoof=0000050000000000,1ms,e2e",
                "can/Count:replay=3,7ms",
                "can:replay=9,3ms",
                "can/0x300:diagnose=0102030405060708,3ms",
                "can:babble=7ms",
                "can:block=8ms"
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
    }
}
