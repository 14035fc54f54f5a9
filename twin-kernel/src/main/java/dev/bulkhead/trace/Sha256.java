package dev.bulkhead.trace;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Stateful;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * SHA-256 over bytes as they come, which can be saved and restored anywhere among them; the
 * platform's own cannot.
 *
 * @see "NIST FIPS 180-4, Secure Hash Standard, sections 4.1.2, 4.2.2, 5 and 6.2"
 */
final class Sha256 implements Stateful {
    private static final int BLOCK = 64;
    private static final int ROUNDS = 64;
    private static final int LENGTH_BYTES = 8;

    /** First 32 bits of the fractions of the cube roots of the first 64 primes. */
    private static final int[] K = {
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4,
        0xab1c5ed5, 0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe,
        0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f,
        0x4a7484aa, 0x5cb0a9dc, 0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
        0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85, 0x2e1b2138, 0x4d2c6dfc,
        0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b,
        0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070, 0x19a4c116,
        0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
        0xc67178f2,
    };

    /** First 32 bits of the fractions of the square roots of the first 8 primes. */
    private final int[] hash = {
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
        0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
    };

    /** What has come of a block that is not whole; what lies behind it has no meaning. */
    private final byte[] block = new byte[BLOCK];

    private final int[] schedule = new int[ROUNDS];
    private long length;

    void update(byte value) {
        block[(int) (length % BLOCK)] = value;
        length++;
        if (length % BLOCK == 0) {
            compress(block, 0);
        }
    }

    /** Takes the first {@code count} bytes. */
    void update(byte[] bytes, int count) {
        int at = 0;
        int filled = (int) (length % BLOCK);
        length += count;
        if (filled + count >= BLOCK) {
            if (filled > 0) {
                at = BLOCK - filled;
                System.arraycopy(bytes, 0, block, filled, at);
                compress(block, 0);
                filled = 0;
            }
            while (count - at >= BLOCK) {
                compress(bytes, at);
                at += BLOCK;
            }
        }
        System.arraycopy(bytes, at, block, filled, count - at);
    }

    /** The hash of what came so far, in hexadecimal; more may come. */
    String hex() {
        Sha256 last = new Sha256();
        System.arraycopy(hash, 0, last.hash, 0, hash.length);
        System.arraycopy(block, 0, last.block, 0, BLOCK);
        last.length = length;
        last.pad();
        StringBuilder text = new StringBuilder();
        for (int word : last.hash) {
            text.append(HexFormat.of().toHexDigits(word));
        }
        return text.toString();
    }

    private void pad() {
        long bits = 8 * length;
        update((byte) 0x80);
        while (length % BLOCK != BLOCK - LENGTH_BYTES) {
            update((byte) 0);
        }
        for (int shift = 56; shift >= 0; shift -= 8) {
            update((byte) (bits >>> shift));
        }
    }

    private void compress(byte[] from, int at) {
        int[] w = schedule;
        for (int i = 0; i < 16; i++) {
            int b = at + 4 * i;
            w[i] =
                    from[b] << 24
                            | (from[b + 1] & 0xff) << 16
                            | (from[b + 2] & 0xff) << 8
                            | from[b + 3] & 0xff;
        }
        for (int i = 16; i < ROUNDS; i++) {
            int x = w[i - 15];
            int y = w[i - 2];
            int s0 = Integer.rotateRight(x, 7) ^ Integer.rotateRight(x, 18) ^ x >>> 3;
            int s1 = Integer.rotateRight(y, 17) ^ Integer.rotateRight(y, 19) ^ y >>> 10;
            w[i] = w[i - 16] + s0 + w[i - 7] + s1;
        }
        int a = hash[0];
        int b = hash[1];
        int c = hash[2];
        int d = hash[3];
        int e = hash[4];
        int f = hash[5];
        int g = hash[6];
        int h = hash[7];
        for (int i = 0; i < ROUNDS; i++) {
            int s1 =
                    Integer.rotateRight(e, 6)
                            ^ Integer.rotateRight(e, 11)
                            ^ Integer.rotateRight(e, 25);
            int s0 =
                    Integer.rotateRight(a, 2)
                            ^ Integer.rotateRight(a, 13)
                            ^ Integer.rotateRight(a, 22);
            int t1 = h + s1 + (e & f ^ ~e & g) + K[i] + w[i];
            int t2 = s0 + (a & b ^ a & c ^ b & c);
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        hash[0] += a;
        hash[1] += b;
        hash[2] += c;
        hash[3] += d;
        hash[4] += e;
        hash[5] += f;
        hash[6] += g;
        hash[7] += h;
    }

    @Override
    public void describe(Fields fields) {
        length = fields.i64("length", length);
        fields.i32s("hash", hash);
        // equal states are equal byte for byte, whatever an earlier block left behind
        Arrays.fill(block, (int) (length % BLOCK), BLOCK, (byte) 0);
        fields.bytes("block", block);
    }
}
