package dev.bulkhead.telemetry;

import dev.bulkhead.document.Text;
import dev.bulkhead.input.InputError;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** Whose certificates are trusted, from a file in PEM; nobody else's. */
final class Authority {
    private final SSLContext context;

    private Authority(SSLContext context) {
        this.context = context;
    }

    /**
     * @throws InputError if the file cannot be read or holds no certificate
     */
    static Authority read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : certificates) {
                store.setCertificateEntry("authority-" + store.size(), certificate);
            }
            if (store.size() == 0) {
                throw unusable(file, "holds no certificate");
            }
            TrustManagerFactory trust =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new Authority(context);
        } catch (IOException _) {
            throw unusable(file, "cannot be read");
        } catch (GeneralSecurityException _) {
            throw unusable(file, "holds no certificate");
        }
    }

    private static InputError unusable(Path file, String what) {
        return new InputError(Text.plain(file.toString()), what, "name a certificate in PEM");
    }

    SSLSocketFactory sockets() {
        return context.getSocketFactory();
    }
}
