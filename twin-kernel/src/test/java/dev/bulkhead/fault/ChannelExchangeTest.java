package dev.bulkhead.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.state.Snapshot;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * Notifications: {@code sender} notifies {@code receiver} in each frame, {@code other} in frame 10
 * only, at 11.0 ms. Calls: {@code client} asks {@code server} in each frame from 650 µs on. Faults
 * at 10.99 ms are after frame 9 and before frame 10.
 */
class ChannelExchangeTest {
    private static final int RECEIVER = 1;
    private static final int OTHER = 2;

    @TempDir private Path folder;
    private ExchangeBench bench;

    @BeforeEach
    void start() {
        bench = new ExchangeBench(folder);
    }

    private static List<Integer> numbers(String blanks) {
        return Arrays.stream(blanks.split(" ")).map(Integer::valueOf).toList();
    }

    private static List<Long> frames(String blanks) {
        return Arrays.stream(blanks.split(" "))
                .filter(each -> !each.isEmpty())
                .map(Long::valueOf)
                .toList();
    }

    @Test
    void withoutAFaultAllComeInTheirFrames() {
        bench.until("17ms");
        assertEquals(List.of(9L, 10L, 11L, 12L), bench.notified(RECEIVER, 1));
        assertEquals(List.of(10L), bench.notified(OTHER, 2));
        assertEquals(List.of(9, 10, 11, 12), bench.asked());
        assertEquals(List.of(109, 110, 111, 112), bench.answered());
    }

    @ParameterizedTest
    @CsvSource({
        "lose@10990us, ''",
        "delay=1100us@10990us, 11",
        "duplicate=1100us@10990us, 10 11",
        "insert@12100us, 10 11",
        "masquerade=sender/receiver@11990us, 10 11",
        "block=1ms@10990us, ''",
    })
    void notificationsOfOneComeInFrames(String fault, String frames) {
        Injection injection = bench.run("sender/other:" + fault);
        assertEquals(frames(frames), bench.notified(OTHER, 2));
        assertEquals(List.of(9L, 10L, 11L, 12L), bench.notified(RECEIVER, 1));
        assertTrue(injection.activated());
        assertFalse(injection.mayStillAct());
    }

    @ParameterizedTest
    @CsvSource({
        "client/server:lose, 9, 109",
        "client/server:delay=900us, 9 10 11 12, 109 110 111 112",
        "client/server:corrupt=0.6, 9 74 11 12, 109 174 111 112",
        "client/server:block=1ms, 9, 109",
        "server/client:lose, 9 10, 109",
        "server/client:delay=900us, 9 10 11 12, 109 110 111 112",
        "server/client:corrupt=0.1, 9 10 11 12, 109 108 111 112",
    })
    void callsComeWithAndReturnWith(String fault, String asked, String answered) {
        Injection injection = bench.run(fault + "@10990us");
        assertEquals(numbers(asked), bench.asked());
        assertEquals(numbers(answered), bench.answered());
        assertTrue(injection.activated());
    }

    @ParameterizedTest
    @ValueSource(strings = {"client/server:delay=900us", "server/client:delay=900us"})
    void aLateCallOrReplyEndsOneFrameLater(String fault) {
        bench.run(fault + "@10990us");
        long frame =
                bench.records().stream()
                        .filter(dev.bulkhead.trace.TraceRecord.CallReturned.class::isInstance)
                        .map(dev.bulkhead.trace.TraceRecord.CallReturned.class::cast)
                        .filter(r -> ExchangeBench.word(r.message()) == 110)
                        .map(ExchangeBench::frame)
                        .findFirst()
                        .orElseThrow();
        assertEquals(11, frame);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sender/other:delay=1100us",
                "client/server:delay=900us",
                "server/client:delay=900us"
            })
    void aSnapshotInTheMiddleLeadsToTheSameTrace(String fault) {
        Injection injection = bench.arm(fault + "@10990us");
        bench.until("11900us");
        var twin = bench.twin().snapshot();
        var armed = Snapshot.of(injection);
        bench.until("17ms");
        String hash = bench.twin().trace().hash();
        bench.twin().restore(twin);
        armed.restoreInto(injection);
        bench.until("17ms");
        assertEquals(hash, bench.twin().trace().hash());
    }
}
