package dev.bulkhead.telemetry;

import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Slows down who guesses. After a few wrong passwords from an address for a user, and after more
 * from that address for anybody, each further one doubles the time for which none is looked at,
 * from one second to one minute; ten quiet minutes forget it.
 */
final class LoginAttempts {
    private static final int FREE_FOR_A_USER = 5;
    private static final int FREE_FOR_AN_ADDRESS = 50;
    private static final int MOST_DOUBLINGS = 6;
    private static final long LONGEST_WAIT_S = 60;
    private static final long FORGOTTEN_AFTER_S = 600;
    private static final int MOST_REMEMBERED = 10_000;

    private final LongSupplier nanoTime;
    private final SequencedMap<Source, Failures> failures = new LinkedHashMap<>();

    private record Source(String address, String user) {}

    private record Failures(int count, long lastNs, long waitNs) {}

    LoginAttempts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    synchronized boolean mustWait(String address, String user) {
        return waits(new Source(address, user)) || waits(new Source(address, ""));
    }

    private boolean waits(Source source) {
        Failures past = failures.get(source);
        return past != null && nanoTime.getAsLong() - past.lastNs() < past.waitNs();
    }

    synchronized void failed(String address, String user) {
        count(new Source(address, user), FREE_FOR_A_USER);
        count(new Source(address, ""), FREE_FOR_AN_ADDRESS);
    }

    private void count(Source source, int free) {
        long now = nanoTime.getAsLong();
        Failures past = failures.remove(source);
        boolean recent =
                past != null && now - past.lastNs() < TimeUnit.SECONDS.toNanos(FORGOTTEN_AFTER_S);
        int count = recent ? past.count() + 1 : 1;
        long waitS = 0;
        if (count >= free) {
            waitS = Math.min(LONGEST_WAIT_S, 1L << Math.min(count - free, MOST_DOUBLINGS));
        }
        failures.put(source, new Failures(count, now, TimeUnit.SECONDS.toNanos(waitS)));
        if (failures.size() > MOST_REMEMBERED) {
            failures.pollFirstEntry();
        }
    }

    synchronized void succeeded(String address, String user) {
        failures.remove(new Source(address, user));
    }
}
