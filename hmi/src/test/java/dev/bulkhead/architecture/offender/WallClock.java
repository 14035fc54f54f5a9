package dev.bulkhead.architecture.offender;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.function.LongSupplier;

final class WallClock {
    long badMillis() {
        return System.currentTimeMillis();
    }

    long badNanos() {
        return System.nanoTime();
    }

    LongSupplier badReference() {
        return System::nanoTime;
    }

    Instant badInstant() {
        return Instant.now();
    }

    Clock badClock() {
        return Clock.system(ZoneOffset.UTC);
    }

    @SuppressWarnings("JavaUtilDate")
    Date badDate() {
        return new Date();
    }

    Duration goodDuration() {
        return Duration.ofSeconds(1);
    }
}
