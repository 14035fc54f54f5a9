package dev.bulkhead.restbus;

import dev.bulkhead.can.CanFrame;
import dev.bulkhead.dbc.DbcSignal;
import dev.bulkhead.e2e.E2eCheck;
import dev.bulkhead.e2e.E2eCheckStatus;
import dev.bulkhead.e2e.E2eChecker;
import dev.bulkhead.e2e.E2eStateMachine;
import dev.bulkhead.restbus.RestbusEvent.Cause;
import dev.bulkhead.state.Fields;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.vehicle.Wheel;

/**
 * A brake actuator: commands the hydraulics of one wheel by the messages of the ECU.
 *
 * <p>A command is good if its check says so and the state machine over the last checks is valid.
 * Checks are made once for each received command, not in a cycle of the actuator's own; silence is
 * the timeout's.
 */
final class ActuatorNode extends SendingNode {
    private static final int TIMEOUT = FIRST_OWN_KIND;
    private static final int MOST_ERRORS = 255;

    /** One command may be lost; after a jump of the counter one good command is waited for. */
    private static final E2eChecker.Limits CHECK = new E2eChecker.Limits(2, 1, 1);

    /** Over the last 5 commands: valid with the first good one, invalid at the third error. */
    private static final E2eStateMachine.Limits JUDGEMENT =
            new E2eStateMachine.Limits(5, 1, 1, 1, 2, 2, 1);

    enum State {
        IDLE,
        ACTIVE,
        SAFE
    }

    private final Wheel wheel;
    private final SafeState safeState;
    private final long timeoutPs;
    private final NodeMessage command;
    private final DbcSignal wanted;
    private final DbcSignal actualField;
    private final DbcSignal stateField;
    private final DbcSignal errorsField;
    private final E2eCheck checker;
    private final E2eStateMachine judgement = new E2eStateMachine(JUDGEMENT);
    private State state = State.IDLE;
    private int errors;

    ActuatorNode(
            Restbus.World world,
            int rank,
            RestbusNode.BrakeActuator node,
            RestbusListener listener) {
        super(world, rank, node, listener);
        wheel = node.wheel();
        safeState = node.safeState();
        timeoutPs = node.timeoutUs() * SimTime.PS_PER_US;
        command = NodeMessage.findProtected(world, name(), node.command());
        checker = E2eCheck.of(command.profile().orElseThrow(), CHECK);
        wanted = command.signal("Pressure" + wheel);
        actualField = message().signal("PressureActual");
        stateField = message().signal("ActuatorState");
        errorsField = message().signal("CommandErrors");
    }

    State state() {
        return state;
    }

    @Override
    void received(CanFrame frame, long nowPs) {
        if (!command.isIn(frame)) {
            return;
        }
        byte[] data = frame.data().toArray();
        E2eCheckStatus status = checker.check(data);
        E2eStateMachine.State judged = judgement.add(status.profileStatus());
        if (status.usable() && judged == E2eStateMachine.State.VALID) {
            obey(wanted.value(data), nowPs);
        } else {
            reject(status, nowPs);
        }
        if (judged == E2eStateMachine.State.INVALID && state != State.SAFE) {
            enterSafeState(Cause.INVALID, nowPs);
        }
    }

    private void obey(double bar, long nowPs) {
        SimTime now = new SimTime(nowPs);
        if (state == State.SAFE) {
            tell(new RestbusEvent.SafeStateLeft(now, name()));
        }
        state = bar > 0 ? State.ACTIVE : State.IDLE;
        vehicle.commandPressure(wheel, bar, nowPs);
        events.cancel(TIMEOUT);
        events.schedule(nowPs + timeoutPs, TIMEOUT, 0);
        tell(new RestbusEvent.CommandAccepted(now, name(), bar));
    }

    private void reject(E2eCheckStatus status, long nowPs) {
        boolean failed =
                switch (status) {
                    case OK, OK_SOME_LOST, INITIAL, SYNC -> false;
                    case NO_NEW_DATA, WRONG_CRC, ERROR, REPEATED, WRONG_SEQUENCE -> true;
                };
        if (failed) {
            errors = StrictMath.min(errors + 1, MOST_ERRORS);
        }
        tell(new RestbusEvent.CommandRejected(new SimTime(nowPs), name(), status));
    }

    @Override
    void ownEvent(int kind, long argument, long nowPs) {
        enterSafeState(Cause.TIMEOUT, nowPs);
    }

    private void enterSafeState(Cause cause, long nowPs) {
        state = State.SAFE;
        events.cancel(TIMEOUT);
        if (safeState == SafeState.RELEASE) {
            vehicle.commandPressure(wheel, 0, nowPs);
        }
        tell(new RestbusEvent.SafeStateEntered(new SimTime(nowPs), name(), safeState, cause));
    }

    @Override
    void fill(byte[] data, long nowPs) {
        actualField.putNearest(data, vehicle.pressureBar(wheel));
        stateField.putNearest(data, state.ordinal());
        errorsField.putNearest(data, errors);
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        fields.child("checker", checker);
        fields.child("judgement", judgement);
        state = fields.constant("state", state, State.values());
        errors = fields.i32("errors", errors);
    }
}
