package dev.bulkhead.architecture.offender.right;

import dev.bulkhead.architecture.offender.left.Left;

public final class Right {
    public Left goodLeft(Left left) {
        return left;
    }
}
