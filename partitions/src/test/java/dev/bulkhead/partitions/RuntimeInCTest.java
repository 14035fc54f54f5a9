package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Random;

/** What the compiler calls for 64-bit numbers, and memory functions, run as machine code. */
class RuntimeInCTest {
    private static final CProgram C =
            new CProgram(
                    """
                    #include <string.h>
                    KEPT uint64_t udiv(uint64_t a, uint64_t b) { return a / b; }
                    KEPT uint64_t umod(uint64_t a, uint64_t b) { return a % b; }
                    KEPT int64_t sdiv(int64_t a, int64_t b) { return a / b; }
                    KEPT int64_t smod(int64_t a, int64_t b) { return a % b; }
                    KEPT double s_to_d(int64_t a) { return (double)a; }
                    KEPT double u_to_d(uint64_t a) { return (double)a; }
                    KEPT float s_to_f(int64_t a) { return (float)a; }
                    KEPT float u_to_f(uint64_t a) { return (float)a; }
                    KEPT int64_t d_to_s(double a) { return (int64_t)a; }
                    KEPT uint64_t d_to_u(double a) { return (uint64_t)a; }
                    KEPT int64_t f_to_s(float a) { return (int64_t)a; }
                    KEPT uint64_t f_to_u(float a) { return (uint64_t)a; }
                    KEPT void copy(void *to, const void *from, uint32_t n) { memcpy(to, from, n); }
                    KEPT void move(void *to, const void *from, uint32_t n) { memmove(to, from, n); }
                    KEPT void set(void *to, int value, uint32_t n) { memset(to, value, n); }
                    KEPT int compare(const void *a, const void *b, uint32_t n) { return memcmp(a, b, n); }
                    KEPT uint32_t length(const char *s) { return strlen(s); }
                    KEPT int order(const char *a, const char *b) { return strcmp(a, b); }
                    KEPT char *last(const char *s, int c) { return strrchr(s, c); }
                    """);
    private static final int SAMPLES = 5000;

    private final Random random = new Random(7);

    /** All lengths are as likely, and edges of words come up often. */
    private long any() {
        long value = random.nextLong() >>> random.nextInt(64);
        return switch (random.nextInt(6)) {
            case 0 -> -value;
            case 1 -> (value << random.nextInt(64)) - 1;
            default -> value;
        };
    }

    @Test
    void divisionAndRemainder() {
        for (int i = 0; i < SAMPLES; i++) {
            long a = any();
            long b = any() | (i % 2 == 0 ? 1 : 1L << random.nextInt(64));
            String what = "0x%x by 0x%x".formatted(a, b);
            assertEquals(Long.divideUnsigned(a, b), C.callLong("udiv", a, b), what);
            assertEquals(Long.remainderUnsigned(a, b), C.callLong("umod", a, b), what);
            assertEquals(a / b, C.callLong("sdiv", a, b), what);
            assertEquals(a % b, C.callLong("smod", a, b), what);
        }
        assertEquals(Long.MIN_VALUE, C.callLong("sdiv", Long.MIN_VALUE, -1));
    }

    @Test
    void integersToFloatingPointRoundOnce() {
        for (int i = 0; i < SAMPLES; i++) {
            long a = any();
            BigDecimal unsigned = new BigDecimal(new BigInteger(Long.toUnsignedString(a)));
            C.callLong("s_to_d", a);
            assertEquals((double) a, C.doubleResult());
            C.callLong("s_to_f", a);
            assertEquals((float) a, C.floatResult(), "0x%x".formatted(a));
            C.callLong("u_to_d", a);
            assertEquals(unsigned.doubleValue(), C.doubleResult());
            C.callLong("u_to_f", a);
            assertEquals(unsigned.floatValue(), C.floatResult(), "0x%x".formatted(a));
        }
    }

    @Test
    void floatingPointToIntegersIsCutTowardsZero() {
        for (int i = 0; i < SAMPLES; i++) {
            double d = any() / (double) (1L << random.nextInt(60));
            C.setDouble(0, d);
            assertEquals((long) d, C.callLong("d_to_s"), "" + d);
            C.setDouble(0, Math.abs(d));
            assertEquals(unsigned(Math.abs(d)), C.callLong("d_to_u"), "" + d);
            float f = (float) d;
            C.setFloat(0, f);
            assertEquals((long) f, C.callLong("f_to_s"), "" + f);
            C.setFloat(0, Math.abs(f));
            assertEquals(unsigned(Math.abs(f)), C.callLong("f_to_u"), "" + f);
        }
        C.setDouble(0, 0x1.fffffffffffffp63);
        assertEquals(0xffff_ffff_ffff_f800L, C.callLong("d_to_u"));
    }

    private static long unsigned(double d) {
        return new BigDecimal(d).toBigInteger().longValue();
    }

    @Test
    void bytesAreCopiedMovedAndSetAtEveryAlignment() {
        int at = CProgram.SCRATCH;
        for (int i = 0; i < SAMPLES; i++) {
            byte[] memory = new byte[160];
            random.nextBytes(memory);
            int from = random.nextInt(80);
            int to = random.nextInt(80);
            int n = random.nextInt(80);
            boolean apart = from + n <= to || to + n <= from;
            C.put(memory);
            C.call(apart && i % 2 == 0 ? "copy" : "move", at + to, at + from, n);
            System.arraycopy(memory, from, memory, to, n);
            org.junit.jupiter.api.Assertions.assertArrayEquals(memory, C.bytes(at, 160));

            C.call("set", at + to, i, n);
            java.util.Arrays.fill(memory, to, to + n, (byte) i);
            org.junit.jupiter.api.Assertions.assertArrayEquals(memory, C.bytes(at, 160));
        }
    }

    @Test
    void comparisonsSeeBytesAsUnsigned() {
        int at = C.put((byte) 'a', (byte) 0x80, (byte) 0, (byte) 'a', (byte) 1, (byte) 0);

        assertEquals(1, Integer.signum(C.call("compare", at, at + 3, 3)));
        assertEquals(0, C.call("compare", at, at + 3, 1));
        assertEquals(1, Integer.signum(C.call("order", at, at + 3)));
        assertEquals(2, C.call("length", at));
        assertEquals(at, C.call("last", at, 'a'));
        assertEquals(0, C.call("last", at, 'b'));
    }
}
