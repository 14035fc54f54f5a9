package dev.bulkhead.cluster;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.bulkhead.input.InputError;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class SecretTest {
    private static final byte[] MESSAGE = {1, 2, 3};

    @TempDir private Path folder;
    private Secret own;

    @BeforeEach
    void make() throws IOException {
        own = secret("own", "0123456789abcdef", "b1");
    }

    private Secret secret(String name, String key, String build) throws IOException {
        return Secret.of(Files.writeString(folder.resolve(name), key), build);
    }

    @Test
    void aMessageIsOpenedByWhoHasTheKey() throws IOException {
        Secret same = secret("same", "0123456789abcdef", "b1");
        assertArrayEquals(MESSAGE, same.opened("order", own.sealed("order", MESSAGE)));
        assertEquals(own.fingerprint(), same.fingerprint());
    }

    @Test
    void notByAnotherKey() throws IOException {
        Secret other = secret("other", "0123456789abcdeX", "b1");
        assertNotOpened(other, "order", own.sealed("order", MESSAGE));
        assertNotEquals(own.fingerprint(), other.fingerprint());
    }

    @Test
    void notByAnotherBuild() throws IOException {
        assertNotOpened(
                secret("same", "0123456789abcdef", "b2"), "order", own.sealed("order", MESSAGE));
    }

    @Test
    void notForAnotherPurpose() {
        assertNotOpened(own, "answer to 1", own.sealed("answer to 2", MESSAGE));
    }

    @Test
    void notIfABitIsAnother() {
        byte[] sealed = own.sealed("order", MESSAGE);
        for (int i = 0; i < sealed.length; i++) {
            byte[] changed = sealed.clone();
            changed[i] ^= 1;
            assertNotOpened(own, "order", changed);
        }
        assertNotOpened(own, "order", new byte[3]);
    }

    private static void assertNotOpened(Secret secret, String purpose, byte[] sealed) {
        assertThrows(SecurityException.class, () -> secret.opened(purpose, sealed));
    }

    @Test
    void aFileTooShortIsNoSecret() {
        var wrong = assertThrows(InputError.class, () -> secret("k", "short", "b1"));
        Path file = folder.resolve("k");
        assertEquals(
                "--key: %s holds 5 bytes, too few for a secret; make one by: openssl rand -hex 32 > %s"
                        .formatted(file, file),
                wrong.getMessage());
    }

    @Test
    void aFileThatIsMissingIsNamed() {
        Path file = folder.resolve("none");
        var wrong = assertThrows(InputError.class, () -> Secret.of(file, "b1"));
        assertEquals("--key: " + file + " cannot be read; name another file", wrong.getMessage());
    }
}
