package dev.bulkhead.runner;

import dev.bulkhead.campaign.PlannedTrial;
import dev.bulkhead.results.TrialRow;

import java.util.List;
import java.util.function.Consumer;

/** Where trials can be run but here. */
@FunctionalInterface
public interface Elsewhere {
    /**
     * Runs trials in any order, each counted once however often it is run.
     *
     * @param kept is given results as they come, by the caller's thread
     * @return {@code INTERRUPTED} if the caller was
     * @throws CampaignRunner.TrialFailed if one broke the simulator; all results before it are kept
     */
    CampaignRunner.End run(
            Shipment shipment, List<PlannedTrial> trials, Consumer<List<TrialRow>> kept);
}
