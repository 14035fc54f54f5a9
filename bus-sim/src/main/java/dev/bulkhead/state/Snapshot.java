package dev.bulkhead.state;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The state of an object tree at one moment: its scalars as named 64-bit values, its byte arrays,
 * and the page tables of its memories. Immutable; unchanged pages are shared between snapshots.
 */
public final class Snapshot {
    private final List<String> names;
    private final long[] values;
    private final List<Named<byte[]>> arrays;
    private final List<Named<PageTable>> tables;

    private record Named<T>(String name, T content) {}

    private Snapshot(Saving walk, List<String> names) {
        this.names = names;
        this.values = Arrays.copyOf(walk.values, walk.count);
        this.arrays = walk.arrays;
        this.tables = walk.tables;
    }

    /** Saves the state of {@code root}. */
    public static Snapshot of(Stateful root) {
        Saving walk = new Saving();
        root.describe(walk);
        return new Snapshot(walk, walk.names);
    }

    /**
     * Saves the state of {@code root}; where it has the same fields as {@code like}, the two share
     * their names.
     */
    public static Snapshot of(Stateful root, Snapshot like) {
        Saving walk = new Saving();
        root.describe(walk);
        return new Snapshot(walk, walk.names.equals(like.names) ? like.names : walk.names);
    }

    /**
     * Puts this state into {@code root}, which must have been built from the same description.
     *
     * @throws IllegalStateException if {@code root} describes other fields than were saved
     */
    public void restoreInto(Stateful root) {
        Restoring walk = new Restoring(this);
        root.describe(walk);
        if (walk.next != values.length) {
            throw new IllegalStateException(
                    "restored " + walk.next + " of " + values.length + " saved fields");
        }
    }

    /** SHA-256 over all names and values, in hexadecimal. */
    public String hash() {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] word = new byte[8];
            for (int i = 0; i < values.length; i++) {
                digest.update(names.get(i).getBytes(java.nio.charset.StandardCharsets.UTF_8));
                for (int b = 0; b < 8; b++) {
                    word[b] = (byte) (values[i] >>> (8 * b));
                }
                digest.update(word);
            }
            arrays.forEach(array -> digest.update(array.content));
            tables.forEach(table -> table.content.feed(digest::update));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The first field, by its path, in which the two states differ. */
    public Optional<String> firstDifference(Snapshot other) {
        return firstDifference(other, _ -> false);
    }

    /**
     * As {@link #firstDifference(Snapshot)}, but without the values of fields whose path {@code
     * ignored} names.
     */
    public Optional<String> firstDifference(Snapshot other, Predicate<String> ignored) {
        for (int i = 0; i < Math.min(values.length, other.values.length); i++) {
            if (!names.get(i).equals(other.names.get(i))) {
                return Optional.of(
                        names.get(i) + " stands where the other has " + other.names.get(i));
            }
            if (values[i] != other.values[i] && !ignored.test(names.get(i))) {
                return Optional.of(names.get(i) + ": " + values[i] + " and " + other.values[i]);
            }
        }
        if (values.length != other.values.length) {
            return Optional.of(values.length + " and " + other.values.length + " fields");
        }
        for (int i = 0; i < arrays.size(); i++) {
            Named<byte[]> array = arrays.get(i);
            int at = Arrays.mismatch(array.content, other.arrays.get(i).content);
            if (at >= 0 && !ignored.test(array.name)) {
                return Optional.of(array.name + " at offset " + at);
            }
        }
        for (int i = 0; i < tables.size(); i++) {
            Named<PageTable> table = tables.get(i);
            long at = table.content.firstDifference(other.tables.get(i).content);
            if (at >= 0 && !ignored.test(table.name)) {
                return Optional.of(table.name + " at offset " + at);
            }
        }
        return Optional.empty();
    }

    private abstract static class Walk implements Fields {
        private final List<String> path = new ArrayList<>();

        @Override
        public void enter(String name) {
            path.add(name);
        }

        @Override
        public void leave() {
            path.removeLast();
        }

        String at(String name) {
            return path.isEmpty() ? name : String.join(".", path) + "." + name;
        }
    }

    private static final class Saving extends Walk {
        private final List<String> names = new ArrayList<>();
        private long[] values = new long[1024];
        private int count;
        private final List<Named<byte[]>> arrays = new ArrayList<>();
        private final List<Named<PageTable>> tables = new ArrayList<>();

        @Override
        public boolean restoring() {
            return false;
        }

        @Override
        public long i64(String name, long value) {
            if (count == values.length) {
                values = Arrays.copyOf(values, 2 * count);
            }
            names.add(at(name));
            values[count++] = value;
            return value;
        }

        @Override
        public void bytes(String name, byte[] array, int length) {
            i64(name + ".length", length);
            arrays.add(new Named<>(at(name), Arrays.copyOf(array, length)));
        }

        @Override
        public void pages(String name, PagedMemory memory) {
            PageTable table = memory.save();
            i64(name + ".pages", table.pageCount());
            tables.add(new Named<>(at(name), table));
        }
    }

    private static final class Restoring extends Walk {
        private final Snapshot saved;
        private int next;
        private int nextArray;
        private int nextTable;

        Restoring(Snapshot saved) {
            this.saved = saved;
        }

        @Override
        public boolean restoring() {
            return true;
        }

        @Override
        public long i64(String name, long value) {
            String path = at(name);
            if (next == saved.values.length || !saved.names.get(next).equals(path)) {
                throw new IllegalStateException(
                        "field "
                                + next
                                + " is '"
                                + path
                                + "' but the snapshot has '"
                                + (next == saved.values.length ? "no more" : saved.names.get(next))
                                + "'");
            }
            return saved.values[next++];
        }

        @Override
        public void bytes(String name, byte[] array, int length) {
            long savedLength = i64(name + ".length", length);
            if (savedLength != length) {
                throw new IllegalStateException(
                        at(name) + " has " + length + " bytes but the snapshot " + savedLength);
            }
            System.arraycopy(saved.arrays.get(nextArray++).content, 0, array, 0, length);
        }

        @Override
        public void pages(String name, PagedMemory memory) {
            i64(name + ".pages", 0);
            memory.restore(saved.tables.get(nextTable++).content);
        }
    }
}
