package dev.bulkhead.e2e;

import dev.bulkhead.state.Stateful;

/** The receiver's side of one message. */
public sealed interface E2eCheck extends Stateful permits E2eChecker, E2eLaterChecker {

    /**
     * That of any profile at its start.
     *
     * @param limits of profiles 1 and 2; the others have only the first of them
     */
    static E2eCheck of(E2eProfile profile, E2eChecker.Limits limits) {
        return profile instanceof E2eLaterProfile later
                ? new E2eLaterChecker(later, limits.maxDeltaCounter())
                : new E2eChecker(profile, limits);
    }

    /** One cycle in which a message was received. The data are only read. */
    E2eCheckStatus check(byte[] data);

    /** One cycle in which no message was received. */
    E2eCheckStatus checkWithoutData();
}
