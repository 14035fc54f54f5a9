package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.input.InputError;

import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;
import java.util.Optional;

class ListeningTest {
    @TempDir private Path folder;

    private static EndpointSettings withTls(Path certificate, Path key) {
        return new EndpointSettings(
                "twin",
                "127.0.0.1",
                0,
                Optional.of(new EndpointSettings.Tls(certificate, key)),
                Limits.USUAL);
    }

    private static String refusal(EndpointSettings settings) {
        return assertThrows(
                        InputError.class,
                        () -> new LiveEndpoint(settings, Access.anonymous(Role.TELEMETRY)))
                .getMessage();
    }

    @Test
    void aPortThatIsTakenIsOneLine() {
        try (LiveEndpoint first = new LiveEndpoint()) {
            String line = refusal(EndpointSettings.onLoopback("twin", first.port()));

            assertTrue(line.startsWith("127.0.0.1:" + first.port() + ": cannot listen"), line);
        }
    }

    @Test
    void aCertificateThatCannotBeUsedIsOneLine() {
        String line = refusal(withTls(folder.resolve("none.pem"), folder.resolve("none.key")));

        assertTrue(line.startsWith("--tls-cert: certificate or key cannot be used"), line);
    }

    @Test
    void aClientThatTrustsTheCertificateReadsOverTls() throws Exception {
        PemFiles pem = PemFiles.in(folder);
        try (LiveEndpoint twin =
                new LiveEndpoint(
                        withTls(pem.certificate(), pem.key()), Access.anonymous(Role.TELEMETRY))) {
            PahoClient client =
                    twin.keep(new PahoClient("ssl://127.0.0.1:" + twin.port(), "secure"));
            client.options.setSocketFactory(Authority.read(pem.certificate()).sockets());
            client.connects().subscribes("bulkhead/#");

            twin.publishes("clock", "{}");

            assertEquals("bulkhead/twin/clock {}", client.next().toString());
        }
    }

    @Test
    void aClientThatDoesNotTrustItOrSpeaksPlainTextIsNotServed() throws Exception {
        PemFiles pem = PemFiles.in(folder);
        try (LiveEndpoint twin =
                new LiveEndpoint(
                        withTls(pem.certificate(), pem.key()), Access.anonymous(Role.TELEMETRY))) {
            PahoClient stranger =
                    twin.keep(new PahoClient("ssl://127.0.0.1:" + twin.port(), "stranger"));

            assertThrows(MqttException.class, stranger::tryToConnect);
            assertTrue(!twin.raw().connects5("plain").receives().startsWith("20"));
        }
    }

    @Test
    void anAuthorityThatHoldsNoCertificateIsOneLine() {
        InputError refused =
                assertThrows(InputError.class, () -> Authority.read(folder.resolve("nothing.pem")));

        assertTrue(refused.getMessage().contains("nothing.pem: cannot be read"));
    }
}
