package dev.bulkhead.shadow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.document.ResourceFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.Bench;
import dev.bulkhead.system.SystemDescription;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each file in {@code bad} has one mistake; beside it stands the one line that names it. */
class BadShadowMapTest {
    private final SystemDescription system = Bench.system();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            maxCharsPerColumn = 1000,
            textBlock =
                    """
                    bus-twice | bus-twice.yaml:4: bus 'chassis': the bus stands twice; leave one out
                    bus-unknown | bus-unknown.yaml:3: bus 'chasis': unknown bus 'chasis'; did you mean 'chassis'?
                    empty-stretch | empty-stretch.yaml:3: to 1 s is not after from 2 s; write a later time
                    ignored-with-tolerance | ignored-with-tolerance.yaml:4: bus 'chassis': output 'Brake': signal 'PressureFL': is ignored and has a tolerance; leave out one of both
                    input-twice | input-twice.yaml:3: bus 'chassis': input 'Hint' stands twice; leave one out
                    input-unknown | input-unknown.yaml:3: bus 'chassis': unknown message 'Hnt'; did you mean 'Hint'?
                    missing-buses | missing-buses.yaml:1: key 'buses' is missing; add it
                    no-outputs | no-outputs.yaml:3: no bus has outputs, so there is nothing to compare; name messages under 'outputs'
                    output-is-input | output-is-input.yaml:3: bus 'chassis': output 'Brake': the message is an input too, so it would be compared with itself; leave it out of one list
                    output-twice | output-twice.yaml:4: bus 'chassis': output 'Brake': the message stands twice; leave one out
                    reference-unknown | reference-unknown.yaml:2: unknown output 'Hint'; use one of Brake
                    signal-twice | signal-twice.yaml:4: bus 'chassis': output 'Brake': signal 'PressureFL': the signal stands twice; leave one out
                    signal-unknown | signal-unknown.yaml:4: bus 'chassis': output 'Brake': unknown signal 'PressureFR'; did you mean 'PressureFL'?
                    time-too-fine | time-too-fine.yaml:2: from '0.5 ps' is finer than a picosecond; write fewer digits
                    time-too-long | time-too-long.yaml:2: begins_at 86401 s is more than a day; write at most 86400 s
                    tolerance-negative | tolerance-negative.yaml:4: bus 'chassis': output 'Brake': signal 'PressureFL': tolerance -1 is below 0; write a value from 0 to 1000000000
                    unknown-key | unknown-key.yaml:2: unknown key 'bus'; use one of shadow, extends, description, scenario, from, to, clock, buses
                    """)
    void isRefusedWithOneLine(String name, String message) {
        var file = new ResourceFile(getClass(), "/dev/bulkhead/shadow/bad/" + name + ".yaml");

        InputError error =
                assertThrows(InputError.class, () -> new ShadowMapReader().read(file, system));

        assertEquals(message, error.getMessage());
    }
}
