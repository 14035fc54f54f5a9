package dev.bulkhead.campaign;

import dev.bulkhead.e2e.E2eCheckStatus;
import dev.bulkhead.e2e.E2eChecker;
import dev.bulkhead.kernel.PortStandIn;
import dev.bulkhead.system.Advisory;
import dev.bulkhead.system.Advisory.FieldRange;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.PortRead;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What protected partitions took from advisory ports in a faulty run, made ready for a healthy one:
 * at the same times the same message if it is legal by the description, else one fixed illegal
 * message of the same class.
 */
final class AdvisoryInputs implements PortStandIn {
    /** Checks without a new message in between never count as an interruption. */
    private static final int ANY_GAP = 14;

    private final ProtectedDomain domain;
    private final SortedMap<Key, Optional<Reading>> readings = new TreeMap<>();
    private final TreeSet<Key> replaced = new TreeSet<>();
    private final TreeSet<String> changed = new TreeSet<>();

    /** One read. */
    private record Key(long atPs, int partition, int port) implements Comparable<Key> {
        @Override
        public int compareTo(Key other) {
            int byTime = Long.compare(atPs, other.atPs);
            int byPartition = Integer.compare(partition, other.partition);
            return byTime != 0
                    ? byTime
                    : byPartition != 0 ? byPartition : Integer.compare(port, other.port);
        }
    }

    /** Why a message is not legal. */
    private enum Class {
        LEGAL,
        STALE,
        WRONG_CRC,
        WRONG_SEQUENCE,
        OUT_OF_RANGE
    }

    /** An advisory port as one protected partition reads it. */
    private static final class Input {
        private final SamplingPort port;
        private final Advisory advisory;
        private final Optional<E2eChecker> checker;
        private Optional<Payload> before = Optional.empty();

        Input(SamplingPort port, Advisory advisory) {
            this.port = port;
            this.advisory = advisory;
            checker =
                    advisory.e2e()
                            .map(
                                    e2e ->
                                            new E2eChecker(
                                                    e2e.profile(port.size()),
                                                    new E2eChecker.Limits(
                                                            e2e.maxDelta(), ANY_GAP, 0)));
        }

        Class judge(PortRead read) {
            if (!read.valid()) {
                return Class.STALE;
            }
            boolean isNew = before.isEmpty() || !before.get().equals(read.message());
            before = Optional.of(read.message());
            byte[] bytes = read.message().toBytes();
            if (isNew && checker.isPresent()) {
                E2eCheckStatus status = checker.get().check(bytes);
                if (status == E2eCheckStatus.WRONG_CRC || status == E2eCheckStatus.ERROR) {
                    return Class.WRONG_CRC;
                }
                if (status == E2eCheckStatus.WRONG_SEQUENCE || status == E2eCheckStatus.REPEATED) {
                    return Class.WRONG_SEQUENCE;
                }
            }
            return advisory.inRange(bytes) ? Class.LEGAL : Class.OUT_OF_RANGE;
        }

        /** The fixed message that stands for all of its class. */
        Payload fixed(Class why, Payload message) {
            byte[] bytes = new byte[message.length()];
            if (why == Class.OUT_OF_RANGE) {
                FieldRange field = advisory.ranges().getFirst();
                for (int i = 0; i < field.bits(); i++) {
                    int at = field.bit() + i;
                    if ((field.most() + 1 >>> i & 1) != 0 && at / Byte.SIZE < bytes.length) {
                        bytes[at / Byte.SIZE] |= (byte) (1 << at % Byte.SIZE);
                    }
                }
            }
            if (why != Class.WRONG_CRC) {
                int counter = message.length() > 1 ? message.at(1) & 0xf : 0;
                advisory.e2e()
                        .map(e2e -> e2e.profile(port.size()))
                        .ifPresent(
                                profile ->
                                        profile.protect(bytes, counter % profile.counterValues()));
            } else {
                bytes[0] = (byte) ~bytes[0];
            }
            return Payload.of(bytes);
        }
    }

    private AdvisoryInputs(ProtectedDomain domain) {
        this.domain = domain;
    }

    /**
     * @param golden protected records of the healthy run
     * @param faulty protected records of the faulty run
     */
    static AdvisoryInputs of(
            ProtectedDomain domain, List<TraceRecord> golden, List<TraceRecord> faulty) {
        AdvisoryInputs inputs = new AdvisoryInputs(domain);
        SortedMap<Key, PortRead> healthy = new TreeMap<>();
        inputs.advisoryReads(golden).forEach(read -> healthy.put(key(read), read));
        SortedMap<Integer, Input> ports = new TreeMap<>();
        for (PortRead read : inputs.advisoryReads(faulty)) {
            SamplingPort port = inputs.advisoryPort(read.partition(), read.port()).orElseThrow();
            int number = read.partition() << 8 | read.port();
            Input input =
                    ports.computeIfAbsent(
                            number, _ -> new Input(port, port.advisory().orElseThrow()));
            Class why = input.judge(read);
            Reading given = reading(read);
            if (!read.equals(healthy.remove(key(read)))) {
                inputs.changed.add(port.name());
            }
            if (why != Class.LEGAL && why != Class.STALE) {
                inputs.replaced.add(key(read));
                given = new Reading(given.valid(), given.ageUs(), input.fixed(why, read.message()));
            }
            inputs.readings.put(key(read), Optional.of(given));
        }
        for (PortRead missed : healthy.values()) { // no message was there, or nobody looked then
            inputs.changed.add(
                    inputs.advisoryPort(missed.partition(), missed.port()).orElseThrow().name());
        }
        return inputs;
    }

    private static Key key(PortRead read) {
        return new Key(read.atPs(), read.partition(), read.port());
    }

    private static Reading reading(PortRead read) {
        return new Reading(read.valid(), read.ageUs(), read.message());
    }

    private List<PortRead> advisoryReads(List<TraceRecord> trace) {
        List<PortRead> reads = new ArrayList<>();
        for (TraceRecord record : trace) {
            if (record instanceof PortRead read
                    && domain.hasPartition(read.partition())
                    && advisoryPort(read.partition(), read.port()).isPresent()) {
                reads.add(read);
            }
        }
        return reads;
    }

    private Optional<SamplingPort> advisoryPort(int partition, int id) {
        String name = domain.system().partitions().get(partition).name();
        End end = new End(name, id);
        return domain.system().ports().stream()
                .filter(port -> port.advisory().isPresent() && port.readers().contains(end))
                .findFirst();
    }

    /** Ports of which protected partitions took other messages than in the healthy run. */
    List<String> changed() {
        return List.copyOf(changed);
    }

    @Override
    public Optional<Reading> reading(
            long nowPs, int partition, int port, Optional<Reading> actual) {
        if (!domain.hasPartition(partition) || advisoryPort(partition, port).isEmpty()) {
            return actual;
        }
        return readings.getOrDefault(new Key(nowPs, partition, port), Optional.empty());
    }

    /** As {@link #same}, times apart. */
    boolean alike(TraceRecord expected, TraceRecord actual) {
        return Alike.SAME_EVENT.test(expected, actual) || same(expected, actual);
    }

    /** Whether two records are one, a replaced message standing for the illegal one. */
    boolean same(TraceRecord expected, TraceRecord actual) {
        if (expected.equals(actual)) {
            return true;
        }
        return expected instanceof PortRead e
                && actual instanceof PortRead a
                && key(e).equals(key(a))
                && replaced.contains(key(a))
                && e.valid() == a.valid()
                && e.ageUs() == a.ageUs();
    }
}
