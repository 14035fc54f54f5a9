package dev.bulkhead.e2e;

import dev.bulkhead.state.Fields;

/**
 * The receiver's side of one message under profiles 4, 5, 6, 7, 11 or 22. A right message sets the
 * counter that the next one is judged by, whatever is said of its own; before the first that is the
 * highest, so that a sender that starts too is in order.
 */
public final class E2eLaterChecker implements E2eCheck {
    private final E2eLaterProfile profile;
    private final long maxDeltaCounter;
    private long lastCounter;

    /**
     * @param maxDeltaCounter by how much the counter may rise from one right message to the next, 1
     *     to one less than the counter has values
     */
    public E2eLaterChecker(E2eLaterProfile profile, long maxDeltaCounter) {
        long last = profile.counterValues() - 1;
        if (maxDeltaCounter < 1 || maxDeltaCounter > last) {
            throw new IllegalArgumentException(
                    "maxDeltaCounter=" + maxDeltaCounter + ", expected 1.." + last);
        }
        this.profile = profile;
        this.maxDeltaCounter = maxDeltaCounter;
        this.lastCounter = last;
    }

    @Override
    public E2eCheckStatus check(byte[] data) {
        boolean right =
                data.length >= profile.minLength()
                        && data.length <= profile.maxLength()
                        && profile.counter(data) < profile.counterValues()
                        && profile.matches(data);
        if (!right) {
            return E2eCheckStatus.ERROR;
        }
        long received = profile.counter(data);
        long delta = Math.floorMod(received - lastCounter, profile.counterValues());
        lastCounter = received;
        if (delta == 0) {
            return E2eCheckStatus.REPEATED;
        }
        if (delta == 1) {
            return E2eCheckStatus.OK;
        }
        return delta <= maxDeltaCounter
                ? E2eCheckStatus.OK_SOME_LOST
                : E2eCheckStatus.WRONG_SEQUENCE;
    }

    @Override
    public E2eCheckStatus checkWithoutData() {
        return E2eCheckStatus.NO_NEW_DATA;
    }

    @Override
    public void describe(Fields fields) {
        lastCounter = fields.i64("lastCounter", lastCounter);
    }
}
