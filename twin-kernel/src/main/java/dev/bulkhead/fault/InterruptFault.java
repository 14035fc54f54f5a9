package dev.bulkhead.fault;

import dev.bulkhead.board.InterruptLine;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Disturbance;

/**
 * Stands in a device's interrupt line: one assertion does not come through, comes later, comes
 * again after it fell, or comes without cause. The last two matter only if the interrupt controller
 * makes a request of them: while one waits or is served it does not.
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

    /** The line is high though the device does not drive it. */
    private boolean raised;

    /** Meanwhile: whether a request waited when last looked at. */
    private boolean waiting;

    InterruptFault(Injection injection, Effect.Interrupt effect, InterruptLine line) {
        super(injection);
        this.effect = effect;
        this.line = line;
        sink = line.sink();
        line.connect(
                new InterruptLine.Sink() {
                    @Override
                    public void level(boolean high, long nowPs) {
                        InterruptFault.this.level(high, nowPs);
                    }

                    @Override
                    public InterruptLine.Request request() {
                        return sink.request();
                    }
                });
    }

    @Override
    void begin() {
        begun = true;
        long nowPs = site.hart().nowPs();
        if (effect.how() == Effect.Disturbed.SPURIOUS) {
            raise(nowPs);
        } else {
            armed = true;
        }
    }

    private void activateLine(int before, int after, String how) {
        activate("interrupt of " + site.fault().target(), before, after, how);
    }

    /** Makes the line high for a while if the device does not. */
    private void raise(long nowPs) {
        if (line.isHigh()) {
            finish();
            return;
        }
        if (sink.request() == InterruptLine.Request.NONE) {
            activateRaised();
        }
        sink.level(true, nowPs);
        raised = true;
        waiting = isWaiting();
        at(nowPs + PULSE_PS, false);
    }

    private void activateRaised() {
        activateLine(
                0,
                1,
                effect.how() == Effect.Disturbed.DOUBLED
                        ? "the interrupt comes a second time"
                        : "the interrupt comes without cause");
    }

    private boolean isWaiting() {
        return sink.request() == InterruptLine.Request.PENDING;
    }

    /** The controller may have ended a request and made another of the line that is still high. */
    private void lookForARequest() {
        if (raised && !waiting && isWaiting()) {
            activateRaised();
        }
        waiting = isWaiting();
    }

    @Override
    void kernelLeft() {
        lookForARequest();
    }

    private void lower(long nowPs) {
        lookForARequest();
        raised = false;
        sink.level(line.isHigh(), nowPs);
        finish();
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
                if (dueLevel) {
                    raise(hart.nowPs());
                } else {
                    lower(hart.nowPs());
                }
            }
            case SPURIOUS -> lower(hart.nowPs());
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
        raised = fields.bool("raised", raised);
        waiting = fields.bool("waiting", waiting);
    }
}
