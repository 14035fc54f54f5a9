package dev.bulkhead.shadow;

import java.util.Optional;

/**
 * How often something was not as recorded.
 *
 * @param allowed so many are no bad news
 * @param first in time
 * @param worst the first of the greatest severity
 */
public record Counted(
        long count, long allowed, Optional<Deviation> first, Optional<Deviation> worst) {

    /** Whether there were more than allowed. */
    public boolean isBeyond() {
        return count > allowed;
    }
}
