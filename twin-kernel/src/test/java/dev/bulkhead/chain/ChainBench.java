package dev.bulkhead.chain;

import static dev.bulkhead.testing.Asm.*;

import dev.bulkhead.campaign.Explanation;
import dev.bulkhead.campaign.Golden;
import dev.bulkhead.campaign.Horizon;
import dev.bulkhead.campaign.Subject;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.document.DiskFile;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.SourceFile;
import dev.bulkhead.document.TextFile;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.testing.ElfBuilder;
import dev.bulkhead.twin.Twin;

import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * An ECU of {@code lead}, level D, which runs the program of the test, and {@code aux}, level QM,
 * which counts in its own {@code state}: it is aux's pointer that goes wild. Frames of 1 ms from 2
 * ms on, {@code lead} in the first 400 µs. {@code lead} may write its port 0 of 4 bytes.
 */
final class ChainBench {
    static final int LEAD_BASE = 0x8010_0000;
    static final int AUX_BASE = 0x8020_0000;
    static final int DATA = 0x4000;
    static final int LEAD_STATE = LEAD_BASE + DATA + 0x400;

    /** In aux's first window, before lead's second, which opens at 3 ms. */
    static final String FAULT = "aux:wild-store=lead.state@2500us";

    private static final String SYSTEM =
            """
            system: chain-bench
            board: { devices: [{ name: watchdog0, kind: window-watchdog }] }
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
                health: *restart
            ports:
              - name: out
                size: 4
                refresh_us: 10000
                writer: { partition: lead, id: 0 }
                readers: [{ partition: aux, id: 0 }]
            """;

    private static final String SCENARIO =
            """
            scenario: bench
            duration: 12 ms
            vehicle: { speed_kmh: 50 }
            road: [{ from_m: 0, surface: dry }]
            """;

    private final Asm code = new Asm(LEAD_BASE);
    private final Subject subject;

    private ChainBench(Consumer<Asm> leads, Mechanism... off) {
        leads.accept(code);
        byte[] lead = image(LEAD_BASE, code);
        Asm counting = new Asm(AUX_BASE);
        counting.label("loop")
                .li(S0, AUX_BASE + DATA + 0x400) // anew, so that it goes wild once only
                .lw(A0, 0, S0)
                .addi(A0, A0, 1)
                .sw(A0, 0, S0)
                .j("loop");
        byte[] aux = image(AUX_BASE, counting);
        SourceFile beside = new DiskFile(Path.of("beside"));
        LoadedSystem system =
                new SystemReader(
                                DocumentSource.NONE,
                                (Partition p) -> p.name().equals("lead") ? lead : aux)
                        .read(TextFile.of("bench.yaml", SYSTEM, beside));
        Scenario scenario =
                new ScenarioReader(DocumentSource.NONE)
                        .read(TextFile.of("run.yaml", SCENARIO, beside), system.description());
        subject = new Subject(system, scenario, new Twin.Settings(Mechanisms.without(off), 1));
    }

    static ChainBench running(Consumer<Asm> lead, Mechanism... off) {
        return new ChainBench(lead, off);
    }

    private static byte[] image(int base, Asm code) {
        byte[] text = code.bytes();
        return new ElfBuilder()
                .entry(base)
                .segment(base, text, text.length, 5)
                .segment(base + DATA, new byte[0], 0x1000, 6)
                .symbol("start", base)
                .symbol("__bulkhead_ipc", base + DATA)
                .symbol("state", base + DATA + 0x400)
                .symbol("other", base + DATA + 0x404)
                .build();
    }

    /** Gives 4 bytes at an address to port 0 again and again, some 10 µs apart. */
    static void writePort(Asm code, int address) {
        code.li(A0, 0).li(A1, address).li(A2, 4).li(A7, 5).ecall();
    }

    static void pause(Asm code, String label) {
        code.li(T0, 300).label(label).addi(T0, T0, -1).bne(T0, ZERO, label);
    }

    List<Link> chain(Trial.Start start) {
        Golden golden = Golden.run(subject);
        List<Fault> faults = List.of(Fault.parse("FAULT", FAULT));
        Trial trial = Trial.run(golden, faults, new Horizon.EndOfScenario(), start);
        return Explanation.of(golden, trial, start).links();
    }

    /** Where a label of lead's program is, as chains name it. */
    String at(String label) {
        int offset = code.address(label) - LEAD_BASE;
        return "lead start" + (offset == 0 ? "" : "+0x" + Integer.toHexString(offset));
    }
}
