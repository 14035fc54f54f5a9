package dev.bulkhead.runner;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Where a live twin finds and leaves campaigns.
 *
 * @param results each campaign is kept in a new folder of it; empty: none is kept
 * @param shown the folder of the one that is shown until another begins
 */
public record CampaignFolders(Optional<Path> results, Optional<Path> shown) {
    /** None is kept, none is shown. */
    public static final CampaignFolders NONE =
            new CampaignFolders(Optional.empty(), Optional.empty());
}
