package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** The SDK's {@code snprintf}, run as machine code. */
class SnprintfInCTest {
    private static final CProgram C =
            new CProgram(
                    """
                    #include <stdio.h>
                    #pragma clang diagnostic ignored "-Wformat-nonliteral"
                    static char out[400];
                    KEPT int print_int(const char *format, int value)
                    { return snprintf(out, sizeof out, format, value); }
                    KEPT int print_long(const char *format, int unused, uint64_t value)
                    { (void)unused; return snprintf(out, sizeof out, format, value); }
                    KEPT int print_double(const char *format, double value)
                    { return snprintf(out, sizeof out, format, value); }
                    KEPT int print_text(const char *format, const char *value)
                    { return snprintf(out, sizeof out, format, value); }
                    KEPT int print_star(const char *format, int width, int precision, int value)
                    { return snprintf(out, sizeof out, format, width, precision, value); }
                    KEPT int print_cut(uint32_t size)
                    { out[0] = '#'; return snprintf(out, size, "%s", "abcdef"); }
                    KEPT const char *text(void) { return out; }
                    """);

    private static int format(String format) {
        return C.put((format + "\0").getBytes(StandardCharsets.US_ASCII));
    }

    private static String printed(int length) {
        String text = C.text(C.call("text"));
        assertEquals(text.length(), length, "returned length");
        return text;
    }

    private static String print(String format, int value) {
        return printed(C.call("print_int", format(format), value));
    }

    private static String print(String format, double value) {
        int at = format(format);
        C.setDouble(0, value);
        return printed(C.call("print_double", at));
    }

    /** As the C standard says and the host's library prints. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "%d|, 42, 42|",
                "%5d|, -42, `  -42|`",
                "%-5d|, -42, `-42  |`",
                "%05d|, -42, -0042|",
                "%+d|, 42, +42|",
                "% d|, 42, ` 42|`",
                "%.4d|, 42, 0042|",
                "%6.4d|, 42, `  0042|`",
                "%.0d|, 0, |",
                "%i|, -2147483648, -2147483648|",
                "%u|, -1, 4294967295|",
                "%x|, -1, ffffffff|",
                "%#X|, 2748, 0XABC|",
                "%#x|, 0, 0|",
                "%#o|, 8, 010|",
                "%hhd|, 384, -128|",
                "%hu|, 65537, 1|",
                "%c|, 65, A|",
                "%3c|, 65, `  A|`",
                "%p|, 4096, 0x00001000|",
                "%zu|, 7, 7|",
                "%ld|, -7, -7|",
                "100%%|, 0, 100%|"
            })
    void integers(String format, int value, String expected) {
        assertEquals(expected, print(format, value));
    }

    @Test
    void integersOf64Bits() {
        int at = format("%lld %%");
        int length = C.call("print_long", at, 0, 0, 0x8000_0000);
        assertEquals("-9223372036854775808 %", printed(length));
        length = C.call("print_long", format("%#llx"), 0, 0x89ab_cdef, 0x0123_4567);
        assertEquals("0x123456789abcdef", printed(length));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "%f, 1.5, 1.500000",
                "%.0f, 0.5, 0",
                "%.0f, 1.5, 2",
                "%.0f, 2.5, 2",
                "%.2f, 1.005, 1.00",
                "%.1f, -0.25, -0.2",
                "%8.3f, 3.14159, `   3.142`",
                "%-8.2f|, 3.14159, `3.14    |`",
                "%08.2f, -3.14159, -0003.14",
                "%+.1f, 9.96, +10.0",
                "%#.0f, 3, 3.",
                "%.3f, -0.0, -0.000",
                "%f, Infinity, inf",
                "%6f, -Infinity, `  -inf`",
                "%f, NaN, nan",
                "%.1f, 18446744073709549568, 18446744073709549568.0",
                "%f, 1.8446744073709552E19, ovf",
                "%.9f, 4.9E-324, 0.000000000",
                "%.12f, 0.5, 0.500000000"
            })
    void floatingPoint(String format, double value, String expected) {
        assertEquals(expected, print(format, value));
    }

    @Test
    void decimalsAreRoundedExactly() {
        var random = new Random(8);
        for (int i = 0; i < 3000; i++) {
            int places = random.nextInt(10);
            double value = random.nextInt(2_000_001) / 1000.0 / (1 << random.nextInt(30)) - 10;
            BigDecimal exact = new BigDecimal(value).setScale(places, RoundingMode.HALF_EVEN);
            String sign = value < 0 && exact.signum() == 0 ? "-" : "";
            assertEquals(sign + exact.toPlainString(), print("%." + places + "f", value));
        }
    }

    @Test
    void text() {
        int value = CProgram.SCRATCH + 64;
        C.put(value, "hello\0".getBytes(StandardCharsets.US_ASCII));
        assertEquals("hello", printed(C.call("print_text", format("%s"), value)));
        assertEquals("   hel|", printed(C.call("print_text", format("%6.3s|"), value)));
        assertEquals("hello |", printed(C.call("print_text", format("%-6s|"), value)));
        assertEquals("(null)", printed(C.call("print_text", format("%s"), 0)));
    }

    @Test
    void widthAndPrecisionFromArguments() {
        assertEquals("  007", printed(C.call("print_star", format("%*.*d"), 5, 3, 7)));
        assertEquals("007  |", printed(C.call("print_star", format("%*.*d|"), -5, 3, 7)));
    }

    @Test
    void whatDoesNotFitIsCutAndItsWholeLengthReturned() {
        assertEquals(6, C.call("print_cut", 4));
        assertEquals("abc", C.text(C.call("text")));
        assertEquals(6, C.call("print_cut", 0));
        assertEquals('#', C.bytes(C.call("text"), 1)[0], "nothing is written");
    }

    @Test
    void anUnknownConversionEndsTheTextWithMinus1() {
        assertEquals(-1, C.call("print_int", format("a%db%q"), 5));
        assertEquals("a5b", C.text(C.call("text")));
    }
}
