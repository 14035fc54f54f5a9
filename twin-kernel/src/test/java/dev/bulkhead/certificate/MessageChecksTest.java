package dev.bulkhead.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.certificate.ExecutionTimes.MessageCheck;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.system.Inspection;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.time.Clock;
import dev.bulkhead.trace.Payload;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.stream.IntStream;

/**
 * {@code control}, at 0x80100000, calls the SDK's checks. What it hands over lies as e2e.h and
 * e2e_later.h say, whose assertions hold the compiler to it.
 */
class MessageChecksTest {
    private static final int BASE = 0x8010_0000;
    private static final int PROFILE = BASE + 0x1200;
    private static final int OTHER = BASE + 0x1300;
    private static final int MESSAGE = BASE + 0x1500;
    private static final int CHECK = BASE;
    private static final int LATER = BASE + 4;
    private static final Payload PEDAL = bytes(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88);

    private final Ram ram = new Ram(BASE, 0x2000);
    private final Hart hart =
            new Hart(
                    0,
                    Clock.ofHz(100_000_000),
                    new MemoryPort(ram),
                    CostTable.defaults(),
                    () -> Long.MAX_VALUE);
    private final MessageChecks checks = new MessageChecks(system(), hart, ram);

    private static LoadedSystem system() {
        Inspection inspection = Judging.inspect("calls-checks");
        return new LoadedSystem(inspection.description(), inspection.images());
    }

    private void words(int at, int... words) {
        for (int i = 0; i < words.length; i++) {
            ram.store(at + 4 * i, Integer.BYTES, words[i]);
        }
    }

    private void called(int function) {
        hart.setX(11, PROFILE);
        hart.setX(12, OTHER);
        hart.setX(13, MESSAGE);
        checks.before(function, null);
    }

    /**
     * Bytes of a message; {@code sensed} has the id 9 of {@code control}, {@code feel} the id 1.
     */
    private static Payload bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return Payload.of(bytes);
    }

    private void profileOneOfEightBytes() {
        words(PROFILE, 0, 0x10a0_0008, 0);
        words(OTHER, 3);
        words(MESSAGE, 0x4433_2211, 0x8877_6655);
    }

    private static MessageCheck by(String port, List<Integer> dataIds, long maxDelta) {
        return new MessageCheck("control", port, dataIds, maxDelta);
    }

    @Test
    void ofProfileOneTheDataIdAndTheLimitAreSeen() {
        words(PROFILE, 0, 0x10a0_0008, 0);
        words(OTHER, 0x0001_0603); // max_delta 3, 6 checks without, sync 1
        words(MESSAGE, 0x4433_2211, 0x8877_6655);
        checks.portRead(0, 9, PEDAL);
        called(CHECK);

        assertEquals(List.of(by("sensed", List.of(0x10a0), 3)), checks.checks());
    }

    @Test
    void thePortIsTheOneThatHeldTheMessage() {
        profileOneOfEightBytes();
        checks.portRead(0, 9, PEDAL);
        checks.portRead(0, 1, bytes(2));
        called(CHECK);

        assertEquals(List.of(by("sensed", List.of(0x10a0), 3)), checks.checks());
    }

    @Test
    void aMessageOfAQueueIsOfNoPort() {
        profileOneOfEightBytes();
        checks.portRead(0, 1, bytes(2));
        checks.portRead(0, 9, bytes(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x89));
        called(CHECK);

        assertEquals(List.of(by("", List.of(0x10a0), 3)), checks.checks());
    }

    @Test
    void aPortMayHoldMoreThanTheMessage() {
        profileOneOfEightBytes();
        checks.portRead(
                0, 9, bytes(0x11, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88, 0xff, 0xff));
        called(CHECK);

        assertEquals(List.of(by("sensed", List.of(0x10a0), 3)), checks.checks());
    }

    @Test
    void ofTwoPortsWithItTheOneReadLastCounts() {
        profileOneOfEightBytes();
        checks.portRead(0, 9, PEDAL);
        checks.portRead(0, 1, PEDAL);
        checks.portRead(0, 9, PEDAL);
        called(CHECK);

        assertEquals(List.of(by("sensed", List.of(0x10a0), 3)), checks.checks());
    }

    @Test
    void ofLaterProfilesTheCallSaysHowLongTheMessageIs() {
        words(PROFILE, 0, 0, 16, 16, 0x0a0b_0c0d, 0, 2);
        words(MESSAGE, 0x4433_2211, 0x8877_6655);
        checks.portRead(0, 9, bytes(0x11, 0x22, 0x33, 0x44, 0x55));
        hart.setX(11, PROFILE);
        hart.setX(12, MESSAGE);
        hart.setX(13, 5);
        checks.before(LATER, null);
        assertEquals(List.of(by("sensed", List.of(0x0a0b_0c0d), 2)), checks.checks());

        words(PROFILE, 0, 0, 16, 16, 0x0a0b_0c0e, 0, 2);
        hart.setX(13, -1);
        checks.before(LATER, null);
        assertEquals(by("", List.of(0x0a0b_0c0e), 2), checks.checks().getFirst());
    }

    @Test
    void theGreatestRiseOfAMessageCountsAndNoPortIsSeenWhereNoneWasRead() {
        words(PROFILE, 0, 0x10a0_0008, 0);
        words(OTHER, 5);
        called(CHECK);
        words(OTHER, 4);
        called(CHECK);

        assertEquals(List.of(by("", List.of(0x10a0), 5)), checks.checks());
    }

    @Test
    void ofProfileTwoTheListIsSeen() {
        words(PROFILE, 4, 8, BASE + 0x1400);
        words(BASE + 0x1400, 0x0302_0100, 0x0706_0504, 0x0b0a_0908, 0x0f0e_0d0c);
        words(OTHER, 2);
        called(CHECK);

        assertEquals(List.of(by("", IntStream.range(0, 16).boxed().toList(), 2)), checks.checks());
    }

    @Test
    void ofLaterProfilesDataIdAndLimitAreSeen() {
        words(PROFILE, 0, 0, 16, 16, 0x0a0b_0c0d, 0, 70_000);
        called(LATER);

        assertEquals(List.of(by("", List.of(0x0a0b_0c0d), 70_000)), checks.checks());
    }

    @Test
    void ofProfileTwentyTwoTheListIsSeen() {
        words(PROFILE, 6, 0, 8, 8, 0, BASE + 0x1400, 2);
        words(BASE + 0x1400, 0x0302_0100, 0x0706_0504, 0x0b0a_0908, 0x0f0e_0d0c);
        called(LATER);

        assertEquals(List.of(by("", IntStream.range(0, 16).boxed().toList(), 2)), checks.checks());
    }

    @Test
    void limitsMayStandAtAnyAddress() {
        words(PROFILE, 0, 0x10a0_0008, 0);
        words(OTHER, 0x07_00_00_00, 0x0106);
        hart.setX(11, PROFILE);
        hart.setX(12, OTHER + 3);
        hart.setX(13, MESSAGE);
        checks.before(CHECK, null);

        assertEquals(List.of(by("", List.of(0x10a0), 7)), checks.checks());
    }

    @Test
    void aCheckOfNothingSaysNothing() {
        words(PROFILE, 0, 0x10a0_0008, 0);
        hart.setX(11, PROFILE);
        hart.setX(12, OTHER);
        checks.before(CHECK, null);
        hart.setX(12, 0);
        checks.before(LATER, null);

        assertEquals(List.of(), checks.checks());
    }

    @Test
    void anAddressOutsideRamIsNoAnswer() {
        hart.setX(11, 0x10);
        hart.setX(12, 0x10);
        hart.setX(13, MESSAGE);
        checks.before(CHECK, null);

        assertEquals(List.of(by("", List.of(0), 0)), checks.checks());
    }
}
