package dev.bulkhead.telemetry;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.spec.KeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A password by PBKDF2 with HMAC-SHA-256, in the text form of the PHC strings: {@code
 * $pbkdf2-sha256$i=600000$SALT$HASH}, both in Base64 without padding.
 */
final class PasswordHash {
    private static final Pattern FORM =
            Pattern.compile(
                    "\\$pbkdf2-sha256\\$i=([0-9]{1,8})\\$([A-Za-z0-9+/]{1,86})\\$([A-Za-z0-9+/]{43})");

    /** OWASP Password Storage Cheat Sheet: 600,000 rounds for PBKDF2 with HMAC-SHA-256. */
    private static final int ROUNDS = 600_000;

    private static final int MOST_ROUNDS = 10_000_000;
    private static final int SALT_BYTES = 16;
    private static final int HASH_BYTES = 32;

    private final int rounds;
    private final byte[] salt;
    private final byte[] hash;

    private PasswordHash(int rounds, byte[] salt, byte[] hash) {
        this.rounds = rounds;
        this.salt = salt;
        this.hash = hash;
    }

    /** Of a new password, with a salt of its own; takes a good part of a second. */
    static PasswordHash of(char[] password) {
        return of(password, ROUNDS);
    }

    static PasswordHash of(char[] password, int rounds) {
        byte[] salt = new byte[SALT_BYTES];
        new SecureRandom().nextBytes(salt);
        return new PasswordHash(rounds, salt, derive(password, salt, rounds));
    }

    /** Of nobody: as slow to compare with as any, and equal to no password. */
    static PasswordHash ofNobody() {
        return new PasswordHash(ROUNDS, new byte[SALT_BYTES], new byte[HASH_BYTES]);
    }

    /** Empty if the text has not the form above. */
    static Optional<PasswordHash> parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        int rounds = Integer.parseInt(form.group(1));
        if (rounds < 1 || rounds > MOST_ROUNDS) {
            return Optional.empty();
        }
        try {
            Base64.Decoder decoder = Base64.getDecoder();
            byte[] salt = decoder.decode(form.group(2));
            byte[] hash = decoder.decode(form.group(3));
            return Optional.of(new PasswordHash(rounds, salt, hash));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    String text() {
        Base64.Encoder encoder = Base64.getEncoder().withoutPadding();
        return "$pbkdf2-sha256$i="
                + rounds
                + "$"
                + encoder.encodeToString(salt)
                + "$"
                + encoder.encodeToString(hash);
    }

    /** Takes as long for a wrong password as for the right one. */
    boolean matches(char[] password) {
        return MessageDigest.isEqual(hash, derive(password, salt, rounds));
    }

    private static byte[] derive(char[] password, byte[] salt, int rounds) {
        // an empty password has no key; a zero character stands for it
        char[] some = password.length == 0 ? new char[1] : password.clone();
        PBEKeySpec spec = new PBEKeySpec(some, salt, rounds, HASH_BYTES * Byte.SIZE);
        try {
            return derive(spec);
        } finally {
            spec.clearPassword();
            Arrays.fill(some, '\0');
        }
    }

    private static byte[] derive(KeySpec spec) {
        try {
            return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java 25 platform has PBKDF2", e);
        }
    }
}
