package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.fault.Activation;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.FaultKind;
import dev.bulkhead.fault.HostileSystem;
import dev.bulkhead.fault.Injection;
import dev.bulkhead.fault.When;
import dev.bulkhead.hart.Cause;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.FrameSent;
import dev.bulkhead.trace.TraceRecord.InterruptTaken;
import dev.bulkhead.trace.TraceRecord.PartitionFault;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.ArrayList;
import java.util.List;

/**
 * The example that {@code ./twin inject --list} shows for each kind, made to act early: it is
 * activated on the system that ships and does what docs/faults.md says. A kind without a row here
 * does not compile.
 */
class EachFaultKindTest {
    private static final SimTime ACTS = SimTime.ofMs(60);
    private static final SimTime END = SimTime.ofMs(120);

    private final Reference reference = new Reference();
    private final List<TraceRecord> records = new ArrayList<>();
    private Twin twin;

    @ParameterizedTest
    @EnumSource(FaultKind.class)
    void isActivatedWithItsEffect(FaultKind kind) {
        Fault fault = early(Fault.parse("fault", example(kind)));
        twin = twin(fault);
        Injection injection = Injection.arm(twin, fault, "fault");
        twin.runUntil(END);
        Activation activation = injection.activation().orElseThrow();
        assertTrue(activation.atPs() >= ACTS.ps());
        check(kind, fault, activation);
    }

    /** The example, unless that waits for what the first 120 ms do not have. */
    private static String example(FaultKind kind) {
        return switch (kind) {
            case WRONG_WORD -> // two words of braking's state, which each cycle uses
                    "ram:wrong-word=0x80105400,0x80105440";
            case SKIP, REPEAT -> "infotainment:" + kind.label(); // display draws later
            case MUTATE -> "infotainment:mutate=nop,1";
            case REPLAY -> "body/PrefillHint:replay=2,5ms"; // comes each 20 ms
            default -> kind.example();
        };
    }

    private static Fault early(Fault fault) {
        return new Fault(fault.target(), fault.effect(), new When.AtTime(ACTS), fault.eccOff());
    }

    private Twin twin(Fault fault) {
        LoadedSystem system =
                HostileSystem.of(
                        reference.loaded(),
                        List.of(fault),
                        Images.create()::hostile,
                        ACTS,
                        "fault");
        return new Twin(system, reference.scenario("loaded"), Twin.Settings.SHIPPED, records::add);
    }

    private void check(FaultKind kind, Fault fault, Activation is) {
        switch (kind) {
            case FLIP -> assertEquals(1 << 3, is.before() ^ is.after());
            case FLIP2 -> {
                assertEquals(3 << 5, is.before() ^ is.after());
                assertEquals(Cause.FETCH_ACCESS_FAULT, fault(fault).cause(), "a bus error");
            }
            case STUCK -> assertEquals(is.before() | 1 << 3, is.after());
            case SKIP -> assertEquals("it is skipped", is.effect());
            case REPEAT -> assertEquals("it is executed twice", is.effect());
            case INTERRUPT_LOST ->
                    assertEquals(0, takenAfter(is), "the level hides those after it");
            case INTERRUPT_DELAYED -> {
                long first = firstTakenAfter(is);
                assertTrue(first >= 200, "taken after " + first + " us");
            }
            case INTERRUPT_DOUBLED, INTERRUPT_SPURIOUS -> {
                assertEquals(0, is.before());
                assertEquals(1, is.after());
            }
            case CLOCK_DRIFT -> assertEquals(500, is.after());
            case WRONG_WORD -> assertEquals(0x8010_5440L, is.after());
            case WILD_STORE -> assertEquals(Cause.STORE_ACCESS_FAULT, fault(fault).cause());
            case WILD_LOAD -> assertEquals(Cause.LOAD_ACCESS_FAULT, fault(fault).cause());
            case JUMP -> assertEquals(Cause.FETCH_ACCESS_FAULT, fault(fault).cause());
            case ILLEGAL_INSTRUCTION, PRIVILEGED_INSTRUCTION ->
                    assertEquals(Cause.ILLEGAL_INSTRUCTION, fault(fault).cause());
            case STACK_OVERFLOW -> assertEquals(Cause.STORE_ACCESS_FAULT, fault(fault).cause());
            case LOOP -> assertEquals(0xa001, is.after(), "c.j 0");
            case LOOP_MASKED ->
                    assertEquals(Cause.ILLEGAL_INSTRUCTION, fault(fault).cause(), "csrci mstatus");
            case MUTATE -> assertEquals("a mutated instruction is executed", is.effect());
            case HOSTILE -> assertEquals(Cause.STORE_ACCESS_FAULT, fault(fault).cause());
            case REWRITTEN ->
                    assertEquals(
                            "rewritten code writes legal extremes into a port, with checksum and"
                                    + " counter that fit",
                            is.effect());
            case DUPLICATE -> assertEquals("it comes a second time", is.effect());
            case LOSE -> assertEquals("it does not come", is.effect());
            case DELAY -> assertEquals("it does not come in its time", is.effect());
            case INSERT -> assertEquals("it comes though nobody sent it", is.effect());
            case MASQUERADE -> assertEquals(2, sentAt(is, 0x210, 0x310), "the same, right behind");
            case CORRUPT -> assertEquals("a bit of it is inverted", is.effect());
            case REORDER -> assertEquals("it does not come in its turn", is.effect());
            case ASYMMETRIC ->
                    assertEquals("'ActuatorFL' does not get what the others get", is.effect());
            case BLOCK -> assertEquals(0, sentIn(is, 0, SimTime.ofMs(30)));
            case BABBLE -> assertEquals(0, sentIn(is, 1, SimTime.ofMs(30), 0));
            case SPOOF -> assertEquals("a foreign node sends it", is.effect());
            case REPLAY -> assertEquals("a foreign node sends it again", is.effect());
            case DIAGNOSE -> assertEquals("a foreign node asks", is.effect());
            case WIRE_FLIP, WIRE_BURST -> assertEquals("a bit of it is inverted", is.effect());
            case WIRE_STUCK -> assertEquals(0, sentIn(is, 1, SimTime.ofMs(5)));
            case WIRE_OPEN -> assertEquals("a node's line is open", is.effect());
            case WIRE_DRIVER -> assertEquals(0, sentIn(is, 1, SimTime.ofMs(5)));
            case WIRE_CLOCK -> assertEquals("a node's clock is off", is.effect());
            case WIRE_DRIFT -> assertEquals("a node's clock begins to drift", is.effect());
            case WIRE_OVERLOAD -> assertEquals("a node delays frames", is.effect());
            case WIRE_ACKNOWLEDGE ->
                    assertEquals("a node acknowledges what it should not", is.effect());
        }
    }

    /** Frames on a bus that begin and end in a time from the activation on, but for some. */
    private long sentIn(Activation is, int bus, SimTime span, Integer... except) {
        return records.stream()
                .filter(r -> r.atPs() > is.atPs() + SimTime.PS_PER_MS)
                .filter(r -> r.atPs() < is.atPs() + span.ps())
                .filter(r -> r instanceof FrameSent f && f.bus() == bus)
                .filter(r -> !List.of(except).contains(((FrameSent) r).identifier()))
                .count();
    }

    /** How many of these messages are sent in the last millisecond up to the activation. */
    private long sentAt(Activation is, Integer... identifiers) {
        return records.stream()
                .filter(r -> r.atPs() > is.atPs() - SimTime.PS_PER_MS && r.atPs() <= is.atPs())
                .filter(
                        r ->
                                r instanceof FrameSent f
                                        && List.of(identifiers).contains(f.identifier()))
                .count();
    }

    private PartitionFault fault(Fault fault) {
        int target = index(fault.target().equals("ram") ? "infotainment" : fault.target());
        return records.stream()
                .filter(PartitionFault.class::isInstance)
                .map(PartitionFault.class::cast)
                .filter(r -> r.partition() == target)
                .findFirst()
                .orElseThrow();
    }

    private int index(String partition) {
        return twin.system().partitions().stream().map(p -> p.name()).toList().indexOf(partition);
    }

    private List<Long> taken(Activation is) {
        int owner = index("chassis-can");
        return records.stream()
                .filter(r -> r instanceof InterruptTaken t && t.partition() == owner)
                .map(TraceRecord::atPs)
                .filter(at -> at >= is.atPs())
                .toList();
    }

    private long takenAfter(Activation is) {
        return taken(is).size();
    }

    private long firstTakenAfter(Activation is) {
        return (taken(is).getFirst() - is.atPs()) / SimTime.PS_PER_US;
    }
}
