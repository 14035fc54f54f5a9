package dev.bulkhead.fault;

import dev.bulkhead.document.Text;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.elf.ElfFile.Segment;
import dev.bulkhead.elf.ElfFile.Symbol;
import dev.bulkhead.input.InputError;
import dev.bulkhead.kernel.AddressMap;
import dev.bulkhead.kernel.KernelWords;
import dev.bulkhead.kernel.PartitionImage;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.SystemDescription.DeviceEntry;
import dev.bulkhead.system.SystemDescription.DeviceKind;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;

/**
 * What the words of a fault mean in one system: names of partitions, symbols, regions, devices and
 * kernel words as addresses, and addresses as names.
 */
public final class Addresses {
    private static final List<String> NOT_STATE =
            List.of(PartitionImage.IPC_SYMBOL, PartitionImage.NAME_SYMBOL);
    private static final String KERNEL = "kernel";

    /** Labels that an assembler makes up. */
    private static final String LOCAL_LABEL = ".L";

    private final LoadedSystem system;

    public Addresses(LoadedSystem system) {
        this.system = system;
    }

    /** A 32-bit number, hexadecimal with {@code 0x} or decimal. */
    public static OptionalInt number(String text) {
        if (text.matches("0x[0-9a-fA-F]{1,8}")) {
            return OptionalInt.of(Integer.parseUnsignedInt(text.substring(2), 16));
        }
        return text.matches("\\d{1,9}")
                ? OptionalInt.of(Integer.parseInt(text))
                : OptionalInt.empty();
    }

    /** Place of a partition in the description. */
    public OptionalInt partition(String name) {
        List<Partition> partitions = system.description().partitions();
        for (int i = 0; i < partitions.size(); i++) {
            if (partitions.get(i).name().equals(name)) {
                return OptionalInt.of(i);
            }
        }
        return OptionalInt.empty();
    }

    /**
     * An address: a number, a symbol of {@code own} with or without offset, or what {@link
     * #destination} knows.
     *
     * @param own partition whose symbols need no name before them, -1 if none
     * @param place where the text stands, for the message
     * @throws InputError if it is none of these
     */
    public int address(String place, int own, String text) {
        if (own >= 0) {
            OptionalInt symbol = symbol(image(own), text);
            if (symbol.isPresent()) {
                return symbol.getAsInt();
            }
        }
        return destination(place, text);
    }

    /**
     * What a wild pointer points to: a number; a partition, meaning its largest writable object;
     * {@code partition.symbol+offset}; a region; a device, meaning its first register; {@code
     * kernel}, meaning its place in the schedule; {@code kernel.word}.
     *
     * @throws InputError if it is none of these
     */
    public int destination(String place, String text) {
        OptionalInt number = number(text);
        if (number.isPresent()) {
            return number.getAsInt();
        }
        int dot = text.indexOf('.');
        String name = dot < 0 ? text : text.substring(0, dot);
        String part = dot < 0 ? "" : text.substring(dot + 1);
        if (name.equals(KERNEL)) {
            return kernelWord(place, part.isEmpty() ? KernelWords.DEFAULT : part);
        }
        OptionalInt partition = partition(name);
        if (partition.isPresent()) {
            int index = partition.getAsInt();
            return part.isEmpty() ? object(index) : symbolOf(place, index, part);
        }
        OptionalInt base = base(name);
        if (base.isEmpty()) {
            throw new InputError(
                    place,
                    "unknown destination " + Text.quote(text),
                    Text.remedyFor(name, destinations()));
        }
        return base.getAsInt() + (part.isEmpty() ? 0 : offset(place, part));
    }

    private int symbolOf(String place, int partition, String part) {
        return symbol(image(partition), part)
                .orElseThrow(
                        () ->
                                new InputError(
                                        place,
                                        "partition '%s' has no symbol %s"
                                                .formatted(nameOf(partition), Text.quote(part)),
                                        Text.didYouMean(part, image(partition).symbols().keySet())
                                                .orElse("name one of its functions or objects")));
    }

    private int kernelWord(String place, String word) {
        Integer address = KernelWords.all().get(word);
        if (address == null) {
            throw new InputError(
                    place,
                    "the kernel has no word " + Text.quote(word),
                    Text.remedyFor(word, KernelWords.all().keySet()));
        }
        return address;
    }

    private static int offset(String place, String text) {
        return number(text)
                .orElseThrow(
                        () ->
                                new InputError(
                                        place,
                                        Text.quote(text) + " is no offset",
                                        "write a number, such as 0x10"));
    }

    private OptionalInt base(String name) {
        for (Region region : system.description().regions()) {
            if (region.name().equals(name)) {
                return OptionalInt.of(region.base());
            }
        }
        for (DeviceEntry device : system.description().board().devices()) {
            if (device.name().equals(name)) {
                return OptionalInt.of(
                        device.kind() == DeviceKind.WINDOW_WATCHDOG
                                ? AddressMap.WATCHDOG
                                : new AddressMap(system.description()).device(name));
            }
        }
        return OptionalInt.empty();
    }

    private Set<String> destinations() {
        Set<String> names = new TreeSet<>();
        names.add(KERNEL);
        system.description().partitions().forEach(p -> names.add(p.name()));
        system.description().regions().forEach(r -> names.add(r.name()));
        system.description().board().devices().forEach(d -> names.add(d.name()));
        return names;
    }

    /** The largest writable object of a partition, so that a hit matters; the lowest of equals. */
    private int object(int partition) {
        List<Symbol> objects = new ArrayList<>();
        for (Symbol symbol : image(partition).symbols().values()) {
            if (symbol.bytes() >= Integer.BYTES
                    && !NOT_STATE.contains(symbol.name())
                    && segmentAt(partition, symbol.address())
                            .filter(Segment::writable)
                            .isPresent()) {
                objects.add(symbol);
            }
        }
        return objects.stream()
                .max(
                        Comparator.comparingInt(Symbol::bytes)
                                .thenComparing(Comparator.comparingInt(Symbol::address).reversed()))
                .map(symbol -> symbol.address() + 3 & ~3)
                .orElseGet(() -> system.description().partitions().get(partition).base());
    }

    /** Where a partition's stack ends: the SDK's symbol, else the first writable address. */
    int stackEnd(int partition) {
        ElfFile image = image(partition);
        return image.symbol("__stack_bottom")
                .map(Symbol::address)
                .orElseGet(
                        () ->
                                image.segments().stream()
                                        .filter(Segment::writable)
                                        .findFirst()
                                        .map(Segment::virtualAddress)
                                        .orElse(
                                                system.description()
                                                        .partitions()
                                                        .get(partition)
                                                        .base()));
    }

    /** Functions of a partition, by address. */
    List<Symbol> functions(int partition) {
        return image(partition).symbols().values().stream()
                .filter(symbol -> symbol.function() && symbol.bytes() > 1)
                .sorted(Comparator.comparingInt(Symbol::address))
                .toList();
    }

    private Optional<Segment> segmentAt(int partition, int address) {
        return image(partition).segments().stream()
                .filter(segment -> segment.contains(address))
                .findFirst();
    }

    /** Whether a partition's image has code at an address. */
    public boolean isCode(int partition, int address) {
        return segmentAt(partition, address).filter(Segment::executable).isPresent();
    }

    /** The code of all partitions but one. */
    List<Segment> codeOfOthers(int partition) {
        List<Partition> partitions = system.description().partitions();
        List<Segment> code = new ArrayList<>();
        for (int i = 0; i < partitions.size(); i++) {
            if (i != partition) {
                image(i).segments().stream().filter(Segment::executable).forEach(code::add);
            }
        }
        return code;
    }

    /** 32 bits of a partition's program as its file has them. */
    int programWord(int partition, int address) {
        Segment segment = segmentAt(partition, address).orElseThrow();
        byte[] content = image(partition).content(segment);
        int word = 0;
        for (int i = 0; i < 4; i++) {
            int at = address + i - segment.virtualAddress();
            word |= at < content.length ? (content[at] & 0xff) << 8 * i : 0;
        }
        return word;
    }

    ElfFile image(int partition) {
        return system.images().get(nameOf(partition));
    }

    String nameOf(int partition) {
        return system.description().partitions().get(partition).name();
    }

    private static OptionalInt symbol(ElfFile image, String text) {
        int plus = text.indexOf('+');
        String name = plus < 0 ? text : text.substring(0, plus);
        OptionalInt offset = plus < 0 ? OptionalInt.of(0) : number(text.substring(plus + 1));
        Optional<Symbol> symbol = image.symbol(name);
        return symbol.isPresent() && offset.isPresent()
                ? OptionalInt.of(symbol.get().address() + offset.getAsInt())
                : OptionalInt.empty();
    }

    /** The symbol at or before an address with the offset from it; empty outside all programs. */
    public String nameAt(int address) {
        List<Partition> partitions = system.description().partitions();
        for (int i = 0; i < partitions.size(); i++) {
            if (segmentAt(i, address).isPresent()) {
                return partitions.get(i).name() + " " + nearest(image(i), address);
            }
        }
        return "";
    }

    private static String nearest(ElfFile image, int address) {
        Symbol best = null;
        for (Symbol symbol : image.symbols().values()) {
            boolean before =
                    Integer.compareUnsigned(symbol.address(), address) <= 0
                            && !symbol.name().startsWith(LOCAL_LABEL);
            if (before && (best == null || isBetter(symbol, best))) {
                best = symbol;
            }
        }
        if (best == null) {
            return "0x%08x".formatted(address);
        }
        int offset = address - best.address();
        return offset == 0 ? best.name() : best.name() + "+0x" + Integer.toHexString(offset);
    }

    private static boolean isBetter(Symbol symbol, Symbol than) {
        int order = Integer.compareUnsigned(symbol.address(), than.address());
        return order > 0 || order == 0 && symbol.bytes() > than.bytes();
    }
}
