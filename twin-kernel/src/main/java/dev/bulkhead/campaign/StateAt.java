package dev.bulkhead.campaign;

import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.util.Optional;

/** Takes the protected domain's state of a twin when its time comes. */
final class StateAt {
    private Optional<ProtectedState> state = Optional.empty();

    StateAt(Twin twin, ProtectedDomain domain, SimTime at) {
        twin.lookAt(at, () -> state = Optional.of(ProtectedState.of(twin, domain)));
    }

    /**
     * @throws IllegalStateException if the twin has not run so far
     */
    ProtectedState taken() {
        return state.orElseThrow(() -> new IllegalStateException("the twin did not get there"));
    }
}
