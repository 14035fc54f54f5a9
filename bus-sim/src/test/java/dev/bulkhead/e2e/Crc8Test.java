package dev.bulkhead.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;

/** Check values as the catalogues of checksums give them, and those over four zeros. */
class Crc8Test {
    @ParameterizedTest
    @CsvSource({"SAE_J1850, 4B, 59", "SAE_J1850_ZERO, 37, 00", "CRC_8H2F, DF, 12"})
    void hasItsKnownValues(Crc8 crc, String ofDigits, String ofZeros) {
        byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
        assertEquals(ofDigits, hex(crc, digits));
        assertEquals(ofZeros, hex(crc, new byte[4]));
    }

    private static String hex(Crc8 crc, byte[] bytes) {
        return "%02X".formatted(crc.finish(crc.step(crc.start(), bytes, 0, bytes.length)));
    }
}
