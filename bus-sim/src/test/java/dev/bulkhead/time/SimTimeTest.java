package dev.bulkhead.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Optional;

class SimTimeTest {
    @ParameterizedTest
    @CsvSource({
        "1.5s, 1500000000000",
        "20 ms, 20000000000",
        "250us, 250000000",
        "3 ns, 3000",
        "7ps, 7",
        "0.000000000001s, 1"
    })
    void aNumberWithItsUnitIsRead(String text, long ps) {
        assertEquals(Optional.of(new SimTime(ps)), SimTime.parse(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "s", "-1s", "1.5ps", "0.0001ns", "9999999s", "1 h", "1e3s"})
    void whatIsNoTimeIsNotRead(String text) {
        assertTrue(SimTime.parse(text).isEmpty());
    }

    @Test
    void aTimeIsWrittenInSecondsWithoutNeedlessDigits() {
        assertEquals("1.25 s", new SimTime(1_250_000_000_000L).toString());
        assertEquals("0.000000000001 s", new SimTime(1).toString());
        assertEquals("100 s", SimTime.ofMs(100_000).toString());
        assertEquals("0 s", SimTime.ZERO.toString());
    }

    @Test
    void thereIsNoTimeBeforePowerOnAndNoneBeyondTheRange() {
        assertThrows(IllegalArgumentException.class, () -> new SimTime(-1));
        assertThrows(
                ArithmeticException.class, () -> new SimTime(Long.MAX_VALUE).plus(new SimTime(1)));
    }
}
