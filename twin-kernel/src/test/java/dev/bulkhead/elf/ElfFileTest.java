package dev.bulkhead.elf;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.elf.ElfFile.Segment;
import dev.bulkhead.input.InputError;
import dev.bulkhead.testing.ElfBuilder;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.SplittableRandom;

class ElfFileTest {
    private static final int BASE = 0x8000_0000;
    private static final int PROGRAM_HEADER = 52;
    private static final String LINK =
            "link a program for rv32 with -march=rv32imafdc -mabi=ilp32d";

    private final byte[] file =
            new ElfBuilder()
                    .entry(BASE + 4)
                    .segment(BASE + 0x1000, new byte[] {9, 8}, 0x100, 6)
                    .segment(BASE, new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 8, 5)
                    .symbol("main", BASE + 4)
                    .localSymbol("main", BASE)
                    .symbol("counter", BASE + 0x1000)
                    .build();

    private byte[] with(int offset, int... bytes) {
        byte[] changed = file.clone();
        for (int i = 0; i < bytes.length; i++) {
            changed[offset + i] = (byte) bytes[i];
        }
        return changed;
    }

    private int sectionHeader(int index) {
        return file.length - 40 * (3 - index);
    }

    private static void refused(String message, byte[] content) {
        InputError error =
                assertThrows(InputError.class, () -> ElfFile.read("program.elf", content));
        assertEquals("program.elf: " + message, error.getMessage());
    }

    @Nested
    class AWellFormedProgram {
        private final ElfFile elf = ElfFile.read("program.elf", file);

        @Test
        void hasItsEntry() {
            assertEquals(BASE + 4, elf.entry());
        }

        @Test
        void hasItsSegmentsByAddress() {
            Segment text = elf.segments().get(0);
            Segment data = elf.segments().get(1);
            assertEquals(BASE, text.physicalAddress());
            assertTrue(text.executable() && text.readable() && !text.writable());
            assertArrayEquals(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, elf.content(text));
            assertEquals(0x100, data.memoryBytes());
            assertArrayEquals(new byte[] {9, 8}, elf.content(data));
        }

        @Test
        void hasItsSymbolsAndAGlobalOneHidesALocalOne() {
            assertEquals(BASE + 4, elf.symbol("main").orElseThrow().address());
            assertEquals(2, elf.symbols().size());
            assertTrue(elf.symbol("absent").isEmpty());
        }

        @Test
        void mayLackSections() {
            assertTrue(ElfFile.read("program.elf", with(32, 0, 0, 0, 0)).symbols().isEmpty());
        }
    }

    /** The size is the third word of an entry of 16 bytes, the first of which is empty. */
    @Test
    void aSymbolLongerThanItsSegmentHasNoBytes() {
        int sizeOfMain = 52 + 2 * 32 + 10 + 16 + 8;
        assertArrayEquals(
                new byte[] {5, 6, 7, 8}, ElfFile.read("program.elf", file).content("main"));
        for (int top : new int[] {0x7f, 0x80, 0xff}) {
            byte[] hostile = with(sizeOfMain, top == 0x80 ? 1 : 0xff, 0, 0, top);
            assertArrayEquals(new byte[0], ElfFile.read("program.elf", hostile).content("main"));
        }
    }

    @Nested
    class IsRefusedWhen {
        @Test
        void itIsNoElfFile() {
            refused("is not an ELF file; " + LINK, new byte[] {'#', '!', '/', 'b', 'i', 'n'});
            refused("is not an ELF file; " + LINK, new byte[0]);
        }

        @Test
        void itEndsInTheHeader() {
            refused(
                    "ends after 51 bytes, inside the ELF header of 52; link it again",
                    Arrays.copyOf(file, 51));
        }

        @Test
        void itIs64Bit() {
            refused("is a 64-bit ELF file; " + LINK, with(4, 2));
        }

        @Test
        void itsClassIsUnknown() {
            refused("has the unknown ELF class 0; " + LINK, with(4, 0));
        }

        @Test
        void itIsBigEndian() {
            refused("is big-endian; " + LINK, with(5, 2));
        }

        @Test
        void itsByteOrderIsUnknown() {
            refused("has the unknown byte order 7; " + LINK, with(5, 7));
        }

        @Test
        void itsVersionIsUnknown() {
            refused("has the unknown ELF version 2; " + LINK, with(6, 2));
        }

        @Test
        void itIsForAnotherMachine() {
            refused("is for machine 40, not for RISC-V (243); " + LINK, with(18, 40, 0));
        }

        @Test
        void itIsAnObjectFile() {
            refused("is an object file, not a linked program; link it", with(16, 1, 0));
        }

        @Test
        void itIsNoProgram() {
            refused("has ELF type 4, not a program; link a program", with(16, 4, 0));
        }

        @Test
        void itUsesSixteenRegisters() {
            refused(
                    "is built for the 16 registers of RV32E; compile with -march=rv32imafdc",
                    with(36, 8));
        }

        @Test
        void itUsesQuadPrecision() {
            refused(
                    "uses the quad-precision calling convention; compile with -mabi=ilp32d",
                    with(36, 6));
        }

        @Test
        void itHasNoProgramHeaders() {
            refused("has no program headers; link it as a program", with(44, 0, 0));
        }

        @Test
        void itsProgramHeadersHaveAnotherSize() {
            refused("has program headers of 56 bytes, not 32; link it again", with(42, 56, 0));
        }

        @Test
        void itsProgramHeadersGoBeyondTheFile() {
            refused(
                    "program header table at offset 52 with 2097120 bytes goes beyond the file's "
                            + file.length
                            + " bytes; copy or link the file again",
                    with(44, 0xff, 0xff));
        }

        @Test
        void aSegmentLiesOutsideTheFile() {
            refused(
                    "segment 0 at offset 4294967295 with 2 bytes goes beyond the file's "
                            + file.length
                            + " bytes; copy or link the file again",
                    with(PROGRAM_HEADER + 4, 0xff, 0xff, 0xff, 0xff));
        }

        @Test
        void aSegmentIsSmallerInMemoryThanInTheFile() {
            refused(
                    "segment 0 has 2 bytes in the file but 1 in memory; link it again",
                    with(PROGRAM_HEADER + 20, 1, 0, 0, 0));
        }

        @Test
        void aSegmentGoesBeyondTheAddressSpace() {
            refused(
                    "segment 0 at 0xffffff80 with 256 bytes goes beyond the address space;"
                            + " correct the linker script",
                    with(PROGRAM_HEADER + 8, 0x80, 0xff, 0xff, 0xff));
        }

        @Test
        void aSegmentTakesHalfTheAddressSpace() {
            refused(
                    "segment 0 takes 2147483648 bytes; correct the linker script",
                    with(PROGRAM_HEADER + 8, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0x80));
        }

        @Test
        void segmentsOverlap() {
            refused(
                    "segments at 0x80000000 and 0x80000007 overlap; correct the linker script",
                    with(PROGRAM_HEADER + 12, 7, 0));
        }

        @Test
        void itWantsADynamicLoader() {
            refused("wants a dynamic loader; link it with -static", with(PROGRAM_HEADER, 3));
        }

        @Test
        void nothingIsToBeLoaded() {
            byte[] empty = ElfBuilder.program(BASE, new byte[0]);
            refused("has nothing to load; link code and data into it", empty);
        }

        @Test
        void itsSectionHeadersHaveAnotherSize() {
            refused("has section headers of 41 bytes, not 40; link it again", with(46, 41, 0));
        }

        @Test
        void itsSectionHeadersGoBeyondTheFile() {
            refused(
                    "section header table at offset "
                            + sectionHeader(0)
                            + " with 160 bytes goes beyond the file's "
                            + file.length
                            + " bytes; copy or link the file again",
                    with(48, 4, 0));
        }

        @Test
        void itsSymbolTableGoesBeyondTheFile() {
            refused(
                    "symbol table at offset 4294967280 with 64 bytes goes beyond the file's "
                            + file.length
                            + " bytes; copy or link the file again",
                    with(sectionHeader(1) + 16, 0xf0, 0xff, 0xff, 0xff));
        }

        @Test
        void itsSymbolsHaveAnotherSize() {
            refused(
                    "has a symbol table of odd entries; link it again",
                    with(sectionHeader(1) + 36, 24));
        }

        @Test
        void itsSymbolNamesAreInNoSection() {
            refused(
                    "symbol names are in section 9 of 3; link it again",
                    with(sectionHeader(1) + 24, 9));
        }

        @Test
        void aSymbolNameIsOutsideItsTable() {
            refused(
                    "has a symbol name outside its name table; link it again",
                    with(sectionHeader(2) + 20, 3, 0));
        }
    }

    @Test
    void manySymbolsCannotShareOneLongName() {
        ElfBuilder builder =
                new ElfBuilder().segment(BASE, new byte[4], 4, 5).symbol("x".repeat(3000), BASE);
        for (int i = 0; i < 200; i++) {
            builder.symbol("", BASE);
        }
        byte[] hostile = builder.build();
        int symbols = 52 + 32 + 4 + 16;
        for (int i = 0; i < 201; i++) {
            hostile[symbols + 16 * i] = 1;
            hostile[symbols + 16 * i + 1] = 0;
        }
        refused("has symbol names that share their bytes; link it again", hostile);
    }

    @Test
    void anyChangedBytesGiveAProgramOrOneLine() {
        long seed = 20260101;
        SplittableRandom random = new SplittableRandom(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] changed =
                    Arrays.copyOf(file, file.length - random.nextInt(3) * random.nextInt(9));
            for (int i = random.nextInt(1, 5); i > 0; i--) {
                int[] special = {0, 1, 0x7f, 0x80, 0xff, random.nextInt(256)};
                changed[random.nextInt(changed.length)] =
                        (byte) special[random.nextInt(special.length)];
            }
            try {
                ElfFile elf = ElfFile.read("program.elf", changed);
                elf.segments().forEach(elf::content);
                elf.symbols().keySet().forEach(elf::content);
            } catch (InputError refused) {
                assertFalse(refused.getMessage().contains("\n"), refused.getMessage());
            } catch (RuntimeException broken) {
                throw new AssertionError("seed " + seed + " round " + round, broken);
            }
        }
    }
}
