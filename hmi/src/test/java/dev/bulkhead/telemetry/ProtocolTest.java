package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.telemetry.Message.Delivery;

import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/** Packets of MQTT 5 and 3.1.1, byte for byte. */
class ProtocolTest {
    /** SUBSCRIBE of MQTT 5 to all topics with QoS 1, and of MQTT 3.1.1. */
    private static final String SUBSCRIBE_ALL_5 = "82 07 0001 00 0001 '#' 01";

    private static final String SUBSCRIBE_ALL_3 = "82 06 0001 0001 '#' 01";

    private static final String PING = "c0 00";
    private static final String PONG = "d000";

    private final LiveEndpoint twin = new LiveEndpoint();

    @AfterEach
    void end() {
        twin.close();
    }

    /** Property of a CONNACK with that identifier and value. */
    private static void assertHas(String packet, String property) {
        assertTrue(packet.contains(property), () -> property + " in " + packet);
    }

    private static void assertConnack(String code, String packet) {
        assertEquals("20", packet.substring(0, 2), packet);
        assertEquals("00" + code, packet.substring(4, 8), packet);
    }

    private static void assertDisconnect(String code, String packet) {
        assertEquals("e0", packet.substring(0, 2), packet);
        assertEquals(code, packet.substring(4, 6), packet);
    }

    @Nested
    class Connecting {
        @Test
        void tellsWhatIsSupported() {
            String answer = twin.raw().connects5("a").receives();

            assertHas(answer, "1100000000"); // session expiry: at once
            assertHas(answer, "2401"); // QoS up to 1
            assertHas(answer, "220000"); // no topic alias
            assertHas(answer, "2801"); // wildcards
            assertHas(answer, "2901"); // subscription identifiers
            assertHas(answer, "2a00"); // no shared subscriptions
        }

        @Test
        void noSessionOutlivesItsConnection() {
            RawClient first = twin.raw();
            assertConnack("00", first.connects5("a", "11 00000064").receives());
            first.sends(SUBSCRIBE_ALL_5).receives();
            first.close();

            // clean start 0, session expiry 100 s: session present stays 0
            String again = "10 13 0004 'MQTT' 05 00 003c 05 11 00000064 0001 'a'";
            String answer = twin.raw().sends(again).receives();

            assertConnack("00", answer);
            assertHas(answer, "1100000000");
        }

        @Test
        void anEmptyClientIdentifierIsReplacedByOneThatIsTold() {
            String answer = twin.raw().connects5("").receives();

            assertConnack("00", answer);
            assertHas(answer, "120017" + hex("client-"));
        }

        @Test
        void theOlderOfTwoWithOneIdentifierIsToldAndDisconnected() {
            RawClient older = twin.raw().in5("same");

            RawClient newer = twin.raw().in5("same");

            assertDisconnect("8e", older.receives());
            assertEquals(RawClient.CLOSED, older.receives());
            assertEquals(PONG, newer.sends(PING).receives());
        }

        @Test
        void theOlderOfTwoIsJustClosedInMqtt3() {
            RawClient older = twin.raw().in3("same");

            RawClient newer = twin.raw().in3("same");

            assertEquals(RawClient.CLOSED, older.receives());
            assertEquals(PONG, newer.sends(PING).receives());
        }

        @Test
        void mqtt31IsRefusedWithItsCode() {
            String connect = "10 0f 0006 'MQIsdp' 03 02 003c 0001 'a'";

            assertEquals("20020001", twin.raw().sends(connect).receives());
        }

        @Test
        void anAuthenticationMethodIsRefusedWith8c() {
            assertConnack("8c", twin.raw().connects5("a", "15 0004 'SCRA'").receives());
        }

        @Test
        void aReceiveMaximumOfZeroIsAProtocolError() {
            assertConnack("82", twin.raw().connects5("a", "21 0000").receives());
        }

        @Test
        void aMaximumPacketSizeOfZeroIsAProtocolError() {
            assertConnack("82", twin.raw().connects5("a", "27 00000000").receives());
        }

        @Test
        void aSecondConnectEndsTheConnection() {
            assertEquals(RawClient.CLOSED, twin.raw().in5("a").connects5("a").receives());
        }

        @Test
        void anotherFirstPacketEndsTheConnection() {
            assertEquals(RawClient.CLOSED, twin.raw().sends(PING).receives());
        }

        @Test
        void oneClientTooManyIsRefusedWith89() {
            Limits two = new Limits(2, 1 << 16, 2, 8, 100, 1 << 20, Limits.USUAL.stall());
            try (LiveEndpoint small =
                    new LiveEndpoint(LiveEndpoint.with(two), Access.anonymous(Role.TELEMETRY))) {
                small.raw().in5("a");
                small.raw().in5("b");

                assertConnack("89", small.raw().connects5("c").receives());
                assertConnack("03", small.raw().connects3("c").receives());
                small.raw().in5("b");
            }
        }

        private String hex(String text) {
            return HexFormat.of().formatHex(text.getBytes(StandardCharsets.UTF_8));
        }
    }

    @Nested
    class KeepAlive {
        @Test
        void silenceForOneAndAHalfTimesItEndsTheConnection() {
            RawClient client = twin.raw();
            long start = System.nanoTime();
            client.connect("a", 4, 1, null).receives();

            assertEquals(RawClient.CLOSED, client.receives());

            Duration silence = Duration.ofNanos(System.nanoTime() - start);
            assertTrue(silence.compareTo(Duration.ofMillis(1500)) >= 0, silence::toString);
        }

        @Test
        void theClientIsToldWith8dThatItWasSilentForTooLong() {
            RawClient client = twin.raw();
            client.connect("a", 5, 1, "").receives();

            assertEquals("e0028d00", client.receives());
            assertEquals(RawClient.CLOSED, client.receives());
        }

        @Test
        void whoSpeaksInTimeStays() throws InterruptedException {
            RawClient client = twin.raw();
            client.connect("a", 5, 1, "").receives();

            for (int each = 0; each < 4; each++) {
                Thread.sleep(700);
                assertEquals(PONG, client.sends(PING).receives());
            }
        }

        @Test
        void aPingIsAnswered() {
            assertEquals(PONG, twin.raw().in5("a").sends(PING).receives());
        }
    }

    @Nested
    class Subscribing {
        @Test
        void aWildcardInTheWrongPlaceIsRefusedWith8f() {
            String subscribe = "82 11 0001 00 0003 'a/#' 00 0005 '#/bad' 00";

            assertEquals(
                    "9005" + "0001" + "00" + "008f",
                    twin.raw().in5("a").sends(subscribe).receives());
        }

        @Test
        void anyRefusalIs80InMqtt3() {
            String subscribe = "82 10 0001 0003 'a/#' 01 0005 '#/bad' 00";

            assertEquals("9004" + "0001" + "0180", twin.raw().in3("a").sends(subscribe).receives());
        }

        @Test
        void oneTooManyIsRefusedWith97() {
            Limits two = new Limits(9, 1 << 16, 2, 3, 100, 1 << 20, Limits.USUAL.stall());
            try (LiveEndpoint small =
                    new LiveEndpoint(LiveEndpoint.with(two), Access.anonymous(Role.TELEMETRY))) {
                String three = "82 0f 0001 00 0001 'a' 00 0001 'b' 00 0001 'c' 00";
                String deep = "82 0d 0001 00 0007 'a/b/c/d' 00";

                assertEquals(
                        "9006" + "0001" + "00" + "000097",
                        small.raw().in5("a").sends(three).receives());
                assertEquals(
                        "9004" + "0001" + "00" + "97", small.raw().in5("b").sends(deep).receives());
            }
        }

        @Test
        void eachMessageCarriesTheIdentifiersOfItsSubscriptions() {
            RawClient client = twin.raw().in5("a");
            client.sends("82 09 0001 02 0b 07 0001 '#' 00").receives();
            client.sends("82 0c 0002 03 0b c801 0003 '+/#' 00").receives();

            twin.endpoint.publish(message("t", "x", Delivery.AT_MOST_ONCE));

            assertEquals("300a" + "000174" + "05" + "0b07" + "0bc801" + "78", client.receives());
        }
    }

    private static Message message(String topic, String payload, Delivery delivery) {
        return new Message(topic, Buffer.buffer(payload), delivery, false);
    }

    @Nested
    class Delivering {
        @Test
        void aMessageHasPropertiesInMqtt5Only() {
            RawClient five = twin.raw().in5("five");
            RawClient three = twin.raw().in3("three");
            five.sends(SUBSCRIBE_ALL_5).receives();
            three.sends(SUBSCRIBE_ALL_3).receives();

            twin.endpoint.publish(message("t", "x", Delivery.AT_MOST_ONCE));
            twin.endpoint.publish(message("t", "y", Delivery.AT_LEAST_ONCE));

            assertEquals("3005" + "000174" + "00" + "78", five.receives());
            assertEquals("3207" + "000174" + "0001" + "00" + "79", five.receives());
            assertEquals("3004" + "000174" + "78", three.receives());
            assertEquals("3206" + "000174" + "0001" + "79", three.receives());
        }

        @Test
        void aMessageBeyondTheClientsPacketSizeIsLeftOut() {
            RawClient client = twin.raw();
            client.connects5("a", "27 00000040").receives();
            client.sends(SUBSCRIBE_ALL_5).receives();

            twin.endpoint.publish(message("t", "x".repeat(60), Delivery.AT_LEAST_ONCE));
            twin.endpoint.publish(message("t", "small", Delivery.AT_MOST_ONCE));

            assertTrue(client.receives().endsWith("736d616c6c"), "'small' in hexadecimal");
        }

        @Test
        void noMoreThanTheReceiveMaximumIsUnacknowledged() {
            RawClient client = twin.raw();
            client.connects5("a", "21 0001").receives();
            client.sends(SUBSCRIBE_ALL_5).receives();
            twin.endpoint.publish(message("t", "1", Delivery.AT_LEAST_ONCE));
            twin.endpoint.publish(message("t", "2", Delivery.AT_LEAST_ONCE));

            assertEquals("3207" + "000174" + "0001" + "00" + "31", client.receives());
            assertEquals(PONG, client.sends(PING).receives());
            client.sends("40 02 0001");
            assertEquals("3207" + "000174" + "0002" + "00" + "32", client.receives());
        }

        @Test
        void theReceiveMaximumDoesNotHoldBackWhatIsNotAcknowledged() {
            RawClient client = twin.raw();
            client.connects5("a", "21 0001").receives();
            client.sends(SUBSCRIBE_ALL_5).receives();

            twin.endpoint.publish(message("t", "1", Delivery.AT_LEAST_ONCE));
            twin.endpoint.publish(message("t", "2", Delivery.AT_LEAST_ONCE));
            twin.endpoint.publish(message("t", "x", Delivery.AT_MOST_ONCE));

            assertEquals("3207" + "000174" + "0001" + "00" + "31", client.receives());
            assertEquals("3005" + "000174" + "00" + "78", client.receives());
        }

        @Test
        void whatWasPublishedBeforeTheEndArrivesBeforeIt() {
            RawClient client = twin.raw().in5("a");
            client.sends(SUBSCRIBE_ALL_5).receives();

            twin.endpoint.publish(message("t", "x", Delivery.AT_MOST_ONCE));
            twin.endpoint.close();

            assertEquals("3005" + "000174" + "00" + "78", client.receives());
            assertDisconnect("8b", client.receives());
        }

        @Test
        void theEndOfTheEndpointIsTold() {
            RawClient client = twin.raw().in5("a");

            twin.endpoint.close();

            assertDisconnect("8b", client.receives());
            assertEquals(RawClient.CLOSED, client.receives());
        }
    }

    @Nested
    class Breaches {
        @Test
        void aMalformedPacketEndsTheConnectionWith81() {
            RawClient client = twin.raw().in5("a");

            String withQos3 = "82 07 0001 00 0001 '#' 03";

            assertDisconnect("81", client.sends(withQos3).lastReceived());
        }

        @Test
        void aPacketBeyondTheLimitEndsTheConnectionWith95() {
            RawClient client = twin.raw().in5("a");

            client.sends("30 808008").sends(new byte[70_000]);

            assertDisconnect("95", client.lastReceived());
        }

        @Test
        void qos2EndsTheConnectionWith9b() {
            RawClient client = twin.raw().in5("a");

            assertDisconnect("9b", client.sends("34 06 0001 't' 0001 00").receives());
        }

        @Test
        void qos2EndsTheConnectionInMqtt3() {
            RawClient client = twin.raw().in3("a");

            assertEquals(RawClient.CLOSED, client.sends("34 05 0001 't' 0001").receives());
        }

        @Test
        void aTopicAliasEndsTheConnectionWith94() {
            RawClient client = twin.raw().in5("a");

            assertDisconnect("94", client.sends("30 07 0001 't' 03 23 0001").receives());
        }

        @Test
        void aPacketThatOnlyAServerSendsEndsTheConnectionWith82() {
            assertDisconnect("82", twin.raw().in5("a").sends("d0 00").receives());
        }

        @Test
        void anAuthenticationExchangeEndsTheConnectionWith82() {
            assertDisconnect("82", twin.raw().in5("a").sends("f0 02 18 00").receives());
        }
    }

    @Nested
    class PublishingElsewhere {
        @Test
        void isRefusedWith87() {
            String publish = "32 0e 0008 'bulkhead' 0001 00 'x'";

            assertEquals("40" + "04" + "0001" + "87" + "00", puback5(publish));
        }

        @Test
        void toTheServersOwnTopicsIsRefusedWith90() {
            assertEquals(
                    "40" + "04" + "0001" + "90" + "00", puback5("32 0a 0004 '$SYS' 0001 00 'x'"));
        }

        private String puback5(String publish) {
            return twin.raw().in5("a").sends(publish).receives();
        }

        @Test
        void isAcknowledgedAndDroppedInMqtt3() {
            RawClient client = twin.raw().in3("a");
            client.sends(SUBSCRIBE_ALL_3).receives();

            assertEquals("40020001", client.sends("32 06 0001 't' 0001 'x'").receives());
            assertEquals(PONG, client.sends(PING).receives());
        }
    }
}
