package dev.bulkhead.board.finisher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.bulkhead.memory.MemoryPort;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class FinisherTest {
    private final List<String> requests = new ArrayList<>();
    private final Finisher finisher =
            new Finisher((request, code, at) -> requests.add(request + " " + code + " " + at));

    @Test
    void eachRequestIsPassedOnWithItsTime() {
        finisher.write(0, 4, 0x5555, 10);
        finisher.write(0, 4, 0x7777, 20);
        assertEquals(List.of("PASS 0 10", "RESET 0 20"), requests);
    }

    @Test
    void aFailureCarriesTheUpperHalfAsItsCode() {
        finisher.write(0, 4, 42 << 16 | 0x3333, 5);
        assertEquals(List.of("FAIL 42 5"), requests);
    }

    @Test
    void aHalfwordFailureHasCodeZero() {
        finisher.write(0, 2, 0x3333, 5);
        assertEquals(List.of("FAIL 0 5"), requests);
    }

    @Test
    void otherValuesAndOffsetsAreIgnored() {
        finisher.write(0, 4, 0x1234, 1);
        finisher.write(4, 4, 0x5555, 1);
        assertEquals(List.of(), requests);
        assertEquals(0, finisher.read(0, 4, 1));
    }

    @Test
    void bytesAreBusErrors() {
        assertFalse(finisher.write(0, 1, 0x55, 1));
        assertEquals(MemoryPort.BUS_ERROR, finisher.read(0, 1, 1));
    }
}
