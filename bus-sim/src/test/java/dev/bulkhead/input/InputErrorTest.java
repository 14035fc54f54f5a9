package dev.bulkhead.input;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class InputErrorTest {
    @Test
    void theMessageIsPlaceWhatAndRemedyInOneLine() {
        var error =
                InputError.at(
                        "braking.yaml",
                        14,
                        "partition 'abs': budget_us 6000 exceeds period_us 5000",
                        "lower the budget or lengthen the period");

        assertEquals(
                "braking.yaml:14: partition 'abs': budget_us 6000 exceeds period_us 5000; "
                        + "lower the budget or lengthen the period",
                error.getMessage());
    }

    @Test
    void itsPartsStayApart() {
        var error = new InputError("--for", "'5 parsecs' is no time", "write a number and s, ms");

        assertEquals("--for", error.place());
        assertEquals("'5 parsecs' is no time", error.what());
        assertEquals("write a number and s, ms", error.remedy());
    }

    @Test
    void aPartOfTwoLinesOrOfNoneIsOurMistake() {
        assertThrows(IllegalArgumentException.class, () -> new InputError("a", "b\nc", "d"));
        assertThrows(IllegalArgumentException.class, () -> new InputError("a", "b", " "));
    }
}
