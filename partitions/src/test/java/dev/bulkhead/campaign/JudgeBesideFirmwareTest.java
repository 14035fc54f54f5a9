package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.AdvisoryInput.Legality;
import dev.bulkhead.e2e.E2eCheckStatus;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.partitions.CProgram;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord.PortRead;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;

/**
 * The judge and braking itself, run as machine code with its own sources and limits, look at the
 * same messages at the same cycles. What braking takes must be legal, else a contract is measured
 * by another message than the one that was acted on; and both must refuse for the same reason, else
 * what stands for an illegal message is not refused in the same way.
 */
class JudgeBesideFirmwareTest {
    private static final int CYCLES = 4_000;
    private static final int PERIOD_US = 5_000;
    private static final int BYTES = 8;

    /** Where in a cycle a hint may be written: when gateway runs, which is after braking. */
    private static final int WRITTEN_AT_US = 1_500;

    /** Braking's own files, with the port's read replaced by what the test gives. */
    private static final String FUNCTIONS =
            """
            #include <bulkhead.h>
            #include <bulkhead_mechanism.h>
            #include <e2e.h>
            #include "protected_source.h"
            static bulkhead_sample given;
            static uint8_t given_message[8];
            static bulkhead_sample read_given(uint32_t port, void *message, uint32_t size)
            {
                (void)port;
                for (uint32_t i = 0; i < size; i++) {
                    ((uint8_t *)message)[i] = given_message[i];
                }
                return given;
            }
            static e2e_check_status last_status;
            static e2e_check_status check_and_keep(e2e_receiver *receiver, const e2e_profile *profile,
                                                   const e2e_limits *limits, const uint8_t *message)
            {
                last_status = e2e_check(receiver, profile, limits, message);
                return last_status;
            }
            #define bulkhead_port_read read_given
            #define e2e_check check_and_keep
            #include "protected_source.inc"
            #include "advisory_inputs.inc"
            KEPT void start(void) { advisory_inputs_init(); }
            KEPT void give(bool written, bool valid, uint32_t age_us, const uint8_t *message)
            {
                given = (bulkhead_sample){.status = written ? BULKHEAD_OK : BULKHEAD_NEVER_WRITTEN,
                                          .valid = valid,
                                          .age_us = age_us};
                for (uint32_t i = 0; i < 8U; i++) {
                    given_message[i] = message[i];
                }
            }
            KEPT uint32_t cycle(uint32_t since_us)
            {
                uint32_t before = challenged_e2e;
                (void)protected_source_read(&hint_source, since_us);
                return (uint32_t)last_status | ((challenged_e2e - before) << 8);
            }
            """;

    private static final SamplingPort PORT =
            new SystemReader(Shipped.descriptions(), Images.create())
                    .read("system", Shipped.REFERENCE).description().ports().stream()
                            .filter(port -> port.name().equals("prefill-hint"))
                            .findFirst()
                            .orElseThrow();

    private static final E2eProfile PROFILE =
            PORT.advisory().orElseThrow().e2e().orElseThrow().profile();

    /** What happens to the next hint. */
    private enum Event {
        NONE,
        SENT,
        LOST,
        REPEATED,
        OLD,
        CORRUPTED,
        FORGED_COUNTER,
        NOBODYS_COUNTER
    }

    private final CProgram c =
            CProgram.besideFolder(
                    FUNCTIONS, "braking", "main.c", "protected_source.c", "advisory_inputs.c");
    private final AdvisoryInput judge = new AdvisoryInput(PORT);
    private final Set<E2eCheckStatus> seen = EnumSet.noneOf(E2eCheckStatus.class);
    private boolean inStep;

    private Random random = new Random(0);
    private int counter;
    private byte[] inPort = new byte[BYTES];
    private byte[] older = new byte[BYTES];
    private long writtenUs = -1;

    private byte[] next(int by) {
        counter = (counter + by) % 15;
        byte[] bytes = new byte[BYTES];
        random.nextBytes(bytes);
        bytes[1] = 0;
        bytes[2] = (byte) random.nextInt(21);
        PROFILE.protect(bytes, counter);
        return bytes;
    }

    private void happens(Event event, long atUs) {
        byte[] arrived =
                switch (event) {
                    case NONE -> null;
                    case LOST -> {
                        next(1);
                        yield null;
                    }
                    case SENT -> next(1);
                    case REPEATED -> inPort.clone();
                    case OLD -> older.clone();
                    case CORRUPTED -> {
                        byte[] bytes = next(1);
                        int bit = random.nextInt(8 * BYTES);
                        bytes[bit / 8] ^= (byte) (1 << bit % 8);
                        yield bytes;
                    }
                    case FORGED_COUNTER -> {
                        byte[] bytes = next(1);
                        PROFILE.protect(bytes, random.nextInt(15));
                        yield bytes;
                    }
                    case NOBODYS_COUNTER -> {
                        byte[] bytes = next(1);
                        PROFILE.protect(bytes, 15);
                        yield bytes;
                    }
                };
        if (arrived != null) {
            older = inPort;
            inPort = arrived;
            writtenUs = atUs;
        }
    }

    /** One cycle of braking, which begins at {@code atUs} and looks a little later. */
    private void cycle(int number, long atUs) {
        long readUs = atUs + 40 + random.nextInt(3);
        boolean written = writtenUs >= 0;
        long ageUs = written ? readUs - writtenUs : 0;
        boolean valid = written && ageUs <= PORT.refreshUs();
        c.call("give", written ? 1 : 0, valid ? 1 : 0, (int) ageUs, c.put(inPort));
        int result = c.call("cycle", PERIOD_US);
        E2eCheckStatus status = status(result & 0xff);
        String at = "cycle %d: %s".formatted(number, status);
        assertEquals(challenges(status), result >>> 8, at);
        seen.add(status);
        if (!written) {
            assertEquals(E2eCheckStatus.NO_NEW_DATA, status, at);
            return;
        }
        Legality legality =
                judge.judge(
                        new PortRead(
                                readUs * SimTime.PS_PER_US, 0, 0, valid, ageUs, Payload.of(inPort)),
                        true);
        if (status == E2eCheckStatus.NO_NEW_DATA) {
            assertEquals(!valid, legality == Legality.STALE, at);
        } else if (inStep) {
            assertEquals(expected(status), legality, at);
        } else {
            // reads before the first message are in no trace: braking may know of a longer silence
            inStep = status.usable();
            assertTrue(legality == Legality.LEGAL || legality == expected(status), at);
            assertTrue(legality == Legality.LEGAL || !status.usable(), at);
        }
    }

    private static E2eCheckStatus status(int code) {
        return Arrays.stream(E2eCheckStatus.values())
                .filter(status -> status.code() == code)
                .findFirst()
                .orElseThrow(() -> new AssertionError("code " + code));
    }

    /** The first message of all is legal, though braking cannot judge its counter and waits. */
    private static Legality expected(E2eCheckStatus status) {
        return switch (status) {
            case OK, OK_SOME_LOST, INITIAL -> Legality.LEGAL;
            case WRONG_CRC, ERROR -> Legality.WRONG_CRC;
            case SYNC, REPEATED, WRONG_SEQUENCE -> Legality.WRONG_SEQUENCE;
            case NO_NEW_DATA -> throw new AssertionError(status.toString());
        };
    }

    /** A message that waits for its sequence is not counted: decision 22. */
    private static int challenges(E2eCheckStatus status) {
        return switch (status) {
            case WRONG_CRC, ERROR, REPEATED, WRONG_SEQUENCE -> 1;
            case OK, OK_SOME_LOST, INITIAL, NO_NEW_DATA, SYNC -> 0;
        };
    }

    /** Hints as they come, every fourth cycle, with what a bus, a gateway or an attacker does. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void theySayTheSameOfEachCycle(long seed) {
        random = new Random(seed);
        c.call("start");
        int silent = seed == 1 ? 0 : random.nextInt(24);
        for (int number = 0; number < CYCLES; number++) {
            long atUs = (long) number * PERIOD_US;
            cycle(number, atUs);
            Event event = Event.NONE;
            if (silent > 0) {
                silent--;
            } else if (number % 4 == 0) {
                event = random.nextInt(3) > 0 ? Event.SENT : any();
            } else if (random.nextInt(40) == 0) {
                event = any();
            }
            silent += random.nextInt(60) == 0 ? random.nextInt(20) : 0;
            happens(event, atUs + WRITTEN_AT_US);
        }
        assertTrue(inStep);
        assertEquals(EnumSet.allOf(E2eCheckStatus.class), seen);
    }

    private Event any() {
        Event[] events = Event.values();
        return events[random.nextInt(events.length)];
    }

    @Test
    void afterALongSilenceAtTheStartBrakingWaitsLonger() {
        c.call("start");
        for (int number = 0; number < 20; number++) {
            cycle(number, (long) number * PERIOD_US);
        }
        Set<E2eCheckStatus> right = EnumSet.of(E2eCheckStatus.NO_NEW_DATA, E2eCheckStatus.INITIAL);
        right.add(E2eCheckStatus.SYNC);
        for (int number = 20; number < 32; number++) {
            happens(
                    number % 4 == 0 ? Event.SENT : Event.NONE,
                    (number - 1L) * PERIOD_US + WRITTEN_AT_US);
            cycle(number, (long) number * PERIOD_US);
        }
        assertEquals(right, seen, "three right ones, none taken yet");
        happens(Event.SENT, 31L * PERIOD_US + WRITTEN_AT_US);
        cycle(32, 32L * PERIOD_US);
        assertTrue(inStep);
    }
}
