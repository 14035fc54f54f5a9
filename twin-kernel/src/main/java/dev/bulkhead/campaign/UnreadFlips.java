package dev.bulkhead.campaign;

import dev.bulkhead.fault.Effect;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.fault.When;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.hart.InstructionWatch;
import dev.bulkhead.hart.Privilege;
import dev.bulkhead.kernel.CallRegisters;
import dev.bulkhead.memory.AccessWatch;
import dev.bulkhead.memory.MemoryAccess;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.SimTime;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Single flips of a plan, in registers and memory of partitions outside the protected set, that the
 * healthy run overwrites before it reads them, or does not read as long as they are watched. A run
 * with such a flip differs from the healthy one in nothing but the flipped bit: it is not activated
 * and need not be run. One pass over the healthy run finds them all; where it is in doubt it counts
 * an access as a read.
 */
public final class UnreadFlips {
    /** Of a plan that is run as a whole. */
    public static final UnreadFlips NONE = new UnreadFlips(Collections.emptySortedMap());

    private final SortedMap<Integer, SimTime> horizons;

    private UnreadFlips(SortedMap<Integer, SimTime> horizons) {
        this.horizons = horizons;
    }

    /**
     * @param golden with dense checkpoints
     * @param span how long after its activation a fault is watched at least
     */
    public static UnreadFlips of(Golden golden, SimTime span, List<PlannedTrial> trials) {
        return of(golden, span, trials, Reading.PLAIN);
    }

    /** What the pass learns of accesses. */
    interface Reading {
        /** As it is. */
        Reading PLAIN = new Reading() {};

        /**
         * @param register 0 to 31 for an x register, 32 to 63 for an f register
         */
        default boolean reads(Instruction instruction, int register) {
            return register < Pass.REGISTERS
                    ? instruction.readsX(register)
                    : instruction.readsF(register - Pass.REGISTERS);
        }

        /** Whether it is told of an access to memory. */
        default boolean sees(MemoryAccess access) {
            return true;
        }
    }

    /** As {@link #of(Golden, SimTime, List)}, for who wants to see what comes of a wrong answer. */
    static UnreadFlips of(Golden golden, SimTime span, List<PlannedTrial> trials, Reading reading) {
        Clock clock = golden.twinBefore(SimTime.ZERO).ecu().clock();
        List<Waiting> waiting = new Plan(golden, span, clock).waiting(trials);
        if (waiting.isEmpty()) {
            return NONE;
        }
        SimTime from = new SimTime(clock.edgePs(waiting.getFirst().fromCycle));
        new Pass(golden, waiting, golden.twinBefore(from), reading).run();
        SortedMap<Integer, SimTime> horizons = new TreeMap<>();
        for (Waiting flip : waiting) {
            if (flip.fate == Fate.UNREAD) {
                horizons.put(flip.trial, flip.horizon);
            }
        }
        return new UnreadFlips(horizons);
    }

    /** Whether a trial need not be run. */
    public boolean has(PlannedTrial trial) {
        return horizon(trial).isPresent();
    }

    /** Until when a flip would have been watched; empty if it must be run. */
    Optional<SimTime> horizon(PlannedTrial trial) {
        return Optional.ofNullable(horizons.get(trial.index()));
    }

    private enum Fate {
        OPEN,
        READ,
        UNREAD
    }

    /** A flip of which it is not known yet whether it is read. */
    private static final class Waiting {
        private final int trial;
        private final Place place;
        private final long fromCycle;
        private final long untilCycle;
        private final SimTime horizon;
        private Fate fate = Fate.OPEN;

        /**
         * @param fromCycle it is flipped no earlier: no read before matters
         * @param untilCycle it is flipped no later: no write before matters
         */
        Waiting(int trial, Place place, long fromCycle, long untilCycle, SimTime horizon) {
            this.trial = trial;
            this.place = place;
            this.fromCycle = fromCycle;
            this.untilCycle = untilCycle;
            this.horizon = horizon;
        }
    }

    /** A register of a partition, or an aligned word of memory. */
    private sealed interface Place {
        /**
         * @param number 0 to 31 for an x register, 32 to 63 for an f register
         */
        record Register(int partition, int number) implements Place {}

        record Word(int address) implements Place {}
    }

    /** What is to be looked for. */
    private static final class Plan {
        private static final Pattern REGISTER = Pattern.compile("([xf])(\\d+)");
        private static final Pattern ADDRESS = Pattern.compile("0x[0-9a-f]{8}");
        private static final int HEX = 16;

        private final Golden golden;
        private final SimTime span;
        private final Clock clock;
        private final List<Partition> partitions;

        Plan(Golden golden, SimTime span, Clock clock) {
            this.golden = golden;
            this.span = span;
            this.clock = clock;
            partitions = golden.subject().system().description().partitions();
        }

        List<Waiting> waiting(List<PlannedTrial> trials) {
            List<Waiting> waiting = new ArrayList<>();
            for (PlannedTrial trial : trials) {
                if (trial.faults().size() == 1) {
                    Fault fault = trial.faults().getFirst();
                    place(fault).ifPresent(at -> add(waiting, trial.index(), at, fault.when()));
                }
            }
            waiting.sort(Comparator.comparingLong(flip -> flip.fromCycle));
            return waiting;
        }

        private Optional<Place> place(Fault fault) {
            if (!(fault.effect() instanceof Effect.Flip flip)) {
                return Optional.empty();
            }
            Matcher register = REGISTER.matcher(flip.place());
            OptionalInt partition = outside(fault.target());
            if (partition.isPresent() && register.matches()) {
                int number = Integer.parseInt(register.group(2));
                int first = register.group(1).equals("x") ? 0 : Pass.REGISTERS;
                return Optional.of(new Place.Register(partition.getAsInt(), first + number));
            }
            if (fault.target().equals("ram") && ADDRESS.matcher(flip.place()).matches()) {
                int address = Integer.parseUnsignedInt(flip.place().substring(2), HEX);
                int word = address + flip.bit() / Byte.SIZE & -Integer.BYTES;
                return isOutside(word) ? Optional.of(new Place.Word(word)) : Optional.empty();
            }
            return Optional.empty();
        }

        private OptionalInt outside(String partition) {
            for (int i = 0; i < partitions.size(); i++) {
                if (partitions.get(i).name().equals(partition)
                        && !golden.subject().domain().hasPartition(i)) {
                    return OptionalInt.of(i);
                }
            }
            return OptionalInt.empty();
        }

        /** Whether it is memory of partitions outside alone: their own, or a region of theirs. */
        private boolean isOutside(int word) {
            SystemDescription system = golden.subject().system().description();
            for (int i = 0; i < partitions.size(); i++) {
                Partition partition = partitions.get(i);
                boolean inside = golden.subject().domain().hasPartition(i);
                for (Region region : system.regions()) {
                    boolean mapped =
                            partition.maps().stream()
                                    .anyMatch(map -> map.target().equals(region.name()));
                    if (inside && mapped && has(region.base(), region.size(), word)) {
                        return false;
                    }
                }
                if (has(partition.base(), partition.size(), word)) {
                    return !inside;
                }
            }
            return system.regions().stream()
                    .anyMatch(region -> has(region.base(), region.size(), word));
        }

        private static boolean has(int base, int size, int address) {
            return Integer.compareUnsigned(address - base, size) < 0;
        }

        private void add(List<Waiting> waiting, int trial, Place place, When when) {
            switch (when) {
                case When.AtTime(SimTime at) -> {
                    long cycle = clock.edgeAtOrAfter(at.ps());
                    add(waiting, trial, place, cycle, cycle);
                }
                case When.AtCycle(long at) -> add(waiting, trial, place, at, at);
                case When.Boot _ when place instanceof Place.Word ->
                        add(waiting, trial, place, 0, firstWindow());
                default -> {} // what waits for another event is run
            }
        }

        private void add(List<Waiting> waiting, int trial, Place place, long from, long until) {
            SimTime watched = begun(place, clock.edgePs(until)).plus(span);
            SimTime horizon = watched.compareTo(golden.end()) < 0 ? watched : golden.end();
            waiting.add(new Waiting(trial, place, from, until, horizon));
        }

        /** By then all images stand, and everything of the boot is done. */
        private long firstWindow() {
            long us = golden.subject().system().description().schedule().startUs();
            return clock.edgeAtOrAfter(us * SimTime.PS_PER_US);
        }

        /**
         * When a run would be seen to have the flip, a register being flipped once its partition
         * runs; one checkpoint later, so that no read is missed.
         */
        private SimTime begun(Place place, long ps) {
            long flippedPs =
                    place instanceof Place.Register(int partition, int _)
                            ? golden.course().runsFrom(partition, ps)
                            : ps;
            return golden.checkpoints().stream()
                    .map(Golden.Checkpoint::at)
                    .filter(at -> at.ps() > flippedPs)
                    .skip(1)
                    .findFirst()
                    .orElse(golden.end());
        }
    }

    /** A healthy run that is looked at. */
    private static final class Pass implements InstructionWatch {
        static final int REGISTERS = 32;
        private static final int BOTH = 2 * REGISTERS;
        private static final int ECALL = 0x73;

        /** An access so near to the flip may come before or after it. */
        private static final long NEAR_CYCLES = 1_000;

        /** By how much a run may go past the time up to which it is wanted, and more. */
        private static final long SLACK_CYCLES = 100_000;

        private final Golden golden;
        private final List<Waiting> waiting;
        private final Twin twin;
        private final Hart hart;
        private final List<Partition> partitions;
        private final SortedMap<Integer, List<Waiting>> registers = new TreeMap<>();
        private final SortedMap<Integer, List<Waiting>> words = new TreeMap<>();
        private final Reading reading;
        private final AccessWatch accesses = this::accessed;

        /** Of each partition, the registers that are looked at, a bit each. */
        private final long[] wanted;

        private final List<Waiting> overwritten = new ArrayList<>();
        private int next;

        Pass(Golden golden, List<Waiting> waiting, Twin twin, Reading reading) {
            this.golden = golden;
            this.reading = reading;
            this.waiting = waiting;
            this.twin = twin;
            hart = twin.ecu().hart();
            partitions = twin.system().partitions();
            wanted = new long[partitions.size()];
        }

        void run() {
            for (Golden.Checkpoint checkpoint : golden.checkpoints()) {
                if (checkpoint.at().compareTo(twin.now()) > 0) {
                    lookUntil(checkpoint.wanted());
                }
            }
            lookUntil(golden.end());
        }

        private void lookUntil(SimTime until) {
            begin(twin.ecu().clock().edgeAtOrAfter(until.ps()) + SLACK_CYCLES);
            twin.runUntil(until);
            close(registers);
            close(words);
        }

        /** Looks for what flips before a cycle. */
        private void begin(long until) {
            while (next < waiting.size() && waiting.get(next).fromCycle < until) {
                Waiting flip = waiting.get(next++);
                switch (flip.place) {
                    case Place.Register register ->
                            registers
                                    .computeIfAbsent(key(register), _ -> new ArrayList<>())
                                    .add(flip);
                    case Place.Word(int address) ->
                            words.computeIfAbsent(address, _ -> new ArrayList<>()).add(flip);
                }
            }
            twin.ecu().port().unwatch(accesses);
            words.keySet().forEach(word -> twin.ecu().port().watch(word, Integer.BYTES, accesses));
            Arrays.fill(wanted, 0);
            registers.keySet().forEach(key -> wanted[key / BOTH] |= 1L << key % BOTH);
            hart.unwatch(this);
            hart.watch(this);
        }

        private static int key(Place.Register register) {
            return register.partition * BOTH + register.number;
        }

        /** What nothing read for so long was not read; of others nothing more need be known. */
        private void close(SortedMap<Integer, List<Waiting>> places) {
            for (List<Waiting> flips : places.values()) {
                for (Waiting flip : flips) {
                    if (flip.fate == Fate.OPEN && flip.horizon.compareTo(twin.now()) <= 0) {
                        flip.fate = Fate.UNREAD;
                    }
                }
                flips.removeIf(flip -> flip.fate != Fate.OPEN);
            }
            places.values().removeIf(List::isEmpty);
        }

        // ---- registers

        private int partitionAt(int pc) {
            for (int i = 0; i < wanted.length; i++) {
                Partition partition = partitions.get(i);
                if (wanted[i] != 0
                        && Integer.compareUnsigned(pc - partition.base(), partition.size()) < 0) {
                    return i;
                }
            }
            return -1;
        }

        private boolean reads(Instruction instruction, int register) {
            return instruction.word() == ECALL && CallRegisters.TAKEN.contains(register)
                    || reading.reads(instruction, register);
        }

        private static boolean writes(Instruction instruction, int register) {
            return register < REGISTERS
                    ? instruction.writesX(register)
                    : instruction.writesF(register - REGISTERS);
        }

        @Override
        public boolean concerns(int pc, Instruction instruction) {
            int partition = partitionAt(pc);
            for (int i = 0; partition >= 0 && i < BOTH; i++) {
                if (isWanted(partition, i) && (reads(instruction, i) || writes(instruction, i))) {
                    return true;
                }
            }
            return false;
        }

        private boolean isWanted(int partition, int register) {
            return (wanted[partition] >>> register & 1) != 0;
        }

        @Override
        public Instruction before(int pc, Instruction instruction) {
            overwritten.clear();
            int partition = partitionAt(pc);
            if (partition >= 0 && twin.ecu().kernel().runs(pc) == partition) {
                for (int i = 0; i < BOTH; i++) {
                    if (isWanted(partition, i)) {
                        look(partition, i, instruction);
                    }
                }
            }
            return instruction;
        }

        private void look(int partition, int register, Instruction instruction) {
            boolean read = reads(instruction, register);
            if (!read && !writes(instruction, register)) {
                return;
            }
            for (Waiting flip : registers.get(partition * BOTH + register)) {
                if (flip.fate == Fate.OPEN && flip.fromCycle <= hart.cycle()) {
                    if (read) {
                        flip.fate = Fate.READ;
                    } else {
                        overwritten.add(flip);
                    }
                }
            }
        }

        /** One that trapped may have written nothing. */
        @Override
        public void after(int pc) {
            Fate fate = hart.privilege() == Privilege.USER ? Fate.UNREAD : Fate.READ;
            overwritten.forEach(flip -> flip.fate = fate);
            overwritten.clear();
        }

        // ---- memory

        private void accessed(MemoryAccess access) {
            if (!reading.sees(access)) {
                return;
            }
            boolean store = access.kind() == MemoryAccess.Kind.STORE;
            int last = access.address() + access.bytes() - 1 & -Integer.BYTES;
            for (int word = access.address() & -Integer.BYTES;
                    Integer.compareUnsigned(word, last) <= 0;
                    word += Integer.BYTES) {
                boolean whole =
                        store
                                && word - access.address() >= 0
                                && word + Integer.BYTES - access.address() <= access.bytes();
                for (Waiting flip : words.getOrDefault(word, List.of())) {
                    if (flip.fate == Fate.OPEN && hart.cycle() > flip.fromCycle - NEAR_CYCLES) {
                        flip.fate = fate(flip, whole);
                    }
                }
            }
        }

        private Fate fate(Waiting flip, boolean whole) {
            if (!whole) {
                return Fate.READ;
            }
            if (hart.cycle() > flip.untilCycle + NEAR_CYCLES) {
                return Fate.UNREAD;
            }
            return hart.cycle() < flip.untilCycle - NEAR_CYCLES ? Fate.OPEN : Fate.READ;
        }
    }
}
