package dev.bulkhead.runner;

import dev.bulkhead.twin.Twin;

/** Is told how far a campaign is. */
public interface CampaignProgress extends Progress {
    /** Nobody wants to know. */
    CampaignProgress NONE =
            new CampaignProgress() {
                @Override
                public void isAt(long done, long total, long reached, double perSecond) {}

                @Override
                public void runs(String profile, String what, Twin twin) {}

                @Override
                public void does(String profile, String what) {}

                @Override
                public void clear() {}
            };

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
