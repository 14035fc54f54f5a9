package dev.bulkhead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

/** Check values as the catalogues of checksums give them, and those over four zeros. */
class WideCrcTest {
    @ParameterizedTest
    @CsvSource({
        "CCITT_16, 29B1, 84C0",
        "P4_32, 1697D06A, 6FB32240",
        "ECMA_64, 995DC9BBDF1939FA, F4A586351E1B9F4B",
    })
    void hasItsKnownValues(WideCrc crc, String ofDigits, String ofZeros) {
        assertEquals(ofDigits, hex(crc, "123456789".getBytes(StandardCharsets.US_ASCII)));
        assertEquals(ofZeros, hex(crc, new byte[4]));
        assertEquals(ofDigits.length() / 2, crc.bytes());
    }

    private static String hex(WideCrc crc, byte[] bytes) {
        return "%X".formatted(crc.finish(crc.step(crc.start(), bytes, 0, bytes.length)));
    }
}
