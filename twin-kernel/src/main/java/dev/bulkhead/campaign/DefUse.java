package dev.bulkhead.campaign;

import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.hart.InstructionWatch;
import dev.bulkhead.kernel.CallRegisters;
import dev.bulkhead.memory.AccessWatch;
import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryAccess;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Which of a partition's registers and bytes of memory are read and written when, in a healthy run.
 * A register is the partition's while its code runs; that the kernel saves and loads it is no
 * access, that it takes arguments from it at a call is one.
 */
final class DefUse {
    /** No cycle. */
    static final long NEVER = Long.MAX_VALUE;

    private static final int ECALL = 0x73;
    private static final int WORD_BITS = 32;
    private static final int REGISTERS = 32;

    private final Twin twin;
    private final Hart hart;
    private final int partition;
    private final int base;
    private final int size;
    private final SortedMap<Place, List<Event>> places = new TreeMap<>();
    private final List<Ran> ran = new ArrayList<>();
    private long frameEnds = NEVER;
    private long instructionCycle;

    /** A register's 32 bits, or a byte of RAM. */
    record Place(Kind kind, int number) implements Comparable<Place> {
        enum Kind {
            X,
            /** Number 2n holds the low half of fn, 2n + 1 the high one. */
            F,
            BYTE
        }

        boolean isRegister() {
            return kind != Kind.BYTE;
        }

        int bits() {
            return isRegister() ? WORD_BITS : Byte.SIZE;
        }

        /** The fault that flips one of its bits right before a cycle. */
        String flip(String partition, int bit, long cycle) {
            return switch (kind) {
                case X -> "%s:flip=x%d.%d@cycle:%d".formatted(partition, number, bit, cycle);
                case F ->
                        "%s:flip=f%d.%d@cycle:%d"
                                .formatted(
                                        partition,
                                        number / 2,
                                        bit + WORD_BITS * (number % 2),
                                        cycle);
                case BYTE -> "ram:flip=0x%08x.%d@cycle:%d;ecc=off".formatted(number, bit, cycle);
            };
        }

        @Override
        public int compareTo(Place other) {
            int byKind = kind.compareTo(other.kind);
            return byKind != 0 ? byKind : Integer.compareUnsigned(number, other.number);
        }
    }

    /**
     * @param cycle at which the instruction starts that makes the access; what is changed before it
     *     is there for it
     */
    record Event(long cycle, boolean read) {}

    /**
     * Cycles of one instruction of the partition.
     *
     * @param before how many all earlier ones took
     */
    private record Ran(long from, long to, long before) {}

    DefUse(Twin twin, int partition) {
        this.twin = twin;
        this.partition = partition;
        hart = twin.ecu().hart();
        Partition description = twin.system().partitions().get(partition);
        base = description.base();
        size = description.size();
        for (int i = 1; i < REGISTERS; i++) {
            places.put(new Place(Place.Kind.X, i), new ArrayList<>());
        }
        for (int i = 0; i < 2 * REGISTERS; i++) {
            places.put(new Place(Place.Kind.F, i), new ArrayList<>());
        }
    }

    /** Records from now on: all accesses for a major frame from the first on, then each first. */
    void record(SimTime until) {
        Instructions instructions = new Instructions();
        AccessWatch accesses = this::access;
        hart.watch(instructions);
        twin.ecu().port().watch(base, size, accesses);
        twin.runUntil(until);
        hart.unwatch(instructions);
        twin.ecu().port().unwatch(accesses);
    }

    private boolean isOwn(int pc) {
        return Integer.compareUnsigned(pc - base, size) < 0;
    }

    /** The partition's instructions, by whom else they may be executed apart. */
    private final class Instructions implements InstructionWatch {
        private boolean running;

        @Override
        public boolean concerns(int pc, Instruction instruction) {
            return isOwn(pc);
        }

        @Override
        public Instruction before(int pc, Instruction instruction) {
            running = twin.ecu().kernel().runs(pc) == partition;
            if (running) {
                instructionCycle = hart.cycle();
                if (frameEnds == NEVER) {
                    frameEnds = instructionCycle + frameCycles();
                }
                registers(instruction);
            }
            return instruction;
        }

        @Override
        public void after(int pc) {
            if (running && instructionCycle < frameEnds) {
                long before =
                        ran.isEmpty()
                                ? 0
                                : ran.getLast().before + ran.getLast().to - ran.getLast().from;
                ran.add(new Ran(instructionCycle, hart.cycle(), before));
            }
            running = false;
        }
    }

    private void registers(Instruction instruction) {
        boolean call = instruction.word() == ECALL;
        for (int i = 1; i < REGISTERS; i++) {
            boolean read = instruction.readsX(i) || call && CallRegisters.TAKEN.contains(i);
            add(new Place(Place.Kind.X, i), instructionCycle, read, instruction.writesX(i));
        }
        for (int i = 0; i < REGISTERS; i++) {
            boolean reads = instruction.readsF(i);
            boolean writes = instruction.writesF(i);
            add(new Place(Place.Kind.F, 2 * i), instructionCycle, reads, writes);
            add(new Place(Place.Kind.F, 2 * i + 1), instructionCycle, reads, writes);
        }
    }

    private void access(MemoryAccess access) {
        if (frameEnds == NEVER) {
            return;
        }
        boolean byKernel = access.master().kind() == Master.Kind.KERNEL;
        boolean byHart = access.master().kind() == Master.Kind.HART;
        // the kernel acts on a trap of the instruction that started last, or on an interrupt after
        // it
        long cycle = byHart || byKernel ? instructionCycle : hart.cycle();
        boolean store = access.kind() == MemoryAccess.Kind.STORE;
        for (int i = 0; i < access.bytes(); i++) {
            add(new Place(Place.Kind.BYTE, access.address() + i), cycle, !store, store);
        }
    }

    private void add(Place place, long cycle, boolean read, boolean write) {
        if (!read && !write) {
            return;
        }
        List<Event> events = places.computeIfAbsent(place, _ -> new ArrayList<>());
        if (!events.isEmpty() && events.getLast().cycle() >= frameEnds) {
            return; // the first after the frame is enough
        }
        if (read) {
            events.add(new Event(cycle, true));
        }
        if (write && !read) {
            events.add(new Event(cycle, false));
        }
    }

    long frameCycles() {
        return twin.system().board().clockHz()
                / 1_000_000
                * twin.system().schedule().majorFrameUs();
    }

    /** When the partition's first recorded instruction starts. */
    long firstCycle() {
        if (frameEnds == NEVER) {
            throw new IllegalStateException("partition " + partition + " never ran");
        }
        return frameEnds - frameCycles();
    }

    /** Forgets accesses, for who wants to see what comes of that. */
    void forget(Predicate<Event> access) {
        places.values().forEach(events -> events.removeIf(access));
    }

    SortedMap<Place, List<Event>> places() {
        return Collections.unmodifiableSortedMap(places);
    }

    /** Bits of its memory that nothing accessed. */
    long untouchedBits() {
        long touched = places.keySet().stream().filter(place -> !place.isRegister()).count();
        return (size - touched) * Byte.SIZE;
    }

    /** Cycles between two others in which the partition's instructions were executed. */
    long ran(long from, long to) {
        return from < to ? ranBefore(to) - ranBefore(from) : 0;
    }

    private long ranBefore(long cycle) {
        int low = 0;
        int high = ran.size();
        while (low < high) { // the first that begins at or after it
            int middle = (low + high) >>> 1;
            if (ran.get(middle).from < cycle) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        if (low == 0) {
            return 0;
        }
        Ran last = ran.get(low - 1);
        return last.before + Math.min(last.to, cycle) - last.from;
    }

    /** Of all that it ran in the frame, the part between two cycles. */
    double ranShare(long from, long to) {
        long all = ran(firstCycle(), frameEnds);
        return all == 0 ? 0 : ran(from, to) / (double) all;
    }
}
