package dev.bulkhead.campaign;

import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.CampaignTrials.Effort;
import dev.bulkhead.document.DiskFile;
import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.TextFile;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.hart.InstructionWatch;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.testing.Asm;
import dev.bulkhead.testing.ElfBuilder;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The whole space of a small partition without pruning: every bit of every register and of each
 * byte that is accessed, flipped before every instruction of a stretch, against the class that
 * stands for it.
 */
@Tag("full")
class WholeSpaceTest {
    private static final String PARTITION = "aux";
    private static final int DATA = 0x4000;
    private static final SimTime FROM = SimTime.ofMs(3);
    private static final SimTime SPAN = SimTime.ofMs(1);
    private static final long SEED = 1;
    private static final long MOST_CLASSES = 1_260;
    private static final int LEAST_INSTRUCTIONS = 8;
    private static final int BASE = 0x8020_0000;
    private static final int MEMORY_BYTES = 0x8000;

    /** Of an instruction, 31 x registers and 32 f registers. */
    private static final int REGISTER_BITS = 31 * 32 + 32 * 64;

    private static final String SYSTEM =
            """
            system: small
            board:
              devices:
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
                memory: { base: 0x80100000, size: 0x8000, stack: 0x1000 }
                timers: [{ channel: 0, period_us: 1000, offset_us: 0 }]
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
                memory: { base: 0x80200000, size: 0x8000, stack: 0x1000 }
                timers: [{ channel: 0, period_us: 1000, offset_us: 400 }]
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
            scenario: small
            duration: 6 ms
            vehicle: { speed_kmh: 50 }
            road: [{ from_m: 0, surface: dry }]
            """;

    private static final String NOT_ACTIVATED = "NOT_ACTIVATED";

    private static final SortedMap<String, String> known = new TreeMap<>();

    private static Golden golden;
    private static CampaignTrials trials;

    @BeforeAll
    static void runOnce() {
        var beside = new DiskFile(Path.of("beside"));
        LoadedSystem system =
                new SystemReader(DocumentSource.NONE, (Partition p) -> image(p))
                        .read(TextFile.of("small.yaml", SYSTEM, beside));
        Scenario scenario =
                new ScenarioReader(DocumentSource.NONE)
                        .read(TextFile.of("run.yaml", SCENARIO, beside), system.description());
        Subject subject = new Subject(system, scenario, Twin.Settings.SHIPPED);
        golden = new GoldenRun(subject, Assembly.PLAIN, Watch.NONE, SimTime.ofMs(1)).golden();
        trials = new CampaignTrials(golden, SPAN, Effort.VERDICT_ONLY);
    }

    private static byte[] image(Partition partition) {
        int base = partition.base();
        Asm code = new Asm(base).li(S0, base + DATA + 0x400).label("loop");
        code.li(A0, 0).li(A7, 0).ecall();
        if (partition.name().equals(PARTITION)) {
            count(code);
        } else {
            code.li(A0, 0).addi(A1, S0, 0).li(A2, 8).li(A7, 6).ecall();
        }
        code.j("loop");
        byte[] text = code.bytes();
        return new ElfBuilder()
                .entry(base)
                .segment(base, text, text.length, 5)
                .segment(base + DATA, new byte[0], 0x1000, 6)
                .symbol("__bulkhead_ipc", base + DATA)
                .function("program", base, text.length)
                .build();
    }

    /** Sends what it has, counts in an integer and in half of it, and moves a float. */
    private static void count(Asm code) {
        code.li(A0, 0).addi(A1, S0, 0).li(A2, 8).li(A7, 5).ecall();
        code.lw(T0, 0, S0).addi(T0, T0, 1).sh(T0, 0, S0).flw(1, 0, S0).fsw(1, 4, S0);
    }

    @Test
    void isThatOfItsClasses() {
        assertEquals(List.of(), mistaken(recorded()));
        assertTrue(Set.copyOf(known.values()).size() > 2, "verdicts " + known.values());
    }

    @Test
    void isAllOfItWithWhatIsHarmless() {
        DefUse accesses = recorded();
        FlipSpace space = enumerated(accesses).space();
        long cycles = space.toCycle() - space.fromCycle();
        assertEquals(
                REGISTER_BITS * accesses.ran(space.fromCycle(), space.toCycle())
                        + MEMORY_BYTES * Byte.SIZE * cycles,
                space.flips() + space.harmless());
    }

    @Test
    void isCaughtWhenWritesAreMissed() {
        DefUse accesses = recorded();
        accesses.forget(event -> !event.read());
        assertFalse(mistaken(accesses).isEmpty());
    }

    @Test
    void isCaughtWhenReadsAreMissed() {
        DefUse accesses = recorded();
        accesses.forget(DefUse.Event::read);
        assertFalse(mistaken(accesses).isEmpty());
    }

    private static DefUse recorded() {
        return FlipSpace.record(golden, PARTITION, FROM, SPAN);
    }

    private static FlipSpace.Enumeration enumerated(DefUse accesses) {
        return FlipSpace.of(accesses, PARTITION, Phase.CRUISE, MOST_CLASSES, SEED);
    }

    /** Flips whose verdict is not that of their class. */
    private List<String> mistaken(DefUse accesses) {
        FlipSpace space = enumerated(recorded()).space();
        Set<String> classes = new TreeSet<>();
        enumerated(accesses).trials().forEach(trial -> classes.add(trial.text()));
        List<Long> starts = starts(space.fromCycle(), space.toCycle());
        assertTrue(starts.size() >= LEAST_INSTRUCTIONS, starts + " begin");
        List<String> mistaken = new ArrayList<>();
        for (Map.Entry<DefUse.Place, List<DefUse.Event>> each : accesses.places().entrySet()) {
            for (long cycle : starts) {
                Optional<DefUse.Event> read =
                        each.getValue().stream()
                                .filter(event -> event.cycle() >= cycle)
                                .findFirst()
                                .filter(DefUse.Event::read);
                for (int bit = 0; bit < each.getKey().bits(); bit++) {
                    String flip = each.getKey().flip(PARTITION, bit, cycle);
                    String byClass =
                            read.isPresent()
                                    ? ofClass(each.getKey(), bit, read.get(), classes)
                                    : NOT_ACTIVATED;
                    if (!verdict(flip).equals(byClass)) {
                        mistaken.add(flip + ": " + verdict(flip) + ", its class " + byClass);
                    }
                }
            }
        }
        return mistaken;
    }

    private static String ofClass(
            DefUse.Place place, int bit, DefUse.Event read, Set<String> classes) {
        String flip = place.flip(PARTITION, bit, read.cycle());
        return classes.contains(flip) ? verdict(flip) : "no class " + flip;
    }

    /** What comes of a flip; no two are run for one. */
    private static String verdict(String flip) {
        return known.computeIfAbsent(
                flip,
                _ -> {
                    List<Fault> faults = List.of(Fault.parse("FAULT", flip));
                    return trials.run(
                                    new PlannedTrial(
                                            0, "picked", Phase.CRUISE, PARTITION, faults, 1))
                            .result()
                            .verdict()
                            .label();
                });
    }

    /**
     * When an instruction of the partition begins in the healthy run that finds what was flipped in
     * a cycle of the stretch.
     */
    private static List<Long> starts(long from, long to) {
        List<Long> starts = new ArrayList<>();
        Twin twin = golden.twinBefore(FROM);
        Hart hart = twin.ecu().hart();
        hart.watch(
                new InstructionWatch() {
                    @Override
                    public boolean concerns(int pc, Instruction instruction) {
                        return Integer.compareUnsigned(pc - BASE, MEMORY_BYTES) < 0;
                    }

                    @Override
                    public Instruction before(int pc, Instruction instruction) {
                        if (hart.cycle() > from && hart.cycle() <= to) {
                            starts.add(hart.cycle());
                        }
                        return instruction;
                    }

                    @Override
                    public void after(int pc) {}
                });
        twin.runUntil(new SimTime(FROM.ps() + SPAN.ps()));
        return starts;
    }
}
