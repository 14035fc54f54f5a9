package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.elf.ElfFile.Segment;
import dev.bulkhead.hart.CostTable;
import dev.bulkhead.hart.Csr;
import dev.bulkhead.hart.Hart;
import dev.bulkhead.hart.Stop;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.partitions.FirmwareBuilder.Placement;
import dev.bulkhead.time.Clock;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** C functions linked with the SDK, called one by one on a hart; no kernel runs. */
public final class CProgram {
    /** Memory for buffers, 64 KiB. */
    static final int SCRATCH = 0x8018_0000;

    private static final int RAM_BASE = 0x8000_0000;
    private static final Placement PLACEMENT = new Placement(0x8010_0000, 0x4_0000, 0x1000);
    private static final int RETURNED = 0x8000_1000;
    private static final int TRAPPED = 0x8000_1004;
    private static final int KERNEL_ENTRY = 0x0000_000b;
    private static final int FLOATING_POINT_ON = 0x6000;
    private static final long MAX_CYCLES = 10_000_000;
    private static final int RA = 1;
    private static final int SP = 2;
    private static final int GP = 3;
    private static final int A0 = 10;
    private static final int FA0 = 10;
    private static final long NAN_BOX = 0xffff_ffff_0000_0000L;

    private final Ram ram = new Ram(RAM_BASE, 0x20_0000);
    private final Hart hart =
            new Hart(
                    0,
                    Clock.ofHz(100_000_000),
                    new MemoryPort(ram),
                    CostTable.defaults(),
                    () -> Long.MAX_VALUE);
    private final ElfFile program;

    /**
     * @param functions C text; each function that a test calls is marked {@code KEPT}
     */
    CProgram(String functions) {
        this(functions, new TreeMap<>());
    }

    /**
     * With the files of a shipped folder.
     *
     * @param included files of it that are not compiled by themselves: their names end in {@code
     *     .inc} here, so that {@code functions} can include them and see what is static in them
     */
    public static CProgram besideFolder(String functions, String folder, String... included) {
        SortedMap<String, byte[]> files = new TreeMap<>(SourceTree.shipped(folder).files());
        for (String name : included) {
            files.put(name.replace(".c", ".inc"), files.remove(name));
        }
        return new CProgram(functions, files);
    }

    /**
     * With files of a partition that ships.
     *
     * @param names with their headers
     */
    static CProgram with(String partition, List<String> names, String functions) {
        SortedMap<String, byte[]> files = new TreeMap<>(SourceTree.shipped(partition).files());
        files.keySet().retainAll(names);
        return new CProgram(functions, files);
    }

    private CProgram(String functions, SortedMap<String, byte[]> files) {
        String text =
                """
                #include <microkit.h>
                #include <stdint.h>
                #define KEPT __attribute__((used, retain))
                void init(void) {}
                void notified(microkit_channel ch) { (void)ch; }
                """
                        + functions;
        files.put("functions.c", text.getBytes(StandardCharsets.UTF_8));
        byte[] elf =
                FirmwareBuilder.create()
                        .build(new SourceTree("functions", files), PLACEMENT, System.err::print);
        program = ElfFile.read("functions", elf);
        for (Segment segment : program.segments()) {
            ram.store(segment.physicalAddress(), program.content(segment));
        }
        ram.store(RETURNED, 4, KERNEL_ENTRY);
        ram.store(TRAPPED, 4, KERNEL_ENTRY);
        hart.enableKernelEntries();
        hart.setCsr(Csr.MTVEC, TRAPPED);
        hart.setCsr(Csr.MSTATUS, FLOATING_POINT_ON);
        hart.setX(GP, address("__global_pointer$"));
    }

    int address(String symbol) {
        return program.symbol(symbol).orElseThrow().address();
    }

    public int call(String function, int... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            hart.setX(A0 + i, arguments[i]);
        }
        run(function);
        return hart.x(A0);
    }

    /** A function of 64-bit numbers. */
    long callLong(String function, long... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            hart.setX(A0 + 2 * i, (int) arguments[i]);
            hart.setX(A0 + 2 * i + 1, (int) (arguments[i] >>> 32));
        }
        run(function);
        return longResult();
    }

    long longResult() {
        return (long) hart.x(A0 + 1) << 32 | Integer.toUnsignedLong(hart.x(A0));
    }

    float callFloat(String function, float... arguments) {
        for (int i = 0; i < arguments.length; i++) {
            setFloat(i, arguments[i]);
        }
        run(function);
        return floatResult();
    }

    void setFloat(int argument, float value) {
        long bits = Integer.toUnsignedLong(Float.floatToRawIntBits(value));
        hart.setF(FA0 + argument, NAN_BOX | bits);
    }

    void setDouble(int argument, double value) {
        hart.setF(FA0 + argument, Double.doubleToRawLongBits(value));
    }

    float floatResult() {
        return Float.intBitsToFloat((int) hart.f(FA0));
    }

    double doubleResult() {
        return Double.longBitsToDouble(hart.f(FA0));
    }

    private void run(String function) {
        hart.setX(SP, address("__stack_top"));
        hart.setX(RA, RETURNED);
        hart.setPc(address(function));
        Stop stop = hart.run(hart.cycle() + MAX_CYCLES);
        if (hart.pc() == TRAPPED) {
            fail(
                    "%s: cause %d at 0x%08x, value 0x%08x"
                            .formatted(
                                    function,
                                    hart.csr(Csr.MCAUSE),
                                    hart.csr(Csr.MEPC),
                                    hart.csr(Csr.MTVAL)));
        }
        assertEquals(Stop.KERNEL_ENTRY, stop, function);
        assertEquals(RETURNED, hart.pc(), function);
    }

    /** The address of bytes put at the start of the scratch memory. */
    public int put(byte... bytes) {
        ram.store(SCRATCH, bytes);
        return SCRATCH;
    }

    void put(int address, byte... bytes) {
        ram.store(address, bytes);
    }

    byte[] bytes(int address, int count) {
        int from = address - RAM_BASE;
        return Arrays.copyOfRange(ram.bytes(), from, from + count);
    }

    /** The text at an address, up to its zero byte. */
    String text(int address) {
        int length = 0;
        while (ram.load(address + length, 1) != 0) {
            length++;
        }
        return new String(bytes(address, length), StandardCharsets.ISO_8859_1);
    }
}
