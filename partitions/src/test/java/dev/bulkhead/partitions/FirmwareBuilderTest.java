package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.elf.ElfFile;
import dev.bulkhead.elf.ElfFile.Segment;
import dev.bulkhead.input.InputError;
import dev.bulkhead.partitions.FirmwareBuilder.Placement;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

class FirmwareBuilderTest {
    private static final Placement PLACEMENT = new Placement(0x8010_0000, 0x1_0000, 0x1000);
    private static final String ENTRY_POINTS =
            """
            #include <microkit.h>
            #include <stdint.h>
            void init(void) {}
            void notified(microkit_channel ch) { microkit_notify(ch); }
            """;

    @TempDir private Path folder;

    private Path source(String name, String text) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, text);
    }

    private ElfFile built() {
        return ElfFile.read("image", FirmwareBuilder.create().build(folder, PLACEMENT));
    }

    private String refusal() {
        InputError error =
                assertThrows(
                        InputError.class, () -> FirmwareBuilder.create().build(folder, PLACEMENT));
        return error.getMessage().replace(folder.toString(), "FOLDER");
    }

    @Nested
    class AnImage {
        @Test
        void hasOneSegmentOfCodeAndOneOfData() throws IOException {
            source("main.c", ENTRY_POINTS);

            ElfFile image = built();

            assertEquals(2, image.segments().size());
            Segment code = image.segments().getFirst();
            Segment data = image.segments().getLast();
            assertTrue(code.executable() && code.readable() && !code.writable());
            assertTrue(data.writable() && data.readable() && !data.executable());
            assertEquals(0x8010_0000, code.virtualAddress());
            assertEquals(0x8010_0000, image.entry());
            assertEquals(0, data.virtualAddress() % 4096);
        }

        @Test
        void hasItsStackLowestInTheWritablePages() throws IOException {
            source("main.c", ENTRY_POINTS);

            ElfFile image = built();

            Segment data = image.segments().getLast();
            int top = image.symbol("__stack_top").orElseThrow().address();
            assertEquals(data.virtualAddress() + PLACEMENT.stack(), top);
        }

        @Test
        void isTheSameFromAnotherFolderCacheAndPlaceOfTheCompiler(@TempDir Path other)
                throws IOException {
            source("main.c", ENTRY_POINTS + "#include \"deep/er/part.h\"\n");
            source("deep/er/part.h", "static inline uint32_t f(void) { return __LINE__; }\n");
            Path copy = other.resolve("elsewhere/sources");
            Files.createDirectories(copy.resolve("deep/er"));
            Files.copy(folder.resolve("main.c"), copy.resolve("main.c"));
            Files.copy(folder.resolve("deep/er/part.h"), copy.resolve("deep/er/part.h"));
            Path compiler =
                    Files.createSymbolicLink(other.resolve("compiler"), Toolchain.find().folder());
            var elsewhere = new FirmwareBuilder(new Toolchain(compiler), other.resolve("cache"));
            var here = new FirmwareBuilder(Toolchain.find(), folder.resolve("cache"));

            byte[] image = elsewhere.build(copy, PLACEMENT);
            Files.delete(compiler);

            assertArrayEquals(here.build(folder, PLACEMENT), image);
        }

        @Test
        void holdsNoPathOfThisMachine() throws IOException {
            source("main.c", ENTRY_POINTS);

            byte[] image = FirmwareBuilder.create().build(folder, PLACEMENT);

            String text = new String(image, StandardCharsets.ISO_8859_1);
            assertFalse(text.contains(folder.toString()));
            assertFalse(text.contains(Toolchain.find().folder().toString()));
        }

        @Test
        void keepsAVariableThatOnlySetvarNames() throws IOException {
            source("main.c", ENTRY_POINTS + "uintptr_t device_base;\nuint32_t table = 5;\n");

            ElfFile image = built();

            assertTrue(image.symbol("device_base").isPresent());
            assertTrue(image.symbol("table").isPresent());
        }

        @Test
        void takesAssemblerAndFoldersToo() throws IOException {
            source(
                    "main.c",
                    ENTRY_POINTS
                            .replace("{}", "{ answer(); }")
                            .replace("void init", "int answer(void);\nvoid init"));
            source("low/answer.S", ".globl answer\nanswer: li a0, 42\nret\n");

            assertTrue(built().symbol("answer").isPresent());
        }
    }

    @Nested
    class AMistakeIsOneLine {
        @Test
        void ofTheCompilerWithTheUsersFileAndLine() throws IOException {
            source("main.c", ENTRY_POINTS);
            source("wheel.c", "#include <stdint.h>\nuint32_t speed = wheel;\n");

            assertEquals(
                    "FOLDER/wheel.c:2: use of undeclared identifier 'wheel'; "
                            + "correct it and build again",
                    refusal());
        }

        @Test
        void ofAWarning() throws IOException {
            source("main.c", ENTRY_POINTS + "static int unused;\n");

            assertEquals(
                    "FOLDER/main.c:5: unused variable 'unused'; correct it and build again",
                    refusal());
        }

        @Test
        void ofAHeaderThatIsNotThere() throws IOException {
            source("main.c", ENTRY_POINTS + "#include <unistd.h>\n");

            assertEquals(
                    "FOLDER/main.c:5: 'unistd.h' file not found; correct it and build again",
                    refusal());
        }

        @Test
        void ofTheTimeOfDayInAnImage() throws IOException {
            source("main.c", ENTRY_POINTS + "const char *built = __TIME__;\n");

            assertEquals(
                    "FOLDER/main.c:5: expansion of date or time macro is not reproducible; "
                            + "correct it and build again",
                    refusal());
        }

        @Test
        void ofASymbolThatNobodyDefines() throws IOException {
            source(
                    "main.c",
                    ENTRY_POINTS
                            .replace("{}", "{ lost(); }")
                            .replace("void init", "void lost(void);\nvoid init"));

            assertEquals(
                    "FOLDER/main.c:4: undefined symbol: lost; define it or use what the SDK has",
                    refusal());
        }

        @Test
        void ofAMissingEntryPoint() throws IOException {
            source("main.c", "#include <microkit.h>\nvoid init(void) {}\n");

            assertEquals(
                    "FOLDER: undefined symbol: notified; define it or use what the SDK has",
                    refusal());
        }

        @Test
        void ofAFunctionDefinedTwice() throws IOException {
            source("a.c", ENTRY_POINTS);
            source("b.c", "void init(void);\nvoid init(void) {}\n");

            assertEquals("FOLDER/b.c:2: duplicate symbol: init; keep one definition", refusal());
        }

        @Test
        void ofAnImageLargerThanItsMemory() throws IOException {
            source(
                    "main.c",
                    ENTRY_POINTS
                            + "volatile char big[0x10000] = {1};\nint f(void);\n"
                            + "__attribute__((used, retain)) int f(void) { return big[0]; }\n");

            String refusal = refusal();

            assertTrue(
                    refusal.matches(
                            "FOLDER: the image is \\d+ bytes larger than its memory of 0x10000"
                                    + " bytes; raise the memory's size to 0x1[0-9a-f]000 or more"),
                    refusal);
        }

        @Test
        void ofAFolderWithoutC() {
            assertEquals("FOLDER: holds no C file; put the partition's .c files there", refusal());
        }

        @Test
        void theOtherErrorsGoToTheListener() throws IOException {
            source("main.c", ENTRY_POINTS + "int a = x;\nint b = y;\n");
            var all = new StringBuilder();

            assertThrows(
                    InputError.class,
                    () -> FirmwareBuilder.create().build(folder, PLACEMENT, all::append));

            assertTrue(all.toString().contains(folder + "/main.c:6:9: error:"), all.toString());
        }
    }
}
