package dev.bulkhead.system;

import static dev.bulkhead.system.TestElf.R;
import static dev.bulkhead.system.TestElf.W;
import static dev.bulkhead.system.TestElf.X;

import dev.bulkhead.document.DocumentSource;
import dev.bulkhead.document.ResourceFile;
import dev.bulkhead.input.InputError;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** A small system of our own, with images of every kind a description can name. */
public final class Bench {
    private static final int ELF_CLASS = 4;
    private static final int ELF_MACHINE = 18;

    private static final int FROM_BUS = 0;
    private static final int TO_BUS = 1;

    private Bench() {}

    /** The resource of that name beside this class. */
    public static ResourceFile file(String name) {
        return new ResourceFile(Bench.class, "/dev/bulkhead/system/" + name);
    }

    /** Ships one description, {@code good}. */
    public static SystemReader reader() {
        return new SystemReader(
                new DocumentSource(new TreeMap<>(Map.of("good", file("good.yaml")))), Bench::image);
    }

    /** The description in {@code good.yaml}. */
    public static SystemDescription system() {
        return reader().read(file("good.yaml")).description();
    }

    private static byte[] image(SystemDescription.Partition partition) {
        int base = partition.base();
        return switch (partition.image()) {
            case "nothing" ->
                    throw new InputError("nothing", "no such image ships", "correct the name");
            case "text" -> "int main;".getBytes(StandardCharsets.US_ASCII);
            case "elf64" -> with(base, ELF_CLASS, 2);
            case "arm" -> with(base, ELF_MACHINE, 40);
            case "at-80200000" -> TestElf.image(0x8020_0000).bytes();
            case "at-80600000" -> TestElf.image(0x8060_0000).bytes();
            case "w-and-x" -> TestElf.image(base).segment(base + 0x4000, 64, R | W | X).bytes();
            case "shared-page" ->
                    TestElf.image(base)
                            .segment(base + 0x2000, 64, R)
                            .segment(base + 0x2800, 64, R | W)
                            .bytes();
            case "code-and-data-on-a-page" ->
                    new TestElf()
                            .segment(base, 0x400, R | X)
                            .segment(base + 0x800, 0x400, R | W)
                            .entry(base)
                            .symbol("__bulkhead_ipc", base + 0x800)
                            .symbol("mechanism_gateway_allow_list", base)
                            .bytes();
            case "checking" -> with(base, "mechanism_e2e", "mechanism_clamp");
            case "calling-checks" -> with(base, "e2e_check", "e2e_later_check");
            case "only-e2e" -> with(base, "mechanism_e2e");
            case "filtering" -> with(base, "mechanism_transmit_filter");
            case "listing" -> listing(base, 0x700, 8, 10_000_000, FROM_BUS);
            case "listing-nothing" -> with(base, "mechanism_gateway_allow_list");
            case "listing-half-an-entry" -> listing(base, new byte[36]);
            case "listing-at-any-rate" -> listing(base, 0x700, 8, 0, FROM_BUS);
            case "listing-no-length" -> listing(base, 0x700, 0, 10_000_000, FROM_BUS);
            case "listing-a-stranger" -> listing(base, 0x7ff, 8, 10_000_000, FROM_BUS);
            case "listing-what-a-node-sends" -> listing(base, 0x700, 8, 10_000_000, TO_BUS);
            case "listing-what-nobody-sends" -> listing(base, 0x210, 8, 10_000_000, FROM_BUS);
            case "listing-each-ns" -> listing(base, 0x700, 8, 1, FROM_BUS);
            case "listing-the-narrow" -> listing(base, 0x210, 8, 10_000_000, TO_BUS);
            case "listing-no-way" -> listing(base, 0x700, 8, 10_000_000, 2);
            case "without-ipc" -> new TestElf().segment(base, 64, R | X).entry(base).bytes();
            case "ipc-in-code" -> TestElf.image(base).symbol("__bulkhead_ipc", base).bytes();
            case "entry-outside" -> TestElf.image(base).entry(base + 0x1000).bytes();
            default -> TestElf.image(base).bytes();
        };
    }

    /** An image with an allow-list as the SDK's header lays it out: one entry of 24 bytes. */
    private static byte[] listing(int base, int identifier, int length, long periodNs, int way) {
        return listing(
                base,
                ByteBuffer.allocate(24)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(identifier)
                        .putInt(length)
                        .putLong(periodNs)
                        .putInt(way)
                        .array());
    }

    private static byte[] listing(int base, byte[] table) {
        return TestElf.image(base)
                .symbol("mechanism_gateway_allow_list", base)
                .content("bulkhead_allow_list", base + 0x2000, table)
                .bytes();
    }

    /** An image with constants of mechanisms that work in firmware. */
    private static byte[] with(int base, String... constants) {
        TestElf elf = TestElf.image(base);
        for (int i = 0; i < constants.length; i++) {
            elf.symbol(constants[i], base + 4 * i);
        }
        return elf.bytes();
    }

    private static byte[] with(int base, int at, int value) {
        byte[] elf = TestElf.image(base).bytes();
        elf[at] = (byte) value;
        return elf;
    }
}
