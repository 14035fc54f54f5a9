package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.Health;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.HealthAction;
import dev.bulkhead.trace.TraceRecord.PortRead;
import dev.bulkhead.twin.RunResult;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** The telltale on the screen, and what comes in by the air. */
class WarningTest {
    private static final int INFOTAINMENT = 3;
    private static final int WARNING = 7;
    private static final int MEDIA_STREAM = 2;

    private final List<TraceRecord> records = new ArrayList<>();

    private Twin run(String system, String scenario, String until) {
        LoadedSystem loaded =
                new SystemReader(Shipped.descriptions(), Images.create()).read("system", system);
        Twin twin =
                new Twin(
                        loaded,
                        new ScenarioReader(Shipped.scenarios())
                                .read("scenario", scenario, loaded.description()),
                        Twin.Settings.SHIPPED,
                        records::add);
        twin.runUntil(SimTime.parse(until).orElseThrow());
        return twin;
    }

    private List<HealthAction> raised() {
        return records.stream()
                .filter(HealthAction.class::isInstance)
                .map(HealthAction.class::cast)
                .filter(r -> r.partition() == WARNING && r.error() == Health.Error.APPLICATION)
                .toList();
    }

    @Test
    void theTelltaleIsSeenOnTheScreenInLampTestAndUnderSlipControl() {
        run("reference", "full-stop-ice", "4 s");
        assertEquals(List.of(), raised());
        assertTrue(
                records.stream()
                        .anyMatch(r -> r instanceof PortRead p && p.partition() == WARNING));
    }

    /** As if the screen showed something else: the checksum that it is compared with is changed. */
    @Test
    void aTelltaleThatIsNotOnTheScreenIsAnError() {
        Twin twin = run("reference", "full-stop-ice", "1 s");
        int expected =
                ElfFile.read("warning", Images.create().shipped("warning"))
                        .symbol("crcs")
                        .orElseThrow()
                        .address();
        twin.ecu().ram().store(expected, new byte[12]);
        twin.runUntil(SimTime.parse("1.2 s").orElseThrow());
        assertEquals(1, raised().size(), "said once, in the lamp test");
        assertEquals(1, raised().getFirst().code());
    }

    @Test
    void infotainmentHearsOfThePacketsThatCame() {
        run("reference", "full-stop-dry", "1 s");
        PortRead last =
                records.stream()
                        .filter(PortRead.class::isInstance)
                        .map(PortRead.class::cast)
                        .filter(r -> r.partition() == INFOTAINMENT && r.port() == MEDIA_STREAM)
                        .toList()
                        .getLast();
        int packets = Byte.toUnsignedInt(last.message().toBytes()[0]);
        assertTrue(packets > 120 && packets < 240, "200 a second: " + packets);
        assertEquals(0, last.message().toBytes()[8], "none lost");
    }

    @Test
    void budgetsAndPrioritiesAloneKeepTheChecksToo() {
        Twin twin = run(Shipped.BUDGET, "full-stop-dry", "8 s");
        assertTrue(RunResult.of(twin).passed());
    }
}
