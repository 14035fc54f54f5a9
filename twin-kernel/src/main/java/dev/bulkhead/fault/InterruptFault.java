package dev.bulkhead.fault;

import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Disturbance;

/**
 * Stands in a device's interrupt line: one assertion does not come through, comes later, comes
 * again after it fell, or comes without cause.
 */
final class InterruptFault extends Acting {
    /** How long a level that the device does not drive lasts: the interrupt controller takes it. */
    private static final long PULSE_PS = SimTime.PS_PER_US;

    private final Effect.Interrupt effect;
    private final InterruptLine line;
    private final InterruptLine.Sink sink;
    private boolean begun;

    /** The next rise of the line is the one to disturb. */
    private boolean armed;

    /** What happens at {@link #dueCycle}: the sink is told of {@link #dueLevel}. */
    private long dueCycle = Disturbance.NEVER;

    private boolean dueLevel;
    private boolean swallowing;

    InterruptFault(Injection injection, Effect.Interrupt effect, InterruptLine line) {
        super(injection);
        this.effect = effect;
        this.line = line;
        sink = line.sink();
        line.connect(this::level);
    }

    @Override
    void begin() {
        begun = true;
        long nowPs = site.hart().nowPs();
        if (effect.how() == Effect.Disturbed.SPURIOUS) {
            activateLine(0, 1, "the interrupt comes without cause");
            if (!line.isHigh()) {
                sink.level(true, nowPs);
                at(nowPs + PULSE_PS, false);
            } else {
                finish();
            }
        } else {
            armed = true;
        }
    }

    private void activateLine(int before, int after, String how) {
        activate("interrupt of " + site.fault().target(), before, after, how);
    }

    private void at(long ps, boolean level) {
        dueCycle = site.twin().ecu().clock().edgeAtOrAfter(ps);
        dueLevel = level;
        site.hart().requestStop();
    }

    private void level(boolean high, long nowPs) {
        switch (effect.how()) {
            case LOST -> lost(high, nowPs);
            case DELAYED -> delayed(high, nowPs);
            case DOUBLED -> doubled(high, nowPs);
            case SPURIOUS -> spurious(high, nowPs);
        }
    }

    private void lost(boolean high, long nowPs) {
        if (armed && high) {
            armed = false;
            swallowing = true;
            activateLine(1, 0, "the interrupt does not reach the interrupt controller");
        } else if (swallowing && !high) {
            swallowing = false;
            finish();
        } else {
            sink.level(high, nowPs);
        }
    }

    private void delayed(boolean high, long nowPs) {
        if (armed && high) {
            armed = false;
            activateLine(1, 0, "the interrupt reaches the interrupt controller later");
            at(nowPs + effect.delay().ps(), true);
        } else if (dueCycle == Disturbance.NEVER) {
            sink.level(high, nowPs);
        }
        // else the device changes its mind meanwhile: what counts is its level at the end
    }

    private void doubled(boolean high, long nowPs) {
        sink.level(high, nowPs);
        if (armed && !high) {
            armed = false;
            activateLine(0, 1, "the interrupt comes a second time");
            at(nowPs + PULSE_PS, true);
        }
    }

    private void spurious(boolean high, long nowPs) {
        if (dueCycle == Disturbance.NEVER) {
            sink.level(high, nowPs);
        }
    }

    @Override
    long nextCycle() {
        return begun ? dueCycle : Disturbance.NEVER;
    }

    @Override
    void act() {
        Hart hart = site.hart();
        dueCycle = Disturbance.NEVER;
        switch (effect.how()) {
            case DELAYED -> {
                if (line.isHigh()) {
                    sink.level(true, hart.nowPs());
                }
                finish();
            }
            case DOUBLED -> {
                sink.level(dueLevel || line.isHigh(), hart.nowPs());
                if (dueLevel && !line.isHigh()) {
                    at(hart.nowPs() + PULSE_PS, false);
                } else {
                    finish();
                }
            }
            case SPURIOUS -> {
                sink.level(line.isHigh(), hart.nowPs());
                finish();
            }
            case LOST -> {}
        }
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        begun = fields.bool("begun", begun);
        armed = fields.bool("armed", armed);
        dueCycle = fields.i64("dueCycle", dueCycle);
        dueLevel = fields.bool("dueLevel", dueLevel);
        swallowing = fields.bool("swallowing", swallowing);
    }
}
