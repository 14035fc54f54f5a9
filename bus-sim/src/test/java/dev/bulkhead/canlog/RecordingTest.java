package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.Optional;

/** A recording is known by what it begins with, a file to be written by its name. */
class RecordingTest {

    @ParameterizedTest
    @CsvSource({
        "run.log, candump",
        "RUN.LOG, candump",
        "run.txt, candump-ta",
        "a.b.asc, asc",
        "run.blf, blf",
        "run.pcapng, pcapng",
        "run.csv, csv",
    })
    void byItsName(String name, String label) {
        assertEquals(Optional.of(label), LogFormat.ofFileName(name).map(LogFormat::label));
        assertEquals(label, LogFormat.ofLabel(label).orElseThrow().label());
    }

    @Test
    void anotherNameIsOfNone() {
        assertEquals(Optional.empty(), LogFormat.ofFileName("run.yaml"));
        assertEquals(Optional.empty(), LogFormat.ofLabel("log"));
    }

    @ParameterizedTest
    @CsvSource({
        "what.ever, hello, begins like no recording that can be read;"
                + " name a candump ASC BLF PCAPNG or CSV file",
        "what.ever, '', the file is empty; name a recording of a bus",
    })
    void aFileThatIsNone(String name, String text, String says) {
        InputError error = assertThrows(InputError.class, () -> Entries.read(name, text));

        assertEquals(name + ": " + says, error.getMessage().replace(",", ""));
    }

    @Test
    void namesOfChannelsBecomeNumbers() {
        var channels = new ChannelNumbers(3);

        assertEquals(2, channels.of("can1"));
        assertEquals(1, channels.of("chassis"));
        assertEquals(3, channels.of("can0"), "its own is taken");
        assertEquals(2, channels.of("can1"));
        assertEquals(
                "channel 'body': the form has numbers for 3 channels; leave channels out or write"
                        + " PCAPNG",
                assertThrows(InputError.class, () -> channels.of("body")).getMessage());
    }
}
