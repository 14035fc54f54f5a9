package dev.bulkhead.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.ResourceFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.Bench;
import dev.bulkhead.system.SystemDescription;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each file in {@code bad} has one mistake; beside it stands the one line that names it. */
class BadScenarioTest {
    private final ScenarioReader reader = new ScenarioReader(DocumentSource.NONE);
    private final SystemDescription system = Bench.system();

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            maxCharsPerColumn = 1000,
            textBlock =
                    """
                    check-deadlines-of-nobody | check-deadlines-of-nobody.yaml:3: check 'mine': deadline-misses needs either partition or level; write one of both
                    check-key-of-another-metric | check-key-of-another-metric.yaml:3: check 'mine': stopping-distance has no partition; remove the key
                    check-level-without-deadline | check-level-without-deadline.yaml:3: check 'mine': no partition of level QM has a deadline; name another level
                    check-partition-without-deadline | check-partition-without-deadline.yaml:3: check 'mine': 'screen' has no deadline; give one of its timers a deadline_us in the description
                    check-twice | check-twice.yaml:4: name 'mine' stands twice, first in line 3; rename one
                    check-two-limits | check-two-limits.yaml:3: check 'mine': needs either at_most or at_least; write one of both
                    check-unknown-metric | check-unknown-metric.yaml:3: check 'mine': metric 'stop-distance' is not valid; write one of stopping-distance, max-wheel-slip, mean-wheel-slip, max-yaw, deadline-misses, restarts, cpu-share, screen-frames
                    check-unknown-partition | check-unknown-partition.yaml:3: check 'mine': unknown partition 'braking'; use one of control, driver, panel, screen
                    check-without-limit | check-without-limit.yaml:3: check 'mine': needs either at_most or at_least; write one of both
                    check-without-partition | check-without-partition.yaml:3: check 'mine': restarts needs the key 'partition'; add it
                    console-bad-hex | console-bad-hex.yaml:3: console 1: hex '4' is not valid; write pairs of hexadecimal digits in quotes, such as "0d 0a"
                    console-empty-text | console-empty-text.yaml:3: console 1: text is empty; write at least one character
                    console-hex-as-number | console-hex-as-number.yaml:3: console 1: hex 40 is not a text; write pairs of hexadecimal digits in quotes, such as "0d 0a"
                    console-of-unknown | console-of-unknown.yaml:3: console 1: unknown partition 'scren'; did you mean 'screen'?
                    console-text-and-hex | console-text-and-hex.yaml:3: console 1: needs either text or hex; write one of both
                    console-without-bytes | console-without-bytes.yaml:3: console 1: needs either text or hex; write one of both
                    duration-zero | duration-zero.yaml:2: duration is 0; write how long the run lasts
                    empty | empty.yaml:1: the file is empty; write the document's keys
                    extends-nothing | extends-nothing.yaml:1: nothing named 'full-stop' ships; write ./full-stop for a file
                    mass-of-nothing | mass-of-nothing.yaml:2: vehicle: mass_kg 0 is below 500; write a value from 500 to 5000
                    missing-road | missing-road.yaml:1: key 'road' is missing; add it
                    drive-too-hard | drive-too-hard.yaml:3: drive 1: mps2 11 is above 10; write a value from 0 to 10
                    drive-unsorted | drive-unsorted.yaml:4: drive 2: at 1 s is before the 2 s of the item above; sort the items
                    node-set-and-sending | node-set-and-sending.yaml:3: node 1: needs either signal and value, or sending; write one of both
                    node-signal-unknown | node-signal-unknown.yaml:3: node 1: unknown signal 'Pressur'; use one of Wish
                    node-signal-without-value | node-signal-without-value.yaml:3: node 1: needs either signal and value, or sending; write one of both
                    node-unknown | node-unknown.yaml:3: node 1: unknown periodic sender 'Pedal'; use one of Helper
                    pedal-after-the-end | pedal-after-the-end.yaml:3: pedal 1: at 9 s is not inside the duration 8 s; lengthen the duration
                    pedal-over-100 | pedal-over-100.yaml:3: pedal 1: percent 101 is above 100; write a value from 0 to 100
                    pedal-unsorted | pedal-unsorted.yaml:4: pedal 2: at 1 s is before the 2 s of the item above; sort the items
                    road-empty | road-empty.yaml:2: road has fewer than 1 items; write at least 1
                    road-friction-zero | road-friction-zero.yaml:3: road 1: surface 0 is not above 0; write a value above 0, at most 2
                    road-one-side | road-one-side.yaml:3: road 1: needs either surface, or left and right; write one of both
                    road-side-and-surface | road-side-and-surface.yaml:3: road 1: needs either surface, or left and right; write one of both
                    road-unknown-surface | road-unknown-surface.yaml:3: road 1: unknown surface 'iced'; did you mean 'ice'?
                    road-unsorted | road-unsorted.yaml:4: road 2: from_m 20 is not beyond that of the segment before; sort the segments
                    speed-too-high | speed-too-high.yaml:2: vehicle: speed_kmh 900 is above 360; write a value from 0 to 360
                    time-finer-than-a-picosecond | time-finer-than-a-picosecond.yaml:2: duration '1.5 ps' is finer than a picosecond; write fewer digits
                    time-too-fine | time-too-fine.yaml:2: duration '1.0000000000001 ps' is not valid; write a time with its unit, such as 250 ms or 1.5 s
                    time-with-unknown-unit | time-with-unknown-unit.yaml:2: duration '8 min' is not valid; write a time with its unit, such as 250 ms or 1.5 s
                    time-without-unit | time-without-unit.yaml:2: duration 8 is not a text; write a time with its unit, such as 250 ms or 1.5 s
                    unknown-key | unknown-key.yaml:2: unknown key 'pedals'; did you mean 'pedal'?
                    wireless-without-device | wireless-without-device.yaml:2: the system has no wireless device; remove the key 'wireless'
                    """)
    void givesOneLineWithPlaceAndRemedy(String name, String message) {
        InputError error =
                assertThrows(
                        InputError.class,
                        () ->
                                reader.read(
                                        new ResourceFile(
                                                BadScenarioTest.class,
                                                "/dev/bulkhead/scenario/bad/" + name + ".yaml"),
                                        system));
        assertEquals(message, error.getMessage());
    }
}
