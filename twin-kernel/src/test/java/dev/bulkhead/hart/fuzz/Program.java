package dev.bulkhead.hart.fuzz;

import java.util.ArrayList;
import java.util.List;

/**
 * A random program: units, ended by an {@code ecall}.
 *
 * @param base the register that holds the address of the run's page; no unit writes it
 */
record Program(int base, List<Unit> units) {
    Program {
        units = List.copyOf(units);
    }

    /** Bytes of its instructions with the last {@code ecall}. */
    int bytes() {
        return units.stream().mapToInt(Unit::bytes).sum() + 4;
    }

    /** Its instructions; a unit counts for at least one. */
    int instructions() {
        return units.stream().mapToInt(unit -> (unit.bytes() + 3) / 4).sum();
    }

    /**
     * Writes it.
     *
     * @param address of its first instruction
     * @return address of the {@code ecall} that ends it
     */
    int encode(Code into, int address) {
        int at = address;
        for (int i = 0; i < units.size(); i++) {
            Unit unit = units.get(i);
            int start = into.at();
            unit.encoder().encode(into, at, jump(i));
            if (into.at() - start != unit.bytes()) {
                throw new IllegalStateException(unit.name() + " is not " + unit.bytes() + " bytes");
            }
            at += unit.bytes();
        }
        into.word(Rv.ECALL);
        return at;
    }

    private int jump(int index) {
        int offset = units.get(index).bytes();
        for (int i = 1; i <= units.get(index).skip() && index + i < units.size(); i++) {
            offset += units.get(index + i).bytes();
        }
        return offset;
    }

    /** The program without units {@code from} up to {@code to}. */
    Program without(int from, int to) {
        List<Unit> rest = new ArrayList<>(units.subList(0, from));
        rest.addAll(units.subList(to, units.size()));
        return new Program(base, rest);
    }

    /** One line a unit: its name and its bytes, as if the program lay at an address. */
    String listing(int address) {
        byte[] bytes = new byte[bytes()];
        encode(new Code(bytes, 0), address);
        StringBuilder lines = new StringBuilder();
        int at = 0;
        for (Unit unit : units) {
            lines.append("%08x".formatted(address + at));
            for (int i = 0; i < unit.bytes(); i += 2) {
                lines.append(" %02x%02x".formatted(bytes[at + i + 1], bytes[at + i]));
            }
            lines.append("  ").append(unit.name()).append('\n');
            at += unit.bytes();
        }
        return lines.toString();
    }
}
