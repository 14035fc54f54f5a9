package dev.bulkhead.twin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.document.DiskFile;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.document.TextFile;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.testing.ElfBuilder;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Two partitions on one memory bus: {@code lead} counts in a word of its own, {@code radio} drives
 * a wireless device and a display. Frames of 1 ms from 6 ms on, lead in the first 400 µs.
 */
class DmaTest {
    private static final int LEAD = 0x8010_0000;
    private static final int RADIO = 0x8020_0000;
    private static final int DATA = 0x4000;
    private static final int COUNT = LEAD + DATA + 0x400;

    /** Radio's receive ring and the first of its buffers, in its own data. */
    private static final int RING = RADIO + DATA + 0x400;

    private static final int RING_SIZE = 32;
    private static final int BUFFER = RADIO + DATA + 0x800;
    private static final int WIRELESS = 0x1500_0000;
    private static final int DISPLAY = 0x1300_0000;
    private static final int OWNER = 1;

    private static final String SYSTEM =
            """
            system: dma-bench
            board:
              devices:
                - { name: display0, kind: display }
                - { name: wireless0, kind: wireless, packet_bytes: [256, 256] }
            schedule:
              major_frame_us: 1000
              start_us: 6000
              padding_us: 50
              windows:
                - { start_us: 0, duration_us: 400, partitions: [lead] }
                - { start_us: 400, duration_us: 600, partitions: [radio] }
            partitions:
              - name: lead
                level: D
                image: lead
                priority: 200
                budget_us: 400
                period_us: 1000
                memory: { base: 0x80100000, size: 0x20000, stack: 0x2000 }
                health: &restart
                  memory: restart
                  illegal-instruction: restart
                  misaligned: restart
                  breakpoint: restart
                  unknown-call: restart
                  deadline-missed: log
                  application: log
                  restart_limit: 3
                  restart_within_us: 1000000
              - name: radio
                level: QM
                image: radio
                priority: 100
                budget_us: 600
                period_us: 1000
                memory: { base: 0x80200000, size: 0x80000, stack: 0x2000 }
                maps:
                  - { target: display0, access: rw }
                  - { target: wireless0, access: rw }
                health: *restart
            """;

    private final List<TraceRecord> records = new ArrayList<>();

    private Twin twin(Consumer<Asm> radio, int packetsPerS, Mechanism... off) {
        byte[] lead = image(LEAD, 0x1000, DmaTest::count);
        byte[] other = image(RADIO, 0x44000, radio);
        SourceFile beside = new DiskFile(Path.of("beside"));
        LoadedSystem system =
                new SystemReader(
                                DocumentSource.NONE,
                                (Partition p) -> p.name().equals("lead") ? lead : other)
                        .read(TextFile.of("bench.yaml", SYSTEM, beside));
        String scenario =
                """
                scenario: bench
                duration: 60 ms
                vehicle: { speed_kmh: 50 }
                road: [{ from_m: 0, surface: dry }]
                wireless: { packets_per_s: %d }
                """
                        .formatted(packetsPerS);
        records.clear();
        return new Twin(
                system,
                new ScenarioReader(DocumentSource.NONE)
                        .read(TextFile.of("run.yaml", scenario, beside), system.description()),
                new Twin.Settings(Mechanisms.without(off), 1),
                records::add);
    }

    private static byte[] image(int base, int dataBytes, Consumer<Asm> program) {
        Asm code = new Asm(base);
        program.accept(code);
        byte[] text = code.bytes();
        return new ElfBuilder()
                .entry(base)
                .segment(base, text, text.length, 5)
                .segment(base + DATA, new byte[0], dataBytes, 6)
                .symbol("__bulkhead_ipc", base + DATA)
                .build();
    }

    private static void count(Asm code) {
        code.li(Asm.S0, COUNT)
                .label("loop")
                .lw(Asm.A0, 0, Asm.S0)
                .addi(Asm.A0, Asm.A0, 1)
                .sw(Asm.A0, 0, Asm.S0)
                .j("loop");
    }

    private static Asm poke(Asm code, int address, int value) {
        return code.li(Asm.T0, address).li(Asm.T1, value).sw(Asm.T1, 0, Asm.T0);
    }

    /** Receives into a buffer of its own, each 32nd time into {@code buffer}. */
    private static Consumer<Asm> receivingAt(int buffer) {
        return code -> {
            for (int i = 0; i < RING_SIZE; i++) {
                poke(code, RING + 16 * i, i == 0 ? buffer : BUFFER);
                poke(code, RING + 16 * i + 4, 0x100);
            }
            poke(code, WIRELESS + 0x08, RING);
            poke(code, WIRELESS + 0x0c, RING_SIZE);
            poke(code, WIRELESS, 1);
            code.li(Asm.S0, WIRELESS)
                    .label("again")
                    .lw(Asm.A0, 0x10, Asm.S0)
                    .addi(Asm.A0, Asm.A0, RING_SIZE - 1)
                    .sw(Asm.A0, 0x14, Asm.S0)
                    .j("again");
        };
    }

    private static void idle(Asm code) {
        code.label("here").j("here");
    }

    /** Shows what lies at {@code buffer}. */
    private static Consumer<Asm> showing(int buffer) {
        return code -> {
            poke(code, DISPLAY + 0x08, buffer);
            poke(code, DISPLAY, 1);
            code.label("here").j("here");
        };
    }

    private static int word(Twin twin, int address) {
        return twin.ecu().ram().load(address, 4);
    }

    private List<TraceRecord.DmaRefused> refusals() {
        return records.stream()
                .filter(TraceRecord.DmaRefused.class::isInstance)
                .map(TraceRecord.DmaRefused.class::cast)
                .toList();
    }

    @Test
    void reachesTheMemoryOfItsOwner() {
        Twin twin = twin(receivingAt(BUFFER + 0x100), 5000);
        twin.run();
        assertTrue(word(twin, BUFFER) > 100, "sequence number of the last packet there");
        assertEquals(0x100, word(twin, RING + 4));
        assertEquals(List.of(), refusals());
    }

    @Nested
    class ADescriptorAimedAtTheNeighbour {
        private static final int VICTIM = LEAD + DATA + 0x800;

        @Test
        void isRefusedAndRecorded() {
            Twin twin = twin(receivingAt(VICTIM), 5000);
            twin.run();
            assertEquals(0, word(twin, VICTIM + 4));
            TraceRecord.DmaRefused first = refusals().getFirst();
            assertEquals(new TraceRecord.DmaRefused(first.atPs(), OWNER, VICTIM, true), first);
            long info =
                    twin.ecu().port().load(dev.bulkhead.memory.Master.hart(0), 0x1600_0064, 4, 0);
            assertEquals(1 | 2 << 1 | 5 << 4, info, "a write that hits no rule");
        }

        @Test
        void reachesItWithoutDmaCheck() {
            Twin twin = twin(receivingAt(VICTIM), 5000, Mechanism.DMA_CHECK);
            twin.run();
            assertNotEquals(0, word(twin, VICTIM + 4));
            assertEquals(List.of(), refusals());
        }

        @Test
        void cannotChangeTheIopmp() {
            Twin twin = twin(code -> poke(code, 0x1600_2008, 0x1f).j("there").label("there"), 0);
            twin.run();
            assertTrue(
                    records.stream()
                            .anyMatch(
                                    r ->
                                            r instanceof TraceRecord.PartitionFault f
                                                    && f.address() == 0x1600_2008));
        }
    }

    @Nested
    class ScanOut {
        private boolean showsSomething(Twin twin) {
            twin.run();
            for (byte each : twin.ecu().display().orElseThrow().panel()) {
                if (each != 0) {
                    return true;
                }
            }
            return false;
        }

        @Test
        void ofTheNeighboursMemoryIsRefused() {
            assertFalse(showsSomething(twin(showing(LEAD), 0)));
            assertEquals(LEAD, refusals().getFirst().address());
            assertFalse(refusals().getFirst().write());
        }

        @Test
        void ofTheNeighboursMemoryIsShownWithoutDmaCheck() {
            assertTrue(showsSomething(twin(showing(LEAD), 0, Mechanism.DMA_CHECK)));
        }

        @Test
        void ofItsOwnersMemoryIsShown() {
            assertTrue(
                    showsSomething(
                            twin(
                                    code -> {
                                        poke(code, BUFFER, 0x1234_5678);
                                        showing(BUFFER).accept(code);
                                    },
                                    0)));
        }

        @Test
        void delaysTheNeighbourEquallyWhetherOnOffOrRefused() {
            Twin off = twin(DmaTest::idle, 0);
            Twin on = twin(showing(BUFFER), 0);
            Twin refused = twin(showing(LEAD), 0);
            for (Twin each : List.of(off, on, refused)) {
                each.run();
            }
            assertEquals(word(off, COUNT), word(on, COUNT));
            assertEquals(word(off, COUNT), word(refused, COUNT));
        }
    }

    @Nested
    class TheBus {
        @Test
        void isNotSharedWithTheNeighbourInItsWindows() {
            Twin silent = twin(receivingAt(BUFFER + 0x100), 0);
            Twin loaded = twin(receivingAt(BUFFER + 0x100), 20_000);
            silent.run();
            loaded.run();
            assertTrue(word(loaded, BUFFER) > 200, "packets came");
            assertEquals(word(silent, COUNT), word(loaded, COUNT), "cycle for cycle");
            assertEquals(silent.trace().hash(0), loaded.trace().hash(0));
        }

        @Test
        void delaysTheNeighbourWithoutDmaWindow() {
            Twin silent = twin(receivingAt(BUFFER + 0x100), 0, Mechanism.DMA_WINDOW);
            Twin loaded = twin(receivingAt(BUFFER + 0x100), 20_000, Mechanism.DMA_WINDOW);
            silent.run();
            loaded.run();
            // in each of 54 windows 7 or 8 packets of 6 bursts hold the bus for 36 cycles, of which
            // the instruction under way hides 3 a burst at most; a round has 6
            int lost = word(silent, COUNT) - word(loaded, COUNT);
            assertTrue(
                    lost >= 54 * 7 * (36 - 6 * 3) / 6 && lost <= 54 * 8 * 36 / 6, lost + " rounds");
        }

        @Test
        void doesNotMoveTheStartOfAWindow() {
            twin(receivingAt(BUFFER + 0x100), 20_000, Mechanism.DMA_WINDOW).run();
            records.stream()
                    .filter(TraceRecord.WindowStarted.class::isInstance)
                    .map(TraceRecord.WindowStarted.class::cast)
                    .forEach(
                            w ->
                                    assertEquals(
                                            w.window() == 0 ? 0 : 400 * SimTime.PS_PER_US,
                                            w.atPs() % (1000 * SimTime.PS_PER_US)));
        }
    }

    @Test
    void goesOnEquallyFromASnapshotWhileABurstHoldsTheBus() {
        Twin twin = twin(receivingAt(BUFFER + 0x100), 20_000);
        twin.runUntil(new SimTime(10 * SimTime.PS_PER_MS));
        int before = word(twin, BUFFER);
        for (long us = 10_401; word(twin, BUFFER) == before; us++) {
            twin.runUntil(new SimTime(us * SimTime.PS_PER_US));
        }
        Snapshot middle = twin.snapshot();
        Twin other = twin(receivingAt(BUFFER + 0x100), 20_000);
        other.restore(middle);
        twin.run();
        other.run();
        assertEquals(twin.trace().hash(), other.trace().hash());
        assertEquals(twin.snapshot().hash(), other.snapshot().hash());
    }

    @Test
    void isTheSameHoweverTheRunIsCut() {
        Twin whole = twin(receivingAt(BUFFER + 0x100), 20_000);
        Twin cut = twin(receivingAt(BUFFER + 0x100), 20_000);
        whole.run();
        cut.runUntil(new SimTime(10 * SimTime.PS_PER_MS));
        // a stop each 137.8 ns, which is in the middle of many a burst
        while (cut.now().ps() < 13 * SimTime.PS_PER_MS) {
            cut.runUntil(new SimTime(cut.now().ps() + 137_777));
        }
        cut.run();
        assertEquals(whole.trace().hash(), cut.trace().hash());
        assertEquals(word(whole, COUNT), word(cut, COUNT));
    }
}
