package dev.bulkhead.runner;

/** Is told how far a campaign is. */
public interface CampaignProgress extends Progress {
    /**
     * Results have been kept.
     *
     * @param done trials whose results are kept, those of earlier runs too
     * @param total trials of the plan
     * @param reached of them, as far as this run has seen
     * @param perSecond in this run
     */
    void isAt(long done, long total, long reached, double perSecond);
}
