package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.kernel.PortStandIn.Reading;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord.PortRead;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * What stands for a diagnostic request that is illegal, since braking never said that the car
 * stands: {@code chassis-can} refuses both, but their bytes are not the same.
 */
class AdvisoryInputsTest {
    private static final long READ_PS = SimTime.ofMs(20).ps();
    private static final long NEAR_PS = 90_000;
    private static final long TOLERANCE_PS = 1_000_000;
    private static final int PORT = 12;

    private static ProtectedDomain domain;
    private static int reader;

    @BeforeAll
    static void readTheShippedSystem() {
        domain =
                ProtectedDomain.of(
                        new SystemReader(Shipped.descriptions(), Images.create())
                                .read("system", Shipped.REFERENCE)
                                .description());
        reader =
                domain.system().partitions().stream()
                        .map(Partition::name)
                        .toList()
                        .indexOf("chassis-can");
    }

    private static Payload request(String bytes) {
        return Payload.of(HexFormat.of().parseHex("61000000" + "00070000" + "08000000" + bytes));
    }

    private static PortRead read(long atPs, Payload message) {
        return new PortRead(atPs, reader, PORT, true, 1000, message);
    }

    private final Payload illegal = request("2290f10000000000");
    private final AdvisoryInputs inputs =
            AdvisoryInputs.of(domain, TOLERANCE_PS, List.of(), List.of(read(READ_PS, illegal)));

    private Optional<Payload> givenAt(long atPs) {
        return inputs.reading(atPs, reader, PORT, Optional.empty()).map(Reading::message);
    }

    @Test
    void isGivenAboutWhenItWasRead() {
        Payload given = givenAt(READ_PS).orElseThrow();
        assertNotEquals(illegal, given);
        assertEquals(Optional.of(given), givenAt(READ_PS + NEAR_PS));
        assertEquals(Optional.empty(), givenAt(READ_PS + TOLERANCE_PS + 1));
    }

    @Test
    void standsForTheIllegalOneAtTheSameTime() {
        Payload given = givenAt(READ_PS).orElseThrow();
        assertTrue(inputs.same(read(READ_PS, given), read(READ_PS, illegal)));
        assertFalse(inputs.same(read(READ_PS, given), read(READ_PS + NEAR_PS, illegal)));
    }

    @Test
    void standsForItAlsoInARunThatReadsItALittleEarlierOrLater() {
        Payload given = givenAt(READ_PS).orElseThrow();
        assertTrue(inputs.alike(read(READ_PS, given), read(READ_PS + NEAR_PS, illegal)));
        assertTrue(inputs.alike(read(READ_PS + NEAR_PS, given), read(READ_PS - NEAR_PS, illegal)));
    }

    @Test
    void standsForNoOther() {
        Payload given = givenAt(READ_PS).orElseThrow();
        Payload other = request("2290f10100000000");
        assertFalse(inputs.alike(read(READ_PS, given), read(READ_PS, other)));
        assertFalse(inputs.alike(read(READ_PS, other), read(READ_PS, illegal)));
    }
}
