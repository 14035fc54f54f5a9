package dev.bulkhead.system;

import dev.bulkhead.document.Document;
import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.elf.ElfFile.Segment;
import dev.bulkhead.elf.ElfFile.Symbol;
import dev.bulkhead.input.InputError;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.system.SystemDescription.Region;
import dev.bulkhead.system.SystemDescription.Variable;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Loads the images and checks what only they show: their place, their symbols, the PMP entries. */
final class ImageChecks {
    private static final String IPC = "__bulkhead_ipc";
    private static final int IPC_BYTES = 256;

    private final Document document;
    private final SystemDescription system;
    private final BrokenRules broken;
    private final Map<String, Region> regions = new LinkedHashMap<>();

    ImageChecks(Document document, SystemDescription system, BrokenRules broken) {
        this.document = document;
        this.system = system;
        this.broken = broken;
        system.regions().forEach(r -> regions.put(r.name(), r));
    }

    /**
     * @return program by partition
     * @throws InputError if an image is missing, broken or does not fit its partition
     */
    SortedMap<String, ElfFile> load(ImageSource images) {
        SortedMap<String, ElfFile> programs = new TreeMap<>();
        for (int i = 0; i < system.partitions().size(); i++) {
            Partition partition = system.partitions().get(i);
            ElfFile program = program(images, partition, i);
            segments(partition, program, i);
            symbols(partition, program, i);
            pmp(partition, program, i);
            programs.put(partition.name(), program);
        }
        return programs;
    }

    private ElfFile program(ImageSource images, Partition partition, int i) {
        try {
            return ElfFile.read(partition.image(), images.image(partition));
        } catch (InputError e) {
            if (e.place().equals(partition.image())) {
                throw refuse(i, e.what(), e.remedy());
            }
            throw e;
        }
    }

    private void segments(Partition partition, ElfFile program, int i) {
        Range memory = Range.of("its memory", partition.base(), partition.size());
        Range before = null;
        for (Segment segment : program.segments()) {
            Range range = range(segment);
            if (segment.virtualAddress() != segment.physicalAddress()) {
                throw refuse(
                        i,
                        "segment %s is to be loaded at 0x%08x"
                                .formatted(range, segment.physicalAddress()),
                        "link it where it runs");
            }
            if (segment.writable() && segment.executable()) {
                broken.add(
                        Rule.S6,
                        refuse(
                                i,
                                "segment " + range + " is writable and executable",
                                "link code and data apart"));
            }
            if (!memory.contains(range)) {
                broken.add(
                        Rule.S2,
                        refuse(
                                i,
                                "segment "
                                        + range
                                        + " is outside its memory "
                                        + memory
                                        + inOther(range, partition),
                                "link it inside, or move the memory"));
            }
            if (before != null && before.pages().overlaps(range.pages())) {
                broken.add(
                        Rule.S5,
                        refuse(
                                i,
                                "segments "
                                        + before
                                        + " and "
                                        + range
                                        + " share a page of 4096 bytes",
                                "align segments to pages"));
            }
            before = range;
        }
        if (program.segments().stream()
                .noneMatch(s -> s.executable() && holds(s, program.entry(), 2))) {
            throw refuse(
                    i,
                    "entry 0x%08x is in no executable segment".formatted(program.entry()),
                    "link it with an entry point");
        }
    }

    private String inOther(Range range, Partition own) {
        for (Partition other : system.partitions()) {
            if (!other.equals(own)
                    && Range.of(other.name(), other.base(), other.size()).overlaps(range)) {
                return ", in that of '" + other.name() + "'";
            }
        }
        return "";
    }

    private void symbols(Partition partition, ElfFile program, int i) {
        Symbol ipc =
                program.symbol(IPC)
                        .orElseThrow(
                                () ->
                                        refuse(
                                                i,
                                                "no symbol '" + IPC + "'",
                                                "link it with the SDK's library"));
        if (ipc.address() % 4 != 0 || !isWritable(program, ipc.address(), IPC_BYTES)) {
            throw refuse(
                    i,
                    "symbol '%s' at 0x%08x is not %d aligned writable bytes"
                            .formatted(IPC, ipc.address(), IPC_BYTES),
                    "link it with the SDK's library");
        }
        List<Variable> times = partition.times();
        for (int t = 0; t < times.size(); t++) {
            Variable time = times.get(t);
            if (program.symbol(time.symbol())
                    .filter(s -> isWritable(program, s.address() + time.offset(), Long.BYTES))
                    .isEmpty()) {
                throw document.error(
                        "image '%s' has no 8 writable bytes at '%s'"
                                .formatted(partition.image(), time),
                        "name a variable in C that holds nanoseconds, and the field's offset in it",
                        "partitions",
                        i,
                        "times",
                        t);
            }
        }
        List<Mapping> maps = partition.maps();
        for (int m = 0; m < maps.size(); m++) {
            String setvar = maps.get(m).setvar();
            if (!setvar.isEmpty()
                    && program.symbol(setvar).filter(s -> loaded(program, s.address())).isEmpty()) {
                throw document.error(
                        "image '" + partition.image() + "' has no variable '" + setvar + "'",
                        "define it in C or remove the setvar",
                        "partitions",
                        i,
                        "maps",
                        m,
                        "setvar");
            }
        }
    }

    private void pmp(Partition partition, ElfFile program, int i) {
        int console = 1;
        int segments = 0;
        for (Segment segment : program.segments()) {
            Range pages = range(segment).pages();
            segments += PmpEntries.of((int) pages.from(), (int) (pages.to() - pages.from()));
        }
        int maps = 0;
        for (Mapping map : partition.maps()) {
            Region region = regions.get(map.target());
            maps += region == null ? 1 : PmpEntries.of(region.base(), region.size());
        }
        int needed = console + segments + maps;
        if (needed > PmpEntries.AVAILABLE) {
            broken.add(
                    Rule.S6,
                    document.error(
                            "needs %d PMP entries (console 1, image %d, maps %d), a hart has %d"
                                    .formatted(needed, segments, maps, PmpEntries.AVAILABLE),
                            "map fewer regions, or give them a power of two as size and an aligned"
                                    + " base",
                            "partitions",
                            i,
                            "maps"));
        }
    }

    private static boolean isWritable(ElfFile program, int address, int bytes) {
        return program.segments().stream().anyMatch(s -> s.writable() && holds(s, address, bytes));
    }

    private static boolean loaded(ElfFile program, int address) {
        return program.segments().stream().anyMatch(s -> holds(s, address, 4));
    }

    private static boolean holds(Segment segment, int address, int bytes) {
        return range(segment).contains(Range.of("", address, bytes));
    }

    private static Range range(Segment segment) {
        return Range.of("", segment.virtualAddress(), segment.memoryBytes());
    }

    private InputError refuse(int i, String what, String remedy) {
        String image = system.partitions().get(i).image();
        return document.error("image '" + image + "': " + what, remedy, "partitions", i, "image");
    }
}
