package dev.bulkhead.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.campaign.CampaignTrials.Effort;
import dev.bulkhead.campaign.Phase;
import dev.bulkhead.campaign.Population;
import dev.bulkhead.campaign.StratumWeight;
import dev.bulkhead.document.DiskFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.runner.CampaignOrder.EveryFlip;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

class CampaignReaderTest {
    @TempDir private Path folder;

    private CampaignOrder.Part read(String text) throws IOException {
        Path file = folder.resolve("campaign.yaml");
        Files.writeString(file, text);
        return new CampaignReader().read(DiskFile.of(file.toString()));
    }

    @Test
    void saysAllThatTheOptionsSay() throws IOException {
        CampaignOrder order =
                read("""
                population: b
                strata: [csrs, pmp=3]
                phases: [boot, abs-active]
                faults: 17
                seed: -3
                scenario: stop-and-go
                system: ./mine/ecu.yaml
                profile: monolithic
                without: [pmp, ecc]
                span: 250 ms
                verdict_only: true
                """)
                        .whole();
        assertEquals(
                new CampaignOrder(
                        Population.B,
                        Optional.empty(),
                        List.of(
                                new StratumWeight("csrs", OptionalInt.empty()),
                                new StratumWeight("pmp", OptionalInt.of(3))),
                        List.of(Phase.BOOT, Phase.ABS_ACTIVE),
                        17,
                        -3,
                        "stop-and-go",
                        folder.resolve("mine/ecu.yaml").toString(),
                        "monolithic",
                        Mechanisms.without(Mechanism.PMP, Mechanism.ECC),
                        SimTime.ofMs(250),
                        Effort.VERDICT_ONLY),
                order);
    }

    @Test
    void saysWhichFlipsInsteadOfASample() throws IOException {
        assertEquals(
                Optional.of(new EveryFlip("wireless", SimTime.ofMs(1500))),
                read("population: a\nevery_flip: wireless@1.5s\n").whole().everyFlip());
    }

    @Test
    void whatItDoesNotSayIsAsWithoutIt() throws IOException {
        assertEquals(CampaignOrder.Part.NONE.whole(), read("description: nothing else\n").whole());
    }

    @Test
    void extendsAnother() throws IOException {
        Files.writeString(folder.resolve("base.yaml"), "faults: 5\nseed: 8\n");
        CampaignOrder order = read("extends: ./base.yaml\nfaults: 6\n").whole();
        assertEquals(6, order.faults());
        assertEquals(8, order.seed());
    }

    @Test
    void whatIsKeptWithResultsIsTheSameOrder() throws IOException {
        for (String which : List.of("every_flip: warning\n", "strata: [wild=2, memory]\n")) {
            CampaignOrder order =
                    read(which
                                    + "without: [pmp, region-permission=braking.data]\n"
                                    + "span: 1.5ms\n")
                            .whole();
            assertEquals(order, CampaignOrder.Part.of(order.keys(), "results").whole());
        }
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    every_flip: wireless@soon | every_flip 'wireless@soon' is no partition with a time; write one such as wireless@2s
                    strata: [Wild] | 'Wild' is no stratum; write one such as registers or wild=5
                    strata: [wild=0] | 'wild=0' is no stratum; write one such as registers or wild=5
                    strata: wild | strata 'wild' is not a list; write a list
                    fault: 5 | unknown key 'fault'; did you mean 'faults'?
                    faults: 0 | faults 0 is below 1; write a value from 1 to 10000000
                    faults: many | faults 'many' is not a whole number; write digits without a unit
                    population: d | population 'd' is not valid; write one of a, b, c
                    seed: 1.5 | seed 1.5 is not a whole number; write digits without a unit
                    span: 5 | span 5 is not a text; write a time with its unit, such as 250 ms or 1.5 s
                    span: 0 s | span '0 s' is no time above 0; write one with its unit, such as 1 s
                    span: 5 min | span '5 min' is not valid; write a time with its unit, such as 250 ms or 1.5 s
                    verdict_only: 1 | verdict_only 1 is not true or false; write true or false
                    without: pmp | without 'pmp' is not a list; write a list
                    without: [pmpp] | 'pmpp' is no mechanism; did you mean 'pmp'?
                    without: [region-permission] | mechanism 'region-permission' needs a parameter; write region-permission= and PARTITION.data, port.NAME or a device
                    scenario: [a] | scenario is a list; write a shipped scenario or a path
                    """)
    void aMistakeIsNamedInOneLine(String text, String message) {
        InputError error = assertThrows(InputError.class, () -> read(text + "\n"));
        assertEquals(folder.resolve("campaign.yaml") + ":1: " + message, error.getMessage());
    }

    @Test
    void aFileThatIsNotThere() {
        assertEquals(
                "nowhere.yaml: no such file; correct the path",
                assertThrows(
                                InputError.class,
                                () -> new CampaignReader().read(DiskFile.of("nowhere.yaml")))
                        .getMessage());
    }
}
