package dev.bulkhead.campaign;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.kernel.KernelObjects;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.partitions.Images;
import dev.bulkhead.partitions.Shipped;
import dev.bulkhead.scenario.ScenarioReader;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.trace.Payload;
import dev.bulkhead.trace.TraceRecord;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Whatever is changed in the protected domain's trace or state is seen, and what is changed outside
 * is not. The records and states are those of a real run.
 */
class TheCheckIsNotBlindTest {
    private static final SimTime BRAKING_HARD = SimTime.ofMs(1500);

    private static Subject subject;
    private static ProtectedDomain domain;
    private static List<TraceRecord> everything;

    @BeforeAll
    static void runOnce() {
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read("system", Shipped.REFERENCE);
        subject =
                new Subject(
                        system,
                        new ScenarioReader(Shipped.scenarios())
                                .read("scenario", "full-stop-ice", system.description()),
                        Twin.Settings.SHIPPED);
        domain = subject.domain();
        everything = new ArrayList<>();
        subject.twin(everything::add).runUntil(BRAKING_HARD);
    }

    private static List<TraceRecord> protectedRecords() {
        return everything.stream().filter(domain::holds).toList();
    }

    private static Optional<FirstDifference> compared(List<TraceRecord> faulty) {
        TraceComparison comparison =
                new TraceComparison(domain, protectedRecords(), 0, TraceRecord::equals);
        faulty.forEach(comparison::record);
        return comparison.until(BRAKING_HARD.ps());
    }

    @Nested
    class Trace {
        @Test
        void theSameRecordsAreNoDifference() {
            assertEquals(Optional.empty(), compared(everything));
        }

        @Test
        void eachFieldOfEachKindOfRecordCounts() throws Exception {
            SortedMap<String, Integer> kinds = new TreeMap<>();
            for (int i = 0; i < everything.size(); i++) {
                TraceRecord record = everything.get(i);
                String kind = record.getClass().getSimpleName();
                if (domain.holds(record) && kinds.putIfAbsent(kind, i) == null) {
                    for (RecordComponent field : record.getClass().getRecordComponents()) {
                        if (field.getName().equals("partition")) {
                            continue; // another partition's record is another record
                        }
                        List<TraceRecord> changed = new ArrayList<>(everything);
                        changed.set(i, perturbed(record, field.getName()));
                        assertTrue(
                                compared(changed).isPresent(),
                                () -> kind + "." + field.getName() + " may change unseen");
                    }
                }
            }
            assertTrue(kinds.size() >= 12, "kinds seen: " + kinds.keySet());
        }

        @Test
        void aMissingAndAnAdditionalRecordOfEachKindCount() {
            SortedMap<String, Integer> kinds = new TreeMap<>();
            for (int i = 0; i < everything.size(); i++) {
                if (domain.holds(everything.get(i))
                        && kinds.putIfAbsent(everything.get(i).getClass().getSimpleName(), i)
                                == null) {
                    List<TraceRecord> missing = new ArrayList<>(everything);
                    missing.remove(i);
                    assertTrue(compared(missing).isPresent());
                    List<TraceRecord> more = new ArrayList<>(everything);
                    more.add(i, everything.get(i));
                    assertTrue(compared(more).isPresent());
                }
            }
        }

        @Test
        void whatOnlyConcernsOthersDoesNotCount() {
            List<TraceRecord> only = new ArrayList<>(everything);
            only.removeIf(record -> !domain.holds(record));
            assertTrue(only.size() < everything.size());
            assertEquals(Optional.empty(), compared(only));
        }

        private static TraceRecord perturbed(TraceRecord record, String name) throws Exception {
            RecordComponent[] fields = record.getClass().getRecordComponents();
            Object[] values = new Object[fields.length];
            Class<?>[] types = new Class<?>[fields.length];
            for (int i = 0; i < fields.length; i++) {
                types[i] = fields[i].getType();
                fields[i].getAccessor().setAccessible(true);
                Object value = fields[i].getAccessor().invoke(record);
                values[i] = fields[i].getName().equals(name) ? other(value) : value;
            }
            var constructor = record.getClass().getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return (TraceRecord) constructor.newInstance(values);
        }

        private static Object other(Object value) {
            return switch (value) {
                case Long number -> number ^ 1;
                case Integer number -> number ^ 1;
                case Boolean flag -> !flag;
                case Payload bytes -> {
                    byte[] changed = bytes.toBytes();
                    if (changed.length == 0) {
                        yield Payload.of(new byte[1]);
                    }
                    changed[changed.length - 1] ^= 1;
                    yield Payload.of(changed);
                }
                case Enum<?> constant ->
                        constant.getDeclaringClass()
                                .getEnumConstants()[constant.ordinal() == 0 ? 1 : 0];
                default -> throw new IllegalStateException("no other value of " + value);
            };
        }
    }

    @Nested
    class State {
        private final Twin twin = subject.twin(_ -> {});
        private final ProtectedState healthy;

        State() {
            twin.runUntil(BRAKING_HARD);
            healthy = ProtectedState.of(twin, domain);
        }

        private boolean seesFlipAt(int address) {
            Ram ram = twin.ecu().ram();
            int byteThere = ram.load(address, 1);
            ram.store(address, 1, byteThere ^ 1);
            boolean seen = !healthy.differences(ProtectedState.of(twin, domain)).isEmpty();
            ram.store(address, 1, byteThere);
            return seen;
        }

        @Test
        void unchangedStateIsNoDifference() {
            assertEquals(List.of(), healthy.differences(ProtectedState.of(twin, domain)));
        }

        @Test
        void theFirstAndTheLastByteOfEachProtectedPartitionCount() {
            for (Partition partition : domain.system().partitions()) {
                boolean isProtected = domain.names().contains(partition.name());
                int last = partition.base() + partition.size() - 1;
                assertEquals(isProtected, seesFlipAt(partition.base()), partition.name());
                assertEquals(isProtected, seesFlipAt(last), partition.name());
            }
        }

        @Test
        void eachKernelFieldOfAProtectedPartitionCountsAndNoneOfAnotherAlone() {
            for (KernelObjects.Field field : twin.kernelObjects().fields()) {
                if ((field.owners() & domain.partitions()) == 0) {
                    assertFalse(seesFlipAt(field.address()), field.name());
                }
            }
            for (String name : domain.names()) {
                for (String part : List.of(".context.pc", ".context.x5", ".context.f9")) {
                    KernelObjects.Field field =
                            twin.kernelObjects().field(name + part).orElseThrow();
                    assertTrue(seesFlipAt(field.address()), field.name());
                }
            }
        }

        @Test
        void eachWordOfTheTableForDmaCounts() {
            List<KernelObjects.Field> table =
                    twin.kernelObjects().fields().stream()
                            .filter(field -> field.name().startsWith("dma."))
                            .toList();
            assertFalse(table.isEmpty());
            table.forEach(field -> assertTrue(seesFlipAt(field.address()), field.name()));
        }

        @Test
        void theIopmpCounts() {
            twin.ecu().iopmp().reset(twin.now().ps());
            List<ProtectedState.Difference> seen =
                    healthy.differences(ProtectedState.of(twin, domain));
            assertEquals(
                    List.of("IOPMP"), seen.stream().map(ProtectedState.Difference::name).toList());
        }

        @Test
        void controllerNodesAndCarCount() {
            twin.runOn(BRAKING_HARD.plus(SimTime.ofMs(10)));
            List<String> parts =
                    healthy.differences(ProtectedState.of(twin, domain)).stream()
                            .map(ProtectedState.Difference::name)
                            .toList();
            assertTrue(parts.contains("vehicle"), parts.toString());
            assertTrue(parts.contains("nodes of bus chassis"), parts.toString());
            assertTrue(parts.contains("bus chassis"), parts.toString());
        }
    }
}
