package dev.bulkhead.campaign;

import dev.bulkhead.kernel.KernelObjects.Value;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When which part of a partition's budget comes back: a ring in the kernel's RAM. Two runs in which
 * it used its time a little earlier or later, or in other pieces, have other entries at other
 * places, which say nearly the same.
 */
final class Refills {
    private static final Pattern FIELD =
            Pattern.compile("(.+)\\.refill(?:(\\d+)\\.(time|amount)|\\.(head|count))");

    private final SortedMap<Integer, Long> times = new TreeMap<>();
    private final SortedMap<Integer, Long> amounts = new TreeMap<>();
    private long head;
    private long count;

    /** Whether a field is part of one. */
    static boolean has(Value value) {
        return FIELD.matcher(value.field().name()).matches();
    }

    /** Those of each partition, by its name. */
    static SortedMap<String, Refills> of(List<Value> kernel) {
        SortedMap<String, Refills> all = new TreeMap<>();
        for (Value value : kernel) {
            Matcher field = FIELD.matcher(value.field().name());
            if (field.matches()) {
                all.computeIfAbsent(field.group(1), _ -> new Refills()).put(field, number(value));
            }
        }
        return all;
    }

    private void put(Matcher field, long number) {
        if (field.group(2) == null) {
            head = field.group(4).equals("head") ? number : head;
            count = field.group(4).equals("count") ? number : count;
        } else {
            (field.group(3).equals("time") ? times : amounts)
                    .put(Integer.parseInt(field.group(2)), number);
        }
    }

    private static long number(Value value) {
        byte[] bytes = new byte[Long.BYTES];
        byte[] held = value.bytes().toBytes();
        System.arraycopy(held, 0, bytes, 0, held.length);
        return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong();
    }

    /** A part that comes back at a cycle. */
    private record Part(long cycle, long amount) {}

    private List<Part> parts() {
        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < Math.min(count, times.size()); i++) {
            int place = (int) Math.floorMod(head + i, (long) times.size());
            parts.add(new Part(times.get(place), amounts.get(place)));
        }
        return parts;
    }

    /** How much has come back by a cycle. */
    private static long back(List<Part> parts, long cycle) {
        return parts.stream().filter(p -> p.cycle <= cycle).mapToLong(Part::amount).sum();
    }

    private static long total(List<Part> parts) {
        return parts.stream().mapToLong(Part::amount).sum();
    }

    /**
     * Whether it is the same budget, to the cycle, and at every time as much has come back as in
     * the other run at a time that is no further away than {@code cycles}, give or take what can be
     * used in that time.
     */
    boolean isLike(Refills other, long cycles) {
        List<Part> mine = parts();
        List<Part> theirs = other.parts();
        return total(mine) == total(theirs)
                && isBehind(mine, theirs, cycles)
                && isBehind(theirs, mine, cycles);
    }

    private static boolean isBehind(List<Part> late, List<Part> early, long cycles) {
        return early.stream()
                .allMatch(
                        part ->
                                back(late, part.cycle + cycles)
                                        >= back(early, part.cycle) - cycles);
    }
}
