package dev.bulkhead.campaign;

import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Disturbance;
import dev.bulkhead.twin.Ecu;
import dev.bulkhead.twin.Twin;
import dev.bulkhead.vehicle.Vehicle;
import dev.bulkhead.vehicle.Wheel;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * What went on in a golden run: when which partition's code ran, and which phases there were. Looks
 * on as a disturbance that never disturbs.
 */
final class Course implements Disturbance {
    /** Slip from which a wheel counts as one that would lock. */
    private static final double LOCKING_SLIP = 0.08;

    private static final SimTime ONSET = SimTime.ofMs(300);

    private final Ecu ecu;
    private final List<Spans> spans = new ArrayList<>();
    private final Map<Phase, Interval> phases = new EnumMap<>(Phase.class);
    private final long startPs;
    private int running = -1;
    private long sincePs;
    private long pressedPs = Long.MAX_VALUE;
    private long firstSlipPs = Long.MAX_VALUE;
    private long lastSlipPs = Long.MIN_VALUE;
    private long restPs = Long.MAX_VALUE;

    /** From a time up to another, picoseconds. */
    record Interval(long fromPs, long toPs) {
        boolean has(long ps) {
            return fromPs <= ps && ps < toPs;
        }

        boolean isEmpty() {
            return toPs <= fromPs;
        }
    }

    Course(Twin twin) {
        ecu = twin.ecu();
        startPs = twin.system().schedule().startUs() * SimTime.PS_PER_US;
        twin.system().partitions().forEach(_ -> spans.add(new Spans()));
    }

    @Override
    public long nextCycle() {
        return NEVER;
    }

    @Override
    public void act() {
        throw new IllegalStateException("nothing is to be done at cycle " + NEVER);
    }

    @Override
    public void kernelLeft() {
        end();
        running = ecu.kernel().runs(ecu.hart().pc());
        sincePs = ecu.hart().nowPs();
    }

    private void end() {
        if (running >= 0) {
            spans.get(running).add(sincePs, ecu.hart().nowPs());
        }
        running = -1;
    }

    /** Looks at the car, some times in each phase. */
    void look(Twin twin) {
        Vehicle vehicle = twin.world().vehicle();
        long nowPs = twin.now().ps();
        if (vehicle.brakingStart().isEmpty()) {
            return;
        }
        pressedPs = Math.min(pressedPs, nowPs);
        if (vehicle.isAtRest()) {
            restPs = Math.min(restPs, nowPs);
        } else if (Arrays.stream(Wheel.values()).anyMatch(w -> vehicle.slip(w) > LOCKING_SLIP)) {
            firstSlipPs = Math.min(firstSlipPs, nowPs);
            lastSlipPs = nowPs;
        }
    }

    /** The run has ended. */
    void close(SimTime end) {
        end();
        long rest = Math.min(restPs, end.ps());
        long pressed = Math.min(pressedPs, rest);
        long onsetEnd = Math.min(pressed == rest ? rest : pressed + ONSET.ps(), rest);
        long slip = Math.max(onsetEnd, Math.min(firstSlipPs, rest));
        long slipEnd = Math.max(slip, Math.min(lastSlipPs, rest));
        phase(Phase.CRUISE, startPs, pressed);
        phase(Phase.BRAKE_ONSET, pressed, onsetEnd);
        phase(Phase.ABS_ACTIVE, slip, slipEnd);
        if (slipEnd > slip) {
            phase(Phase.BRAKING, slipEnd, rest);
        } else {
            phase(Phase.BRAKING, onsetEnd, rest);
        }
        phase(Phase.STANDSTILL, rest, end.ps());
    }

    private void phase(Phase phase, long fromPs, long toPs) {
        Interval interval = new Interval(fromPs, toPs);
        if (!interval.isEmpty()) {
            phases.put(phase, interval);
        }
    }

    /** The phases that the run had, by their time. */
    Map<Phase, Interval> phases() {
        return phases;
    }

    /** The phase of a time after the first window opened. */
    Phase at(long ps) {
        return phases.entrySet().stream()
                .filter(phase -> phase.getValue().has(ps))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(Phase.CRUISE);
    }

    /** Any time of a phase, each with the same chance. */
    SimTime any(Phase phase, SplittableRandom random) {
        Interval interval = phases.get(phase);
        return nanoseconds(random.nextLong(interval.fromPs, interval.toPs));
    }

    /**
     * Any time of a phase at which a partition's code ran, each with the same chance; any time of
     * the phase if it never ran.
     */
    SimTime anyOf(int partition, Phase phase, SplittableRandom random) {
        Interval interval = phases.get(phase);
        Spans ran = spans.get(partition);
        long from = ran.before(interval.fromPs);
        long to = ran.before(interval.toPs);
        return from == to ? any(phase, random) : nanoseconds(ran.at(random.nextLong(from, to)));
    }

    /** As times are written; down, so that it lies in the same clock cycle or the one before. */
    private static SimTime nanoseconds(long ps) {
        return new SimTime(ps / SimTime.PS_PER_NS * SimTime.PS_PER_NS);
    }

    /** Stretches of time in their order. */
    private static final class Spans {
        private static final int FIRST_CAPACITY = 256;

        private long[] fromPs = new long[FIRST_CAPACITY];

        /** How long all before one took. */
        private long[] beforePs = new long[FIRST_CAPACITY];

        private int size;
        private long totalPs;

        void add(long from, long to) {
            if (to <= from) {
                return;
            }
            if (size == fromPs.length) {
                fromPs = Arrays.copyOf(fromPs, 2 * size);
                beforePs = Arrays.copyOf(beforePs, 2 * size);
            }
            fromPs[size] = from;
            beforePs[size++] = totalPs;
            totalPs += to - from;
        }

        /** How much of them lies before a time. */
        long before(long ps) {
            int index = last(fromPs, ps);
            if (index < 0) {
                return 0;
            }
            long length = (index + 1 < size ? beforePs[index + 1] : totalPs) - beforePs[index];
            return beforePs[index] + Math.min(length, ps - fromPs[index]);
        }

        /** The time by which so much of them has gone by; {@code 0 <= ran < totalPs}. */
        long at(long ran) {
            int index = last(beforePs, ran);
            return fromPs[index] + ran - beforePs[index];
        }

        /** The last one of the first {@code size} that is not above; -1 if all are. */
        private int last(long[] sorted, long value) {
            int found = Arrays.binarySearch(sorted, 0, size, value);
            return found >= 0 ? found : -found - 2;
        }
    }
}
