package dev.bulkhead.kernel;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.trace.TraceRecord.ArgumentRefused;
import dev.bulkhead.trace.TraceRecord.PortRead;

import org.junit.jupiter.api.Test;

import java.util.function.Consumer;

class PortsTest {

    private static EcuBuilder pair(Consumer<Guest> writer, Consumer<Guest> reader) {
        EcuBuilder system = new EcuBuilder();
        system.partition("writer").runs(writer);
        system.partition("reader").runs(reader);
        return system.port("speed", 8, 1500, "writer", "reader");
    }

    private static Consumer<Guest> writing(int low, int high) {
        return g ->
                g.poke(g.buffer(), low)
                        .poke(g.buffer() + 4, high)
                        .writePort(0, g.buffer(), 8)
                        .keep(A0, 0)
                        .forever(g::receive);
    }

    private static Guest read(Guest g, int slot) {
        return g.readPort(0, g.buffer(), 8).keep(A0, slot).keep(A1, slot + 1).keep(A2, slot + 2);
    }

    @Test
    void aReaderGetsTheLastMessageAndItsAge() {
        Ecu ecu = pair(writing(0x11223344, 0x55), g -> read(g, 0).spin()).build().runFrames(1);
        assertEquals(0, ecu.word("writer", 0));
        assertEquals(0, ecu.word("reader", 0));
        assertEquals(1, ecu.word("reader", 1), "valid");
        assertTrue(ecu.word("reader", 2) >= 490 && ecu.word("reader", 2) <= 500, "written at 0");
        assertEquals(0x11223344, ecu.peek(ecu.guest("reader").buffer()));
        assertEquals(0x55, ecu.peek(ecu.guest("reader").buffer() + 4));
    }

    @Test
    void aMessageOlderThanTheRefreshPeriodIsStale() {
        Ecu ecu =
                pair(writing(1, 2), g -> g.forever(() -> read(g, 0).delay(20)))
                        .build()
                        .runFrames(3);
        var reads = ecu.records(PortRead.class);
        assertTrue(reads.stream().filter(PortRead::valid).allMatch(r -> r.ageUs() <= 1500));
        assertTrue(reads.stream().filter(r -> !r.valid()).allMatch(r -> r.ageUs() >= 1500));
        assertEquals(0, ecu.word("reader", 1), "at the end it is stale");
        assertEquals(0, ecu.word("reader", 0), "and still there to be read");
    }

    @Test
    void aPortNeverWrittenSaysSo() {
        Ecu ecu = pair(Guest::spin, g -> read(g, 0).spin()).build().runFrames(1);
        assertEquals(-4, ecu.word("reader", 0));
    }

    @Test
    void aReaderMayTakeLessThanAll() {
        Ecu ecu =
                pair(writing(7, 8), g -> g.readPort(0, g.buffer(), 4).keep(A0, 0).spin())
                        .build()
                        .runFrames(1);
        assertEquals(0, ecu.word("reader", 0));
        assertEquals(7, ecu.peek(ecu.guest("reader").buffer()));
        assertEquals(0, ecu.peek(ecu.guest("reader").buffer() + 4));
    }

    @Test
    void onlyTheWriterWritesAndOnlyReadersRead() {
        Ecu ecu =
                pair(
                                g -> g.readPort(0, g.buffer(), 8).keep(A0, 0).spin(),
                                g ->
                                        g.writePort(0, g.buffer(), 8)
                                                .keep(A0, 0)
                                                .readPort(3, g.buffer(), 8)
                                                .keep(A0, 1)
                                                .spin())
                        .build()
                        .runFrames(1);
        assertEquals(-2, ecu.word("writer", 0));
        assertEquals(-2, ecu.word("reader", 0));
        assertEquals(-1, ecu.word("reader", 1), "there is no port 3");
    }

    @Test
    void aMessageOfAnotherSizeIsRefused() {
        Ecu ecu =
                pair(g -> g.writePort(0, g.buffer(), 4).keep(A0, 0).spin(), Guest::spin)
                        .build()
                        .runFrames(1);
        assertEquals(-3, ecu.word("writer", 0));
    }

    @Test
    void aPointerOutsideTheCallersMemoryIsRefused() {
        Ecu ecu =
                pair(
                                g ->
                                        g.writePort(0, 0x8000_0000, 8)
                                                .keep(A0, 0)
                                                .writePort(0, g.data() + 0xffc, 8)
                                                .keep(A0, 1)
                                                .writePort(0, 0x1100_0000, 8)
                                                .keep(A0, 2)
                                                .spin(),
                                g -> g.readPort(0, 0x8014_0000, 8).keep(A0, 0).spin())
                        .build()
                        .runFrames(1);
        assertEquals(-3, ecu.word("writer", 0), "kernel RAM");
        assertEquals(-3, ecu.word("writer", 1), "half outside");
        assertEquals(-3, ecu.word("writer", 2), "a device is not memory");
        assertEquals(-3, ecu.word("reader", 0), "its own code is not writable");
        assertEquals(4, ecu.records(ArgumentRefused.class).size());
    }

    @Test
    void aRestartOfTheWriterKeepsTheMessageAndItsAge() {
        EcuBuilder system = new EcuBuilder();
        system.partition("writer")
                .runs(g -> g.poke(g.buffer(), 9).writePort(0, g.buffer(), 8).poke(0, 0));
        system.partition("reader").runs(g -> read(g.delay(50), 0).spin());
        system.port("speed", 8, 1500, "writer", "reader");
        Ecu ecu = system.build().runFrames(1);
        assertEquals(0, ecu.word("reader", 0));
        assertEquals(9, ecu.peek(ecu.guest("reader").buffer()));
    }
}
