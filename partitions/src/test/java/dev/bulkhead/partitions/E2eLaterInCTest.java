package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.e2e.E2eCheckStatus;
import dev.bulkhead.e2e.E2eLaterChecker;
import dev.bulkhead.e2e.E2eLaterProfile;
import dev.bulkhead.e2e.E2eProfile1.DataIdMode;
import dev.bulkhead.e2e.E2eProfile11;
import dev.bulkhead.e2e.E2eProfile22;
import dev.bulkhead.e2e.E2eProfile4;
import dev.bulkhead.e2e.E2eProfile5;
import dev.bulkhead.e2e.E2eProfile6;
import dev.bulkhead.e2e.E2eProfile7;
import dev.bulkhead.e2e.E2eProtector;
import dev.bulkhead.e2e.E2eStateMachine;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** The firmware's profiles 4 to 22, run as machine code. */
class E2eLaterInCTest {
    private static final String FUNCTIONS =
            """
            #include <e2e_later.h>
            static uint8_t ids[16] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
            static e2e_later_profile profile = {.data_ids = ids, .max_delta_counter = 3};
            static e2e_later_sender sender;
            static e2e_later_receiver receiver;
            KEPT void is(e2e_later_kind kind, uint32_t id, uint32_t offset, uint32_t min, uint32_t max)
            {
                profile.kind = kind;
                profile.data_id = id;
                profile.offset = offset;
                profile.min_length = min;
                profile.max_length = max;
            }
            KEPT void sent(uint32_t count) { sender.sent = count; }
            KEPT void protect(uint8_t *message, uint32_t length)
            {
                e2e_later_protect(&sender, &profile, message, length);
            }
            KEPT int check(const uint8_t *message, uint32_t length)
            {
                return e2e_later_check(&receiver, &profile, message, length);
            }
            static e2e_sm_limits sm_limits = {5, 2, 1, 1, 2, 3, 0};
            static e2e_state_machine machine;
            KEPT int state(int check) { return e2e_sm_add(&machine, &sm_limits, e2e_profile_status(check)); }
            """;

    /** In the order of {@code e2e_later_kind}, each with a profile for random messages. */
    enum Kind {
        P04(0x0A0B0C0D, 3, 20, 40, new E2eProfile4(0x0A0B0C0D, 3, 20, 40)),
        P05(0x1234, 2, 24, 24, new E2eProfile5(0x1234, 2, 24)),
        P06(0x1234, 1, 8, 40, new E2eProfile6(0x1234, 1, 8, 40)),
        P07(0x8A0B0C0D, 4, 24, 40, new E2eProfile7(0x8A0B0C0D, 4, 24, 40)),
        P11_BOTH(0x4123, 3, 8, 8, new E2eProfile11(0x4123, DataIdMode.BOTH, 3, 8)),
        P11_NIBBLE(0x123, 6, 8, 8, new E2eProfile11(0x123, DataIdMode.NIBBLE, 6, 8)),
        P22(0, 5, 16, 16, new E2eProfile22(IntStream.rangeClosed(1, 16).boxed().toList(), 5, 16));

        private final int dataId;
        private final int offset;
        private final int minLength;
        private final int maxLength;

        @SuppressWarnings("ImmutableEnumChecker") // a record without setters
        private final E2eLaterProfile profile;

        Kind(int dataId, int offset, int minLength, int maxLength, E2eLaterProfile profile) {
            this.dataId = dataId;
            this.offset = offset;
            this.minLength = minLength;
            this.maxLength = maxLength;
            this.profile = profile;
        }
    }

    private final CProgram c = new CProgram(FUNCTIONS);

    private void is(Kind kind) {
        c.call("is", kind.ordinal(), kind.dataId, kind.offset, kind.minLength, kind.maxLength);
    }

    private byte[] sent(byte[] payload) {
        int message = c.put(payload);
        c.call("protect", message, payload.length);
        return c.bytes(message, payload.length);
    }

    private E2eCheckStatus received(byte[] message) {
        int code =
                message == null
                        ? c.call("check", 0, 0)
                        : c.call("check", c.put(message), message.length);
        return Arrays.stream(E2eCheckStatus.values())
                .filter(status -> status.code() == code)
                .findFirst()
                .orElseThrow(() -> new AssertionError("code 0x" + Integer.toHexString(code)));
    }

    /** Vectors of the public autosar-e2e packages: zeros, counter 0 then 1, header only. */
    @ParameterizedTest
    @CsvSource({
        "0, 0x0A0B0C0D, 16, 001000000a0b0c0d862b0556, 001000010a0b0c0da58e6807",
        "1, 0x1234, 8, 1cca00, cf8d01",
        "2, 0x1234, 8, b155000800, f4f5000801",
        "3, 0x0A0B0C0D, 24, 1fb2e737fcedbcd900000018000000000a0b0c0d,"
                + " 7bde7268b8e9bc2700000018000000010a0b0c0d",
        "4, 0x123, 8, cc00, 9101",
        "5, 0x123, 8, 2a10, 7711",
        "6, 0, 8, 1b01, ''",
    })
    void protectsZerosAsPublished(
            int kind, String dataId, int length, String first, String second) {
        c.call("is", kind, Integer.decode(dataId), 0, length, length);
        String header = HexFormat.of().formatHex(sent(new byte[length]), 0, first.length() / 2);
        String next = HexFormat.of().formatHex(sent(new byte[length]), 0, second.length() / 2);

        assertEquals(first, header);
        assertEquals(second, next);
    }

    /** Vectors of the same packages with eight bytes before the header. */
    @ParameterizedTest
    @CsvSource({"5, 0x123, 7d10", "6, 0, 1401"})
    void protectsZerosBeforeAndBehindTheHeaderAsPublished(int kind, String dataId, String header) {
        c.call("is", kind, Integer.decode(dataId), 8, 16, 16);

        assertEquals(
                "00".repeat(8) + header + "00".repeat(6),
                HexFormat.of().formatHex(sent(new byte[16])));
    }

    @ParameterizedTest
    @EnumSource
    void eachFlippedBitIsFound(Kind kind) {
        is(kind);
        byte[] message = sent(new byte[kind.maxLength]);
        for (int bit = 0; bit < 8 * message.length; bit++) {
            message[bit / 8] ^= (byte) (1 << bit % 8);
            assertEquals(E2eCheckStatus.ERROR, received(message), "bit " + bit);
            message[bit / 8] ^= (byte) (1 << bit % 8);
        }
        assertTrue(received(message).usable(), "none of them moved the receiver");
    }

    @ParameterizedTest
    @EnumSource
    void aMessageOfAnotherLengthIsWrong(Kind kind) {
        is(kind);
        byte[] message = sent(new byte[kind.maxLength]);

        assertEquals(E2eCheckStatus.ERROR, received(Arrays.copyOf(message, message.length - 1)));
        assertEquals(E2eCheckStatus.ERROR, received(Arrays.copyOf(message, message.length + 1)));
    }

    @Test
    void theCounterOfProfile7GoesFromItsHighestValueTo0() {
        is(Kind.P07);
        c.call("sent", -2);

        assertEquals(E2eCheckStatus.WRONG_SEQUENCE, received(sent(new byte[24])));
        assertEquals(E2eCheckStatus.OK, received(sent(new byte[24])));
        assertEquals(E2eCheckStatus.OK, received(sent(new byte[24])));
    }

    /** Two implementations from the same text, over lost, repeated, late and broken messages. */
    @ParameterizedTest
    @EnumSource
    void agreesWithJavaOver2000Cycles(Kind kind) {
        is(kind);
        var protector = new E2eProtector(kind.profile);
        var checker = new E2eLaterChecker(kind.profile, 3);
        var machine = new E2eStateMachine(new E2eStateMachine.Limits(5, 2, 1, 1, 2, 3, 0));
        var random = new Random(kind.ordinal());
        Set<E2eCheckStatus> seen = EnumSet.noneOf(E2eCheckStatus.class);
        byte[] message = new byte[kind.minLength];
        for (int cycle = 0; cycle < 2000; cycle++) {
            int what = cycle == 0 ? 9 : random.nextInt(10);
            for (int sent = what == 0 ? random.nextInt(9) : 1; what != 1 && sent > 0; sent--) {
                message = new byte[random.nextInt(kind.minLength, kind.maxLength + 1)];
                random.nextBytes(message);
                byte[] inC = sent(message);
                protector.protect(message);
                assertArrayEquals(message, inC, "cycle " + cycle);
            }
            byte[] arrived = message.clone();
            if (what == 2) {
                arrived[random.nextInt(arrived.length)] ^= (byte) (1 << random.nextInt(8));
            }
            boolean nothing = what == 3;
            var expected = nothing ? checker.checkWithoutData() : checker.check(arrived);

            assertEquals(expected, received(nothing ? null : arrived), "cycle " + cycle);
            assertEquals(
                    machine.add(expected.profileStatus()),
                    E2eInCTest.stateOf(c.call("state", expected.code())),
                    "cycle " + cycle);
            seen.add(expected);
        }
        assertEquals(
                EnumSet.of(
                        E2eCheckStatus.OK,
                        E2eCheckStatus.NO_NEW_DATA,
                        E2eCheckStatus.ERROR,
                        E2eCheckStatus.REPEATED,
                        E2eCheckStatus.OK_SOME_LOST,
                        E2eCheckStatus.WRONG_SEQUENCE),
                seen);
    }
}
