package dev.bulkhead.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.PlaywrightException;
import com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions;
import com.microsoft.playwright.assertions.PlaywrightAssertions;

import dev.bulkhead.cli.LiveProcess;
import dev.bulkhead.telemetry.PemFiles;

import org.eclipse.paho.mqttv5.client.IMqttMessageListener;
import org.eclipse.paho.mqttv5.client.MqttClient;
import org.eclipse.paho.mqttv5.client.MqttConnectionOptions;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The page, and MQTT in its WebSocket, over TLS with a certificate that its own key signed. */
class SecurePageTest {
    private static final long WITHIN_S = 30;
    private static final double PATIENCE_MS = 60_000;

    private static PemFiles own;
    private static PemFiles anothers;
    private static LiveProcess live;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        own = PemFiles.in(Files.createDirectory(folder.resolve("own")));
        anothers = PemFiles.in(Files.createDirectory(folder.resolve("anothers")));
        live =
                LiveProcess.start(
                        "--repeat",
                        "--tls-cert",
                        own.certificate().toString(),
                        "--tls-key",
                        own.key().toString());
    }

    @AfterAll
    static void end() {
        if (live != null) {
            live.close();
        }
    }

    /** Trusts that certificate and no other. */
    private static SSLContext trusting(PemFiles pem) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        try (InputStream in = Files.newInputStream(pem.certificate())) {
            store.setCertificateEntry(
                    "twin", CertificateFactory.getInstance("X.509").generateCertificate(in));
        }
        TrustManagerFactory trust =
                TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    private static HttpResponse<String> get(SSLContext context, String url) throws Exception {
        try (HttpClient client = HttpClient.newBuilder().sslContext(context).build()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create(url)).build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static boolean isAboutACertificate(Throwable failure) {
        return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .anyMatch(cause -> cause instanceof CertificateException);
    }

    @Test
    void thePageComesToWhoTrustsItsCertificate() throws Exception {
        HttpResponse<String> page = get(trusting(own), live.pageUrl());

        assertEquals(200, page.statusCode());
        assertTrue(page.body().contains("<title>Bulkhead"), page::body);
    }

    @Test
    void whoTrustsAnotherCertificateIsNotTakenIn() throws Exception {
        SSLContext another = trusting(anothers);

        IOException refused = assertThrows(IOException.class, () -> get(another, live.pageUrl()));

        assertTrue(isAboutACertificate(refused), refused::toString);
    }

    @Test
    void plainTextIsNotServed() {
        String plain = live.pageUrl().replace("https:", "http:");

        assertThrows(IOException.class, () -> get(trusting(own), plain));
    }

    private static MqttConnectionOptions over(SSLContext context) {
        MqttConnectionOptions options = new MqttConnectionOptions();
        options.setSocketFactory(context.getSocketFactory());
        options.setConnectionTimeout((int) WITHIN_S);
        return options;
    }

    private static MqttClient webSocket(String id) throws MqttException {
        return new MqttClient("wss://127.0.0.1:" + live.webPort() + "/mqtt", id, null);
    }

    @Test
    void anMqttClientReadsAndCommandsInASecureWebSocket() throws Exception {
        BlockingQueue<String> received = new LinkedBlockingQueue<>();
        MqttClient client = webSocket("secure");
        client.connect(over(trusting(own)));
        IMqttMessageListener listener = (topic, message) -> received.add(topic + " " + message);
        client.subscribe(
                new MqttSubscription[] {
                    new MqttSubscription("bulkhead/twin/info"),
                    new MqttSubscription("bulkhead/twin/command/reply/#")
                },
                new IMqttMessageListener[] {listener, listener});

        assertEquals("bulkhead/twin/info", next(received).split(" ")[0]);
        client.publish(
                "bulkhead/twin/command/pace",
                "{\"factor\":1}".getBytes(StandardCharsets.UTF_8),
                1,
                false);
        String reply = next(received);
        assertTrue(reply.startsWith("bulkhead/twin/command/reply/pace {\"ok\":true"), reply);
        client.disconnect();
        client.close();
    }

    private static String next(BlockingQueue<String> received) throws InterruptedException {
        return String.valueOf(received.poll(WITHIN_S, TimeUnit.SECONDS));
    }

    @Test
    void anMqttClientThatTrustsAnotherCertificateDoesNotConnect() throws Exception {
        MqttClient client = webSocket("stranger");
        MqttConnectionOptions options = over(trusting(anothers));

        MqttException refused = assertThrows(MqttException.class, () -> client.connect(options));

        assertTrue(isAboutACertificate(refused), refused::toString);
        client.close();
    }

    /** In a browser whose user says that this certificate will do. */
    @Test
    void theDashboardIsLiveOverHttpsAndNothingIsSaidInItsConsole() {
        List<String> complaints = new ArrayList<>();
        List<String> sockets = new ArrayList<>();
        try (Playwright playwright = Chromium.playwright();
                Browser browser = Chromium.launch(playwright)) {
            Page page =
                    browser.newContext(new Browser.NewContextOptions().setIgnoreHTTPSErrors(true))
                            .newPage();
            page.onConsoleMessage(message -> complaints.add(message.text()));
            page.onPageError(complaints::add);
            page.onWebSocket(socket -> sockets.add(socket.url()));
            page.navigate(live.pageUrl());

            PlaywrightAssertions.assertThat(page.locator("#link"))
                    .hasText("live", new HasTextOptions().setTimeout(PATIENCE_MS));
            PlaywrightAssertions.assertThat(page.locator("#clock-time")).containsText(" s");
            assertEquals(List.of("wss://localhost:" + live.webPort() + "/mqtt"), sockets);
            assertEquals(List.of(), complaints);
        }
    }

    @Test
    void aBrowserThatWasNotToldSoDoesNotOpenThePage() {
        try (Playwright playwright = Chromium.playwright();
                Browser browser = Chromium.launch(playwright)) {
            Page page = browser.newPage();

            PlaywrightException refused =
                    assertThrows(PlaywrightException.class, () -> page.navigate(live.pageUrl()));

            assertTrue(
                    refused.getMessage().contains("ERR_CERT_AUTHORITY_INVALID"), refused::toString);
        }
    }
}
