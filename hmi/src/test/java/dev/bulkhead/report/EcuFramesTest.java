package dev.bulkhead.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemReader;

import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** What is promised of the ECU's frames beside a verdict. */
class EcuFramesTest {
    private static final SystemDescription SYSTEM =
            new SystemReader(Shipped.descriptions(), Images.create())
                    .read("system", Shipped.REFERENCE)
                    .description();

    private static Optional<String> under(String... faults) {
        return new EcuFrames(
                        SYSTEM, List.of(faults).stream().map(f -> Fault.parse("FAULT", f)).toList())
                .text();
    }

    /**
     * By hand: frames of 8 bytes have 135 bits, 270 us, on 500 kbit/s. The command has the lowest
     * identifier, so it waits for one frame that is under way, and, as its request may be a major
     * frame late, for the one asked for before it.
     */
    @Test
    void aBrakeCommandWaitsForOneFrameAndForTheOneBefore() {
        String text = under("infotainment:wild-store=braking@2s").orElseThrow();

        assertTrue(
                text.startsWith(
                        "from its request on, a frame of the ECU takes at most:"
                                + " BrakeCommand 810.00 us, DiagnosticRequest "),
                text);
    }

    @Test
    void nothingIsSaidOfABusOnWhichAFaultActs() {
        assertEquals(Optional.empty(), under("chassis:babble@1s"));
    }
}
