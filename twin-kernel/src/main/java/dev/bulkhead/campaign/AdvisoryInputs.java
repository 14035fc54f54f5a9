package dev.bulkhead.campaign;

import dev.bulkhead.campaign.AdvisoryInput.Legality;
import dev.bulkhead.kernel.PortStandIn;
import dev.bulkhead.system.Advisory.Condition;
import dev.bulkhead.system.SystemDescription.End;
import dev.bulkhead.system.SystemDescription.SamplingPort;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.trace.TraceRecord.PortRead;
import dev.bulkhead.trace.TraceRecord.PortWritten;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What protected partitions took from advisory ports in a faulty run, made ready for a healthy one:
 * at the same times the same message if it is legal by the description, else another one that is
 * illegal for the same reason.
 */
final class AdvisoryInputs implements PortStandIn {
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
        SortedMap<Integer, AdvisoryInput> ports = new TreeMap<>();
        SortedMap<String, PortWritten> written = new TreeMap<>();
        for (TraceRecord record : faulty) {
            if (record instanceof PortWritten message) {
                inputs.writtenPort(message).ifPresent(port -> written.put(port.name(), message));
            } else if (record instanceof PortRead read && inputs.isAdvisory(read)) {
                SamplingPort port = inputs.port(read);
                inputs.take(
                        read,
                        port,
                        ports.computeIfAbsent(
                                read.partition() << 8 | read.port(), _ -> new AdvisoryInput(port)),
                        Optional.ofNullable(healthy.remove(key(read))),
                        inputs.conditionHolds(port, written, read.atPs()));
            }
        }
        for (PortRead missed : healthy.values()) { // no message was there, or nobody looked then
            inputs.changed.add(inputs.port(missed).name());
        }
        return inputs;
    }

    private void take(
            PortRead read,
            SamplingPort port,
            AdvisoryInput input,
            Optional<PortRead> healthy,
            boolean conditionHolds) {
        if (!healthy.equals(Optional.of(read))) {
            changed.add(port.name());
        }
        Legality legality = input.judge(read, conditionHolds);
        Payload given = input.another(legality, read.message());
        if (!given.equals(read.message())) {
            replaced.add(key(read));
        }
        readings.put(key(read), Optional.of(new Reading(read.valid(), read.ageUs(), given)));
    }

    /** Whether the last message of the port that an advisory one waits for says so. */
    private boolean conditionHolds(
            SamplingPort port, SortedMap<String, PortWritten> written, long nowPs) {
        Optional<Condition> condition = port.advisory().orElseThrow().validWhen();
        if (condition.isEmpty()) {
            return true;
        }
        PortWritten last = written.get(condition.get().port());
        if (last == null) {
            return false;
        }
        long refreshPs = writtenPort(last).orElseThrow().refreshUs() * SimTime.PS_PER_US;
        return nowPs - last.atPs() <= refreshPs
                && condition.get().field().holds(last.message().toBytes());
    }

    private Optional<SamplingPort> writtenPort(PortWritten message) {
        End end = end(message.partition(), message.port());
        return domain.system().ports().stream()
                .filter(port -> port.writer().equals(end))
                .findFirst();
    }

    private End end(int partition, int id) {
        return new End(domain.system().partitions().get(partition).name(), id);
    }

    private boolean isAdvisory(PortRead read) {
        return domain.hasPartition(read.partition())
                && advisoryPort(read.partition(), read.port()).isPresent();
    }

    private SamplingPort port(PortRead read) {
        return advisoryPort(read.partition(), read.port()).orElseThrow();
    }

    private static Key key(PortRead read) {
        return new Key(read.atPs(), read.partition(), read.port());
    }

    private List<PortRead> advisoryReads(List<TraceRecord> trace) {
        List<PortRead> reads = new ArrayList<>();
        for (TraceRecord record : trace) {
            if (record instanceof PortRead read && isAdvisory(read)) {
                reads.add(read);
            }
        }
        return reads;
    }

    private Optional<SamplingPort> advisoryPort(int partition, int id) {
        End end = end(partition, id);
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
