package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for 127.0.0.1 and localhost that its own key signed, made anew by the JDK's
 * keytool.
 */
public record PemFiles(Path certificate, Path key) {
    private static final String PASSWORD = "changeit";

    public static PemFiles in(Path folder)
            throws IOException, InterruptedException, GeneralSecurityException {
        Path store = folder.resolve("store.p12");
        Process keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                PASSWORD,
                                "-alias",
                                "twin",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=twin",
                                "-ext",
                                "SAN=ip:127.0.0.1,dns:localhost")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
        assertEquals(true, keytool.waitFor(60, TimeUnit.SECONDS));
        assertEquals(0, keytool.exitValue());
        KeyStore keys = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
        var key = keys.getKey("twin", PASSWORD.toCharArray());
        return new PemFiles(
                write(folder, "CERTIFICATE", keys.getCertificate("twin").getEncoded()),
                write(folder, "PRIVATE KEY", key.getEncoded()));
    }

    private static Path write(Path folder, String what, byte[] content) throws IOException {
        String lines =
                Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.UTF_8))
                        .encodeToString(content);
        return Files.writeString(
                folder.resolve(what.toLowerCase(Locale.ROOT).replace(' ', '-') + ".pem"),
                "-----BEGIN " + what + "-----\n" + lines + "\n-----END " + what + "-----\n");
    }
}
