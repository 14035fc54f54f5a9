package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.isotp.IsoTpLink;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.HexFormat;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * ISO-TP in C, frame by frame. All frames are written out by hand: the upper half of byte 0 is the
 * kind (0 single, 1 first, 2 consecutive, 3 flow control).
 */
class IsoTpInCTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final String NONE = "";
    private static final int FRAME = CProgram.SCRATCH;
    private static final int MESSAGE = CProgram.SCRATCH + 0x100;
    private static final int OUT = CProgram.SCRATCH + 0x1000;
    private static final int LONGEST = 64;

    /** Twenty bytes: a VIN as it is answered. */
    private static final String TWENTY = "62f190424b484454573148305253303030303031";

    private static final String CONTINUE = "300014cccccccccc";

    private static CProgram program;

    private int nowUs;

    @BeforeAll
    static void build() {
        program =
                new CProgram(
                        """
                        #include <isotp.h>
                        static isotp_link link_;
                        KEPT void begin(uint32_t block_size, uint32_t separation)
                        {
                            link_ = (isotp_link){.wishes = {(uint8_t)block_size, (uint8_t)separation}};
                        }
                        KEPT uint32_t take(const uint8_t *frame, uint32_t length, uint32_t now_us)
                        {
                            return isotp_take(&link_, frame, length, now_us * 1000ULL) ? 1U : 0U;
                        }
                        KEPT uint32_t send(const uint8_t *message, uint32_t length, uint32_t now_us)
                        {
                            return isotp_send(&link_, message, length, now_us * 1000ULL) ? 1U : 0U;
                        }
                        KEPT uint32_t next(uint8_t *frame, uint32_t now_us)
                        {
                            return isotp_next(&link_, frame, now_us * 1000ULL) ? 1U : 0U;
                        }
                        KEPT const uint8_t *message(void) { return link_.message; }
                        KEPT uint32_t length(void) { return link_.length; }
                        KEPT uint32_t state(void) { return link_.state; }
                        KEPT uint32_t timeouts(void) { return link_.counters.timeouts; }
                        KEPT uint32_t wrong_sequences(void) { return link_.counters.wrong_sequences; }
                        KEPT uint32_t overflows(void) { return link_.counters.overflows; }
                        KEPT uint32_t broken_off(void) { return link_.counters.broken_off; }
                        KEPT uint32_t malformed(void) { return link_.counters.malformed; }
                        """);
    }

    @BeforeEach
    void begin() {
        nowUs = 1_000;
        program.call("begin", 0, 0x14);
    }

    private void pass(int ms) {
        nowUs += ms * 1_000;
    }

    /**
     * The message that the frame completes, in hexadecimal digits; nothing if it completes none.
     */
    private String take(String frame) {
        byte[] bytes = HEX.parseHex(frame);
        program.put(FRAME, bytes);
        if (program.call("take", FRAME, bytes.length, nowUs) == 0) {
            return NONE;
        }
        return HEX.formatHex(program.bytes(program.call("message"), program.call("length")));
    }

    private boolean send(String message) {
        byte[] bytes = HEX.parseHex(message);
        program.put(MESSAGE, bytes);
        return program.call("send", MESSAGE, bytes.length, nowUs) == 1;
    }

    private String next() {
        return program.call("next", OUT, nowUs) == 0 ? NONE : HEX.formatHex(program.bytes(OUT, 8));
    }

    private static int count(String counter) {
        return program.call(counter);
    }

    private static boolean isIdle() {
        return program.call("state") == 0;
    }

    @Nested
    class AShortMessage {
        @Test
        void isOneFrameFilledUp() {
            assertTrue(send("7e00"));
            assertEquals("027e00cccccccccc", next());
            assertEquals(NONE, next());
            assertTrue(isIdle());
        }

        @Test
        void ofSevenBytesIsOneFrameStill() {
            assertTrue(send("01020304050607"));
            assertEquals("0701020304050607", next());
        }

        @ParameterizedTest
        @CsvSource({
            "0322f190, 22f190",
            "0322f190cccccccc, 22f190",
            "0701020304050607, 01020304050607",
            "013eaaaaaaaaaaaa, 3e"
        })
        void isTakenWithAndWithoutPadding(String frame, String message) {
            assertEquals(message, take(frame));
            assertEquals(NONE, next(), "nothing is answered");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {"00cccccccccccccc", "0801020304050607", "0f01020304050607", "0322f1"})
        void thatIsEmptyOrTooLongForItsFrameIsIgnored(String frame) {
            assertEquals(NONE, take(frame));
            assertEquals(1, count("malformed"));
            assertTrue(isIdle());
        }
    }

    @Nested
    class ALongMessageReceived {
        @Test
        void isAnsweredByFlowControlAndPutTogether() {
            assertEquals(NONE, take("101462f190424b48"));
            assertEquals(CONTINUE, next(), "all in one block, each 20 ms");
            assertEquals(NONE, next());
            assertEquals(NONE, take("2144545731483052"));
            assertEquals(TWENTY, take("2253303030303031"));
            assertTrue(isIdle());
        }

        @Test
        void ofEightBytesIsTheShortestOne() {
            assertEquals(NONE, take("1008010203040506"));
            next();
            assertEquals("0102030405060708", take("210708"), "a last frame may be short");
        }

        @Test
        void fillsItsRoomToTheLastByte() {
            program.call("begin", 0, 0);
            assertEquals(NONE, take("1040000102030405"));
            next();
            StringBuilder expected = new StringBuilder("000102030405");
            String message = NONE;
            for (int frame = 1; expected.length() < 2 * LONGEST; frame++) {
                byte[] bytes = new byte[8];
                bytes[0] = (byte) (0x20 | frame & 0xf);
                for (int i = 1; i < bytes.length; i++) {
                    bytes[i] = (byte) (frame * 7 + i);
                }
                int left = Math.min(7, LONGEST - expected.length() / 2);
                expected.append(HEX.formatHex(bytes, 1, 1 + left));
                message = take(HEX.formatHex(bytes));
            }
            assertEquals(expected.toString(), message);
        }

        @Test
        void inBlocksIsAnsweredAfterEach() {
            program.call("begin", 1, 0xf5);
            take("101462f190424b48");
            assertEquals("3001f5cccccccccc", next());
            assertEquals(NONE, take("2144545731483052"));
            assertEquals("3001f5cccccccccc", next());
            assertEquals(TWENTY, take("2253303030303031"));
            assertEquals(NONE, next(), "none behind the last frame");
        }

        @Test
        void withAFrameOutOfTurnIsGivenUp() {
            take("101462f190424b48");
            next();
            assertEquals(NONE, take("2253303030303031"));
            assertEquals(1, count("wrong_sequences"));
            assertEquals(NONE, take("2144545731483052"), "and what is left of it is ignored");
            assertEquals(NONE, take("2253303030303031"));
            assertTrue(isIdle());
        }

        @Test
        void thatStopsIsGivenUpAfterASecond() {
            take("101462f190424b48");
            next();
            pass(999);
            take("2144545731483052");
            pass(999);
            assertEquals(TWENTY, take("2253303030303031"), "each frame has its second");
            take("101462f190424b48");
            next();
            pass(1_000);
            assertEquals(NONE, next());
            assertEquals(1, count("timeouts"));
            assertTrue(isIdle());
        }

        @Test
        void longerThanTheRoomIsAnsweredByAnOverflow() {
            assertEquals(NONE, take("1041010203040506"));
            assertEquals("320014cccccccccc", next());
            assertEquals(1, count("overflows"));
            assertTrue(isIdle());
            assertEquals(NONE, take("2107080910111213"), "what follows all the same is ignored");
        }

        @Test
        void ofMoreThan4095BytesIsAnsweredLikewise() {
            take("1000000010000102");
            assertEquals("320014cccccccccc", next());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "1007010203040506",
                    "1000000000000000",
                    "1000000000080102",
                    "10146162636465",
                    "1014"
                })
        void whoseFirstFrameSaysWhatASingleFrameCouldHoldOrIsNotFullIsIgnored(String first) {
            assertEquals(NONE, take(first));
            assertEquals(NONE, next(), "no flow control");
            assertEquals(1, count("malformed"));
        }

        @Test
        void isGivenUpForANewOne() {
            take("101462f190424b48");
            next();
            take("2144545731483052");
            assertEquals("3e00", take("023e00cccccccccc"));
            assertEquals(1, count("broken_off"));
            assertEquals(NONE, take("2253303030303031"));
            take("101462f190424b48");
            next();
            take("1008010203040506");
            assertEquals(CONTINUE, next());
            assertEquals("0102030405060708", take("210708cccccccccc"));
            assertEquals(2, count("broken_off"));
        }
    }

    @Nested
    class ALongMessageSent {
        @Test
        void waitsForFlowControlAndGoesOn() {
            assertTrue(send(TWENTY));
            assertEquals("101462f190424b48", next());
            assertEquals(NONE, next());
            take("300000cccccccccc");
            assertEquals("2144545731483052", next());
            assertEquals("2253303030303031", next());
            assertEquals(NONE, next());
            assertTrue(isIdle());
        }

        @Test
        void keepsTheSeparationInMilliseconds() {
            send(TWENTY);
            next();
            take("30000a");
            assertEquals("2144545731483052", next());
            nowUs += 9_999;
            assertEquals(NONE, next());
            nowUs += 1;
            assertEquals("2253303030303031", next());
        }

        @ParameterizedTest
        @CsvSource({
            "f1, 100",
            "f9, 900",
            "7f, 127000",
            "80, 127000",
            "f0, 127000",
            "fa, 127000",
            "ff, 127000"
        })
        void orInHundredsOfMicrosecondsAndTakesWhatIsReservedForTheLongest(String written, int us) {
            send(TWENTY);
            next();
            take("3000" + written);
            next();
            nowUs += us - 1;
            assertEquals(NONE, next());
            nowUs += 1;
            assertEquals("2253303030303031", next());
        }

        @Test
        void waitsBehindEachBlock() {
            send(TWENTY);
            next();
            take("300100");
            assertEquals("2144545731483052", next());
            assertEquals(NONE, next());
            take("300100");
            assertEquals("2253303030303031", next());
        }

        @Test
        void isGivenUpAfterASecondWithoutFlowControl() {
            send(TWENTY);
            next();
            pass(1_000);
            assertEquals(NONE, take("300000"), "too late");
            assertEquals(1, count("timeouts"));
            assertEquals(NONE, next());
            assertTrue(send("7e00"), "and another one may be sent");
        }

        @Test
        void waitsAsOftenAsEightTimes() {
            send(TWENTY);
            next();
            for (int i = 0; i < 8; i++) {
                pass(900);
                take("310000");
            }
            assertEquals(NONE, next());
            take("300000");
            assertEquals("2144545731483052", next());
        }

        @Test
        void butNotForEver() {
            send(TWENTY);
            next();
            for (int i = 0; i < 9; i++) {
                take("310000");
            }
            assertEquals(1, count("broken_off"));
            assertTrue(isIdle());
        }

        @Test
        void isGivenUpWhenThePeerHasNoRoom() {
            send(TWENTY);
            next();
            take("320000");
            assertEquals(1, count("overflows"));
            assertTrue(isIdle());
        }

        @Test
        void andWhenItsFlowControlMeansNothing() {
            send(TWENTY);
            next();
            take("330000");
            assertEquals(1, count("broken_off"));
            assertTrue(isIdle());
        }

        @Test
        void takesNoRequestMeanwhile() {
            send(TWENTY);
            next();
            assertEquals(NONE, take("023e00"));
            assertEquals(NONE, take("101462f190424b48"));
            take("300000");
            assertEquals("2144545731483052", next());
        }

        @Test
        void needsALengthThatIsAllowed() {
            assertEquals(0, program.call("send", MESSAGE, 0, nowUs));
            assertEquals(0, program.call("send", MESSAGE, LONGEST + 1, nowUs));
            assertTrue(send("00".repeat(LONGEST)));
            assertEquals(false, send("00"), "one at a time");
        }
    }

    /** Flow control that nobody waits for, consecutive frames without a first, unknown kinds. */
    @ParameterizedTest
    @ValueSource(strings = {"300000", "2101020304050607", "4000", "f000000000000000"})
    void whatComesUnaskedIsIgnored(String frame) {
        assertEquals(NONE, take(frame));
        assertEquals(NONE, next());
        assertEquals(1, count("malformed"));
        assertTrue(isIdle());
    }

    /** Java is the peer, as a tester is the gateway's: each length goes there and back. */
    @Test
    void understandsTheTestersEnd() {
        IsoTpLink tester = new IsoTpLink();
        for (int length = 1; length <= LONGEST; length++) {
            byte[] message = new byte[length];
            for (int i = 0; i < length; i++) {
                message[i] = (byte) (length + i);
            }
            program.call("begin", length % 3, length % 5);
            tester.send(message);
            String request = NONE;
            String answer = NONE;
            for (int step = 0; step < 200 && answer.equals(NONE); step++) {
                Optional<byte[]> asked = tester.next(nowUs * 1_000_000L);
                if (asked.isPresent()) {
                    String complete = take(HEX.formatHex(asked.get()));
                    if (!complete.equals(NONE)) {
                        request = complete;
                        send(request);
                    }
                }
                String frame = next();
                if (!frame.equals(NONE)) {
                    answer =
                            tester.take(HEX.parseHex(frame), nowUs * 1_000_000L)
                                    .map(HEX::formatHex)
                                    .orElse(NONE);
                }
                pass(1);
            }
            assertEquals(HEX.formatHex(message), request);
            assertEquals(request, answer);
        }
    }

    /** It comes back from each call, stays within its buffer, and serves the next good request. */
    @Test
    void anyFramesInAnyOrderDoItNoHarm() {
        SplittableRandom random = new SplittableRandom(15_765);
        for (int i = 0; i < 20_000; i++) {
            byte[] frame = new byte[random.nextInt(9)];
            random.nextBytes(frame);
            if (frame.length > 0 && random.nextBoolean()) {
                frame[0] =
                        (byte)
                                (random.nextInt(4) << 4
                                        | random.nextInt(random.nextBoolean() ? 3 : 16));
            }
            take(HEX.formatHex(frame));
            assertTrue(program.call("length") <= LONGEST);
            if (random.nextInt(3) == 0) {
                next();
            }
            if (random.nextInt(20) == 0) {
                send(TWENTY);
            }
            nowUs += random.nextInt(50_000);
        }
        pass(2_000);
        while (!next().equals(NONE)) {
            pass(1_000);
        }
        assertTrue(isIdle());
        assertEquals("22f190", take("0322f190"));
    }
}
