package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.Verdict.Contract;
import dev.bulkhead.campaign.Verdict.Reached;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanism.Kind;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.EcuReset;
import dev.bulkhead.trace.TraceRecord.PartitionStarted;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Each barrier off with an attack beside it: something is reached. Each recovery off: its target is
 * missed. {@code docs/mechanisms.md} holds what came of it; {@code -Dmechanisms.write=true} writes
 * it anew.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MechanismTableTest {
    private static final Path DOCUMENT = Path.of("..", "docs", "mechanisms.md");
    private static final String REFERENCE = "reference";
    private static final String BACK_OFF =
            "partitions:\n  - { name: infotainment, health: { back_off_us: 20000 } }\n";

    /**
     * A barrier and what it stands against.
     *
     * @param off as behind {@code --without}
     * @param behind a barrier that stands behind it: alone neither lets the attack through; or
     *     empty
     */
    record Barrier(String off, String behind, String system, String attack) {
        Mechanism mechanism() {
            return named(off);
        }

        @Override
        public String toString() {
            return off + (behind.isEmpty() ? "" : ", " + behind) + ": " + attack;
        }
    }

    /** The attacks that verdict.md names, aimed. */
    static final List<Barrier> BARRIERS =
            List.of(
                    barrier("pmp", "infotainment:wild-store=braking@150ms"),
                    barrier(
                            "region-permission=braking.data",
                            "infotainment:wild-store=braking@150ms"),
                    barrier(
                            "region-permission=chassis-controller",
                            "infotainment:wild-store=0x12000004@150ms"), // MODE and SETTINGS
                    barrier("capability", "infotainment:hostile=notification-flood@150ms"),
                    barrier("argument-check", "infotainment:hostile=bad-arguments,braking@150ms"),
                    barrier("window-padding", "infotainment:hostile=late-call@150ms"),
                    barrier("interrupt-mask", "infotainment:hostile=interrupt-storm@150ms"),
                    barrier("dma-check", "wireless:hostile=dma,braking@150ms"),
                    barrier("dma-window", "wireless:hostile=dma,packets@150ms"),
                    barrier(
                            "transmit-filter",
                            "gateway:hostile=forged-message,diagnostic-request@150ms"),
                    new Barrier(
                            "gateway-allow-list",
                            "transmit-filter",
                            REFERENCE,
                            "body/0x080:spoof=0000000000000000,20ms@158ms"),
                    barrier("e2e", "body/PrefillHint:spoof=0000140100000000,20ms@158ms"),
                    barrier("clamp", "body/PrefillHint:spoof=0000ff0100000000,20ms,e2e@158ms"),
                    barrier("ecc", "braking:flip=brakes.0@150ms"));

    /**
     * A recovery and its target.
     *
     * @param target what is wanted, in words
     * @param most what its measure may be at most
     * @param measure of a trial, in the target's unit
     */
    record Recovers(
            Mechanism mechanism,
            String system,
            String fault,
            String target,
            long most,
            ToLongFunction<Trial> measure) {
        @Override
        public String toString() {
            return mechanism.label() + ": " + fault;
        }
    }

    /** Spans are those of the description: 10 restarts a second, 5 ms frames, 20 ms back-off. */
    static final List<Recovers> RECOVERIES =
            List.of(
                    new Recovers(
                            Mechanism.WATCHDOG,
                            REFERENCE,
                            "hart:flip=mie.7@150ms",
                            "the ECU resets after at most two major frames, ms",
                            10,
                            trial -> firstMs(trial, EcuReset.class)),
                    new Recovers(
                            Mechanism.RESTART,
                            REFERENCE,
                            "infotainment:illegal-instruction@150ms",
                            "infotainment runs again after at most 100 ms",
                            100,
                            trial -> firstMs(trial, PartitionStarted.class)),
                    new Recovers(
                            Mechanism.RESTART_LIMIT,
                            REFERENCE,
                            "infotainment:hostile=restart-storm@150ms",
                            "at most 10 restarts",
                            10,
                            MechanismTableTest::restarts),
                    new Recovers(
                            Mechanism.BACK_OFF,
                            BACK_OFF,
                            "infotainment:hostile=restart-storm@150ms",
                            "at most one restart each 20 ms, 8 in 150 ms",
                            8,
                            trial -> restartsWithin(trial, SimTime.ofMs(150))));

    private final List<String> barrierRows = new ArrayList<>();
    private final List<String> recoveryRows = new ArrayList<>();

    @TempDir private static Path folder;
    private MechanismTrial trials;

    private static Barrier barrier(String off, String attack) {
        return new Barrier(off, "", REFERENCE, attack);
    }

    private static Mechanism named(String off) {
        String label = off.split("=", -1)[0];
        return Arrays.stream(Mechanism.values())
                .filter(it -> it.label().equals(label))
                .findFirst()
                .orElseThrow();
    }

    @BeforeAll
    void begin() {
        trials = new MechanismTrial(folder);
    }

    @ParameterizedTest
    @FieldSource("BARRIERS")
    void aBarrierOffLetsTheAttackThrough(Barrier row) {
        Trial shipped = trials.run(row.system(), row.attack(), "");
        assertContained(shipped, "as shipped");
        if (!row.behind().isEmpty()) {
            for (String alone : List.of(row.off(), row.behind())) {
                assertContained(trials.run(row.system(), row.attack(), alone), alone);
            }
        }
        String off = row.behind().isEmpty() ? row.off() : row.off() + "," + row.behind();
        Trial open = trials.run(row.system(), row.attack(), off);
        assertReachedByTheAttack(
                isHostile(row.attack())
                        ? trials.runBesideIdle(row.system(), row.attack(), off)
                        : open);
        barrierRows.add(
                "| `%s` | %s | `%s` | %s | %s |"
                        .formatted(
                                off.replace(",", "`, `"),
                                row.mechanism().offMeans(),
                                row.attack(),
                                told(shipped),
                                told(open)));
    }

    private static void assertContained(Trial trial, String off) {
        assertTrue(
                Set.of("IDENTICAL", "BOUNDED", "CONTRACT").contains(trial.verdict().label()),
                () -> off + ": " + trial.verdict());
    }

    /** A hostile image differs from the shipped one from power-on, with or without its attack. */
    private static boolean isHostile(String attack) {
        return attack.contains(":hostile=");
    }

    /** Nothing differs before it acts: with the barrier off it is the attack that reaches. */
    private static void assertReachedByTheAttack(Trial trial) {
        Reached reached =
                assertInstanceOf(Reached.class, trial.verdict(), () -> trial.verdict().toString());
        long attackPs = trial.activation().orElseThrow().atPs();
        reached.first().ifPresent(first -> assertTrue(first.atPs() >= attackPs, first::toString));
    }

    /** Without windows the gateway stands above braking, and its budget is what holds it. */
    @Test
    void aBudgetOffLetsTheGatewayStarveBraking() {
        String attack = "gateway:hostile=loop@150ms";
        Trial shipped = trials.run("reference-budget", attack, "");
        Trial open = trials.run("reference-budget", attack, "budget");
        assertTrue(shipped.challenged().contains(Mechanism.BUDGET));
        assertContained(shipped, "budget as shipped");
        assertTrue(shipped.faulty().passed(), "deadlines are met");
        assertFalse(open.faulty().passed(), "deadlines are missed");
        assertTrue(
                trials.runBesideIdle("reference-budget", attack, "budget").golden().passed(),
                "the same image meets them as long as it waits");
        assertContained(trials.run(REFERENCE, attack, "budget"), "budget, windows on");
        barrierRows.add(
                "| `budget` | %s | `--system reference-budget %s` | %s, deadlines met | %s, deadlines missed |"
                        .formatted(Mechanism.BUDGET.offMeans(), attack, told(shipped), told(open)));
    }

    @ParameterizedTest
    @FieldSource("RECOVERIES")
    void aRecoveryOffMissesItsTarget(Recovers row) {
        Trial shipped = trials.run(row.system(), row.fault(), "");
        Trial open = trials.run(row.system(), row.fault(), row.mechanism().label());
        long with = row.measure().applyAsLong(shipped);
        long without = row.measure().applyAsLong(open);
        assertTrue(with <= row.most(), "with it " + with);
        assertTrue(without > row.most(), "without it " + without);
        recoveryRows.add(
                "| `%s` | %s | `%s` | %s | %s | %s |"
                        .formatted(
                                row.mechanism().label(),
                                row.mechanism().offMeans(),
                                row.fault(),
                                row.target(),
                                measured(with),
                                measured(without)));
    }

    private static String measured(long value) {
        return value == Long.MAX_VALUE ? "never" : Long.toString(value);
    }

    private static long firstMs(Trial trial, Class<? extends TraceRecord> what) {
        return trial.story().stream()
                .filter(what::isInstance)
                .mapToLong(it -> sinceMs(trial, it.atPs()))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    private static long sinceMs(Trial trial, long atPs) {
        return Math.ceilDiv(atPs - trial.activation().orElseThrow().atPs(), SimTime.ofMs(1).ps());
    }

    private static long restarts(Trial trial) {
        return restartsWithin(trial, trial.horizon());
    }

    private static long restartsWithin(Trial trial, SimTime span) {
        return trial.story().stream()
                .filter(PartitionStarted.class::isInstance)
                .filter(it -> sinceMs(trial, it.atPs()) <= span.ps() / SimTime.ofMs(1).ps())
                .count();
    }

    private String told(Trial trial) {
        String text = trial.verdict().label();
        if (trial.verdict() instanceof Reached reached) {
            text +=
                    reached.first()
                            .map(FirstDifference::atPs)
                            .map(at -> " at %.3f ms".formatted(at / 1e9))
                            .orElse(", latent");
        } else if (trial.verdict() instanceof Contract contract) {
            text += " (" + String.join(", ", contract.inputs()) + ")";
        }
        return text;
    }

    @Test
    void eachMechanismIsInTheTable() {
        Set<Mechanism> missing = EnumSet.allOf(Mechanism.class);
        BARRIERS.forEach(row -> missing.remove(row.mechanism()));
        RECOVERIES.forEach(row -> missing.remove(row.mechanism()));
        missing.remove(Mechanism.BUDGET); // has a test of its own
        assertEquals(Set.of(), missing);
        BARRIERS.forEach(row -> assertEquals(Kind.BARRIER, row.mechanism().kind()));
        RECOVERIES.forEach(row -> assertEquals(Kind.RECOVERY, row.mechanism().kind()));
    }

    /** All rows ran, else there is nothing to compare. */
    @AfterAll
    void theDocumentSaysWhatCameOut() throws IOException {
        if (barrierRows.size() <= BARRIERS.size() || recoveryRows.size() < RECOVERIES.size()) {
            return;
        }
        String text = document();
        if (Boolean.getBoolean("mechanisms.write")) {
            Files.writeString(DOCUMENT, text);
        }
        assertEquals(
                text,
                Files.readString(DOCUMENT),
                "write it anew with -Dmechanisms.write=true and read the difference");
    }

    private String document() {
        barrierRows.sort(null);
        recoveryRows.sort(null);
        return """
        # Mechanisms

        Written by `MechanismTableTest` from its results; each row is a trial with the mechanism on and one with it off, in
        a scenario of 350 ms at 100 km/h and 250 ms of full braking. `--without` takes the names of the first column.

        ## Barriers

        With a barrier off its attack must be `REACHED`. Where two names stand in a row, another barrier stands behind the
        first: each alone off holds, both off let it through.
        The time is that of the first difference to the shipped system. A hostile image differs from power-on in what its place
        does not do any more, so it may lie before the attack; the test asks for more: beside a healthy run in which the same
        image waits, nothing differs before the attack, and the attack is `REACHED`.

        | Off | Means | Attack | As shipped | Off |
        | --- | ----- | ------ | ---------- | --- |
        %s

        `budget` holds the gateway of `reference-budget`, which stands above braking and has no windows: it may take its 100 us a
        frame, and braking misses no deadline. Its bound there (docs/verdict.md) is 521 us, by what that budget can do at worst;
        braking is late by 117 us at most (`./twin inject --system reference-budget gateway:hostile=loop@150ms`).
        In the reference system priority stands before it: `gateway:hostile=loop` is contained without `budget`, too.

        ## Recoveries

        With a recovery off its target must be missed.

        | Off | Means | Fault | Target | As shipped | Off |
        | --- | ----- | ----- | ------ | ---------- | --- |
        %s
        """
                .formatted(String.join("\n", barrierRows), String.join("\n", recoveryRows));
    }
}
