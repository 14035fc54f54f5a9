package dev.bulkhead.campaign;

import dev.bulkhead.campaign.Lot.Drawn;
import dev.bulkhead.elf.ElfFile.Segment;
import dev.bulkhead.fault.Attack;
import dev.bulkhead.fault.DeviceRegisters;
import dev.bulkhead.fault.Effect;
import dev.bulkhead.kernel.AddressMap;
import dev.bulkhead.kernel.KernelWords;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;
import dev.bulkhead.twin.Twin;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** The strata of each population for one system: what is hit, and how it is drawn. */
final class Lots {
    private static final List<Phase> WHILE_DRIVING = List.of();
    private static final List<Phase> ALSO_RESTART = List.of(Phase.RESTART);
    private static final List<Phase> ALSO_BOOT = List.of(Phase.BOOT);
    private static final int WORD = 4;
    private static final int WORD_BITS = 32;
    private static final int FCSR_BITS = 8;
    private static final int MOST_SEED = 1_000_000;

    /** About a tenth of the default plan. */
    private static final int AIMED_SHARE = 12;

    private static final List<String> INTERRUPTS =
            List.of(
                    "interrupt-lost",
                    "interrupt-doubled",
                    "interrupt-spurious",
                    "interrupt-delayed=20us",
                    "interrupt-delayed=200us",
                    "interrupt-delayed=5ms");
    private static final List<String> REPLACED =
            List.of(
                    "illegal-instruction",
                    "privileged-instruction",
                    "stack-overflow",
                    "loop",
                    "loop-masked");

    private final LoadedSystem loaded;
    private final SystemDescription system;
    private final Twin twin;
    private final List<Integer> targets = new ArrayList<>();
    private final MessageLot messages;
    private final WireLot wires;

    /**
     * @param twin at power-on
     */
    private Lots(Twin twin, ProtectedDomain domain, boolean inside) {
        this.twin = twin;
        loaded = twin.loaded();
        system = twin.system();
        messages = new MessageLot(domain, inside);
        wires = new WireLot(domain, inside);
        for (int i = 0; i < system.partitions().size(); i++) {
            if (domain.hasPartition(i) == inside) {
                targets.add(i);
            }
        }
    }

    static List<Lot> of(Population population, Twin twin, ProtectedDomain domain) {
        return switch (population) {
            case A -> new Lots(twin, domain, false).outside();
            case B -> SharedLots.of(twin);
            case C -> new Lots(twin, domain, true).inside();
        };
    }

    /** Attacks on what is off, of each of these lists with the same chance. */
    static Lot aimed(List<List<Drawn>> attacks) {
        return new Lot(
                new Stratum(
                        "aimed",
                        "an attack on the protected set that a barrier which is off stands against",
                        Stratum.Draw.PICKED),
                AIMED_SHARE,
                false,
                WHILE_DRIVING,
                dice -> Optional.of(dice.any(dice.any(attacks))),
                List.of());
    }

    // ---- what each population consists of

    private List<Lot> outside() {
        List<Lot> lots = new ArrayList<>(ofPartitions());
        lots.add(
                Lot.sampled(
                        "wild",
                        "the base register of one load or store, or the pc, points to memory,"
                                + " device or kernel that is another's",
                        18,
                        ALSO_RESTART,
                        this::wild));
        lots.add(
                new Lot(
                        new Stratum(
                                "hostile",
                                "a hostile image in the partition's place, from power-on or written"
                                        + " over it at run time, makes one attack",
                                Stratum.Draw.PICKED),
                        5,
                        false,
                        WHILE_DRIVING,
                        this::hostile,
                        List.of()));
        lots.add(
                Lot.enumerated(
                        "every-attack",
                        "each attack of the hostile image, in each partition's place from power-on"
                                + " or written over it, at one moment of each phase",
                        ALSO_RESTART,
                        everyAttack()));
        return lots.stream().filter(Lot::isPossible).toList();
    }

    private List<Lot> inside() {
        return ofPartitions().stream().filter(Lot::isPossible).toList();
    }

    /** What partitions of either side have. */
    private List<Lot> ofPartitions() {
        return List.of(
                Lot.sampled(
                        "registers",
                        "a bit of an integer or float register while its partition runs",
                        18,
                        ALSO_RESTART,
                        this::register),
                Lot.sampled(
                        "control",
                        "a bit of pc or fcsr while its partition runs",
                        8,
                        ALSO_RESTART,
                        this::control),
                Lot.enumerated(
                        "every-control-bit",
                        "each bit of pc and fcsr of each partition, at one moment of each phase",
                        ALSO_RESTART,
                        everyControlBit()),
                Lot.sampled(
                        "instructions",
                        "a fetched instruction has a wrong bit, is skipped or executed twice",
                        10,
                        ALSO_RESTART,
                        this::instruction),
                Lot.sampled(
                        "memory",
                        "a bit of its image, stack or variables, past the error correction",
                        5,
                        ALSO_BOOT,
                        dice -> memory(dice, "flip", ";ecc=off")),
                Lot.sampled(
                        "memory-ecc",
                        "one bit, or two neighbours, of its memory under the error correction",
                        4,
                        ALSO_BOOT,
                        dice -> memory(dice, dice.below(2) == 0 ? "flip" : "flip2", "")),
                Lot.sampled(
                        "regions",
                        "a bit of a memory region that it writes: pictures, descriptors, packets",
                        4,
                        WHILE_DRIVING,
                        this::region),
                Lot.sampled(
                        "devices",
                        "a bit of a register of its own device",
                        6,
                        ALSO_BOOT,
                        this::device),
                Lot.sampled(
                        "interrupts",
                        "an interrupt of its device is lost, late, doubled or spurious",
                        6,
                        WHILE_DRIVING,
                        this::interrupt),
                Lot.sampled(
                        "messages",
                        "an exchange fault on a port or channel that it writes, or on its bus",
                        12,
                        ALSO_RESTART,
                        messages::draw),
                Lot.sampled(
                                "wires",
                                "a fault of its bus on the wire: flipped bits, shorts, open stubs,"
                                        + " clocks, overload, false acknowledgement",
                                6,
                                ALSO_RESTART,
                                wires::draw)
                        .onlyByName(),
                Lot.sampled(
                        "mutations",
                        "one instruction of its image is another one for good: a bug",
                        10,
                        WHILE_DRIVING,
                        this::mutation),
                Lot.sampled(
                        "misbehaviour",
                        "its next instruction is illegal or privileged, never ends, or overflows"
                                + " the stack",
                        6,
                        ALSO_RESTART,
                        dice -> ofAny(dice, dice.any(REPLACED))));
    }

    // ---- partitions

    private String name(int partition) {
        return system.partitions().get(partition).name();
    }

    private Optional<Integer> target(Dice dice) {
        return targets.isEmpty() ? Optional.empty() : Optional.of(dice.any(targets));
    }

    /** A fault that names any of the partitions, at a time at which it runs. */
    private Optional<Drawn> ofAny(Dice dice, String what) {
        return target(dice)
                .map(it -> new Drawn(name(it), OptionalInt.of(it), name(it) + ":" + what, ""));
    }

    static int bit(Dice dice) {
        return dice.below(WORD_BITS);
    }

    private static String registerName(Dice dice) {
        return dice.below(4) == 0 ? "f" + dice.below(32) : "x" + dice.between(1, 31);
    }

    /** Any bit of any register, each register's with the same chance. */
    static String registerBit(Dice dice) {
        String register = registerName(dice);
        int bits = register.startsWith("f") ? 2 * WORD_BITS : WORD_BITS;
        return register + "." + dice.below(bits);
    }

    private Optional<Drawn> register(Dice dice) {
        return ofAny(dice, "flip=" + registerBit(dice));
    }

    private Optional<Drawn> control(Dice dice) {
        return dice.below(4) == 0
                ? ofAny(dice, "flip=fcsr." + dice.below(FCSR_BITS))
                : ofAny(dice, "flip=pc." + dice.between(1, WORD_BITS - 1));
    }

    private List<Drawn> everyControlBit() {
        List<String> places = new ArrayList<>();
        IntStream.range(1, WORD_BITS).forEach(bit -> places.add("pc." + bit));
        IntStream.range(0, FCSR_BITS).forEach(bit -> places.add("fcsr." + bit));
        return ofEach(
                places,
                (it, place) ->
                        new Drawn(name(it), OptionalInt.of(it), name(it) + ":flip=" + place, ""));
    }

    /** Each of a small space in each of the partitions. */
    private <T> List<Drawn> ofEach(List<T> space, BiFunction<Integer, T, Drawn> drawn) {
        return targets.stream()
                .flatMap(it -> space.stream().map(each -> drawn.apply(it, each)))
                .toList();
    }

    private Optional<Drawn> instruction(Dice dice) {
        return ofAny(
                dice,
                switch (dice.below(4)) {
                    case 0 -> "skip";
                    case 1 -> "repeat";
                    default -> "flip=instruction." + bit(dice);
                });
    }

    private Optional<Drawn> mutation(Dice dice) {
        Effect.Operator operator = dice.any(List.of(Effect.Operator.values()));
        return ofAny(dice, "mutate=%s,%d".formatted(operator.label(), dice.between(2, MOST_SEED)));
    }

    private Optional<Drawn> wild(Dice dice) {
        Optional<Integer> attacker = target(dice);
        if (attacker.isEmpty()) {
            return Optional.empty();
        }
        List<String> foreign = foreign(system.partitions().get(attacker.get()));
        String aim = dice.any(foreign);
        String what =
                switch (dice.below(4)) {
                    case 0 -> "wild-load=" + aim;
                    case 1 -> "jump=" + aim;
                    default -> "wild-store=" + aim;
                };
        return Optional.of(
                new Drawn(
                        name(attacker.get()),
                        OptionalInt.of(attacker.get()),
                        name(attacker.get()) + ":" + what,
                        ""));
    }

    /** All that a partition must not reach, by the names that faults give to it. */
    private List<String> foreign(Partition partition) {
        List<String> mapped = partition.maps().stream().map(Mapping::target).toList();
        List<String> names = new ArrayList<>();
        names.add("kernel");
        KernelWords.all().keySet().forEach(word -> names.add("kernel." + word));
        system.partitions().stream()
                .map(Partition::name)
                .filter(name -> !name.equals(partition.name()))
                .forEach(names::add);
        system.regions().stream()
                .map(Region::name)
                .filter(name -> !mapped.contains(name))
                .forEach(names::add);
        system.board().devices().stream()
                .filter(device -> device.kind() != DeviceKind.WINDOW_WATCHDOG)
                .map(DeviceEntry::name)
                .filter(name -> !mapped.contains(name))
                .forEach(names::add);
        names.add("0x%08x".formatted(AddressMap.FINISHER));
        names.add("0x%08x".formatted(AddressMap.ACLINT));
        names.add("0x%08x".formatted(AddressMap.PLIC));
        names.add("0x%08x".formatted(AddressMap.WATCHDOG));
        names.add("0x%08x".formatted(AddressMap.IOPMP));
        return names;
    }

    private Optional<Drawn> hostile(Dice dice) {
        Attack attack = dice.any(List.of(Attack.values()));
        int seed = dice.between(2, MOST_SEED);
        String kind = dice.below(3) == 0 ? "rewritten" : "hostile";
        return target(dice)
                .map(
                        it ->
                                new Drawn(
                                        name(it),
                                        OptionalInt.empty(),
                                        "%s:%s=%s%s,seed=%d"
                                                .formatted(
                                                        name(it),
                                                        kind,
                                                        attack.label(),
                                                        aim(attack, it, dice),
                                                        seed),
                                        ""));
    }

    /** From power-on at any time; written over it while it runs. */
    private List<Drawn> everyAttack() {
        List<Drawn> every = new ArrayList<>();
        for (String kind : List.of(":hostile=", ":rewritten=")) {
            every.addAll(
                    ofEach(
                            List.of(Attack.values()),
                            (it, attack) ->
                                    new Drawn(
                                            name(it),
                                            kind.equals(":rewritten=")
                                                    ? OptionalInt.of(it)
                                                    : OptionalInt.empty(),
                                            name(it) + kind + attack.label(),
                                            "")));
        }
        return every;
    }

    private String aim(Attack attack, int attacker, Dice dice) {
        return switch (attack.aim()) {
            case ADDRESS ->
                    switch (dice.below(4)) {
                        case 0 -> "";
                        case 1 -> ",near";
                        case 2 -> ",uniform";
                        default -> "," + dice.any(foreign(system.partitions().get(attacker)));
                    };
            case IDENTIFIER -> dice.below(2) == 0 ? "" : ",0x%03x".formatted(dice.below(0x800));
            case NOTHING, CHANNEL, PORT, QUEUE, MESSAGE -> "";
        };
    }

    // ---- memory

    private Optional<Drawn> memory(Dice dice, String kind, String suffix) {
        Optional<Integer> owner = target(dice);
        if (owner.isEmpty()) {
            return Optional.empty();
        }
        List<Segment> segments =
                loaded.images().get(name(owner.get())).segments().stream()
                        .filter(segment -> segment.memoryBytes() >= WORD)
                        .toList();
        int at = dice.below(segments.stream().mapToInt(s -> s.memoryBytes() / WORD).sum());
        for (Segment segment : segments) {
            if (at < segment.memoryBytes() / WORD) {
                return ram(
                        name(owner.get()),
                        segment.virtualAddress() + WORD * at,
                        kind,
                        suffix,
                        dice);
            }
            at -= segment.memoryBytes() / WORD;
        }
        throw new IllegalStateException("at=" + at + " lies in no segment");
    }

    static Optional<Drawn> ram(String owner, int word, String kind, String suffix, Dice dice) {
        int bits = kind.equals("flip2") ? WORD_BITS - 1 : WORD_BITS;
        return Optional.of(
                new Drawn(
                        owner,
                        OptionalInt.empty(),
                        "ram:%s=0x%08x.%d".formatted(kind, word, dice.below(bits)),
                        suffix));
    }

    private Optional<Drawn> region(Dice dice) {
        List<Mapping> written = new ArrayList<>();
        List<String> owners = new ArrayList<>();
        for (int target : targets) {
            for (Mapping mapping : system.partitions().get(target).maps()) {
                boolean region =
                        system.regions().stream().anyMatch(r -> r.name().equals(mapping.target()));
                if (region && mapping.permissions().write()) {
                    written.add(mapping);
                    owners.add(name(target));
                }
            }
        }
        if (written.isEmpty()) {
            return Optional.empty();
        }
        int chosen = dice.below(written.size());
        Region region =
                system.regions().stream()
                        .filter(r -> r.name().equals(written.get(chosen).target()))
                        .findFirst()
                        .orElseThrow();
        int word = region.base() + WORD * dice.below(region.size() / WORD);
        return ram(owners.get(chosen), word, "flip", ";ecc=off", dice);
    }

    // ---- devices

    private List<DeviceEntry> devicesOf(int partition) {
        List<String> mapped =
                system.partitions().get(partition).maps().stream().map(Mapping::target).toList();
        return system.board().devices().stream()
                .filter(device -> mapped.contains(device.name()))
                .toList();
    }

    private Optional<Drawn> device(Dice dice) {
        List<Drawn> choices = new ArrayList<>();
        for (int target : targets) {
            for (DeviceEntry device : devicesOf(target)) {
                registerOf(twin, dice, device.name())
                        .ifPresent(
                                it ->
                                        choices.add(
                                                new Drawn(
                                                        name(target),
                                                        OptionalInt.empty(),
                                                        it.text(),
                                                        "")));
            }
        }
        return choices.isEmpty() ? Optional.empty() : Optional.of(dice.any(choices));
    }

    static Optional<Drawn> registerOf(Twin twin, Dice dice, String device) {
        List<String> registers = DeviceRegisters.of(twin, device);
        return registers.isEmpty()
                ? Optional.empty()
                : Drawn.anyTime(
                        device, "%s:flip=%s.%d".formatted(device, dice.any(registers), bit(dice)));
    }

    private Optional<Drawn> interrupt(Dice dice) {
        return target(dice)
                .flatMap(
                        it -> {
                            var interrupts = system.partitions().get(it).interrupts();
                            if (interrupts.isEmpty()) {
                                return Optional.empty();
                            }
                            String device = dice.any(interrupts).device();
                            String line = device.equals(AddressMap.CONSOLE) ? name(it) : device;
                            return Optional.of(
                                    new Drawn(
                                            name(it),
                                            OptionalInt.empty(),
                                            line + ":" + dice.any(INTERRUPTS),
                                            ""));
                        });
    }
}
