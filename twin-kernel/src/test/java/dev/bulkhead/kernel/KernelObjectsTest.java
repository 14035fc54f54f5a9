package dev.bulkhead.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.kernel.KernelObjects.Field;
import dev.bulkhead.kernel.KernelObjects.Value;

import org.junit.jupiter.api.Test;

import java.util.Comparator;
import java.util.List;

/** Partition {@code d} is the domain, {@code q} is outside. */
class KernelObjectsTest {
    private static final long DOMAIN = 1;

    private static EcuBuilder system(int signals, int message) {
        EcuBuilder system = new EcuBuilder();
        system.partition("d").timer(9, 1000, 0, 0).runs(g -> g.writePort(1, g.buffer(), 8).spin());
        system.partition("q")
                .runs(
                        g -> {
                            for (int i = 0; i < signals; i++) {
                                g.signal(4);
                            }
                            g.poke(g.buffer(), message).writePort(0, g.buffer(), 8).spin();
                        });
        system.channel("d", 3, "q", 4, false);
        return system.port("in", 8, 1000, "q", "d").port("out", 8, 1000, "d", "q");
    }

    private static Ecu run(int signals, int message) {
        return system(signals, message).build().runFrames(1);
    }

    private static List<Value> values(Ecu ecu) {
        return objects().values(DOMAIN, ecu::peek);
    }

    private static KernelObjects objects() {
        return KernelObjects.of(system(0, 0).describe(), system(0, 0).image());
    }

    @Test
    void lieInTheKernelsDataApartUnderNamesOfTheirOwn() {
        List<Field> fields =
                objects().fields().stream()
                        .sorted(Comparator.comparingInt(Field::address))
                        .toList();
        int end = KernelLayout.BASE;
        for (Field field : fields) {
            assertTrue(field.address() >= end, field.name());
            end = field.address() + field.bytes();
        }
        assertEquals(system(0, 0).image().layout().dataEnd(), end);
        assertEquals(fields.size(), fields.stream().map(Field::name).distinct().count());
    }

    @Test
    void areFoundByNameAndByAddress() {
        KernelObjects objects = objects();
        Field saved = objects.field("q.context.x31").orElseThrow();
        int second = KernelLayout.PARTITIONS + KernelLayout.PARTITION_STRIDE;
        assertEquals(second + 4 * 31, saved.address(), "x1 to x31 follow the pc");
        assertEquals(saved, objects.at(saved.address() + 3).orElseThrow());
        assertEquals(2, saved.owners());
    }

    @Test
    void leaveOutASignalAndAMessageFromOutsideThatNobodyTook() {
        Ecu quiet = run(0, 1);
        Ecu busy = run(3, 2);
        Field pending = objects().field("d.pending").orElseThrow();
        assertNotEquals(quiet.peek(pending.address()), busy.peek(pending.address()));
        assertEquals(values(quiet), values(busy));
    }

    @Test
    void haveWhatTheDomainItselfWroteAndWhatItsTimersPosted() {
        List<String> names = values(run(0, 0)).stream().map(v -> v.field().name()).toList();
        assertTrue(names.contains("port.out.buffer"));
        assertTrue(names.contains("port.in.size"));
        assertTrue(!names.contains("port.in.buffer"));
        assertEquals(1L << 9, objects().pendingBits(0, DOMAIN));
        assertEquals(1L << 9 | 1L << 3, objects().pendingBits(0, 3));
    }

    @Test
    void showAnyChangeOfASavedRegister() {
        Ecu ecu = run(0, 0);
        List<Value> before = values(ecu);
        Field field = objects().field("d.context.f7").orElseThrow();
        ecu.ram.store(field.address() + 4, 4, ecu.peek(field.address() + 4) ^ 1 << 20);
        List<String> other =
                values(ecu).stream()
                        .filter(value -> !before.contains(value))
                        .map(value -> value.field().name())
                        .toList();
        assertEquals(List.of("d.context.f7"), other);
    }
}
