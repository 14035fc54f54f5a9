package dev.bulkhead.board.watchdog;

import dev.bulkhead.board.Device;
import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import java.util.List;

/**
 * A window watchdog with its own time base. Enabling or serving it opens a round: first a closed
 * window, in which it must not be served, then an open one, in which it must. Serving is two writes
 * of the right keys in order; the round ends with the second. A service too early, none by the end
 * of the open window, or a wrong key raises the reset line and stops the watchdog; the cause stays
 * readable after the reset.
 *
 * <p>Register map: docs/board.md. Registers take 32-bit accesses only.
 */
public final class WindowWatchdog implements Device {
    public static final int SIZE = 0x1000;
    public static final int FIRST_KEY = 0x5afe_c0de;
    public static final int SECOND_KEY = 0xa501_3f21;

    public static final int CONTROL = 0x00;
    public static final int CLOSED_US = 0x04;
    public static final int OPEN_US = 0x08;
    static final int SERVICE = 0x0c;
    static final int STATUS = 0x10;
    static final int ELAPSED_US = 0x14;

    private static final int CONTROL_ENABLE = 1;
    private static final int CONTROL_LOCK = 2;
    private static final int STATUS_OPEN = 1;
    private static final int STATUS_FIRST_KEY = 2;
    private static final int STATUS_CAUSE_SHIFT = 4;

    private static final int EXPIRES = 0;
    private static final int MILLION = 1_000_000;

    /** Why the watchdog asked for a reset last; its ordinal stands in the status register. */
    public enum Cause {
        NONE,
        EARLY,
        LATE,
        WRONG_KEY
    }

    private final EventSource events;
    private final InterruptLine resetRequest = new InterruptLine("watchdog-reset");
    private int control;
    private int closedUs;
    private int openUs;
    private long roundStartPs;
    private int driftPpm;
    private boolean firstKeySeen;
    private Cause cause = Cause.NONE;

    /**
     * @param rank among the devices, for events at the same time
     */
    public WindowWatchdog(Scheduler scheduler, int rank) {
        events = scheduler.register(EventClass.DEVICE, rank, (_, _, at) -> fail(Cause.LATE, at));
    }

    @Override
    public String name() {
        return "watchdog";
    }

    @Override
    public int size() {
        return SIZE;
    }

    /** Rises when the ECU must be reset; falls with {@link #reset}. */
    public InterruptLine resetRequest() {
        return resetRequest;
    }

    @Override
    public List<InterruptLine> lines() {
        return List.of(resetRequest());
    }

    /** Why it asked for a reset last. */
    public Cause cause() {
        return cause;
    }

    private boolean runs() {
        return (control & CONTROL_ENABLE) != 0;
    }

    private boolean locked() {
        return (control & CONTROL_LOCK) != 0;
    }

    /** How long the watchdog takes for microseconds of its own; the longest span is 71 minutes. */
    private long spanPs(int us) {
        return Integer.toUnsignedLong(us) * SimTime.PS_PER_US / (MILLION + driftPpm) * MILLION
                + Integer.toUnsignedLong(us)
                        * SimTime.PS_PER_US
                        % (MILLION + driftPpm)
                        * MILLION
                        / (MILLION + driftPpm);
    }

    @Override
    public boolean hasTimeBase() {
        return true;
    }

    /** The present round is taken as if the clock had drifted from its start on. */
    @Override
    public void drift(int ppm, long nowPs) {
        driftPpm = ppm;
        if (runs()) {
            events.cancel(EXPIRES);
            long expires = roundStartPs + spanPs(closedUs) + spanPs(openUs);
            events.schedule(Math.max(nowPs, expires), EXPIRES, 0);
        }
    }

    private boolean isOpen(long nowPs) {
        return runs() && nowPs - roundStartPs >= spanPs(closedUs);
    }

    private long elapsedUs(long nowPs) {
        long ps = nowPs - roundStartPs;
        return (ps + ps / MILLION * driftPpm) / SimTime.PS_PER_US;
    }

    private void startRound(long nowPs) {
        roundStartPs = nowPs;
        firstKeySeen = false;
        events.cancel(EXPIRES);
        events.schedule(nowPs + spanPs(closedUs) + spanPs(openUs), EXPIRES, 0);
    }

    private void fail(Cause why, long nowPs) {
        cause = why;
        stop();
        resetRequest.set(true, nowPs);
    }

    private void stop() {
        control &= ~CONTROL_ENABLE;
        firstKeySeen = false;
        events.cancel(EXPIRES);
    }

    @Override
    public long read(int offset, int bytes, long nowPs) {
        if (bytes != 4) {
            return MemoryPort.BUS_ERROR;
        }
        return switch (offset) {
            case CONTROL -> control;
            case CLOSED_US -> Integer.toUnsignedLong(closedUs);
            case OPEN_US -> Integer.toUnsignedLong(openUs);
            case STATUS ->
                    (isOpen(nowPs) ? STATUS_OPEN : 0)
                            | (firstKeySeen ? STATUS_FIRST_KEY : 0)
                            | cause.ordinal() << STATUS_CAUSE_SHIFT;
            case ELAPSED_US -> runs() ? elapsedUs(nowPs) & 0xffff_ffffL : 0;
            default -> 0;
        };
    }

    @Override
    public boolean write(int offset, int bytes, int value, long nowPs) {
        if (bytes != 4) {
            return false;
        }
        if (offset == SERVICE) {
            serve(value, nowPs);
        } else if (!locked()) {
            switch (offset) {
                case CONTROL -> control(value & (CONTROL_ENABLE | CONTROL_LOCK), nowPs);
                case CLOSED_US -> closedUs = runs() ? closedUs : value;
                case OPEN_US -> openUs = runs() ? openUs : value;
                default -> {} // the rest is read-only
            }
        }
        return true;
    }

    private void control(int value, long nowPs) {
        boolean ran = runs();
        control = value;
        if (runs() && !ran) {
            startRound(nowPs);
        } else if (!runs()) {
            stop();
        }
    }

    private void serve(int key, long nowPs) {
        if (!runs()) {
            return;
        }
        if (key != (firstKeySeen ? SECOND_KEY : FIRST_KEY)) {
            fail(Cause.WRONG_KEY, nowPs);
        } else if (!isOpen(nowPs)) {
            fail(Cause.EARLY, nowPs);
        } else if (firstKeySeen) {
            startRound(nowPs);
        } else {
            firstKeySeen = true;
        }
    }

    /** The cause of the last request stays. */
    @Override
    public void reset(long nowPs) {
        stop();
        control = 0;
        closedUs = 0;
        openUs = 0;
        resetRequest.set(false, nowPs);
    }

    @Override
    public void describe(Fields fields) {
        control = fields.i32("control", control);
        closedUs = fields.i32("closedUs", closedUs);
        openUs = fields.i32("openUs", openUs);
        roundStartPs = fields.i64("roundStartPs", roundStartPs);
        driftPpm = fields.i32("driftPpm", driftPpm);
        firstKeySeen = fields.bool("firstKeySeen", firstKeySeen);
        cause = fields.constant("cause", cause, Cause.values());
        fields.child("resetRequest", resetRequest);
    }
}
