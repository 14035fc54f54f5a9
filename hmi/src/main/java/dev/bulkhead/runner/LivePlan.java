package dev.bulkhead.runner;

import dev.bulkhead.document.Text;
import dev.bulkhead.fault.HostileImages;
import dev.bulkhead.input.InputError;
import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.twin.Twin;

import java.util.function.Function;

/**
 * What a live twin runs.
 *
 * @param systemName as the user named the description, for the journal
 * @param system as it was read, under no profile of its own
 * @param scenarioName as the user named it; the first to run
 * @param scenarios by the name or file that a user gives; throws {@link
 *     dev.bulkhead.input.InputError} for one that there is not
 * @param settings mechanisms, seed, profile
 * @param hostile images that may take a partition's place in an experiment, or be written over it
 * @param productVersion for the journal
 */
public record LivePlan(
        String systemName,
        LoadedSystem system,
        String scenarioName,
        Function<String, Scenario> scenarios,
        Twin.Settings settings,
        HostileImages hostile,
        String productVersion) {

    /**
     * A scenario that somebody outside named: one that ships, or that with which the twin was
     * started. A file of the machine is no business of who sends commands.
     */
    Scenario sent(String place, String name) {
        if (!name.equals(scenarioName) && !name.matches("[A-Za-z0-9_-]{1,60}")) {
            throw new InputError(
                    place,
                    Text.quote(name) + " is no scenario that ships",
                    "name one, or leave it out");
        }
        try {
            return scenarios.apply(name);
        } catch (InputError e) {
            throw new InputError(place, e.what(), e.remedy());
        }
    }

    /** The system as its profile hosts it. */
    public LoadedSystem hosted() {
        return system.under("--profile", settings.profile());
    }
}
