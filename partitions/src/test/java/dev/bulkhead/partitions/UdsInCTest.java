package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;

/** The gateway's diagnostic services; requests and answers in hexadecimal digits. */
class UdsInCTest {
    private static final HexFormat HEX = HexFormat.of();
    private static final int REQUEST = CProgram.SCRATCH;
    private static final int ANSWER = CProgram.SCRATCH + 0x1000;
    private static final int ROOM = 64;
    private static final int SESSION_MS = 5_000;

    private static CProgram program;

    private int nowMs;
    private boolean standing;

    @BeforeAll
    static void build() {
        program =
                CProgram.with(
                        "gateway",
                        List.of("uds.c", "uds.h"),
                        """
                        #include "uds.h"
                        static uds_server server;
                        KEPT void begin(void) { uds_begin(&server); }
                        KEPT uint32_t ask(const uint8_t *request, uint32_t length, uint32_t standstill, uint32_t now_ms,
                                          uint8_t *answer)
                        {
                            return uds_answer(&server, request, length, standstill != 0U, now_ms * 1000000ULL, answer);
                        }
                        KEPT void supervise(uint32_t standstill, uint32_t now_ms)
                        {
                            uds_supervise(&server, standstill != 0U, now_ms * 1000000ULL);
                        }
                        """);
    }

    @BeforeEach
    void begin() {
        program.call("begin");
        nowMs = 1_000;
        standing = true;
    }

    private String ask(String request) {
        byte[] bytes = HEX.parseHex(request);
        program.put(REQUEST, bytes);
        int count = program.call("ask", REQUEST, bytes.length, standing ? 1 : 0, nowMs, ANSWER);
        return HEX.formatHex(program.bytes(ANSWER, count));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    1001 | 5001003201f4
                    1003 | 5003003201f4
                    1081 | ''
                    1083 | ''
                    1002 | 7f1012
                    1082 | 7f1012
                    10 | 7f1013
                    100301 | 7f1013
                    3e00 | 7e00
                    3e80 | ''
                    3e01 | 7f3e12
                    3e | 7f3e13
                    22f186 | 62f18601
                    22f195 | 62f195312e30
                    22f186f195 | 62f18601f195312e30
                    22f186ffff | 62f18601
                    22ffff | 7f2231
                    22 | 7f2213
                    22f1 | 7f2213
                    22f186f1 | 7f2213
                    22f190f190f190f190 | 7f2214
                    1101 | 7f1111
                    2701 | 7f2711
                    2ef19000 | 7f2e11
                    3101ff00 | 7f3111
                    7f1011 | 7f7f11
                    00 | 7f0011
                    """)
    void eachRequestHasItsAnswer(String request, String answer) {
        assertEquals(answer, ask(request));
    }

    @Test
    void theVinHasSeventeenCharactersThatAVinMayHave() {
        byte[] answer = HEX.parseHex(ask("22f190"));
        String vin = new String(answer, 3, answer.length - 3, StandardCharsets.US_ASCII);
        assertTrue(vin.matches("[A-HJ-NPR-Z0-9]{17}"), vin);
    }

    @Test
    void noSessionBeginsInAMovingCar() {
        standing = false;
        assertEquals("7f1022", ask("1003"));
        assertEquals("7f1022", ask("1083"), "a refusal is never suppressed");
        assertEquals("62f18601", ask("22f186"));
    }

    @Test
    void aSessionEndsWhenTheCarMoves() {
        ask("1003");
        assertEquals("62f18603", ask("22f186"));
        program.call("supervise", 0, nowMs);
        assertEquals("62f18601", ask("22f186"));
    }

    @Test
    void aSessionEndsWhenNobodyIsPresentForFiveSeconds() {
        ask("1003");
        nowMs += SESSION_MS - 1;
        ask("3e80");
        nowMs += SESSION_MS - 1;
        assertEquals("62f18603", ask("22f186"));
        nowMs += SESSION_MS;
        assertEquals("62f18601", ask("22f186"));
    }

    @Test
    void anyRequestHasAnAnswerThatFits() {
        SplittableRandom random = new SplittableRandom(14_229);
        for (int i = 0; i < 20_000; i++) {
            byte[] request = new byte[random.nextInt(ROOM + 1)];
            random.nextBytes(request);
            if (request.length > 0 && random.nextBoolean()) {
                request[0] = (byte) List.of(0x10, 0x22, 0x3e).get(random.nextInt(3)).intValue();
            }
            for (int at = 1; at + 1 < request.length && random.nextInt(4) != 0; at += 2) {
                request[at] = (byte) 0xf1;
                request[at + 1] =
                        (byte) List.of(0x86, 0x90, 0x95).get(random.nextInt(3)).intValue();
            }
            program.put(ANSWER + ROOM, (byte) 0x5a);
            String answer = ask(HEX.formatHex(request));
            assertTrue(answer.length() <= 2 * ROOM);
            assertEquals(0x5a, program.bytes(ANSWER + ROOM, 1)[0], "nothing is written behind it");
        }
    }
}
