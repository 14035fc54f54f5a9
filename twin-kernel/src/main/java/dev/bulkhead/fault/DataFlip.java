package dev.bulkhead.fault;

import dev.bulkhead.elf.ElfFile.Segment;
import dev.bulkhead.fault.Flipped.Where;
import dev.bulkhead.hart.Cause;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Instruction;
import dev.bulkhead.kernel.CallRegisters;
import dev.bulkhead.memory.AccessObserver;
import dev.bulkhead.memory.AccessWatch;
import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryAccess;
import dev.bulkhead.memory.MemoryAccess.Kind;
import dev.bulkhead.state.Fields;

import java.util.ArrayList;
import java.util.List;

/**
 * Flipped bits in a register or in RAM, followed until something takes them or all are overwritten.
 * A copy by the kernel, of a context or a message, is no read: the flip follows it.
 */
final class DataFlip extends Acting {
    private static final int WORD = 4;

    /** A message is no longer than this, so its first byte is no further away. */
    private static final int LONGEST_MESSAGE = 1024;

    private final Flipped first;
    private final AccessWatch accesses = this::before;
    private final AccessObserver copies = this::copied;
    private final MessageCopy copy = new MessageCopy();
    private List<Flipped> places = new ArrayList<>();
    private final List<Register> registers = new ArrayList<>();
    private boolean waiting;
    private boolean behindCorrection;
    private boolean contextRead;
    private boolean observing;

    /**
     * @param first what to flip, its value not known yet
     */
    DataFlip(Injection injection, Flipped first) {
        super(injection);
        this.first = first;
    }

    @Override
    void begin() {
        if (!first.isRegister()) {
            behindCorrection =
                    site.port().faults().flip(first.index(), first.mask(), site.fault().eccOff());
            add(first.with(-1, site.port().ram().load(first.index(), WORD)));
        } else if (site.fault().target().equals(Site.HART)) {
            flipRegister(site.loaded());
        } else {
            waiting = true;
            kernelLeft();
        }
    }

    private void flipRegister(int owner) {
        waiting = false;
        int flipped = read(first) ^ first.mask();
        first.write(site.hart(), flipped);
        add(first.with(owner, flipped));
    }

    private int read(Flipped place) {
        return place.read(site.hart(), site.port().ram());
    }

    private void add(Flipped place) {
        places.add(place);
        watchPlaces();
        if (place.isRegister() && lookFor(place)) {
            look();
        }
    }

    private void remove(Flipped place) {
        places.remove(place);
        watchPlaces();
        if (places.isEmpty()) {
            finish(); // overwritten everywhere before anything took it
        }
    }

    private void taken(Flipped place, String how) {
        int value = read(place);
        int right = behindCorrection ? value : value ^ place.mask();
        activate(
                place.name(),
                Integer.toUnsignedLong(right),
                Integer.toUnsignedLong(right ^ place.mask()),
                how);
        places.clear();
        watchPlaces();
        finish();
    }

    private void watchPlaces() {
        site.port().unwatch(accesses);
        for (Flipped place : places) {
            if (!place.isRegister()) {
                int offset = place.index() - site.port().ram().base();
                int before = Math.min(offset, LONGEST_MESSAGE);
                site.port().watch(place.index() - before, before + WORD, accesses);
            }
        }
    }

    // ---- while it is in a register

    /**
     * A register that holds the bits or held them: they come back with their partition's context.
     *
     * @param foreign code that does not run while the register is its partition's
     */
    private record Register(Flipped place, List<Segment> foreign) {
        boolean concerns(int pc, Instruction instruction) {
            return (place.isReadBy(instruction) || place.isWrittenBy(instruction))
                    && foreign.stream().noneMatch(segment -> segment.contains(pc));
        }
    }

    /** Whether instructions have to be looked at that were not before. */
    private boolean lookFor(Flipped register) {
        boolean known =
                registers.stream()
                        .map(Register::place)
                        .anyMatch(
                                it ->
                                        it.where() == register.where()
                                                && it.index() == register.index()
                                                && it.partition() == register.partition());
        if (!known) {
            registers.add(new Register(register, site.foreignCode(register.partition())));
        }
        return !known;
    }

    @Override
    boolean concerns(int pc, Instruction instruction) {
        for (Register register : registers) {
            if (register.concerns(pc, instruction)) {
                return true;
            }
        }
        return false;
    }

    @Override
    Instruction before(int pc, Instruction instruction) {
        for (Flipped place : List.copyOf(places)) {
            if (!place.isRegister() || place.partition() >= 0 && !site.runs(place.partition())) {
                continue;
            }
            if (place.isReadBy(instruction)) {
                taken(place, "an instruction takes it");
                return instruction;
            }
            if (place.isWrittenBy(instruction)) {
                remove(place);
            }
        }
        return instruction;
    }

    @Override
    void kernelLeft() {
        copy.end();
        observe(false);
        if (waiting) {
            if (site.runs(first.partition())) {
                flipRegister(first.partition());
            }
            return;
        }
        boolean read = contextRead;
        contextRead = false;
        for (Flipped place : List.copyOf(places)) {
            if (!place.isRegister()) {
                if (read) {
                    contextLoaded(place);
                }
            } else if (site.loaded() != place.partition()) {
                contextSaved(place);
            } else if (place.where() == Where.X) {
                handedOver(place);
            }
        }
    }

    private void contextSaved(Flipped register) {
        places.remove(register);
        if (register.partition() >= 0) {
            Flipped saved = register.saved();
            if (read(saved) == register.value()) {
                places.add(saved);
            }
        }
        watchPlaces();
        if (places.isEmpty()) {
            finish();
        }
    }

    private void contextLoaded(Flipped saved) {
        int owner = site.loaded();
        if (owner < 0 || !saved.isSavedRegister(owner)) {
            return;
        }
        Flipped register = saved.loaded(owner);
        if (read(register) == saved.value() && !places.contains(register)) {
            add(register);
        }
    }

    /** The kernel took a register of the partition that it goes back to, if it is an argument. */
    private void handedOver(Flipped register) {
        boolean call = site.hart().csr(Csr.MCAUSE) == Cause.ECALL_FROM_USER;
        if (call && CallRegisters.TAKEN.contains(register.index())) {
            taken(register, "the kernel takes it as an argument");
        } else if (read(register) != register.value()) {
            remove(register);
        }
    }

    // ---- while it is in RAM

    private void before(MemoryAccess access) {
        boolean kernel = access.master().kind() == Master.Kind.KERNEL;
        if (kernel && access.kind() == Kind.LOAD && access.bytes() == 1) {
            copy.loads(access);
        }
        for (Flipped place : List.copyOf(places)) {
            if (!place.isRegister() && access.touches(place.index(), WORD)) {
                if (access.kind() == Kind.STORE) {
                    stored(place, access);
                } else if (behindCorrection || (mask(access, place) & place.mask()) != 0) {
                    loaded(place, access, kernel);
                }
            }
        }
    }

    /** The bits of a place's word that an access touches. */
    private static int mask(MemoryAccess access, Flipped place) {
        int shift = 8 * (access.address() - place.index());
        long bits = (1L << 8 * access.bytes()) - 1;
        return (int) (shift >= 0 ? bits << shift : bits >>> -shift);
    }

    private void stored(Flipped place, MemoryAccess access) {
        int touched = mask(access, place);
        if (behindCorrection && touched != -1) {
            taken(place, "a store to a part of the word reads it first");
        } else if ((place.mask() & ~touched) == 0) {
            remove(place);
        }
    }

    private void loaded(Flipped place, MemoryAccess access, boolean kernel) {
        if (behindCorrection) {
            taken(
                    place,
                    site.port().faults().wrongBits(place.index()) == 1
                            ? "a read of %s meets it, corrected by ECC".formatted(who(access))
                            : "a read of %s meets it: a bus error".formatted(who(access)));
        } else if (!kernel) {
            taken(place, "a %s of %s takes it".formatted(what(access), who(access)));
        } else if (access.bytes() == 1) {
            copy.follow();
            observe(true);
        } else if (isContext(place)) {
            contextRead = true;
        } else {
            taken(place, "the kernel takes it");
        }
    }

    private boolean isContext(Flipped place) {
        for (int i = 0; i < site.twin().system().partitions().size(); i++) {
            if (place.isSavedRegister(i)) {
                return true;
            }
        }
        return false;
    }

    private static String what(MemoryAccess access) {
        return access.kind() == Kind.FETCH ? "fetch" : "load";
    }

    private static String who(MemoryAccess access) {
        return switch (access.master().kind()) {
            case HART -> "the hart";
            case KERNEL -> "the kernel";
            case SCAN_OUT -> "the display";
            case DMA -> "a device's DMA";
        };
    }

    private void observe(boolean on) {
        if (on != observing) {
            observing = on;
            if (on) {
                site.port().observe(copies);
            } else {
                site.port().unobserve(copies);
            }
        }
    }

    private void copied(MemoryAccess access) {
        if (access.master().kind() == Master.Kind.KERNEL && copy.puts(access)) {
            Flipped source = places.stream().filter(p -> !p.isRegister()).findFirst().orElseThrow();
            int word = access.address() & -WORD;
            int bits = Integer.numberOfTrailingZeros(source.mask()) & 7;
            int width = Integer.bitCount(source.mask());
            int mask = (1 << width) - 1 << bits + 8 * (access.address() & 3);
            places.add(
                    new Flipped(Where.RAM, -1, word, 0, mask, site.port().ram().load(word, WORD)));
            watchPlaces();
        }
    }

    @Override
    public void describe(Fields fields) {
        super.describe(fields);
        waiting = fields.bool("waiting", waiting);
        behindCorrection = fields.bool("behindCorrection", behindCorrection);
        places = fields.list("places", places, Flipped::describe);
        if (fields.restoring()) {
            watchPlaces();
            places.stream().filter(Flipped::isRegister).forEach(this::lookFor);
        }
    }
}
