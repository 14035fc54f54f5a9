package dev.bulkhead.dbc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Mutated files: each gives a database that can be written and read again, or one line. A failure
 * names its seed.
 */
class DbcFuzzTest {
    private static final int FILES = Boolean.getBoolean("bulkhead.full") ? 100_000 : 4_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long MOST_ALLOCATED = 1 << 27;
    private static final String PIECES = " :;,\"|@+-()[]0123456789mMe./\n\r\\_AZ\u00b0";
    private static final String[] WORDS = {
        "BO_ ",
        " SG_ ",
        "CM_ ",
        "BA_ ",
        "VAL_ ",
        "NS_ :",
        "BU_:",
        "4294967295",
        "3221225472",
        "1e400",
        "-9223372036854775808",
        "SG_MUL_VAL_ ",
        "m18446744073709551616M",
        "//",
        "65535",
        "\n;\n",
        "BA_DEF_ ",
        "Vector__XXX",
        "ENUM ",
        "524287|64@0-"
    };

    private static byte[] mutant(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        StringBuilder text = new StringBuilder(RandomDbc.text(random, random.nextBoolean()));
        for (int i = random.nextInt(1, 3); i > 0 && !text.isEmpty(); i--) {
            int at = random.nextInt(text.length());
            int to = Math.min(text.length(), at + random.nextInt(1, 60));
            switch (random.nextInt(6)) {
                case 0 -> text.deleteCharAt(at);
                case 1 -> text.insert(at, PIECES.charAt(random.nextInt(PIECES.length())));
                case 2 -> text.delete(at, to);
                case 3 -> text.insert(at, text.substring(at, to));
                case 4 -> text.insert(at, WORDS[random.nextInt(WORDS.length)]);
                default -> text.insert(random.nextInt(text.length()), text.substring(at, to));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(4) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    @Test
    void noMutantGivesAnythingButADatabaseOrOneLine() {
        int read = 0;
        for (long seed = 0; seed < FILES; seed++) {
            byte[] mutant = mutant(seed);
            long startNs = cpuNs();
            long before = allocated();
            try {
                DbcReading reading = DbcReader.readTolerant("mutant.dbc", mutant);
                String written = DbcWriter.write(reading.dbc());
                Dbc again = DbcReader.readTolerant("again.dbc", written).dbc();
                RandomDbc.assertSame(reading.dbc(), again, seed);
                useAll(reading.dbc(), new SplittableRandom(seed));
                read++;
            } catch (InputError error) {
                assertTrue(error.getMessage().startsWith("mutant.dbc:"), error.getMessage());
            } catch (RuntimeException e) {
                fail("seed " + seed, e);
            }
            assertTrue(cpuNs() - startNs < PATIENCE.toNanos(), "slow, seed " + seed);
            long taken = allocated() - before;
            assertTrue(taken < MOST_ALLOCATED, taken + " bytes, seed " + seed);
        }
        assertTrue(read > FILES / 5, "most of it is thrown away: " + read);
    }

    /** Both decoders agree on any frame of any message that was read. */
    private static void useAll(Dbc dbc, SplittableRandom random) {
        for (DbcMessage message : dbc.messages()) {
            byte[] data = new byte[Math.min(64, random.nextInt(message.length() + 2))];
            random.nextBytes(data);
            var decoded = new MessageCodec(message).decode(data);
            MessageDecoder decoder = new MessageDecoder(message);
            MessageDecoder.Values values = decoder.values();
            decoder.decode(data, values);
            int there = 0;
            for (int i = 0; i < message.signals().size(); i++) {
                if (values.isThere(i)) {
                    SignalValue exact = decoded.values().get(there++);
                    assertEquals(exact.signal(), message.signals().get(i));
                    assertEquals(exact.raw(), values.raw(i));
                    assertEquals(exact.signal().value(data), values.value(i), exact::toString);
                    assertTrue(!exact.text().isEmpty());
                }
            }
            assertEquals(there, decoded.values().size());
        }
    }

    /** Of this thread alone: other work on the machine is no fault of a file's. */
    private static long cpuNs() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static void assertQuick(long startNs) {
        long takenMs = (cpuNs() - startNs) / 1_000_000;
        assertTrue(takenMs < PATIENCE.toMillis(), takenMs + " ms");
    }

    private static long allocated() {
        var threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getCurrentThreadAllocatedBytes();
    }

    /** What a small text can say at length: each is read in time that grows with the text. */
    @Test
    void aLongFileTakesNotMuchLongerByTheByte() {
        int count = 20_000;
        StringBuilder text = new StringBuilder("BU_: A\nBO_ 1 M: 8 A\n");
        for (int i = 0; i < 200; i++) {
            text.append(" SG_ S%d : 0|64@1+ (1,0) [0|0] \"\" A\n".formatted(i));
        }
        for (int i = 0; i < count; i++) {
            text.append(
                    "CM_ SG_ 1 S%d \"x\";\nCM_ BO_ 9 \"y\";\nBA_ \"no\" 1;\n".formatted(i % 200));
        }
        long startNs = cpuNs();
        DbcReading reading = DbcReader.readTolerant("long.dbc", text.toString());
        assertQuick(startNs);
        assertEquals(2 * count, reading.dbc().kept().size());
        // signals that overlap, statements about nothing, comments on what has one
        assertEquals(199 + 2 * count + (count - 200), reading.warnings().size());
        char[] quotes = new char[1 << 20];
        Arrays.fill(quotes, '"');
        startNs = cpuNs();
        try {
            DbcReader.readTolerant("quotes.dbc", new String(quotes));
        } catch (InputError _) {
            // an odd one is missing
        }
        assertQuick(startNs);
    }

    /** Signals far away, multiplexers in a long chain, ranges without number. */
    @Test
    void whatASmallFileSaysTakesNotMuchMemory() {
        int count = 3_000;
        StringBuilder text = new StringBuilder("BU_: A\nBO_ 1 M: 65535 A\n");
        StringBuilder chain = new StringBuilder();
        text.append(" SG_ S0 M : 0|8@1+ (1,0) [0|0] \"\" A\n");
        for (int i = 1; i < count; i++) {
            text.append(" SG_ S%d m1M : 524200|64@1+ (1,0) [0|0] \"\" A\n".formatted(i));
            chain.append("SG_MUL_VAL_ 1 S%d S%d 1-1;\n".formatted(i, i - 1));
        }
        String ranges = ", 1-1".repeat(20_000);
        chain.append(
                "SG_MUL_VAL_ 1 S1 S0 1-1%s;\nSG_MUL_VAL_ 1 S2 S0 1-1%s;\n"
                        .formatted(ranges, ranges));
        long before = allocated();
        long startNs = cpuNs();
        DbcReading reading = DbcReader.readTolerant("chain.dbc", text.append(chain).toString());
        assertQuick(startNs);
        assertTrue(allocated() - before < 4 * MOST_ALLOCATED, allocated() - before + " bytes");
        assertEquals(
                "signal 'S34' of message 'M' is selected in a circle, or too deep",
                reading.warnings().stream()
                        .filter(warning -> warning.rule().equals("multiplexer"))
                        .map(DbcFinding::what)
                        .findFirst()
                        .orElseThrow());
    }
}
