package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord.ActuatorAccepted;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

/** Commands that the healthy run's actuators accepted and the faulty run's did not. */
class CommandsTest {
    private static final long END = 1_000;

    private static ActuatorAccepted accepted(long atPs, int node) {
        return new ActuatorAccepted(atPs, 0, node, Payload.of(new byte[] {1}));
    }

    private static List<Recorder.Command> trace(ActuatorAccepted... records) {
        return IntStream.range(0, records.length)
                .mapToObj(i -> new Recorder.Command(i, records[i]))
                .toList();
    }

    @Test
    void areCountedForTheActuatorThatLostMost() {
        List<Recorder.Command> golden =
                trace(
                        accepted(100, 0),
                        accepted(100, 1),
                        accepted(200, 0),
                        accepted(200, 1),
                        accepted(300, 0),
                        accepted(300, 1));
        List<Recorder.Command> faulty = trace(accepted(100, 0), accepted(150, 1), accepted(300, 1));
        assertEquals(2, Commands.lost(0, golden, faulty, END));
    }

    @Test
    void areNoneWhereTheyOnlyCameLater() {
        assertEquals(0, Commands.lost(0, trace(accepted(100, 0)), trace(accepted(140, 0)), END));
    }

    @Test
    void areNotMissedBeforeTheFaultyRunStartedAndAfterItEnded() {
        List<Recorder.Command> golden = trace(accepted(100, 0), accepted(200, 0), accepted(END, 0));
        assertEquals(0, Commands.lost(1, golden, trace(accepted(200, 0)), END));
        assertEquals(1, Commands.lost(1, golden, trace(), END));
    }
}
