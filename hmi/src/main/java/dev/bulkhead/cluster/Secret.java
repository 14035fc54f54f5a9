package dev.bulkhead.cluster;

import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What submitter and workers of a cluster share: a key, and the build of the program. Orders and
 * answers carry its seal (HMAC-SHA256), so that neither is taken from who does not have the key; it
 * hides nothing of them.
 */
public final class Secret {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SEAL_BYTES = 32;
    private static final int LEAST_BYTES = 16;
    private static final int MOST_BYTES = 4096;
    private static final String NO_KEY = "no key: loopback only";

    private final SecretKeySpec key;
    private final boolean shared;
    private final String build;

    private Secret(byte[] key, boolean shared, String build) {
        this.key = new SecretKeySpec(key, ALGORITHM);
        this.shared = shared;
        this.build = build;
    }

    /** For processes of one machine, none of which is kept out. */
    public static Secret none(String build) {
        return new Secret(NO_KEY.getBytes(StandardCharsets.UTF_8), false, build);
    }

    /**
     * Of the file that {@code --key} names.
     *
     * @param build hash of the program
     * @throws InputError if it cannot be read, or is too short to be a secret
     */
    public static Secret of(Path file, String build) {
        byte[] bytes;
        try (var in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES);
        } catch (IOException _) {
            throw new InputError("--key", file + " cannot be read", "name another file");
        }
        if (bytes.length < LEAST_BYTES) {
            throw new InputError(
                    "--key",
                    "%s holds %d bytes, too few for a secret".formatted(file, bytes.length),
                    "make one by: openssl rand -hex 32 > " + file);
        }
        return new Secret(bytes, true, build);
    }

    /** Whether it keeps anybody out. */
    boolean isShared() {
        return shared;
    }

    /** Hash of the program whose processes understand each other. */
    String build() {
        return build;
    }

    /** Tells whether two have the same key, and not which. */
    String fingerprint() {
        return HexFormat.of().formatHex(seal("fingerprint", new byte[0]), 0, SEAL_BYTES / 2);
    }

    /** A message that carries its seal. */
    byte[] sealed(String purpose, byte[] message) {
        byte[] seal = seal(purpose, message);
        byte[] sealed = Arrays.copyOf(seal, SEAL_BYTES + message.length);
        System.arraycopy(message, 0, sealed, SEAL_BYTES, message.length);
        return sealed;
    }

    /**
     * The message in a sealed one.
     *
     * @throws SecurityException if it was not sealed by this secret for this purpose
     */
    byte[] opened(String purpose, byte[] sealed) {
        if (sealed.length < SEAL_BYTES) {
            throw new SecurityException("length=" + sealed.length + ", no room for a seal");
        }
        byte[] message = Arrays.copyOfRange(sealed, SEAL_BYTES, sealed.length);
        byte[] seal = Arrays.copyOf(sealed, SEAL_BYTES);
        if (!MessageDigest.isEqual(seal, seal(purpose, message))) {
            throw new SecurityException("the seal is another key's or build's");
        }
        return message;
    }

    private byte[] seal(String purpose, byte[] message) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update((build + "\n" + purpose + "\n").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(message);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
