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
import java.util.NavigableMap;
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

    private final long tolerancePs;

    private final SortedMap<Reader, Optional<SamplingPort>> advisoryPorts = new TreeMap<>();
    private final SortedMap<Reader, TreeMap<Long, Taken>> readings = new TreeMap<>();
    private final TreeSet<String> changed = new TreeSet<>();

    /** Who reads which of its ports. */
    private record Reader(int partition, int port) implements Comparable<Reader> {
        static Reader of(PortRead read) {
            return new Reader(read.partition(), read.port());
        }

        @Override
        public int compareTo(Reader other) {
            int byPartition = Integer.compare(partition, other.partition);
            return byPartition != 0 ? byPartition : Integer.compare(port, other.port);
        }
    }

    /**
     * What a read of the faulty run took.
     *
     * @param given what a healthy run gets in its place
     */
    private record Taken(PortRead read, Payload given) {
        boolean isReplaced() {
            return !given.equals(read.message());
        }
    }

    private AdvisoryInputs(ProtectedDomain domain, long tolerancePs) {
        this.domain = domain;
        this.tolerancePs = tolerancePs;
    }

    /**
     * @param tolerancePs by how much a read may be off its time and still be the same one
     * @param golden protected records of the healthy run
     * @param faulty protected records of the faulty run
     */
    static AdvisoryInputs of(
            ProtectedDomain domain,
            long tolerancePs,
            List<TraceRecord> golden,
            List<TraceRecord> faulty) {
        AdvisoryInputs inputs = new AdvisoryInputs(domain, tolerancePs);
        SortedMap<Reader, TreeMap<Long, PortRead>> healthy = new TreeMap<>();
        inputs.advisoryReads(golden)
                .forEach(
                        read ->
                                healthy.computeIfAbsent(Reader.of(read), _ -> new TreeMap<>())
                                        .put(read.atPs(), read));
        SortedMap<Reader, AdvisoryInput> ports = new TreeMap<>();
        SortedMap<String, PortWritten> written = new TreeMap<>();
        for (TraceRecord record : faulty) {
            if (record instanceof PortWritten message) {
                inputs.writtenPort(message).ifPresent(port -> written.put(port.name(), message));
            } else if (record instanceof PortRead read && inputs.isAdvisory(read)) {
                SamplingPort port = inputs.port(read);
                TreeMap<Long, PortRead> own =
                        healthy.computeIfAbsent(Reader.of(read), _ -> new TreeMap<>());
                Optional<PortRead> same = inputs.nearest(own, read.atPs());
                same.ifPresent(it -> own.remove(it.atPs()));
                inputs.take(
                        read,
                        port,
                        ports.computeIfAbsent(Reader.of(read), _ -> new AdvisoryInput(port)),
                        same,
                        inputs.conditionHolds(port, written, read.atPs()));
            }
        }
        for (TreeMap<Long, PortRead> left : healthy.values()) {
            for (PortRead missed : left.values()) { // no message was there, or nobody looked then
                inputs.changed.add(inputs.port(missed).name());
            }
        }
        return inputs;
    }

    /** What lies nearest to a time, if it is near enough to be the same. */
    private <T> Optional<T> nearest(NavigableMap<Long, T> byTime, long atPs) {
        var before = byTime.floorEntry(atPs);
        var after = byTime.ceilingEntry(atPs);
        boolean later =
                before == null || after != null && after.getKey() - atPs < atPs - before.getKey();
        var found = later ? after : before;
        return found != null && Math.abs(found.getKey() - atPs) <= tolerancePs
                ? Optional.of(found.getValue())
                : Optional.empty();
    }

    private void take(
            PortRead read,
            SamplingPort port,
            AdvisoryInput input,
            Optional<PortRead> healthy,
            boolean conditionHolds) {
        if (healthy.isEmpty() || !isSameMessage(healthy.get(), read)) {
            changed.add(port.name());
        }
        Legality legality = input.judge(read, conditionHolds);
        readings.computeIfAbsent(Reader.of(read), _ -> new TreeMap<>())
                .put(read.atPs(), new Taken(read, input.another(legality, read.message())));
    }

    /** Whether two reads took one message, written at one time; ages are in whole microseconds. */
    private static boolean isSameMessage(PortRead one, PortRead other) {
        long laterPs = Math.abs(one.atPs() - other.atPs());
        long olderPs = Math.abs(one.ageUs() - other.ageUs()) * SimTime.PS_PER_US;
        return one.valid() == other.valid()
                && one.message().equals(other.message())
                && Math.abs(laterPs - olderPs) < (laterPs == 0 ? 1 : SimTime.PS_PER_US);
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
        int writer = message.partition();
        if (writer < 0 || writer >= domain.system().partitions().size()) {
            return Optional.empty(); // corrupted kernel data made it up
        }
        End end = end(writer, message.port());
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

    private List<PortRead> advisoryReads(List<TraceRecord> trace) {
        List<PortRead> reads = new ArrayList<>();
        for (TraceRecord record : trace) {
            if (record instanceof PortRead read && isAdvisory(read)) {
                reads.add(read);
            }
        }
        return reads;
    }

    /** Looked up once: it is asked for each read of a run. */
    private Optional<SamplingPort> advisoryPort(int partition, int id) {
        return advisoryPorts.computeIfAbsent(
                new Reader(partition, id),
                reader -> {
                    End end = end(reader.partition, reader.port);
                    return domain.system().ports().stream()
                            .filter(port -> port.advisory().isPresent())
                            .filter(port -> port.readers().contains(end))
                            .findFirst();
                });
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
        return taken(new Reader(partition, port), nowPs).map(AdvisoryInputs::reading);
    }

    private static Reading reading(Taken taken) {
        return new Reading(taken.read.valid(), taken.read.ageUs(), taken.given);
    }

    /** As {@link #same}, times apart. */
    boolean alike(TraceRecord expected, TraceRecord actual) {
        return Alike.SAME_EVENT.test(expected, actual)
                || expected instanceof PortRead e
                        && actual instanceof PortRead a
                        && stands(e, a)
                        && e.valid() == a.valid();
    }

    /** Whether two records are one, a replaced message standing for the illegal one. */
    boolean same(TraceRecord expected, TraceRecord actual) {
        if (expected.equals(actual)) {
            return true;
        }
        return expected instanceof PortRead e
                && actual instanceof PortRead a
                && e.atPs() == a.atPs()
                && stands(e, a)
                && e.valid() == a.valid()
                && e.ageUs() == a.ageUs();
    }

    /** Whether a healthy read got what was given to it in the place of the same illegal message. */
    private boolean stands(PortRead healthy, PortRead faulty) {
        return Reader.of(healthy).equals(Reader.of(faulty))
                && taken(Reader.of(healthy), healthy.atPs())
                        .filter(Taken::isReplaced)
                        .filter(it -> it.given.equals(healthy.message()))
                        .filter(it -> it.read.message().equals(faulty.message()))
                        .isPresent();
    }

    private Optional<Taken> taken(Reader reader, long atPs) {
        return nearest(readings.getOrDefault(reader, new TreeMap<>()), atPs);
    }
}
