package dev.bulkhead.architecture.offender.left;

import dev.bulkhead.architecture.offender.right.Right;

/** Uses what lies to its right, which uses it in turn: wrong direction, and a circle. */
public final class Left {
    public Right badRight(Right right) {
        return right;
    }
}
