package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.telemetry.PahoClient.Received;

import org.eclipse.paho.mqttv5.common.packet.MqttProperties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class CommandTest {
    private static final String PEDAL = "bulkhead/twin/command/pedal";

    private final LiveEndpoint twin = new LiveEndpoint();

    @AfterEach
    void end() {
        twin.close();
    }

    private static MqttProperties replyTo(String topic) {
        MqttProperties properties = new MqttProperties();
        properties.setResponseTopic(topic);
        properties.setCorrelationData("42".getBytes(StandardCharsets.UTF_8));
        return properties;
    }

    @Test
    void reachesTheDeskByItsNameWithItsBody() {
        assertEquals(0, twin.paho("c").connects().publish(PEDAL, "{\"positionPercent\":50}"));

        assertEquals(List.of("pedal {\"positionPercent\":50}"), twin.commands);
    }

    @Test
    void isAnsweredOnItsResponseTopicWithItsCorrelationData() throws InterruptedException {
        PahoClient client = twin.paho("c").connects().subscribes("my/answers");

        client.publish(PEDAL, "{}", replyTo("my/answers"));

        Received reply = client.next();
        assertEquals("my/answers {\"ok\":true}", reply.toString());
        byte[] correlation = reply.message().getProperties().getCorrelationData();
        assertEquals("42", new String(correlation, StandardCharsets.UTF_8));
    }

    @Test
    void isAnsweredToNobodyElse() throws InterruptedException {
        PahoClient other = twin.paho("other").connects().subscribes("bulkhead/#");
        PahoClient client = twin.paho("c").connects().subscribes("bulkhead/#");

        client.publish(PEDAL, "{}", replyTo("bulkhead/twin/isolation/verdict"));
        assertEquals("bulkhead/twin/isolation/verdict {\"ok\":true}", client.next().toString());

        twin.publishes("clock", "after");
        assertEquals("bulkhead/twin/clock after", other.next().toString());
    }

    @Test
    void withoutAResponseTopicIsAnsweredBelowReply() throws InterruptedException {
        PahoClient client = twin.paho("c").connects().subscribes("bulkhead/twin/command/reply/#");

        client.publish(PEDAL, "{}");

        assertEquals("bulkhead/twin/command/reply/pedal {\"ok\":true}", client.next().toString());
    }

    @Test
    void isAcknowledgedBeforeItsAnswerIsKnown() throws InterruptedException {
        CompletableFuture<String> late = new CompletableFuture<>();
        twin.desk = (_, _) -> late;
        PahoClient client = twin.paho("c").connects().subscribes("r");

        assertEquals(0, client.publish(PEDAL, "{}", replyTo("r")));
        late.complete("{\"late\":true}");

        assertEquals("r {\"late\":true}", client.next().toString());
    }

    @Test
    void beyondSixtyFourUnansweredIsRefusedWith97() {
        twin.desk = (_, _) -> new CompletableFuture<>();
        PahoClient client = twin.paho("c").connects();
        for (int at = 0; at < 64; at++) {
            assertEquals(0, client.publish(PEDAL, "{}"));
        }

        assertEquals(0x97, client.publish(PEDAL, "{}"));
    }

    @Test
    void onAReplyTopicIsNone() {
        PahoClient client = twin.paho("c").connects();

        assertEquals(0x87, client.publish("bulkhead/twin/command/reply/pedal", "{}"));
        assertEquals(0x87, client.publish("bulkhead/twin/command/", "{}"));
        assertEquals(List.of(), twin.commands);
    }

    @Test
    void ofAnotherTwinIsRefusedWith87() {
        assertEquals(0x87, twin.paho("c").connects().publish("bulkhead/other/command/pedal", "{}"));
    }

    @Test
    void thatIsNoTextIsRefusedWith99() {
        String publish = "32 24 001b '" + PEDAL + "' 0001 00 fffefdfcfb";

        assertEquals(
                "40" + "04" + "0001" + "99" + "00", twin.raw().in5("a").sends(publish).receives());
        assertEquals(List.of(), twin.commands);
    }

    @Test
    void withAWildcardAsResponseTopicEndsTheConnectionWith82() {
        String publish = "32 25 001b '" + PEDAL + "' 0001 04 08 0001 '#' 7b7d";

        String answer = twin.raw().in5("a").sends(publish).lastReceived();
        assertEquals("82", answer.substring(4, 6), answer);
    }

    @Test
    void ofAUserWhoOnlyWatchesIsRefusedWith87() {
        try (LiveEndpoint watched = new LiveEndpoint(Access.anonymous(Role.TELEMETRY))) {
            assertEquals(0x87, watched.paho("c").connects().publish(PEDAL, "{}"));
            assertEquals(List.of(), watched.commands);
        }
    }

    @Nested
    class Will {
        /** CONNECT of MQTT 5 with a will. */
        private static String connect(String topic, String qosFlags) {
            String will = "00 %04x '%s' 0002 '{}'".formatted(topic.length(), topic);
            String body = "0004 'MQTT' 05 " + qosFlags + " 003c 00 0001 'w' " + will;
            return "10 %02x ".formatted(RawClient.bytes(body).length) + body;
        }

        @Test
        void isDoneWhenTheClientEndsWithoutAWord() throws InterruptedException {
            CountDownLatch done = new CountDownLatch(1);
            twin.desk =
                    (_, _) -> {
                        done.countDown();
                        return CompletableFuture.completedFuture("{}");
                    };
            RawClient client = twin.raw().sends(connect(PEDAL, "06"));
            assertEquals("00", client.receives().substring(6, 8));

            client.close();

            assertEquals(true, done.await(LiveEndpoint.WITHIN_S, TimeUnit.SECONDS));
            assertEquals(List.of("pedal {}"), twin.commands);
        }

        @Test
        void isForgottenWhenTheClientSaysGoodbye() {
            RawClient client = twin.raw().sends(connect(PEDAL, "06"));
            client.receives();

            assertEquals(RawClient.CLOSED, client.sends("e0 00").receives());

            twin.raw().in5("after").sends("c0 00").receives();
            assertEquals(List.of(), twin.commands);
        }

        @Test
        void elsewhereIsRefusedWith87() {
            assertEquals("87", answer(connect("bulkhead/twin/status", "06")));
        }

        @Test
        void withQos2IsRefusedWith9b() {
            assertEquals("9b", answer(connect(PEDAL, "16")));
        }

        private String answer(String connect) {
            return twin.raw().sends(connect).receives().substring(6, 8);
        }
    }
}
