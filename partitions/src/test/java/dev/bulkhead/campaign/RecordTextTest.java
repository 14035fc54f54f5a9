package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.trace.TraceRecord.WindowEnded;
import dev.bulkhead.trace.TraceRecord.WindowStarted;

import org.junit.jupiter.api.Test;

/** What a person reads of a record; two records that differ must not read the same. */
class RecordTextTest {
    private static final RecordText TEXT =
            new RecordText(
                    new SystemReader(Shipped.descriptions(), Images.create())
                            .read("system", Shipped.REFERENCE)
                            .description());

    /** The reference system's partitions in the order of its description: 1 is chassis-can. */
    @Test
    void namesThosePartitionsThatAWindowIsFor() {
        assertEquals("window 0 starts for chassis-can", TEXT.of(new WindowStarted(0, 0, 0b10)));
        assertEquals("window 0 starts for nobody", TEXT.of(new WindowStarted(0, 0, 0)));
        assertEquals(
                "window 2 ends for braking, partition 63",
                TEXT.of(new WindowEnded(0, 2, 1L << 63 | 1)));
    }
}
