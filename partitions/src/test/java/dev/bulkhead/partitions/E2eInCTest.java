package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.e2e.E2eCheckStatus;
import dev.bulkhead.e2e.E2eChecker;
import dev.bulkhead.e2e.E2eProfile;
import dev.bulkhead.e2e.E2eProfile1;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.e2e.E2eProfile2;
import dev.bulkhead.e2e.E2eProfileStatus;
import dev.bulkhead.e2e.E2eProtector;
import dev.bulkhead.e2e.E2eStateMachine;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.HexFormat;
import java.util.Random;
import java.util.stream.IntStream;

/** The firmware's end-to-end protection, run as machine code. */
class E2eInCTest {
    private static final String FUNCTIONS =
            """
            #include <e2e.h>
            #include <string.h>
            static uint8_t ids[16];
            static e2e_profile profile = {.length = 8, .data_id = 0x123, .data_ids = ids};
            static e2e_limits limits = {2, 3, 1};
            static e2e_sm_limits sm_limits = {5, 2, 1, 1, 2, 3, 0};
            static e2e_sender sender;
            static e2e_receiver receiver;
            static e2e_state_machine machine;
            KEPT void mode(e2e_mode mode) { profile.mode = mode; }
            KEPT void id_list_1_to_16(void) { for (int i = 0; i < 16; i++) { ids[i] = (uint8_t)(i + 1); } }
            KEPT void protect(uint8_t *message) { e2e_protect(&sender, &profile, message); }
            KEPT int check(const uint8_t *message) { return e2e_check(&receiver, &profile, &limits, message); }
            KEPT int state(int check) { return e2e_sm_add(&machine, &sm_limits, e2e_profile_status(check)); }
            """;
    private static final int NIBBLE = 3;
    private static final int P02 = 4;

    private final CProgram c = new CProgram(FUNCTIONS);

    private byte[] sent(byte... payload) {
        int message = c.put(payload);
        c.call("protect", message);
        return c.bytes(message, payload.length);
    }

    private String header() {
        return HexFormat.of().formatHex(sent(new byte[8]), 0, 2);
    }

    private E2eCheckStatus received(byte[] message) {
        int code = c.call("check", message == null ? 0 : c.put(message));
        for (E2eCheckStatus status : E2eCheckStatus.values()) {
            if (status.code() == code) {
                return status;
            }
        }
        throw new AssertionError("code 0x" + Integer.toHexString(code));
    }

    /** Vectors of the public autosar-e2e packages: 8 zero bytes, data ID 123h. */
    @Nested
    class Protect {
        @ParameterizedTest
        @CsvSource({"0, cc00, 9101", "1, ce00, 0201", "2, ce00, 9301", "3, 2a10, 7711"})
        void profile1InItsFourModes(int mode, String first, String second) {
            c.call("mode", mode);

            assertEquals(first, header());
            assertEquals(second, header());
        }

        @Test
        void profile2BeginsWithCounter1() {
            c.call("mode", P02);

            assertEquals("4501", header());
        }

        @Test
        void profile2TakesTheDataIdThatTheCounterPicks() {
            c.call("mode", P02);
            c.call("id_list_1_to_16");

            assertEquals("1b01", header());
        }

        @Test
        void profile1CountsTo14ThenFrom0() {
            for (int i = 0; i < 15; i++) {
                assertEquals(i, sent(new byte[8])[1]);
            }
            assertEquals(0, sent(new byte[8])[1]);
        }

        @Test
        void theUpperHalfOfTheCountersByteIsThePayloads() {
            assertEquals((byte) 0xa0, sent(new byte[] {0, (byte) 0xa0, 0, 0, 0, 0, 0, 0})[1]);
        }
    }

    @Nested
    class Check {
        @Test
        void theFirstMessageIsInitialTheNextOk() {
            assertEquals(E2eCheckStatus.INITIAL, received(sent(new byte[8])));
            assertEquals(E2eCheckStatus.OK, received(sent(new byte[8])));
        }

        @ParameterizedTest
        @MethodSource("dev.bulkhead.partitions.E2eInCTest#modes")
        void eachFlippedBitIsFound(int mode) {
            c.call("mode", mode);
            for (int bit = 0; bit < 64; bit++) {
                byte[] message = sent(new byte[8]);
                message[bit / 8] ^= (byte) (1 << bit % 8);
                var status = received(message);
                assertEquals(E2eProfileStatus.ERROR, status.profileStatus(), "bit " + bit);
            }
        }

        @Test
        void inModeNibbleTheSentPartOfTheDataIdCounts() {
            c.call("mode", NIBBLE);
            byte[] other = new byte[8];
            new E2eProfile1(0x223, DataIdMode.NIBBLE, 8).protect(other, 0);

            assertEquals(E2eCheckStatus.WRONG_CRC, received(other));
        }
    }

    /** Two implementations from the same text, over lost, repeated, late and broken messages. */
    @ParameterizedTest
    @MethodSource("modes")
    void agreesWithTheSimulatedNodesOver5000Cycles(int mode) {
        c.call("mode", mode);
        c.call("id_list_1_to_16");
        var profile = profile(mode);
        var protector = new E2eProtector(profile);
        var checker = new E2eChecker(profile, new E2eChecker.Limits(2, 3, 1));
        var machine = new E2eStateMachine(new E2eStateMachine.Limits(5, 2, 1, 1, 2, 3, 0));
        var random = new Random(1);
        byte[] message = new byte[8];
        for (int cycle = 0; cycle < 5000; cycle++) {
            int what = cycle < 200 ? 9 : random.nextInt(10);
            for (int sent = what == 0 ? random.nextInt(6) : 1; what != 1 && sent > 0; sent--) {
                random.nextBytes(message);
                protector.protect(message);
            }
            byte[] arrived = message.clone();
            if (what == 2) {
                arrived[random.nextInt(8)] ^= (byte) (1 << random.nextInt(8));
            }
            boolean nothing = what == 3 || what == 4;
            var expected = nothing ? checker.checkWithoutData() : checker.check(arrived);

            assertEquals(expected, received(nothing ? null : arrived), "cycle " + cycle);
            assertEquals(
                    machine.add(expected.profileStatus()),
                    stateOf(c.call("state", expected.code())),
                    "cycle " + cycle);
        }
    }

    private static E2eProfile profile(int mode) {
        return mode == P02
                ? new E2eProfile2(IntStream.rangeClosed(1, 16).boxed().toList(), 8)
                : new E2eProfile1(0x123, DataIdMode.values()[mode], 8);
    }

    /** Numbers of the C enumeration: profile 1 in its four modes, profile 2. */
    static IntStream modes() {
        return IntStream.rangeClosed(0, P02);
    }

    static E2eStateMachine.State stateOf(int number) {
        return switch (number) {
            case 0 -> E2eStateMachine.State.NO_DATA;
            case 1 -> E2eStateMachine.State.INIT;
            case 2 -> E2eStateMachine.State.VALID;
            case 3 -> E2eStateMachine.State.INVALID;
            default -> throw new AssertionError("state " + number);
        };
    }
}
