package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.campaign.StratumWeight;
import dev.bulkhead.input.InputError;
import dev.bulkhead.results.CampaignStore;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;

/** Another machine needs nothing but the shipment, and comes to the same results. */
class ElsewhereTest {
    private static final String VERSION = "1";

    @TempDir private Path folder;
    private Path scenario;
    private Path base;

    @BeforeEach
    void writeTheUsersFiles() throws IOException {
        base =
                Files.writeString(
                        folder.resolve("base.yaml"),
                        """
                        extends: full-stop-ice
                        scenario: base
                        duration: 400 ms
                        pedal: [{ at: 200 ms, percent: 100 }]
                        checks: []
                        """);
        scenario =
                Files.writeString(
                        folder.resolve("short.yaml"), "extends: base.yaml\nscenario: short\n");
    }

    private Campaign campaign() {
        return new Campaign(
                new CampaignOrder.Part(
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(
                                        List.of(
                                                StratumWeight.parse("registers=3").orElseThrow(),
                                                StratumWeight.parse("wild=3").orElseThrow(),
                                                StratumWeight.parse("hostile=1").orElseThrow())),
                                Optional.empty(),
                                OptionalInt.of(7),
                                OptionalLong.empty(),
                                Optional.of(scenario.toString()),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.of(SimTime.ofMs(50)),
                                Optional.empty())
                        .whole(),
                VERSION,
                CampaignProgress.NONE);
    }

    @Test
    void theShipmentIsEnoughForTheSameRows() {
        Campaign.Planned planned = campaign().planned();
        List<String> here;
        try (CampaignStore store = planned.store(folder.resolve("here"))) {
            planned.runMissing(store, 1);
            here = rows(store);
        }
        List<PlannedTrial> sent = new ArrayList<>();
        try (CampaignStore store = planned.store(folder.resolve("elsewhere"))) {
            planned.runMissing(
                    store,
                    (shipment, trials, kept) -> {
                        delete(scenario);
                        delete(base);
                        sent.addAll(trials);
                        kept.accept(Campaign.of(shipment, VERSION).rehearsed(1).run(trials));
                        return CampaignRunner.End.COMPLETE;
                    });
            assertEquals(here, rows(store));
        }
        assertEquals(7, here.size());
        assertTrue(
                sent.stream().anyMatch(trial -> trial.stratum().equals("hostile")),
                "one with an image that is shipped");
    }

    @Test
    void whatIsDoneIsNotSentAgain() {
        Campaign.Planned planned = campaign().planned();
        try (CampaignStore store = planned.store(folder.resolve("here"))) {
            planned.runMissing(store, 1);
            planned.runMissing(
                    store,
                    (_, trials, _) -> {
                        assertEquals(List.of(), trials);
                        return CampaignRunner.End.COMPLETE;
                    });
        }
    }

    @Test
    void anotherBuildThereIsRefusedByItsHash() {
        Campaign.Planned planned = campaign().planned();
        try (CampaignStore store = planned.store(folder.resolve("here"))) {
            planned.runMissing(
                    store,
                    (shipment, _, _) -> {
                        SortedMap<String, String> other = new TreeMap<>(shipment.identity());
                        other.put("tool_sha256", "f00");
                        var foreign = new Shipment(shipment.order(), other, shipment.cargo());
                        var wrong =
                                assertThrows(InputError.class, () -> Campaign.of(foreign, VERSION));
                        assertTrue(
                                wrong.getMessage()
                                        .startsWith("campaign: tool_sha256 is 'f00' there, '"),
                                wrong.getMessage());
                        return CampaignRunner.End.INTERRUPTED;
                    });
        }
    }

    private static List<String> rows(CampaignStore store) {
        List<String> rows = new ArrayList<>();
        store.forEachTrial(row -> rows.add(row.toString().replaceFirst("coreMs=[^,]*, ", "")));
        return rows;
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
