package dev.bulkhead.runner;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.time.SimTime;

import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/** What somebody outside asks of a live twin. The set is closed. */
sealed interface Command {

    /** One that changes what the twin does: it stands in the journal and is played again. */
    sealed interface Acting extends Command {
        /** When it is to be done; empty: now. */
        Optional<SimTime> at();
    }

    /**
     * @param percent where to hold the brake pedal; empty gives it back to the scenario
     */
    record Pedal(OptionalDouble percent, Optional<SimTime> at) implements Acting {}

    /** Arms a fault; one that does not say when acts at once. */
    record Inject(Fault fault, Optional<SimTime> at) implements Acting {}

    record Restart(String partition, Optional<SimTime> at) implements Acting {}

    /** Has a node of its own on that bus send a frame. */
    record Send(String bus, CanFrame frame, Optional<SimTime> at) implements Acting {}

    record Pause() implements Command {}

    record Resume() implements Command {}

    record Step(SimTime span) implements Command {}

    /**
     * @param factor empty: as fast as it goes
     */
    record SetPace(OptionalDouble factor) implements Command {}

    record TakeSnapshot() implements Command {}

    record TakeScreenshot() implements Command {}

    /**
     * @param scenario empty: the one that runs
     */
    record Rewind(Optional<String> scenario) implements Command {}

    /** Back to the snapshot that was taken last. */
    record RewindToSnapshot() implements Command {}

    /**
     * @param profiles at least one
     * @param scenario empty: the one that runs
     */
    record Experiment(Fault fault, List<String> profiles, Optional<String> scenario)
            implements Command {
        public Experiment {
            profiles = List.copyOf(profiles);
        }
    }

    /** Gives up the experiment that runs. */
    record CancelExperiment() implements Command {}

    /**
     * @param asked what is said of it
     */
    record Campaign(CampaignOrder.Part asked) implements Command {}

    /** Ends the campaign that runs; what is done stays. */
    record StopCampaign() implements Command {}
}
