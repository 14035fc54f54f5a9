package dev.bulkhead.hart;

import dev.bulkhead.memory.RegionKind;

import java.util.ArrayList;
import java.util.List;

/**
 * Cycles of each {@link CostClass}. An instruction's cost is its class plus the wait states of the
 * regions it touches; it never depends on operand values.
 *
 * @param cycles by ordinal of the class; 1 to 60, additions 0 to 30
 */
public record CostTable(List<Integer> cycles) {
    private static final int MOST = 60;

    /**
     * @throws IllegalArgumentException if a class is missing or out of its range
     */
    public CostTable {
        cycles = List.copyOf(cycles);
        if (cycles.size() != CostClass.values().length) {
            throw new IllegalArgumentException(cycles.size() + " classes");
        }
        for (CostClass cost : CostClass.values()) {
            int value = cycles.get(cost.ordinal());
            int least = cost.isAddition() ? 0 : 1;
            int most = cost.isAddition() ? MOST / 2 : MOST;
            if (value < least || value > most) {
                throw new IllegalArgumentException(
                        "%s=%d, expected %d..%d".formatted(cost.key(), value, least, most));
            }
        }
    }

    /** One line of the printed table. */
    public record Row(String key, int cycles, String source) {}

    /** The defaults of {@link CostClass}. */
    public static CostTable defaults() {
        List<Integer> cycles = new ArrayList<>();
        for (CostClass cost : CostClass.values()) {
            cycles.add(cost.defaultCycles());
        }
        return new CostTable(cycles);
    }

    /** This table with one class changed. */
    public CostTable with(CostClass cost, int cycles) {
        List<Integer> changed = new ArrayList<>(this.cycles);
        changed.set(cost.ordinal(), cycles);
        return new CostTable(changed);
    }

    /** Cycles of a class. */
    public int of(CostClass cost) {
        return cycles.get(cost.ordinal());
    }

    /** Cycles of a class, the wait states of its accesses to RAM in them. */
    int withRam(CostClass cost) {
        int accesses =
                switch (cost) {
                    case LOAD, STORE -> 1;
                    case ATOMIC -> 2;
                    default -> 0;
                };
        return of(cost) + accesses * waitStates(RegionKind.RAM);
    }

    /** Wait states of one access to a region. */
    public int waitStates(RegionKind kind) {
        return switch (kind) {
            case RAM -> of(CostClass.RAM_WAIT);
            case ROM -> of(CostClass.ROM_WAIT);
            case DEVICE -> of(CostClass.DEVICE_WAIT);
            case EMPTY -> 0;
        };
    }

    /** The whole table, for people; a changed figure says so instead of a source. */
    public List<Row> rows() {
        List<Row> rows = new ArrayList<>();
        for (CostClass cost : CostClass.values()) {
            boolean changed = of(cost) != cost.defaultCycles();
            rows.add(new Row(cost.key(), of(cost), changed ? "description" : cost.source()));
        }
        return List.copyOf(rows);
    }
}
