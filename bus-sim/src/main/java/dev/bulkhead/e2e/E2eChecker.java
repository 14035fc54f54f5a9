package dev.bulkhead.e2e;

import dev.bulkhead.state.Fields;

/** The receiver's side of one message under profile 1 or 2. */
public final class E2eChecker implements E2eCheck {

    /**
     * What a receiver tolerates.
     *
     * @param maxDeltaCounter by how much the counter may rise from one message to the next, 1..14;
     *     each check without a good message allows one more
     * @param maxNoNewOrRepeatedData after more checks than this without a new message, 0..14, the
     *     counter counts as interrupted
     * @param syncCounter good messages needed after an interrupted or wrong sequence, 0..14
     */
    public record Limits(int maxDeltaCounter, int maxNoNewOrRepeatedData, int syncCounter) {
        public Limits {
            require("maxDeltaCounter", maxDeltaCounter, 1);
            require("maxNoNewOrRepeatedData", maxNoNewOrRepeatedData, 0);
            require("syncCounter", syncCounter, 0);
        }

        private static void require(String name, int value, int least) {
            if (value < least || value > MAX_COUNT) {
                throw new IllegalArgumentException(
                        name + "=" + value + ", expected " + least + ".." + MAX_COUNT);
            }
        }
    }

    private static final int MAX_COUNT = 14;

    private final E2eProfile profile;
    private final Limits limits;
    private boolean waitForFirst = true;
    private int lastValidCounter;
    private int maxDeltaCounter;
    private int lost;
    private int syncCounter;
    private int noNewOrRepeated;

    /**
     * @throws IllegalArgumentException if the profile is one of {@link E2eLaterChecker}'s
     */
    public E2eChecker(E2eProfile profile, Limits limits) {
        if (profile instanceof E2eLaterProfile) {
            throw new IllegalArgumentException(profile + ", expected profile 1 or 2");
        }
        this.profile = profile;
        this.limits = limits;
    }

    @Override
    public E2eCheckStatus check(byte[] data) {
        maxDeltaCounter = Math.min(maxDeltaCounter + 1, MAX_COUNT);
        if (data.length != profile.maxLength()) {
            return E2eCheckStatus.ERROR;
        }
        int received = (int) profile.counter(data);
        if (received >= profile.counterValues()) {
            return E2eCheckStatus.ERROR;
        }
        if (!profile.matches(data)) {
            return E2eCheckStatus.WRONG_CRC;
        }
        if (waitForFirst) {
            waitForFirst = false;
            accept(received);
            return E2eCheckStatus.INITIAL;
        }
        int delta = (int) Math.floorMod(received - lastValidCounter, profile.counterValues());
        if (delta == 0) {
            noNewOrRepeated = Math.min(noNewOrRepeated + 1, MAX_COUNT);
            return E2eCheckStatus.REPEATED;
        }
        if (delta > maxDeltaCounter) {
            noNewOrRepeated = 0;
            syncCounter = limits.syncCounter;
            if (syncCounter > 0) {
                accept(received);
            }
            return E2eCheckStatus.WRONG_SEQUENCE;
        }
        accept(received);
        lost = delta - 1;
        if (synchronizing()) {
            return E2eCheckStatus.SYNC;
        }
        return delta == 1 ? E2eCheckStatus.OK : E2eCheckStatus.OK_SOME_LOST;
    }

    @Override
    public E2eCheckStatus checkWithoutData() {
        maxDeltaCounter = Math.min(maxDeltaCounter + 1, MAX_COUNT);
        noNewOrRepeated = Math.min(noNewOrRepeated + 1, MAX_COUNT);
        return E2eCheckStatus.NO_NEW_DATA;
    }

    /** Messages lost before the last one that was in sequence. */
    public int lost() {
        return lost;
    }

    private void accept(int received) {
        maxDeltaCounter = limits.maxDeltaCounter;
        lastValidCounter = received;
    }

    private boolean synchronizing() {
        boolean interrupted = noNewOrRepeated > limits.maxNoNewOrRepeatedData;
        noNewOrRepeated = 0;
        if (interrupted) {
            syncCounter = limits.syncCounter;
            return true;
        }
        if (syncCounter > 0) {
            syncCounter--;
            return true;
        }
        return false;
    }

    @Override
    public void describe(Fields fields) {
        waitForFirst = fields.bool("waitForFirst", waitForFirst);
        lastValidCounter = fields.i32("lastValidCounter", lastValidCounter);
        maxDeltaCounter = fields.i32("maxDeltaCounter", maxDeltaCounter);
        lost = fields.i32("lost", lost);
        syncCounter = fields.i32("syncCounter", syncCounter);
        noNewOrRepeated = fields.i32("noNewOrRepeated", noNewOrRepeated);
    }
}
