package dev.bulkhead.state;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

class SnapshotTest {
    private enum Gear {
        NEUTRAL,
        FIRST
    }

    /** Two pages; only pages that were written since the last save are copied. */
    private static final class Memory implements PagedMemory {
        final byte[] bytes = new byte[2 * PAGE_BYTES];
        final boolean[] dirty = new boolean[2];
        PageTable last = PageTable.owning(new byte[2][]);

        void write(int at, int value) {
            bytes[at] = (byte) value;
            dirty[at / PAGE_BYTES] = true;
        }

        @Override
        public PageTable save() {
            byte[][] changed = new byte[2][];
            for (int i = 0; i < 2; i++) {
                if (dirty[i]) {
                    changed[i] = Arrays.copyOfRange(bytes, i * PAGE_BYTES, (i + 1) * PAGE_BYTES);
                }
            }
            Arrays.fill(dirty, false);
            last = last.with(changed);
            return last;
        }

        @Override
        public void restore(PageTable table) {
            for (int i = 0; i < 2; i++) {
                table.copyPage(i, bytes, i * PAGE_BYTES);
            }
            Arrays.fill(dirty, false);
            last = table;
        }
    }

    private static final class Inner implements Stateful {
        double slip = -0.0;
        boolean armed;

        @Override
        public void describe(Fields fields) {
            slip = fields.f64("slip", slip);
            armed = fields.bool("armed", armed);
        }
    }

    private static final class Thing implements Stateful {
        long large = Long.MIN_VALUE;
        int small = -7;
        Gear gear = Gear.FIRST;
        final int[] ints = {1, -2, 3};
        final long[] longs = {Long.MAX_VALUE};
        final double[] doubles = {1.5, Double.NaN};
        final byte[] bytes = {1, 2, 3};
        final Inner inner = new Inner();
        final Memory memory = new Memory();
        List<String> words = new ArrayList<>(List.of("10", "20"));

        @Override
        public void describe(Fields fields) {
            large = fields.i64("large", large);
            small = fields.i32("small", small);
            gear = fields.constant("gear", gear, Gear.values());
            fields.i32s("ints", ints);
            fields.i64s("longs", longs);
            fields.f64s("doubles", doubles);
            fields.bytes("bytes", bytes);
            fields.child("inner", inner);
            fields.pages("memory", memory);
            words =
                    fields.list(
                            "words",
                            words,
                            (walk, word) ->
                                    Long.toString(
                                            walk.i64(
                                                    "value",
                                                    word == null ? 0 : Long.parseLong(word))));
        }

        void change() {
            large = 1;
            small = 2;
            gear = Gear.NEUTRAL;
            Arrays.fill(ints, 0);
            longs[0] = 0;
            Arrays.fill(doubles, 0);
            Arrays.fill(bytes, (byte) 0);
            inner.slip = 9;
            inner.armed = true;
            memory.write(5, 99);
            memory.write(PagedMemory.PAGE_BYTES, 98);
            words = new ArrayList<>(List.of("1", "2", "3"));
        }
    }

    private final Thing thing = new Thing();

    @Nested
    class Restoring {
        @Test
        void putsEveryKindOfFieldBack() {
            thing.memory.write(5, 11);
            Snapshot saved = Snapshot.of(thing);
            thing.change();
            saved.restoreInto(thing);
            assertEquals(Long.MIN_VALUE, thing.large);
            assertEquals(-7, thing.small);
            assertEquals(Gear.FIRST, thing.gear);
            assertArrayEquals(new int[] {1, -2, 3}, thing.ints);
            assertArrayEquals(new long[] {Long.MAX_VALUE}, thing.longs);
            assertArrayEquals(new double[] {1.5, Double.NaN}, thing.doubles);
            assertArrayEquals(new byte[] {1, 2, 3}, thing.bytes);
            assertEquals(
                    Double.doubleToRawLongBits(-0.0), Double.doubleToRawLongBits(thing.inner.slip));
            assertEquals(false, thing.inner.armed);
            assertEquals(11, thing.memory.bytes[5]);
            assertEquals(0, thing.memory.bytes[PagedMemory.PAGE_BYTES]);
            assertEquals(List.of("10", "20"), thing.words);
        }

        @Test
        void intoAnotherThingOfTheSameDescriptionMakesItEqual() {
            thing.change();
            Snapshot saved = Snapshot.of(thing);
            Thing other = new Thing();
            saved.restoreInto(other);
            assertEquals(saved.hash(), Snapshot.of(other).hash());
            assertEquals(Optional.empty(), saved.firstDifference(Snapshot.of(other)));
        }

        @Test
        void aSnapshotIsUntouchedByWhatComesAfterIt() {
            Snapshot saved = Snapshot.of(thing);
            String hash = saved.hash();
            thing.change();
            assertEquals(hash, saved.hash());
        }

        @Test
        void intoSomethingElseIsRefusedWithBothNames() {
            Snapshot saved = Snapshot.of(new Inner());
            Stateful other = fields -> fields.i64("speed", 0);
            var error = assertThrows(IllegalStateException.class, () -> saved.restoreInto(other));
            assertEquals("field 0 is 'speed' but the snapshot has 'slip'", error.getMessage());
        }

        @Test
        void intoSomethingWithFewerFieldsIsRefused() {
            Snapshot saved = Snapshot.of(new Inner());
            Stateful other = fields -> fields.f64("slip", 0);
            var error = assertThrows(IllegalStateException.class, () -> saved.restoreInto(other));
            assertEquals("restored 1 of 2 saved fields", error.getMessage());
        }

        @Test
        void aByteArrayOfAnotherLengthIsRefused() {
            Stateful longer = fields -> fields.bytes("key", new byte[4]);
            Stateful shorter = fields -> fields.bytes("key", new byte[3]);
            Snapshot saved = Snapshot.of(longer);
            var error = assertThrows(IllegalStateException.class, () -> saved.restoreInto(shorter));
            assertEquals("key has 3 bytes but the snapshot 4", error.getMessage());
        }
    }

    @Nested
    class Comparing {
        private Optional<String> differenceAfter(Runnable change) {
            Snapshot before = Snapshot.of(thing);
            change.run();
            Snapshot after = Snapshot.of(thing);
            assertNotEquals(before.hash(), after.hash());
            return before.firstDifference(after);
        }

        @Test
        void namesAFieldByItsPath() {
            assertEquals(
                    Optional.of("inner.armed: 0 and 1"),
                    differenceAfter(() -> thing.inner.armed = true));
            assertEquals(Optional.of("ints.1: -2 and 5"), differenceAfter(() -> thing.ints[1] = 5));
        }

        @Test
        void namesAByteArrayAndItsOffset() {
            assertEquals(
                    Optional.of("bytes at offset 2"), differenceAfter(() -> thing.bytes[2] = 9));
        }

        @Test
        void namesAMemoryAndItsOffset() {
            assertEquals(
                    Optional.of("memory at offset 4099"),
                    differenceAfter(() -> thing.memory.write(PagedMemory.PAGE_BYTES + 3, 1)));
        }

        @Test
        void noticesAListThatGrew() {
            assertEquals(
                    Optional.of("words.size: 2 and 3"),
                    differenceAfter(() -> thing.words.add("30")));
        }
    }

    @Nested
    class Pages {
        @Test
        void thatDidNotChangeAreShared() {
            thing.memory.write(0, 1);
            thing.memory.write(PagedMemory.PAGE_BYTES, 1);
            PageTable first = thing.memory.save();
            thing.memory.write(0, 2);
            PageTable second = thing.memory.save();
            assertEquals(1, first.pagesNotSharedWith(second));
            assertEquals(true, first.samePage(second, 1));
        }

        @Test
        void thatWereWrittenWithTheirOldContentMakeNoDifference() {
            thing.memory.write(7, 1);
            PageTable first = thing.memory.save();
            thing.memory.write(7, 1);
            PageTable second = thing.memory.save();
            assertEquals(1, first.pagesNotSharedWith(second));
            assertEquals(-1, first.firstDifference(second));
        }

        @Test
        void ofZerosNeedNoBytes() {
            PageTable zeros = PageTable.owning(new byte[2][]);
            PageTable written = PageTable.owning(new byte[][] {null, new byte[4096]});
            assertEquals(-1, zeros.firstDifference(written));
        }
    }
}
