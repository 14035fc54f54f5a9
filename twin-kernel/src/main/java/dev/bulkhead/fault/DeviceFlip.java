package dev.bulkhead.fault;

import dev.bulkhead.board.Device;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.PagedMemory;
import dev.bulkhead.state.Stateful;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A flipped bit in a register of a device, by the name that its state has. What a device does with
 * a register is its own, so the flip counts as taken at once.
 */
final class DeviceFlip extends Acting {
    private final Device device;
    private final String field;
    private final long mask;

    DeviceFlip(Injection injection, Device device, String field, long mask) {
        super(injection);
        this.device = device;
        this.field = field;
        this.mask = mask;
        if (!fields(device).contains(field)) {
            throw site.error(
                    "device '%s' has no register '%s'".formatted(site.fault().target(), field),
                    dev.bulkhead.document.Text.remedyFor(field, fields(device)));
        }
    }

    /** The registers of a device that can be hit. */
    static List<String> fields(Stateful device) {
        Walk walk = new Walk("", 0);
        device.describe(walk);
        return walk.names;
    }

    @Override
    void begin() {
        Walk walk = new Walk(field, mask);
        device.describe(walk);
        activate(
                site.fault().target() + "." + field,
                walk.before,
                walk.before ^ mask,
                "the register holds another value");
        finish();
    }

    /** Visits scalars by name; hands back the one that is wanted with its bits inverted. */
    private static final class Walk implements Fields {
        private final String wanted;
        private final long mask;
        private final Deque<String> path = new ArrayDeque<>();
        private final List<String> names = new ArrayList<>();
        private long before;

        Walk(String wanted, long mask) {
            this.wanted = wanted;
            this.mask = mask;
        }

        @Override
        public boolean restoring() {
            return false;
        }

        @Override
        public long i64(String name, long value) {
            String full = String.join(".", path) + (path.isEmpty() ? "" : ".") + name;
            names.add(full);
            if (!full.equals(wanted)) {
                return value;
            }
            before = value;
            return value ^ mask;
        }

        @Override
        public void bytes(String name, byte[] array, int length) {}

        @Override
        public void enter(String name) {
            path.addLast(name);
        }

        @Override
        public void leave() {
            path.removeLast();
        }

        @Override
        public void pages(String name, PagedMemory memory) {}
    }
}
