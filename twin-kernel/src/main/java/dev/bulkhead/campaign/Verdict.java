package dev.bulkhead.campaign;

import java.util.List;
import java.util.Optional;

/** What a fault came to, judged in the order of the cases here. */
public sealed interface Verdict {

    /** The fault was never executed, read or delivered: it proves nothing. */
    record NotActivated(boolean dormant) implements Verdict {
        @Override
        public String label() {
            return "NOT_ACTIVATED";
        }
    }

    /** Trace equal bit for bit, cycle for cycle, and state equal at the horizon. */
    record Identical() implements Verdict {
        @Override
        public String label() {
            return "IDENTICAL";
        }
    }

    /**
     * A declared advisory input took another legal value, or an illegal one that was refused; all
     * else is as in a healthy run with that input.
     *
     * @param inputs that differ, by port
     */
    record Contract(List<String> inputs, List<Delay> delays) implements Verdict {
        public Contract {
            inputs = List.copyOf(inputs);
            delays = List.copyOf(delays);
        }

        @Override
        public String label() {
            return "CONTRACT";
        }
    }

    /** Late within a bound computed before the run. */
    record Bounded(List<Delay> delays) implements Verdict {
        public Bounded {
            delays = List.copyOf(delays);
        }

        @Override
        public String label() {
            return "BOUNDED";
        }
    }

    /**
     * Anything else.
     *
     * @param first difference of the traces; empty if only the state differs (latent)
     * @param state what differs at the horizon, if only the state does
     * @param why it is no better verdict
     * @param inTimeAlone every event has its bytes and order with the loop cut, but comes later
     *     than a bound allows, or has no bound
     */
    record Reached(
            Optional<FirstDifference> first,
            List<ProtectedState.Difference> state,
            String why,
            boolean inTimeAlone)
            implements Verdict {
        public Reached {
            state = List.copyOf(state);
        }

        /** One of more than times. */
        Reached(
                Optional<FirstDifference> first,
                List<ProtectedState.Difference> state,
                String why) {
            this(first, state, why, false);
        }

        public boolean latent() {
            return first.isEmpty();
        }

        @Override
        public String label() {
            return "REACHED";
        }
    }

    /**
     * A kind of event that came later than in the golden run.
     *
     * @param largestPs the largest of all its delays
     * @param boundPs what was promised
     */
    record Delay(String event, long count, long largestPs, long boundPs) {}

    /** As in the JSON result. */
    String label();
}
