package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.FrameReceived;
import dev.bulkhead.trace.TraceRecord.PartitionStarted;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/**
 * An event that comes late, and what comes meanwhile: {@code event} at a time, {@code frame} too.
 */
class FirstDifferenceTest {
    private static TraceRecord event(long atPs) {
        return new PartitionStarted(atPs, 3);
    }

    private static TraceRecord frame(long atPs, int value) {
        return new FrameReceived(atPs, 1, 0, 0x123, Payload.of(new byte[] {(byte) value}));
    }

    private static FirstDifference paired(List<TraceRecord> golden, List<TraceRecord> faulty) {
        return new FirstDifference(0, Optional.of(golden.get(0)), Optional.of(faulty.get(0)))
                .paired(golden, faulty, TraceRecord::equals, Alike.SAME_EVENT);
    }

    @Nested
    class ALateEventOvertakenByAFrame {
        private final List<TraceRecord> golden = List.of(event(100), frame(120, 7), frame(140, 8));

        @Test
        void thatIsInTimeIsADifferenceOfTimeAlone() {
            List<TraceRecord> faulty = List.of(frame(120, 7), event(130), frame(140, 8));
            FirstDifference difference = paired(golden, faulty);
            assertTrue(difference.inTimeOnly());
            assertEquals(Optional.of(event(130)), difference.actual());
        }

        @Test
        void andBySeveralToo() {
            List<TraceRecord> faulty = List.of(frame(120, 7), frame(140, 8), event(150));
            assertTrue(paired(golden, faulty).inTimeOnly());
        }

        @Test
        void withOtherBytesIsMore() {
            assertFalse(paired(golden, List.of(frame(120, 9), event(130))).inTimeOnly());
        }

        @Test
        void thatIsLateItselfIsMore() {
            assertFalse(paired(golden, List.of(frame(125, 7), event(130))).inTimeOnly());
        }

        @Test
        void andNeverComingIsMore() {
            assertFalse(paired(golden, List.of(frame(120, 7), frame(140, 8))).inTimeOnly());
        }
    }

    @Test
    void anEventThatComesEarlyAndOvertakesAFrameIsADifferenceOfTimeAlone() {
        List<TraceRecord> golden = List.of(frame(120, 7), event(130));
        List<TraceRecord> faulty = List.of(event(100), frame(120, 7));
        assertTrue(paired(golden, faulty).inTimeOnly());
    }
}
