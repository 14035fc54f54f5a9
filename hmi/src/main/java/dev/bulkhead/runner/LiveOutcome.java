package dev.bulkhead.runner;

import dev.bulkhead.scenario.Scenario;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.RunResult;

/**
 * What a live twin came to.
 *
 * @param scenario of the run that stood at the end
 * @param run that run, as far as it came
 * @param complete whether that was the scenario's end
 * @param runs that were begun, the first among them
 * @param simulated virtual time of all of them
 * @param applied commands that were done
 * @param refused commands that were not
 * @param samplesLost that found no place on their way out of the twin
 */
public record LiveOutcome(
        Scenario scenario,
        RunResult run,
        boolean complete,
        long runs,
        SimTime simulated,
        long applied,
        long refused,
        long samplesLost) {}
