package dev.bulkhead.kernel;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.input.InputError;
import dev.bulkhead.kernel.PartitionImage.Segment;
import dev.bulkhead.system.BrokenRules;
import dev.bulkhead.system.ImageSource;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.Rule;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.system.SystemDescription.Mapping;
import dev.bulkhead.system.SystemDescription.Partition;
import dev.bulkhead.trace.Payload;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/**
 * The ROM of an ECU: kernel text, constants, the kernel's pristine data, and the partitions'
 * pristine images with their {@code setvar} values. Mechanisms that are off are built in.
 */
public final class KernelImage {
    /** Address of the ROM. */
    public static final int ROM_BASE = KernelText.ROM;

    /** Where a hart starts after reset. */
    public static final int RESET_VECTOR = KernelText.RESET;

    static final int PRISTINE_ADDRESS = ROM_BASE + 0x100;
    static final int PRISTINE_BYTES = ROM_BASE + 0x104;

    private static final int PRISTINE = ROM_BASE + 0x1000;

    private static final int NAME_BYTES = 64;

    private final byte[] rom;
    private final KernelLayout layout;
    private final KernelCosts costs;
    private final int timers;
    private final Mechanisms mechanisms;
    private final List<Payload> imageHashes;

    private KernelImage(
            byte[] rom,
            KernelLayout layout,
            KernelCosts costs,
            int timers,
            Mechanisms mechanisms,
            List<Payload> imageHashes) {
        this.rom = rom;
        this.layout = layout;
        this.costs = costs;
        this.timers = timers;
        this.mechanisms = mechanisms;
        this.imageHashes = List.copyOf(imageHashes);
    }

    /**
     * Builds the ROM of a system.
     *
     * @param images one a partition, in the description's order
     * @param off mechanisms that are switched off beside those that the description does without
     * @throws InputError if the system cannot run: what and remedy are in it
     */
    public static KernelImage build(
            SystemDescription system,
            List<PartitionImage> images,
            KernelCosts costs,
            Mechanisms off) {
        return build(system, images, costs, off, BrokenRules.REFUSED);
    }

    /**
     * As {@link #build(SystemDescription, List, KernelCosts, Mechanisms)}, to be judged: a broken
     * rule is told of, and what the kernel would hold is built all the same.
     *
     * @throws InputError for any other mistake
     */
    public static KernelImage build(
            SystemDescription system,
            List<PartitionImage> images,
            KernelCosts costs,
            Mechanisms off,
            BrokenRules broken) {
        Mechanisms mechanisms = system.without().and(off);
        checkMechanisms(system, images, mechanisms);
        AddressSpaces spaces = new AddressSpaces(system, images, broken);
        List<List<Segment>> patched = new ArrayList<>();
        List<Payload> hashes = new ArrayList<>();
        for (int i = 0; i < images.size(); i++) {
            List<Segment> segments = patch(system, i, images.get(i), spaces, mechanisms);
            patched.add(segments);
            hashes.add(hash(images.get(i).entry(), segments));
        }
        KernelData data = new KernelData(system, images, spaces, mechanisms, broken);
        KernelLayout layout = data.layout();
        int at = PRISTINE + (layout.dataEnd() - KernelLayout.BASE);
        List<List<Integer>> places = new ArrayList<>();
        for (List<Segment> segments : patched) {
            List<Integer> roms = new ArrayList<>();
            for (Segment segment : segments) {
                roms.add(at);
                at += segment.content().length() + 3 & -4;
            }
            places.add(roms);
        }
        byte[] pristine = data.bytes(patched, places);
        byte[] rom = new byte[at - ROM_BASE];
        int[] text = KernelText.words();
        for (int i = 0; i < text.length; i++) {
            put(rom, ROM_BASE + 4 * i, text[i]);
        }
        put(rom, PRISTINE_ADDRESS, PRISTINE);
        put(rom, PRISTINE_BYTES, pristine.length);
        System.arraycopy(pristine, 0, rom, PRISTINE - ROM_BASE, pristine.length);
        for (int i = 0; i < patched.size(); i++) {
            for (int s = 0; s < patched.get(i).size(); s++) {
                byte[] content = patched.get(i).get(s).content().toBytes();
                System.arraycopy(content, 0, rom, places.get(i).get(s) - ROM_BASE, content.length);
            }
        }
        checkPadding(system, costs, broken);
        checkBoot(system, costs, layout, patched, broken);
        return new KernelImage(rom, layout, costs, timers(system), mechanisms, hashes);
    }

    /**
     * Builds the ROM of a system from the ELF files of its partitions.
     *
     * @throws InputError if the system cannot run: what and remedy are in it
     */
    public static KernelImage build(
            SystemDescription system, ImageSource source, KernelCosts costs, Mechanisms off) {
        List<PartitionImage> images = new ArrayList<>();
        for (Partition partition : system.partitions()) {
            ElfFile elf = ElfFile.read(partition.image(), source.image(partition));
            images.add(PartitionImage.of(partition.image(), elf));
        }
        return build(system, images, costs, off);
    }

    /** A copy of the ROM's content, to be mapped at {@link #ROM_BASE}. */
    public byte[] rom() {
        return rom.clone();
    }

    /** SHA-256 of each partition's entry and loaded bytes, in the description's order. */
    public List<Payload> imageHashes() {
        return imageHashes;
    }

    public KernelCosts costs() {
        return costs;
    }

    /** The word that boot puts at an address of the kernel's RAM. */
    int pristine(int address) {
        int at = PRISTINE - ROM_BASE + address - KernelLayout.BASE;
        return ByteBuffer.wrap(rom).order(ByteOrder.LITTLE_ENDIAN).getInt(at);
    }

    /** Timers of all partitions together. */
    int timers() {
        return timers;
    }

    private static int timers(SystemDescription system) {
        return system.partitions().stream().mapToInt(p -> p.timers().size()).sum();
    }

    KernelLayout layout() {
        return layout;
    }

    /** Mechanisms that are off, by the description or by the caller. */
    public Mechanisms mechanisms() {
        return mechanisms;
    }

    private static void put(byte[] rom, int address, int value) {
        for (int i = 0; i < 4; i++) {
            rom[address - ROM_BASE + i] = (byte) (value >>> 8 * i);
        }
    }

    private static void checkMechanisms(
            SystemDescription system, List<PartitionImage> images, Mechanisms mechanisms) {
        for (Mechanisms.Off off : mechanisms.off()) {
            Mechanisms.check("without " + off, off, system);
            off.mechanism()
                    .symbol()
                    .filter(s -> images.stream().noneMatch(i -> i.symbols().containsKey(s)))
                    .ifPresent(
                            symbol -> {
                                throw new InputError(
                                        "without " + off,
                                        "no image has the constant '" + symbol + "'",
                                        "leave the mechanism out");
                            });
        }
    }

    /**
     * Writes the partition's name, its console, its {@code setvar} values and the constants of
     * mechanisms that are off into its image.
     */
    private static List<Segment> patch(
            SystemDescription system,
            int index,
            PartitionImage image,
            AddressSpaces spaces,
            Mechanisms mechanisms) {
        Partition partition = system.partitions().get(index);
        require(image, PartitionImage.IPC_SYMBOL);
        List<Segment> segments = new ArrayList<>(image.segments());
        Integer name = image.symbols().get(PartitionImage.NAME_SYMBOL);
        if (name != null) {
            byte[] text = partition.name().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            byte[] field = java.util.Arrays.copyOf(text, NAME_BYTES);
            field[NAME_BYTES - 1] = 0;
            patch(image, segments, name, field);
        }
        Integer uart = image.symbols().get(PartitionImage.UART_SYMBOL);
        if (uart != null) {
            patch(image, segments, uart, word(AddressMap.uart(index)));
        }
        for (Mechanisms.Off off : mechanisms.off()) {
            Integer constant =
                    off.mechanism()
                            .symbol()
                            .map(symbol -> image.symbols().get(symbol))
                            .orElse(null);
            if (constant != null) {
                patch(image, segments, constant, word(0));
            }
        }
        for (Mapping mapping : partition.maps()) {
            int base = spaces.base(mapping, index);
            if (!mapping.setvar().isEmpty()) {
                patch(image, segments, require(image, mapping.setvar()), word(base));
            }
        }
        return segments;
    }

    private static int require(PartitionImage image, String symbol) {
        Integer address = image.symbols().get(symbol);
        if (address == null) {
            throw new InputError(
                    image.name(), "the image has no symbol '" + symbol + "'", "define it");
        }
        return address;
    }

    private static void patch(
            PartitionImage image, List<Segment> segments, int address, byte[] value) {
        for (int i = 0; i < segments.size(); i++) {
            Segment segment = segments.get(i);
            int offset = address - segment.address();
            if (offset >= 0 && offset <= segment.bytes() - value.length) {
                byte[] content = segment.content().toBytes();
                if (content.length < offset + value.length) {
                    content = java.util.Arrays.copyOf(content, offset + value.length);
                }
                System.arraycopy(value, 0, content, offset, value.length);
                segments.set(
                        i,
                        new Segment(
                                segment.address(),
                                Payload.of(content),
                                segment.bytes(),
                                segment.permissions()));
                return;
            }
        }
        throw new InputError(
                image.name(),
                "0x%08x, which is to be set, lies in no segment".formatted(address),
                "link the variable into the image");
    }

    private static byte[] word(int value) {
        return new byte[] {
            (byte) value, (byte) (value >>> 8), (byte) (value >>> 16), (byte) (value >>> 24)
        };
    }

    private static Payload hash(int entry, List<Segment> segments) {
        MessageDigest digest = sha256();
        digest.update(word(entry));
        for (Segment segment : segments) {
            byte[] content = segment.content().toBytes();
            digest.update(word(segment.address()));
            digest.update(word(segment.bytes()));
            digest.update(word(content.length));
            digest.update(content);
        }
        return Payload.of(digest.digest());
    }

    /**
     * The platform's own: the first 200 kB cost 0.15 s less than by one that the JVM must warm up.
     */
    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /**
     * Cycles that copying a partition's image takes at a restart, in its own windows and on its own
     * budget.
     */
    public static long restartCycles(PartitionImage image, KernelCosts costs) {
        long words = 0;
        long steps = 1;
        for (Segment segment : image.segments()) {
            long segmentWords = (segment.bytes() + 3L) / 4;
            words += segmentWords;
            steps += segmentWords / Restarts.STEP_WORDS + 1;
        }
        return words * costs.copyWord() + steps * perStep(costs);
    }

    private static long perStep(KernelCosts costs) {
        return costs.trapInOut() + (KernelLayout.INTERRUPT_WORDS + 1L) * costs.deviceAccess();
    }

    private static void checkPadding(
            SystemDescription system, KernelCosts costs, BrokenRules broken) {
        int least = new KernelDelays(system, costs).leastPaddingUs();
        int padding = system.schedule().paddingUs();
        if (padding < least && !system.schedule().windows().isEmpty()) {
            broken.add(
                    Rule.T2,
                    new InputError(
                            "schedule",
                            "padding_us " + padding + " is shorter than what may delay a window",
                            "set it to at least " + least));
        }
    }

    private static void checkBoot(
            SystemDescription system,
            KernelCosts costs,
            KernelLayout layout,
            List<List<Segment>> images,
            BrokenRules broken) {
        long words = ((long) layout.dataEnd() - KernelLayout.BASE) / 4;
        long steps = 2;
        for (List<Segment> segments : images) {
            steps++;
            for (Segment segment : segments) {
                long imageWords = (segment.bytes() + 3L) / 4;
                words += imageWords;
                steps += imageWords / Restarts.STEP_WORDS + 1;
            }
        }
        long cycles =
                words * costs.copyWord()
                        + steps * perStep(costs)
                        + (KernelLayout.INTERRUPT_SOURCES + DmaProtection.accesses(layout) + 2L)
                                * costs.deviceAccess()
                        + costs.longestSwitch(64);
        long us = Math.ceilDiv(cycles * 1_000_000, system.board().clockHz());
        if (us > system.schedule().startUs()) {
            broken.add(
                    Rule.T1,
                    new InputError(
                            "schedule",
                            "booting takes %d us, start_us is %d"
                                    .formatted(us, system.schedule().startUs()),
                            "set start_us to at least " + us));
        }
    }
}
