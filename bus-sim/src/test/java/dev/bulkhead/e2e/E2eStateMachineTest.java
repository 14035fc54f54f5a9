package dev.bulkhead.e2e;

import static dev.bulkhead.e2e.E2eProfileStatus.ERROR;
import static dev.bulkhead.e2e.E2eProfileStatus.NO_NEW_DATA;
import static dev.bulkhead.e2e.E2eProfileStatus.OK;
import static dev.bulkhead.e2e.E2eProfileStatus.REPEATED;
import static dev.bulkhead.e2e.E2eProfileStatus.WRONG_SEQUENCE;
import static dev.bulkhead.e2e.E2eStateMachine.State.INIT;
import static dev.bulkhead.e2e.E2eStateMachine.State.INVALID;
import static dev.bulkhead.e2e.E2eStateMachine.State.NO_DATA;
import static dev.bulkhead.e2e.E2eStateMachine.State.VALID;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.state.Snapshot;

import org.junit.jupiter.api.Test;

/** Window of four; valid from two good ones and at most one error, again from three and none. */
class E2eStateMachineTest {
    private static final E2eStateMachine.Limits LIMITS =
            new E2eStateMachine.Limits(4, 2, 1, 2, 1, 3, 0);

    private final E2eStateMachine machine = new E2eStateMachine(LIMITS);

    private E2eStateMachine.State add(E2eProfileStatus... statuses) {
        for (E2eProfileStatus status : statuses) {
            machine.add(status);
        }
        return machine.state();
    }

    @Test
    void beginsWithoutDataAndStaysSoOnErrorsAndSilence() {
        assertEquals(NO_DATA, machine.state());
        assertEquals(NO_DATA, add(ERROR, NO_NEW_DATA, ERROR));
    }

    @Test
    void leavesThatOnTheFirstResultOfAnyOtherKind() {
        assertEquals(INIT, add(WRONG_SEQUENCE));
    }

    @Test
    void becomesValidWithEnoughGoodOnes() {
        assertEquals(INIT, add(OK));
        assertEquals(VALID, add(OK));
    }

    @Test
    void errorsBeforeTheFirstDataDoNotCount() {
        assertEquals(VALID, add(ERROR, ERROR, ERROR, OK, OK));
    }

    @Test
    void becomesInvalidFromInitWithTooManyErrors() {
        assertEquals(INIT, add(OK, ERROR));
        assertEquals(INVALID, add(ERROR));
    }

    @Test
    void staysValidWithinItsLimits() {
        assertEquals(VALID, add(OK, OK, OK, OK, ERROR, REPEATED));
    }

    @Test
    void becomesInvalidWithTooManyErrors() {
        assertEquals(INVALID, add(OK, OK, OK, OK, ERROR, ERROR));
    }

    @Test
    void becomesInvalidWithTooFewGoodOnes() {
        assertEquals(INVALID, add(OK, OK, NO_NEW_DATA, NO_NEW_DATA, NO_NEW_DATA));
    }

    @Test
    void becomesValidAgainOnlyWhenTheErrorsHaveLeftTheWindow() {
        add(OK, OK, OK, OK, ERROR, ERROR);
        assertEquals(INVALID, add(OK, OK, OK));
        assertEquals(VALID, add(OK));
    }

    @Test
    void isRestoredFromASnapshot() {
        add(OK, OK, OK, OK, ERROR, ERROR, OK, OK, OK);
        Snapshot saved = Snapshot.of(machine);
        E2eStateMachine restored = new E2eStateMachine(LIMITS);
        saved.restoreInto(restored);
        assertEquals(INVALID, restored.state());
        assertEquals(VALID, restored.add(OK));
    }

    @Test
    void limitsBeyondTheWindowAreRefused() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new E2eStateMachine.Limits(3, 4, 0, 1, 0, 1, 0));
        assertThrows(
                IllegalArgumentException.class,
                () -> new E2eStateMachine.Limits(0, 0, 0, 0, 0, 0, 0));
    }

    @Test
    void aCheckThatSynchronisesCountsAsGoodAndAFirstOneAsWrongSequence() {
        assertEquals(OK, E2eCheckStatus.SYNC.profileStatus());
        assertEquals(WRONG_SEQUENCE, E2eCheckStatus.INITIAL.profileStatus());
    }
}
