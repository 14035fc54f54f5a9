package dev.bulkhead.state;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/**
 * One walk over the state of an object tree. A scalar goes in as it is and comes back as it shall
 * be: unchanged by a walk that saves, hashes, compares or prints, replaced by one that restores.
 * Arrays are visited in place and keep their length.
 */
public interface Fields {

    /** Whether this walk puts saved values in. */
    boolean restoring();

    /** Visits a signed 64-bit field; other scalars are stored through it. */
    long i64(String name, long value);

    /** Visits {@code length} bytes of {@code array} from {@code 0}, in place. */
    void bytes(String name, byte[] array, int length);

    /** Enters a named part; each call is matched by {@link #leave}. */
    void enter(String name);

    /** Leaves the part that was entered last. */
    void leave();

    /**
     * Visits a paged memory; a snapshot shares the pages that did not change since the last one.
     */
    void pages(String name, PagedMemory memory);

    default int i32(String name, int value) {
        return (int) i64(name, value);
    }

    /** Visits an unsigned field that has only {@code width} bits in hardware, 1 to 31. */
    default int bits(String name, int value, int width) {
        return i32(name, value);
    }

    default boolean bool(String name, boolean value) {
        return i64(name, value ? 1 : 0) != 0;
    }

    default double f64(String name, double value) {
        return Double.longBitsToDouble(i64(name, Double.doubleToRawLongBits(value)));
    }

    default <E extends Enum<E>> E constant(String name, E value, E[] constants) {
        return constants[i32(name, value.ordinal())];
    }

    default void bytes(String name, byte[] array) {
        bytes(name, array, array.length);
    }

    default void i32s(String name, int[] array) {
        enter(name);
        for (int i = 0; i < array.length; i++) {
            array[i] = i32(Integer.toString(i), array[i]);
        }
        leave();
    }

    default void i64s(String name, long[] array) {
        enter(name);
        for (int i = 0; i < array.length; i++) {
            array[i] = i64(Integer.toString(i), array[i]);
        }
        leave();
    }

    default void f64s(String name, double[] array) {
        enter(name);
        for (int i = 0; i < array.length; i++) {
            array[i] = f64(Integer.toString(i), array[i]);
        }
        leave();
    }

    default void child(String name, Stateful child) {
        enter(name);
        child.describe(this);
        leave();
    }

    /**
     * Visits a list of values whose length may differ between two states.
     *
     * @param element describes one element: takes the walk and the present element, {@code null}
     *     while restoring, and returns the element that shall stand in the list
     * @return {@code items} itself, or while restoring a new mutable list
     */
    default <T> List<T> list(String name, List<T> items, BiFunction<Fields, T, T> element) {
        enter(name);
        int size = i32("size", items.size());
        List<T> result = items;
        if (restoring()) {
            result = new ArrayList<>(size);
        }
        for (int i = 0; i < size; i++) {
            enter(Integer.toString(i));
            T visited = element.apply(this, restoring() ? null : items.get(i));
            leave();
            if (restoring()) {
                result.add(visited);
            }
        }
        leave();
        return result;
    }
}
