package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.bulkhead.fault.Fault;
import dev.bulkhead.kernel.KernelWords;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/** Whatever the kernel holds is wrong, there is a verdict. */
class FlippedKernelWordsTest {
    private static final SimTime SPAN = SimTime.ofMs(50);

    private final Golden golden = Golden.dense(CampaignFixture.subject(), Watch.NONE);
    private final CampaignTrials trials =
            new CampaignTrials(golden, SPAN, CampaignTrials.Effort.SHORTCUTS);

    /** In the window of braking, which then writes its ports; found by population B of seed 1. */
    @ParameterizedTest
    @ValueSource(ints = {0, 3, 5, 27, 31})
    void aPartitionThatDoesNotExistRuns(int bit) {
        Verdict verdict = verdict("loaded", bit);

        assertFalse(verdict instanceof Verdict.NotActivated, verdict::toString);
    }

    @Test
    @Tag("full")
    void noWordEndsTheSimulator() {
        List<String> failed = new ArrayList<>();
        for (String word : KernelWords.all().keySet()) {
            for (int bit : List.of(0, 4, 12, 27, 31)) {
                try {
                    verdict(word, bit);
                } catch (RuntimeException e) {
                    failed.add(word + "." + bit + ": " + e);
                }
            }
        }
        assertEquals(List.of(), failed);
    }

    private Verdict verdict(String word, int bit) {
        String text = "ram:flip=kernel.%s.%d@410613us;ecc=off".formatted(word, bit);
        return trials.run(
                        new PlannedTrial(
                                0,
                                "test",
                                Phase.CRUISE,
                                "kernel",
                                List.of(Fault.parse("test", text)),
                                1))
                .result()
                .verdict();
    }
}
