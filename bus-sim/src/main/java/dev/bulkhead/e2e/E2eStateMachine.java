package dev.bulkhead.e2e;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.util.Arrays;

/** Judges a message's source by the results of its last checks. */
public final class E2eStateMachine implements Stateful {

    /** Whether data from the source can be used. */
    public enum State {
        /** Usable. */
        VALID,
        /** Nothing came since the start. */
        NO_DATA,
        /** Something came, not enough to judge. */
        INIT,
        /** Not usable. */
        INVALID
    }

    /**
     * When the state changes; all counts are over the last {@code windowSize} results.
     *
     * @param windowSize results that are looked at, 1..255
     * @param minOkInit good ones needed to become valid for the first time
     * @param maxErrorInit errors tolerated until then
     * @param minOkValid good ones needed to stay valid
     * @param maxErrorValid errors tolerated while valid
     * @param minOkInvalid good ones needed to become valid again
     * @param maxErrorInvalid errors tolerated for that
     */
    public record Limits(
            int windowSize,
            int minOkInit,
            int maxErrorInit,
            int minOkValid,
            int maxErrorValid,
            int minOkInvalid,
            int maxErrorInvalid) {
        public Limits {
            if (windowSize < 1 || windowSize > 255) {
                throw new IllegalArgumentException(
                        "windowSize=" + windowSize + ", expected 1..255");
            }
            int[] counts = {
                minOkInit, maxErrorInit, minOkValid, maxErrorValid, minOkInvalid, maxErrorInvalid
            };
            for (int count : counts) {
                if (count < 0 || count > windowSize) {
                    throw new IllegalArgumentException(
                            "count " + count + ", expected 0.." + windowSize);
                }
            }
        }
    }

    private static final E2eProfileStatus[] STATUSES = E2eProfileStatus.values();

    private final Limits limits;
    private final int[] window;
    private int next;
    private State state = State.NO_DATA;

    public E2eStateMachine(Limits limits) {
        this.limits = limits;
        this.window = new int[limits.windowSize];
        Arrays.fill(window, E2eProfileStatus.NOT_AVAILABLE.ordinal());
    }

    public State state() {
        return state;
    }

    /**
     * Adds the result of one cycle.
     *
     * @return the state after it
     */
    public State add(E2eProfileStatus status) {
        if (state == State.NO_DATA) {
            if (status != E2eProfileStatus.ERROR && status != E2eProfileStatus.NO_NEW_DATA) {
                push(status);
                state = State.INIT;
            }
            return state;
        }
        push(status);
        int ok = count(E2eProfileStatus.OK);
        int errors = count(E2eProfileStatus.ERROR);
        state =
                switch (state) {
                    case INIT -> {
                        if (errors > limits.maxErrorInit) {
                            yield State.INVALID;
                        }
                        yield ok >= limits.minOkInit ? State.VALID : State.INIT;
                    }
                    case VALID ->
                            errors <= limits.maxErrorValid && ok >= limits.minOkValid
                                    ? State.VALID
                                    : State.INVALID;
                    case INVALID ->
                            errors <= limits.maxErrorInvalid && ok >= limits.minOkInvalid
                                    ? State.VALID
                                    : State.INVALID;
                    case NO_DATA -> throw new IllegalStateException("state=" + state);
                };
        return state;
    }

    private void push(E2eProfileStatus status) {
        window[next] = status.ordinal();
        next = (next + 1) % window.length;
    }

    private int count(E2eProfileStatus status) {
        int count = 0;
        for (int each : window) {
            if (STATUSES[each] == status) {
                count++;
            }
        }
        return count;
    }

    @Override
    public void describe(Fields fields) {
        fields.i32s("window", window);
        next = fields.i32("next", next);
        state = fields.constant("state", state, State.values());
    }
}
