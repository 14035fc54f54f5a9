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
 * Faults at 10.7 ms, between frame 9 and frame 10, unless they say when: so 10 is the next message.
 * It is sent at 11.0 ms and taken from 11.2 ms on.
 */
class PortExchangeTest {
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

    @Test
    void withoutAFaultEachNumberComesInItsFrame() {
        bench.until("17ms");
        assertEquals(List.of(9, 10, 11, 12), bench.reads(RECEIVER));
        assertEquals(List.of(9, 10, 11, 12), bench.reads(OTHER));
        assertEquals(List.of(9, 10, 11, 12), bench.row());
    }

    /** 0x63 is 99; bit 6 makes 74 of 10. */
    @ParameterizedTest
    @CsvSource({
        "lose@10700us, 9 9 11 12",
        "delay=1100us@10700us, 9 9 10 12",
        "duplicate=1100us@10700us, 9 10 10 12",
        "insert=6300000000000000@11100us, 9 99 11 12",
        "masquerade=others@10700us, 9 1010 11 12",
        "corrupt=0.6@10700us, 9 74 11 12",
        "reorder@10700us, 9 9 10 12",
        "block=2ms@10700us, 9 9 9 12",
    })
    void aSamplingPortGivesToAll(String fault, String reads) {
        Injection injection = bench.run("numbers:" + fault);
        assertEquals(numbers(reads), bench.reads(RECEIVER));
        assertEquals(numbers(reads), bench.reads(OTHER));
        assertTrue(injection.activated());
        assertFalse(injection.mayStillAct(), "all of it is over");
    }

    @ParameterizedTest
    @CsvSource({"asymmetric=other@10700us, 9", "'asymmetric=other,0.6@10700us', 74"})
    void orToOneReaderOtherThanToTheOther(String fault, int read) {
        Injection injection = bench.run("numbers:" + fault);
        assertEquals(List.of(9, 10, 11, 12), bench.reads(RECEIVER));
        assertEquals(List.of(9, read, 11, 12), bench.reads(OTHER));
        assertEquals(OTHER, injection.activation().orElseThrow().partition());
    }

    @Test
    void theOldMessageOfAnAsymmetricOneHasGrownOld() {
        bench.run("numbers:asymmetric=other@10700us");
        var read =
                bench.records().stream()
                        .filter(dev.bulkhead.trace.TraceRecord.PortRead.class::isInstance)
                        .map(dev.bulkhead.trace.TraceRecord.PortRead.class::cast)
                        .filter(r -> r.partition() == OTHER && ExchangeBench.frame(r) == 10)
                        .findFirst()
                        .orElseThrow();
        assertFalse(read.valid(), "refreshed each 1000 us");
        assertEquals(14, read.ageUs() / 100, "written at 10.0 ms, read at 11.45 ms");
    }

    @ParameterizedTest
    @CsvSource({
        "lose@10700us, 9 11 12",
        "delay=1100us@10700us, 9 11 10 12",
        "duplicate=1100us@10700us, 9 10 11 10 12",
        "insert=6300@11100us, 9 10 99 11 12",
        "masquerade=others@10700us, 9 10 1010 11 12",
        "corrupt=0.6@10700us, 9 74 11 12",
        "reorder@10700us, 9 11 10 12",
        "block=2ms@10700us, 9 12",
    })
    void aQueuingPortGives(String fault, String received) {
        Injection injection = bench.run("row:" + fault);
        assertEquals(numbers(received), bench.row());
        assertTrue(injection.activated());
        assertFalse(injection.mayStillAct(), "all of it is over");
    }

    @Test
    void aLostMessageIsActivatedWhenItsReceiverLooksForIt() {
        Injection injection = bench.arm("numbers:lose@10700us");
        bench.until("11100us");
        assertTrue(injection.begun());
        assertFalse(injection.activated(), "it was not written at 11.0 ms, but nobody has read");
        bench.until("11300us");
        assertEquals(112, injection.activation().orElseThrow().atPs() / 100_000_000L);
        assertEquals(RECEIVER, injection.activation().orElseThrow().partition());
    }

    @Test
    void whatNobodyReadsIsNotActivated() {
        assertFalse(bench.run("others:lose@10700us").activated());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "numbers:delay=1100us@10700us",
                "numbers:reorder@10700us",
                "numbers:asymmetric=other@10700us",
                "row:duplicate=1100us@10700us",
                "row:block=2ms@10700us"
            })
    void aSnapshotInTheMiddleLeadsToTheSameTrace(String fault) {
        Injection injection = bench.arm(fault);
        bench.until("11100us");
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
