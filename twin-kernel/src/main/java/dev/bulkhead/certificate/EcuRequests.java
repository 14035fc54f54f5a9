package dev.bulkhead.certificate;

import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Timer;
import dev.bulkhead.time.SimTime;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * When the ECU asks for its frames: a timer of the message's period sets somebody going who hands
 * over to the bus's driver, or the driver itself. The request lies between the driver's first
 * moment on the hart from that release on and the end of what both may then take. Where no such
 * timer is found, anywhere in a major frame.
 */
record EcuRequests(Configuration configuration, ExecutionTimes times)
        implements BusTraffic.RequestJitter {

    @Override
    public OptionalLong ps(Optional<Partition> driver, int periodUs) {
        long frameUs = configuration.system().schedule().majorFrameUs();
        OptionalLong latest = OptionalLong.empty();
        if (driver.isPresent()) {
            for (Partition source : configuration.partitions()) {
                boolean hands =
                        source.equals(driver.get())
                                || handsOver(source.name(), driver.get().name());
                for (Timer timer : source.timers()) {
                    if (hands && timer.periodUs() == periodUs) {
                        OptionalLong each = jitter(source, timer, driver.get());
                        if (each.isEmpty()) {
                            return each;
                        }
                        latest = OptionalLong.of(Math.max(latest.orElse(0), each.getAsLong()));
                    }
                }
            }
        }
        return latest.isPresent() ? latest : OptionalLong.of(frameUs * SimTime.PS_PER_US);
    }

    private OptionalLong jitter(Partition source, Timer timer, Partition driver) {
        Capacity capacity = new Capacity(configuration);
        Reaction reaction = new Reaction(configuration, times);
        int frameUs = configuration.system().schedule().majorFrameUs();
        long widest = 0;
        long limit = 2 * capacity.cycles(frameUs);
        for (int at = timer.offsetUs();
                at < Math.max(frameUs, timer.offsetUs() + 1);
                at += timer.periodUs()) {
            long place = capacity.cycles(at % frameUs);
            OptionalLong own = reaction.toTimer(source, timer, place);
            OptionalLong driven =
                    source.equals(driver) || own.isEmpty()
                            ? OptionalLong.of(0)
                            : reaction.toEvent(driver, OptionalLong.of(place + own.getAsLong()));
            if (own.isEmpty() || driven.isEmpty()) {
                return OptionalLong.empty();
            }
            long first = capacity.table(driver).from(place).shortest(1, limit) - 1;
            widest = Math.max(widest, own.getAsLong() + driven.getAsLong() - first);
        }
        return OptionalLong.of(ps(configuration, widest));
    }

    private boolean handsOver(String from, String to) {
        return configuration.system().ports().stream()
                        .anyMatch(
                                p ->
                                        p.writer().partition().equals(from)
                                                && p.readers().stream()
                                                        .anyMatch(r -> r.partition().equals(to)))
                || configuration.system().queues().stream()
                        .anyMatch(
                                q ->
                                        q.sender().partition().equals(from)
                                                && q.receiver().partition().equals(to));
    }

    static long ps(Configuration configuration, long cycles) {
        BigInteger hz = BigInteger.valueOf(configuration.system().board().clockHz());
        return BigInteger.valueOf(cycles)
                .multiply(BigInteger.valueOf(SimTime.PS_PER_S))
                .add(hz.subtract(BigInteger.ONE))
                .divide(hz)
                .longValueExact();
    }
}
