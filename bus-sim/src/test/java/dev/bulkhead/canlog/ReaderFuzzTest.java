package dev.bulkhead.canlog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;

import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.InflaterInputStream;

/**
 * Mutated recordings: a reader neither fails, nor hangs, nor tells more entries than the bytes can
 * hold, and one broken in the middle still gives what stands before. A failure prints its seed.
 */
class ReaderFuzzTest {
    private static final int FILES = Boolean.getBoolean("bulkhead.full") ? 50_000 : 1_000;
    private static final int FLIPS = Boolean.getBoolean("bulkhead.full") ? 2_000 : 100;
    private static final String OF_TEXTS = "()#R.,-x\n\r\"0 9A[]";
    private static final int SHORTEST_ENTRY_BYTES = 8;

    /** A mutated file of some kB takes below a millisecond. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    @TempDir private Path folder;

    private List<byte[]> seeds(LogFormat format) throws IOException {
        List<LogEntry> entries = new ArrayList<>(Entries.classic());
        entries.addAll(Entries.remote());
        if (format != LogFormat.CSV_PYTHON_CAN) {
            entries.addAll(Entries.fd());
        }
        entries.addAll(Entries.errors());
        if (format == LogFormat.CSV_PYTHON_CAN) {
            entries.removeIf(entry -> !entry.channel().equals("can0"));
        }
        byte[] written = Files.readAllBytes(Entries.write(format, folder.resolve("seed"), entries));
        return format == LogFormat.BLF ? List.of(written, stored(written)) : List.of(written);
    }

    /** The same in a container that is not compressed, so that its objects are mutated. */
    private static byte[] stored(byte[] blf) {
        try (var inflater =
                new InflaterInputStream(new ByteArrayInputStream(blf, 144 + 32, blf.length))) {
            byte[] contents = inflater.readAllBytes();
            byte[] bytes = Arrays.copyOf(blf, 144 + 32 + contents.length);
            System.arraycopy(contents, 0, bytes, 144 + 32, contents.length);
            ByteBuffer.wrap(bytes)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(144 + 8, 32 + contents.length)
                    .putShort(144 + 16, (short) 0);
            return bytes;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] mutant = bytes.clone();
        for (int i = random.nextInt(1, 6); i > 0; i--) {
            int at = random.nextInt(mutant.length);
            switch (random.nextInt(7)) {
                case 0 -> mutant[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> mutant[at] = (byte) random.nextInt(256);
                case 2 -> mutant = Arrays.copyOf(mutant, Math.max(1, at));
                case 3 -> { // a number of four bytes at its limits
                    int[] limits = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, 1 << 16, 3};
                    int value = limits[random.nextInt(limits.length)];
                    for (int b = 0; b < 4 && at + b < mutant.length; b++) {
                        mutant[at + b] = (byte) (value >>> 8 * b);
                    }
                }
                case 4 -> { // a piece twice
                    int to = Math.min(mutant.length, at + random.nextInt(1, 200));
                    byte[] longer = Arrays.copyOf(mutant, mutant.length + to - at);
                    System.arraycopy(mutant, at, longer, to, mutant.length - at);
                    mutant = longer;
                }
                case 5 -> { // a piece missing
                    int to = Math.min(mutant.length, at + random.nextInt(1, 60));
                    byte[] shorter = Arrays.copyOf(mutant, mutant.length - (to - at));
                    System.arraycopy(mutant, to, shorter, at, mutant.length - to);
                    mutant = shorter.length == 0 ? new byte[1] : shorter;
                }
                default -> mutant[at] = (byte) OF_TEXTS.charAt(random.nextInt(OF_TEXTS.length()));
            }
        }
        return mutant;
    }

    @ParameterizedTest
    @EnumSource
    void noMutantHurts(LogFormat format) throws IOException {
        for (byte[] seedFile : seeds(format)) {
            for (int seed = 0; seed < FILES; seed++) {
                byte[] mutant = mutated(seedFile, new Random(seed));
                long startNs = processorNs();
                long count;
                try {
                    count = count(format, mutant);
                } catch (RuntimeException e) {
                    fail(format + ", seed " + seed, e);
                    return;
                }
                assertTrue(
                        count <= mutant.length / SHORTEST_ENTRY_BYTES,
                        format + ", seed " + seed + ": " + count + " entries");
                assertTrue(
                        processorNs() - startNs < PATIENCE.toNanos(),
                        format + ", seed " + seed + " took too long");
            }
        }
    }

    /** Other processes of the machine have no part in it. */
    private static long processorNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    /** As a user's file comes in: by its form, and, where that shows, by its beginning. */
    private static long count(LogFormat format, byte[] bytes) throws IOException {
        long[] count = new long[1];
        Recording.of(format, "mutant", new ByteArrayInputStream(bytes)).read(_ -> count[0]++);
        try {
            Recording.of("mutant", new ByteArrayInputStream(bytes)).read(_ -> {});
        } catch (InputError _) {
            // begins like no recording
        }
        return count[0];
    }

    /** A flip in the header of the file may move all times; its bytes are not touched. */
    @Test
    void aFlippedBitInCompressedContainersTellsNoFrameThatNobodySent() throws IOException {
        List<LogEntry> sent = new ArrayList<>();
        Random random = new Random(1);
        for (int i = 0; i < 6_000; i++) {
            byte[] data = new byte[8];
            random.nextBytes(data);
            CanFrame frame = CanFrame.base(random.nextInt(0x800), CanData.of(data));
            sent.add(Entries.at(i * 1_000_000L, "can0", frame));
        }
        byte[] blf = Files.readAllBytes(Entries.write(LogFormat.BLF, folder.resolve("long"), sent));
        for (int seed = 0; seed < FLIPS; seed++) {
            byte[] flipped = blf.clone();
            Random place = new Random(seed);
            flipped[place.nextInt(144, blf.length)] ^= (byte) (1 << place.nextInt(8));
            List<LogEntry> told = Entries.read("x.blf", flipped).entries();

            int next = 0;
            for (LogEntry entry : told) {
                int at = sent.subList(next, sent.size()).indexOf(entry);
                assertTrue(at >= 0, "seed " + seed + ": " + Entries.line(entry));
                next += at + 1;
            }
            assertTrue(told.size() > 500, "seed " + seed + ": " + told.size() + " frames");
        }
    }

    /** 100 MB of zeros deflate to 100 kB: no more of it is kept than any tool writes. */
    @Test
    void aContainerThatInflatesALotTakesNoMemory() throws IOException {
        Deflater deflater = new Deflater();
        byte[] zeros = new byte[1 << 20];
        var out = new ByteArrayOutputStream();
        byte[] buffer = new byte[1 << 16];
        for (int i = 0; i < 100; i++) {
            deflater.setInput(zeros);
            while (!deflater.needsInput()) {
                out.write(buffer, 0, deflater.deflate(buffer));
            }
        }
        deflater.finish();
        while (!deflater.finished()) {
            out.write(buffer, 0, deflater.deflate(buffer));
        }
        deflater.end();
        byte[] empty =
                Files.readAllBytes(Entries.write(LogFormat.BLF, folder.resolve("b"), List.of()));
        byte[] bytes = Arrays.copyOf(empty, empty.length + 32 + out.size());
        var object = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        object.position(empty.length).put("LOBJ".getBytes(StandardCharsets.US_ASCII));
        object.putShort((short) 16).putShort((short) 1).putInt(32 + out.size()).putInt(10);
        object.putShort((short) 2).putShort((short) 0).putLong(0).putInt(0).put(out.toByteArray());
        long before = allocated();
        Entries.Read read = Entries.read("x.blf", bytes);

        assertEquals(
                "x.blf: byte 144: a container of more than 16777216 bytes; save the file again with"
                        + " containers of 128 KiB",
                read.says());
        long taken = allocated() - before;
        assertTrue(taken < 100 << 20, taken + " bytes allocated for 100 MB of contents");
    }

    private static long allocated() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }
}
