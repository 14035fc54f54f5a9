package dev.bulkhead.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.bulkhead.state.Snapshot;
import dev.bulkhead.trace.TraceRecord.NotificationSent;
import dev.bulkhead.trace.TraceRecord.PortWritten;
import dev.bulkhead.trace.TraceRecord.WatchdogServiced;
import dev.bulkhead.trace.TraceRecord.WindowStarted;

import org.junit.jupiter.api.Test;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;

class TraceTest {
    private static final Payload IMAGE_0 = Payload.of(new byte[] {1, 2});
    private static final Payload IMAGE_1 = Payload.of(new byte[] {3});

    private static Trace trace() {
        return new Trace(List.of(IMAGE_0, IMAGE_1), _ -> {});
    }

    private static String sha256(String hex) throws Exception {
        byte[] bytes = HexFormat.of().parseHex(hex.replace(" ", ""));
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    /** The bytes are written here by hand from docs/trace.md. */
    @Test
    void theHashCoversTheDocumentedBytes() throws Exception {
        Trace trace = trace();
        trace.record(new NotificationSent(0x0102030405L, 1, 61));
        trace.record(new PortWritten(7, 0, 2, Payload.of(new byte[] {9, 8, 7})));
        String sent = "03 0504030201000000 01 3d";
        String written = "09 0700000000000000 00 02 0300 090807";
        assertEquals(sha256("02" + sent + written), trace.hash());
        assertEquals(sha256("02 0102" + written), trace.hash(0));
        assertEquals(sha256("02 03" + sent), trace.hash(1));
        assertEquals(2, trace.count());
    }

    @Test
    void aWindowConcernsThoseWhoMayRunInIt() {
        assertEquals(0b101, TraceForm.concerns(new WindowStarted(0, 3, 0b101)));
        assertEquals(0, TraceForm.concerns(new WatchdogServiced(0)));
    }

    @Test
    void theRecordsOfAnotherLeaveAPartitionsHashAsItIs() {
        Trace trace = trace();
        trace.record(new NotificationSent(5, 0, 1));
        String before = trace.hash(0);
        trace.record(new NotificationSent(6, 1, 1));
        assertEquals(before, trace.hash(0));
        assertNotEquals(trace().hash(1), trace.hash(1));
    }

    @Test
    void aSnapshotCarriesTheRunningHashes() {
        for (int records = 0; records < 40; records++) {
            Trace unbroken = trace();
            for (int i = 0; i < records; i++) {
                unbroken.record(new NotificationSent(i, i & 1, i));
            }
            Trace continued = trace();
            Snapshot.of(unbroken).restoreInto(continued);
            unbroken.record(new NotificationSent(99, 0, 1));
            continued.record(new NotificationSent(99, 0, 1));
            assertEquals(unbroken.hash(), continued.hash(), records + " records");
            assertEquals(unbroken.hash(0), continued.hash(0));
            assertEquals(unbroken.count(), continued.count());
        }
    }
}
