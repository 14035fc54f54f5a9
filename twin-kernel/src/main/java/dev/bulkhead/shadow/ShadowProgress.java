package dev.bulkhead.shadow;

import dev.bulkhead.twin.Twin;

/** Is shown how far the work is; may end it by an exception of its own. */
@FunctionalInterface
public interface ShadowProgress {
    void runs(String what, Twin twin);
}
