package dev.bulkhead.board;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

/**
 * A wire from a device to an interrupt controller or a hart, active high. The source sets its
 * level; the sink learns of changes. Whoever wants to drop, delay or repeat an interrupt stands
 * between the two: {@code line.connect(standIn(line.sink()))}.
 */
public final class InterruptLine implements Stateful {

    /** How a request that a line made stands. */
    public enum Request {
        /** There is none: the next rise makes one. */
        NONE,
        /** It waits; another rise is one with it. */
        PENDING,
        /** It is being served; a line that has fallen again by the end of that is not noticed. */
        SERVED
    }

    /** The far end of a line. */
    @FunctionalInterface
    public interface Sink {
        /** The level changed at {@code nowPs}. */
        void level(boolean high, long nowPs);

        /** How the line's request stands; a sink that follows the level keeps none. */
        default Request request() {
            return Request.NONE;
        }
    }

    private static final Sink OPEN = (_, _) -> {};

    private final String name;
    private Sink sink = OPEN;
    private boolean high;

    /** A line that leads nowhere yet. */
    public InterruptLine(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Where the line leads now. */
    public Sink sink() {
        return sink;
    }

    /**
     * Makes the line lead to {@code target} from now on; a level that is high is not told again.
     */
    public void connect(Sink target) {
        sink = target;
    }

    public boolean isHigh() {
        return high;
    }

    /** Sets the level that the source drives; the sink is told only of a change. */
    public void set(boolean level, long nowPs) {
        if (level != high) {
            high = level;
            sink.level(level, nowPs);
        }
    }

    @Override
    public void describe(Fields fields) {
        high = fields.bool("high", high);
    }
}
