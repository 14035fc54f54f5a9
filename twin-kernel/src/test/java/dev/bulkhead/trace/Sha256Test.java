package dev.bulkhead.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.state.Snapshot;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;

/** Vectors: NIST, "Secure Hash Standard", examples for SHA-256; else the platform's own. */
class Sha256Test {
    private static String hash(String text) {
        Sha256 hash = new Sha256();
        byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
        hash.update(bytes, bytes.length);
        return hash.hex();
    }

    private static String platform(byte[] bytes) throws NoSuchAlgorithmException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    }

    @Test
    void ofTheStandardsExamplesIsTheStandards() {
        assertEquals(
                "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", hash("abc"));
        assertEquals(
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
                hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"));
        assertEquals("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hash(""));
    }

    @Test
    void isThePlatformsForEveryLengthAndEveryCutIntoPieces() throws NoSuchAlgorithmException {
        Random random = new Random(1);
        for (int length = 0; length < 300; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            Sha256 hash = new Sha256();
            int at = 0;
            while (at < length) {
                int piece = Math.min(length - at, random.nextInt(150));
                if (piece == 1) {
                    hash.update(bytes[at]);
                } else {
                    hash.update(Arrays.copyOfRange(bytes, at, at + piece), piece);
                }
                hash.hex(); // looking at it changes nothing
                at += piece;
            }
            assertEquals(platform(bytes), hash.hex(), length + " bytes");
        }
    }

    @Test
    void goesOnFromAnywhereInTheMiddle() throws NoSuchAlgorithmException {
        byte[] bytes = new byte[200];
        new Random(2).nextBytes(bytes);
        for (int cut = 0; cut <= bytes.length; cut++) {
            Sha256 first = new Sha256();
            first.update(bytes, cut);
            Snapshot snapshot = Snapshot.of(first);
            Sha256 second = new Sha256();
            second.update(bytes, 77);
            snapshot.restoreInto(second);
            byte[] rest = Arrays.copyOfRange(bytes, cut, bytes.length);
            second.update(rest, rest.length);
            assertEquals(platform(bytes), second.hex(), "cut at " + cut);
        }
    }
}
