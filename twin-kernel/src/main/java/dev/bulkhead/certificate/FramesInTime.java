package dev.bulkhead.certificate;

import dev.bulkhead.dbc.DbcMessage;
import dev.bulkhead.rta.CanMessage;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription.Bus;

import java.util.Locale;
import java.util.OptionalLong;

/**
 * T8: each frame ends before its message is due again, from the event that it is sent for, whatever
 * else is sent. One that takes longer would be replaced by the next one of its sender, or delay it.
 */
record FramesInTime() implements RuleCheck {
    @Override
    public Rule rule() {
        return Rule.T8;
    }

    @Override
    public void examine(Configuration c, Examination examination) {
        if (c.times().isEmpty()) {
            examination.notJudged(DeadlinesMet.NO_TIMES);
            return;
        }
        for (BusTiming timing : BusTiming.of(c, c.times().get())) {
            bus(timing, examination);
        }
    }

    private static void bus(BusTiming timing, Examination examination) {
        Bus bus = timing.traffic().bus();
        examination.note(
                "bus %s, %d kbit/s: %s of it at most, without errors; when the ECU asks rests on the times of T4"
                        .formatted(
                                bus.name(), bus.bitrate() / 1000, percent(timing.utilisation())));
        for (BusTiming.Frame frame : timing.frames()) {
            note(timing, frame, examination);
        }
        timing.path()
                .ifPresent(
                        path -> {
                            examination.note(
                                    "from pedal to actuator over %s: %s at most"
                                            .formatted(bus.name(), us(path.sumPs())));
                            for (BusPath.Part part : path.parts()) {
                                examination.note("  %s %s".formatted(us(part.ps()), part.what()));
                            }
                        });
        if (timing.traffic().misfit().isPresent()) {
            BusPlaces.Misfit misfit = timing.traffic().misfit().get();
            examination.find(bus.name(), misfit.what() + ": no frame has a bound", misfit.remedy());
            return;
        }
        boolean anyUnknown = unknown(timing, examination);
        for (BusTiming.Frame frame : timing.frames()) {
            if (!anyUnknown && !frame.inTime()) {
                late(timing, frame, examination);
            }
        }
    }

    private static void note(BusTiming timing, BusTiming.Frame frame, Examination examination) {
        CanMessage message = frame.message();
        OptionalLong inOrder = frame.inOrderPs();
        boolean differs = !inOrder.equals(frame.bound().fromRequestPs());
        examination.note(
                "  %s, 0x%x of '%s': frame %s, blocking %s%s; response %s%s, %s"
                        .formatted(
                                message.name(),
                                layout(timing, frame).identifier(),
                                message.sender(),
                                us(message.transmissionPs()),
                                us(frame.bound().blockingPs()),
                                message.jitterPs() == 0
                                        ? ""
                                        : ", request up to %s late"
                                                .formatted(us(message.jitterPs())),
                                orNone(frame.bound().fromRequestPs()),
                                differs && inOrder.isPresent()
                                        ? " (" + us(inOrder.getAsLong()) + " in order)"
                                        : "",
                                message.periodPs().isPresent()
                                        ? "due again after " + us(message.periodPs().getAsLong())
                                        : "no period known"));
    }

    /** What makes all below it, and all in one queue with it, be without bound. */
    private static boolean unknown(BusTiming timing, Examination examination) {
        boolean found = false;
        for (BusTiming.Frame frame : timing.frames()) {
            String name = frame.message().name();
            String why = timing.traffic().unknown().get(name);
            boolean matters =
                    timing.frames().stream()
                            .anyMatch(
                                    other ->
                                            !other.equals(frame)
                                                    && (other.message().priority()
                                                                    > frame.message().priority()
                                                            || other.message()
                                                                    .sender()
                                                                    .equals(
                                                                            frame.message()
                                                                                    .sender())));
            if (why != null && matters) {
                found = true;
                examination.find(
                        name,
                        "on bus '%s' it %s: what waits for it has no bound"
                                .formatted(timing.traffic().bus().name(), why),
                        "give the message the attribute " + EndToEnd.CYCLE_MS);
            }
        }
        return found;
    }

    private static void late(BusTiming timing, BusTiming.Frame frame, Examination examination) {
        CanMessage message = frame.message();
        String bus = timing.traffic().bus().name();
        String due = us(message.periodPs().orElseThrow());
        examination.find(
                message.name(),
                frame.bound().fromEventPs().isPresent()
                        ? "its frame on bus '%s' may take %s, it is due again after %s"
                                .formatted(bus, us(frame.bound().fromEventPs().getAsLong()), due)
                        : "its frame on bus '%s' may take a time without bound, it is due again after %s; frames ask for %s of the bus"
                                .formatted(bus, due, percent(timing.utilisation())),
                "send less above it, give it a more urgent identifier, or raise the bit rate");
    }

    private static DbcMessage layout(BusTiming timing, BusTiming.Frame frame) {
        return timing.traffic().messages().get(frame.message().name());
    }

    private static String orNone(OptionalLong ps) {
        return ps.isPresent() ? us(ps.getAsLong()) : "without bound";
    }

    private static String us(long ps) {
        return Words.us(ps / 1e6);
    }

    private static String percent(double part) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * part);
    }
}
