package dev.bulkhead.fault;

import dev.bulkhead.board.Device;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.PagedMemory;
import dev.bulkhead.state.Stateful;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;

/**
 * A flipped bit in a register of a device, by the name that its state has. What a device does with
 * a register is its own, so the flip counts as taken at once.
 */
final class DeviceFlip extends Acting {
    /** State that is the model's alone: a clock's error, and what the world sends. */
    private static final List<String> NO_REGISTERS = List.of("timeBase", "driftPpm", "source");

    private final Device device;
    private final String field;
    private final long mask;

    DeviceFlip(Injection injection, Device device, String field, long mask) {
        super(injection);
        this.device = device;
        this.field = field;
        this.mask = mask;
        Register register =
                registers(device).stream()
                        .filter(it -> it.name.equals(field))
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        site.error(
                                                "device '%s' has no register '%s'"
                                                        .formatted(site.fault().target(), field),
                                                dev.bulkhead.document.Text.remedyFor(
                                                        field, fields(device))));
        if (Long.SIZE - Long.numberOfLeadingZeros(mask) > register.bits) {
            throw site.error(
                    "'%s' of '%s' has %d bit%s"
                            .formatted(
                                    field,
                                    site.fault().target(),
                                    register.bits,
                                    register.bits == 1 ? "" : "s"),
                    "choose another bit");
        }
    }

    /** What holds a value in a device. */
    private record Register(String name, int bits) {}

    private static List<Register> registers(Stateful device) {
        Walk walk = new Walk("", 0);
        device.describe(walk);
        return walk.registers;
    }

    /** The registers of a device that can be hit. */
    static List<String> fields(Stateful device) {
        return registers(device).stream().map(Register::name).toList();
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
        private final List<Register> registers = new ArrayList<>();
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
            return visit(name, Long.SIZE, value);
        }

        @Override
        public int i32(String name, int value) {
            return (int) visit(name, Integer.SIZE, value);
        }

        @Override
        public int bits(String name, int value, int width) {
            return (int) visit(name, width, value);
        }

        @Override
        public boolean bool(String name, boolean value) {
            return visit(name, 1, value ? 1 : 0) != 0;
        }

        /** A code that stands for nothing is decoded as if its highest bit were not there. */
        @Override
        public <E extends Enum<E>> E constant(String name, E value, E[] constants) {
            int bits = Integer.SIZE - Integer.numberOfLeadingZeros(constants.length - 1);
            int code = (int) visit(name, Math.max(1, bits), value.ordinal());
            return constants[code < constants.length ? code : code & ~Integer.highestOneBit(code)];
        }

        /** How many elements a list has is no register; what they hold is. */
        @Override
        public <T> List<T> list(String name, List<T> items, BiFunction<Fields, T, T> element) {
            enter(name);
            for (int i = 0; i < items.size(); i++) {
                enter(Integer.toString(i));
                items.set(i, element.apply(this, items.get(i)));
                leave();
            }
            leave();
            return items;
        }

        private long visit(String name, int bits, long value) {
            String full = String.join(".", path) + (path.isEmpty() ? "" : ".") + name;
            if (NO_REGISTERS.contains(path.isEmpty() ? name : path.getFirst())) {
                return value;
            }
            registers.add(new Register(full, bits));
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
