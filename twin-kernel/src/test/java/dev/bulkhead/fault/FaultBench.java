package dev.bulkhead.fault;

import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.document.TextFile;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.testing.ElfBuilder;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * An ECU of two partitions for faults: {@code lead}, level D, counts in a word of its own; {@code
 * aux}, level QM, runs the program of the test. Frames of 1 ms from 2 ms on, {@code lead} in the
 * first 400 µs, {@code aux} from 400 µs to 1 ms. Both have a page of data with the message
 * registers first and an array {@code state} at 0x400.
 */
final class FaultBench {
    static final int LEAD = 0;
    static final int AUX = 1;
    static final int LEAD_BASE = 0x8010_0000;
    static final int AUX_BASE = 0x8020_0000;
    static final int DATA = 0x4000;
    static final int STATE = DATA + 0x400;
    static final int LEAD_STATE = LEAD_BASE + STATE;
    static final int AUX_STATE = AUX_BASE + STATE;

    /** When aux runs for the first time. */
    static final String FIRST = "2401us";

    private static final String SYSTEM =
            """
            system: fault-bench
            board:
              devices:
                - { name: display0, kind: display }
                - { name: watchdog0, kind: window-watchdog }
            schedule:
              major_frame_us: 1000
              start_us: 2000
              padding_us: 50
              watchdog: watchdog0
              windows:
                - { start_us: 0, duration_us: 400, partitions: [lead] }
                - { start_us: 400, duration_us: 600, partitions: [aux] }
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
              - name: aux
                level: QM
                image: aux
                priority: 100
                budget_us: 600
                period_us: 1000
                memory: { base: 0x80200000, size: 0x20000, stack: 0x2000 }
                maps:
                  - { target: display0, access: rw }
                interrupts:
                  - { device: display0, channel: 2 }
                health: *restart
            ports:
              - name: numbers
                size: 8
                refresh_us: 10000
                writer: { partition: aux, id: 0 }
                readers: [{ partition: lead, id: 0 }]
                advisory: { min_period_us: 1 }
            """;

    private static final String SCENARIO =
            """
            scenario: bench
            duration: 60 ms
            vehicle: { speed_kmh: 50 }
            road: [{ from_m: 0, surface: dry }]
            """;

    private final List<TraceRecord> records = new ArrayList<>();
    private final LoadedSystem system;
    private final Scenario scenario;
    private Twin twin;

    private FaultBench(Consumer<Asm> leads, Consumer<Asm> aux) {
        byte[] lead = image(LEAD_BASE, leads);
        byte[] other = image(AUX_BASE, aux);
        SourceFile beside = new dev.bulkhead.document.DiskFile(Path.of("beside"));
        system =
                new SystemReader(
                                DocumentSource.NONE,
                                (Partition p) -> p.name().equals("lead") ? lead : other)
                        .read(TextFile.of("bench.yaml", SYSTEM, beside));
        scenario =
                new ScenarioReader(DocumentSource.NONE)
                        .read(TextFile.of("run.yaml", SCENARIO, beside), system.description());
        twin = newTwin();
    }

    /** A bench whose aux runs this program. */
    static FaultBench running(Consumer<Asm> aux) {
        return new FaultBench(FaultBench::countForever, aux);
    }

    /** A bench with a program of its own for lead too. */
    static FaultBench running(Consumer<Asm> lead, Consumer<Asm> aux) {
        return new FaultBench(lead, aux);
    }

    private Twin newTwin(Mechanism... off) {
        records.clear();
        return new Twin(
                system, scenario, new Twin.Settings(Mechanisms.without(off), 1), records::add);
    }

    /** Starts anew with mechanisms switched off. */
    FaultBench without(Mechanism... off) {
        twin = newTwin(off);
        return this;
    }

    /** Starts anew. */
    FaultBench again() {
        return without();
    }

    private static byte[] image(int base, Consumer<Asm> program) {
        Map<String, Integer> symbols = new LinkedHashMap<>();
        Asm code = new Asm(base);
        code.label("start");
        program.accept(code);
        ElfBuilder elf = new ElfBuilder().entry(base);
        byte[] text = code.bytes();
        elf.segment(base, text, text.length, 5).segment(base + DATA, new byte[0], 0x1000, 6);
        symbols.put("__bulkhead_ipc", base + DATA);
        symbols.put("state", base + STATE);
        for (String label : List.of("start", "loop", "target", "after")) {
            if (code.has(label)) {
                symbols.put(label, code.address(label));
            }
        }
        symbols.forEach(elf::symbol);
        elf.function("program", base, text.length);
        return elf.build();
    }

    /** Adds one to the first word of {@code state} again and again. */
    static void countForever(Asm code) {
        code.li(Asm.S0, code.here() / 0x10_0000 * 0x10_0000 + STATE)
                .label("loop")
                .lw(Asm.A0, 0, Asm.S0)
                .addi(Asm.A0, Asm.A0, 1)
                .label("target")
                .sw(Asm.A0, 0, Asm.S0)
                .label("after")
                .j("loop");
    }

    Injection arm(String fault) {
        return Injection.arm(twin, Fault.parse("--fault", fault), "--fault");
    }

    /** Arms a fault and runs to the end. */
    Injection run(String fault) {
        Injection injection = arm(fault);
        twin.run();
        return injection;
    }

    FaultBench until(String time) {
        twin.runUntil(SimTime.parse(time).orElseThrow());
        return this;
    }

    Twin twin() {
        return twin;
    }

    LoadedSystem system() {
        return system;
    }

    List<TraceRecord> records() {
        return records;
    }

    /** How many records of a kind there are. */
    long count(Class<? extends TraceRecord> kind) {
        return records.stream().filter(kind::isInstance).count();
    }

    int state(int index) {
        return word(AUX_STATE + 4 * index);
    }

    int word(int address) {
        return twin.ecu().ram().load(address, 4);
    }

    /** The trap causes of a partition's faults, in order. */
    List<Integer> causes(int partition) {
        return records.stream()
                .filter(
                        r ->
                                r instanceof TraceRecord.PartitionFault f
                                        && f.partition() == partition)
                .map(r -> ((TraceRecord.PartitionFault) r).cause())
                .toList();
    }
}
