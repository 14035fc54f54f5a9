package dev.bulkhead.campaign;

import dev.bulkhead.kernel.KernelObjects;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.twin.Twin;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;

/** The state of the protected domain at one moment. */
public final class ProtectedState {
    /** Fields that hold a time, by how their names end. */
    private static final String TIME_FIELD = "StartPs";

    private static final long NS_PER_S = 1_000_000_000;

    private final List<Memory> memories = new ArrayList<>();
    private final List<Part> parts = new ArrayList<>();

    /** What protected partitions declare as times; zero in their memories. */
    private final List<KeptTime> times = new ArrayList<>();

    private List<KernelObjects.Value> kernel = List.of();

    /** What of the tables for DMA is not as boot wrote it. */
    private List<String> dma = List.of();

    /** Bytes of RAM from {@code address} on. */
    private record Memory(String name, int address, Payload bytes) {}

    private record KeptTime(String name, long ns) {}

    /**
     * Devices, nodes, car.
     *
     * @param inside whether it is part of the ECU
     */
    private record Part(String name, boolean inside, Snapshot state) {}

    /** A byte or field that differs, with both values. */
    public record Difference(String name, String expected, String actual) {
        @Override
        public String toString() {
            return name + ": expected " + expected + ", is " + actual;
        }
    }

    private final long clockHz;

    private ProtectedState(long clockHz) {
        this.clockHz = clockHz;
    }

    static ProtectedState of(Twin twin, ProtectedDomain domain) {
        ProtectedState state = new ProtectedState(domain.system().board().clockHz());
        Ram ram = twin.ecu().ram();
        List<Partition> partitions = domain.system().partitions();
        for (int i = 0; i < partitions.size(); i++) {
            if (domain.hasPartition(i)) {
                Partition partition = partitions.get(i);
                state.memories.add(memory(ram, partition, domain.times()));
            }
        }
        for (ProtectedDomain.Time time : domain.times()) {
            long low = Integer.toUnsignedLong(ram.load(time.address(), 4));
            long high = ram.load(time.address() + 4, 4);
            state.times.add(new KeptTime(time.name(), high << 32 | low));
        }
        state.kernel = twin.kernelObjects().values(domain.partitions(), at -> ram.load(at, 4));
        state.dma =
                twin.kernelObjects()
                        .dmaChanges(
                                at -> ram.load(at, 4),
                                at -> (int) twin.ecu().iopmp().read(at, 4, twin.now().ps()));
        if (domain.hasPartition(twin.kernelObjects().loaded(at -> ram.load(at, 4)))) {
            state.parts.add(new Part("hart", true, Snapshot.of(twin.ecu().hart())));
        }
        for (DeviceEntry device : domain.devices()) {
            twin.ecu()
                    .device(device.name())
                    .ifPresent(
                            it -> state.parts.add(new Part(device.name(), true, Snapshot.of(it))));
        }
        for (int i = 0; i < domain.system().buses().size(); i++) {
            if (domain.hasBus(i)) {
                String bus = domain.system().buses().get(i).name();
                state.parts.add(
                        new Part("bus " + bus, false, Snapshot.of(twin.world().buses().get(i))));
                state.parts.add(
                        new Part(
                                "nodes of bus " + bus,
                                false,
                                Snapshot.of(twin.world().restbuses().get(i))));
            }
        }
        state.parts.add(new Part("vehicle", false, Snapshot.of(twin.world().vehicle())));
        return state;
    }

    private static Memory memory(Ram ram, Partition partition, List<ProtectedDomain.Time> times) {
        int from = partition.base() - ram.base();
        byte[] bytes = Arrays.copyOfRange(ram.bytes(), from, from + partition.size());
        for (ProtectedDomain.Time time : times) {
            int at = time.address() - partition.base();
            if (at >= 0 && at < partition.size()) {
                Arrays.fill(bytes, at, at + Long.BYTES, (byte) 0);
            }
        }
        return new Memory("memory of " + partition.name(), partition.base(), Payload.of(bytes));
    }

    /** What differs, the first byte of each memory and the first field of each part. */
    List<Difference> differences(ProtectedState actual) {
        return differences(actual, Allowed.NOTHING);
    }

    /**
     * What differs inside the ECU, fields left out that only say when something happened.
     *
     * @param cycles by how much those of the kernel and of images may differ
     */
    List<Difference> differencesButTimes(ProtectedState actual, long cycles) {
        return differences(actual, new Allowed(cycles, true, false));
    }

    /**
     * Whether it differs in nothing but when things happened.
     *
     * @param cycles by how much at most
     */
    boolean differsInTimesOnly(ProtectedState actual, long cycles) {
        return !differences(actual).isEmpty()
                && differences(actual, new Allowed(cycles, false, true)).isEmpty();
    }

    /**
     * Which differences do not count.
     *
     * @param cycles up to this of the kernel's times and of those that images declare
     * @param startTimes of devices
     * @param world whether buses, nodes and car count
     */
    private record Allowed(long cycles, boolean startTimes, boolean world) {
        private static final Allowed NOTHING = new Allowed(0, false, true);

        boolean covers(KernelObjects.Value expected, KernelObjects.Value actual) {
            return expected.field().time() && Math.abs(cycle(expected) - cycle(actual)) <= cycles;
        }

        private static long cycle(KernelObjects.Value value) {
            return ByteBuffer.wrap(value.bytes().toBytes())
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .getLong();
        }
    }

    /** Counts of the whole hart, which code cannot read in user mode. */
    private static boolean isNoState(String field) {
        return field.equals("instret");
    }

    private static String loaded(ProtectedState state) {
        return state.parts.getFirst().name.equals("hart")
                ? "a protected partition runs"
                : "none runs";
    }

    private List<Difference> refills(ProtectedState actual, long cycles) {
        SortedMap<String, Refills> theirs = Refills.of(actual.kernel);
        List<Difference> differences = new ArrayList<>();
        Refills.of(kernel)
                .forEach(
                        (partition, refills) -> {
                            if (!refills.isLike(theirs.get(partition), cycles)) {
                                differences.add(
                                        new Difference(
                                                "kernel " + partition + ".refills",
                                                "as in the golden run",
                                                "back at other times"));
                            }
                        });
        return differences;
    }

    private List<Difference> differences(ProtectedState actual, Allowed allowed) {
        List<Difference> differences = new ArrayList<>();
        for (int i = 0; i < memories.size(); i++) {
            Memory mine = memories.get(i);
            Payload theirs = actual.memories.get(i).bytes;
            int at = mine.bytes.mismatch(theirs);
            if (at >= 0) {
                differences.add(
                        new Difference(
                                "%s at 0x%08x".formatted(mine.name, mine.address + at),
                                "%02x".formatted(mine.bytes.at(at)),
                                "%02x".formatted(theirs.at(at))));
            }
        }
        long allowedNs = allowed.cycles * NS_PER_S / clockHz;
        for (int i = 0; i < times.size(); i++) {
            KeptTime mine = times.get(i);
            KeptTime theirs = actual.times.get(i);
            long laterNs = theirs.ns - mine.ns;
            if (laterNs > allowedNs || laterNs < -allowedNs) {
                differences.add(
                        new Difference("time " + mine.name, mine.ns + " ns", theirs.ns + " ns"));
            }
        }
        for (int i = 0; i < kernel.size(); i++) {
            KernelObjects.Value mine = kernel.get(i);
            KernelObjects.Value theirs = actual.kernel.get(i);
            boolean asRefills = allowed.cycles > 0 && Refills.has(mine);
            if (!asRefills
                    && !mine.bytes().equals(theirs.bytes())
                    && !allowed.covers(mine, theirs)) {
                differences.add(
                        new Difference(
                                "kernel " + mine.field().name(),
                                mine.bytes().toString(),
                                theirs.bytes().toString()));
            }
        }
        if (allowed.cycles > 0) {
            differences.addAll(refills(actual, allowed.cycles));
        }
        if (!dma.equals(actual.dma)) {
            differences.add(new Difference("IOPMP", "as boot wrote it", "else in " + actual.dma));
        }
        if (parts.size() != actual.parts.size()) {
            differences.add(new Difference("hart", loaded(this), loaded(actual)));
            return differences;
        }
        for (int i = 0; i < parts.size(); i++) {
            Part mine = parts.get(i);
            if (!allowed.world() && !mine.inside) {
                continue;
            }
            mine.state
                    .firstDifference(
                            actual.parts.get(i).state,
                            field ->
                                    isNoState(field)
                                            || allowed.startTimes() && field.endsWith(TIME_FIELD))
                    .ifPresent(
                            text ->
                                    differences.add(
                                            new Difference(
                                                    mine.name, "as in the golden run", text)));
        }
        return differences;
    }
}
