package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.telemetry.Message.Delivery;
import dev.bulkhead.telemetry.PahoClient.Received;

import org.eclipse.paho.mqttv5.common.MqttSubscription;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/** What a client that reads may expect of a broker: MQTT 5 by Eclipse Paho. */
class ReadingTest {
    private final LiveEndpoint twin = new LiveEndpoint();

    @AfterEach
    void end() {
        twin.close();
    }

    private static MqttSubscription filter(String text, int qos) {
        return new MqttSubscription(text, qos);
    }

    @Test
    void aSubscriberGetsWhatIsPublished() throws InterruptedException {
        PahoClient client = twin.paho("reader").connects().subscribes("bulkhead/twin/#");

        twin.publishes("clock", "{}").publishes("status", "online");

        assertEquals("bulkhead/twin/clock {}", client.next().toString());
        assertEquals("bulkhead/twin/status online", client.next().toString());
    }

    @Test
    void aFilterThatDoesNotMatchBringsNothing() throws InterruptedException {
        PahoClient client = twin.paho("reader").connects().subscribes("bulkhead/twin/bus/+/load");

        twin.publishes("bus/chassis/frame", "not this").publishes("bus/body/load", "this");

        assertEquals("bulkhead/twin/bus/body/load this", client.next().toString());
    }

    @Test
    void anUnsubscribedFilterBringsNothingMore() throws InterruptedException {
        PahoClient client = twin.paho("reader").connects();
        client.subscribes("bulkhead/twin/clock").subscribes("bulkhead/twin/status");

        assertArrayEquals(new int[] {0}, client.unsubscribe("bulkhead/twin/clock"));
        assertArrayEquals(new int[] {0x11}, client.unsubscribe("bulkhead/twin/clock"));

        twin.publishes("clock", "not this").publishes("status", "this");
        assertEquals("bulkhead/twin/status this", client.next().toString());
    }

    @Test
    void aLargePictureArrivesWhole() throws InterruptedException {
        PahoClient client = twin.paho("reader").connects().subscribes("bulkhead/twin/#");
        String picture = "p".repeat(500_000);

        twin.publishes("screen", picture);

        assertEquals(picture, client.next().text());
    }

    @Test
    void aTopicIsWantedWhileASubscriptionMatches() {
        assertFalse(twin.endpoint.isWanted("bulkhead/twin/screen"));
        PahoClient client = twin.paho("reader").connects().subscribes("bulkhead/+/screen");

        assertTrue(twin.endpoint.isWanted("bulkhead/twin/screen"));
        assertFalse(twin.endpoint.isWanted("bulkhead/twin/clock"));

        client.unsubscribe("bulkhead/+/screen");
        assertFalse(twin.endpoint.isWanted("bulkhead/twin/screen"));
    }

    @Test
    void overlappingSubscriptionsBringOneCopy() throws InterruptedException {
        PahoClient client = twin.paho("reader").connects();
        client.subscribes("bulkhead/#").subscribes("bulkhead/twin/clock");

        twin.publishes("clock", "1").publishes("clock", "2");

        assertEquals("1", client.next().text());
        assertEquals("2", client.next().text());
    }

    @Nested
    class Retained {
        @Test
        void aHundredTopicsAllComeAtSubscribe() throws InterruptedException {
            Set<String> expected = new HashSet<>();
            IntStream.range(0, 100)
                    .forEach(
                            at -> {
                                twin.retains("partition/p" + at + "/state", "old");
                                twin.retains("partition/p" + at + "/state", "{" + at + "}");
                                expected.add(
                                        "bulkhead/twin/partition/p" + at + "/state {" + at + "}");
                            });

            PahoClient client = twin.paho("late").connects().subscribes("bulkhead/#");

            assertEquals(expected, new HashSet<>(client.next(100)));
        }

        @Test
        void theyAreMarkedAtSubscribeAndNotWhenLive() throws InterruptedException {
            twin.retains("clock", "kept");
            PahoClient client = twin.paho("reader").connects().subscribes("bulkhead/#");

            Received kept = client.next();
            twin.retains("clock", "live");
            Received live = client.next();

            assertTrue(kept.message().isRetained(), kept::toString);
            assertFalse(live.message().isRetained(), live::toString);
        }

        @Test
        void theMarkStaysWithRetainAsPublished() throws InterruptedException {
            MqttSubscription asPublished = filter("bulkhead/#", 0);
            asPublished.setRetainAsPublished(true);
            PahoClient client = twin.paho("reader").connects().subscribes(asPublished);

            twin.retains("clock", "kept").publishes("clock", "passing");

            assertTrue(client.next().message().isRetained());
            assertFalse(client.next().message().isRetained());
        }

        @Test
        void anEmptyPayloadRemovesThem() throws InterruptedException {
            twin.retains("clock", "kept").retains("status", "online").retains("clock", "");

            PahoClient client = twin.paho("reader").connects().subscribes("bulkhead/#");

            assertEquals("bulkhead/twin/status online", client.next().toString());
            twin.publishes("health/event", "after");
            assertEquals("after", client.next().text());
        }

        @Test
        void handlingZeroSendsThemAtEachSubscribe() throws InterruptedException {
            assertEquals("kept kept after", withHandling(0));
        }

        @Test
        void handlingOneSendsThemOnceToANewSubscription() throws InterruptedException {
            assertEquals("kept after", withHandling(1));
        }

        @Test
        void handlingTwoSendsNone() throws InterruptedException {
            assertEquals("after", withHandling(2));
        }

        private String withHandling(int handling) throws InterruptedException {
            twin.retains("clock", "kept");
            MqttSubscription filter = filter("bulkhead/#", 0);
            filter.setRetainHandling(handling);
            PahoClient client = twin.paho("reader").connects();
            client.subscribes(filter).subscribes(filter);
            twin.publishes("clock", "after");
            String all = "";
            String next;
            do {
                next = client.next().text();
                all += " " + next;
            } while (!next.equals("after"));
            return all.strip();
        }
    }

    @Nested
    class QualityOfService {
        @Test
        void grantedIsTheRequestedUpToOne() {
            int[] granted =
                    twin.paho("reader")
                            .connects()
                            .subscribe(filter("a", 0), filter("b", 1), filter("c", 2));

            assertArrayEquals(new int[] {0, 1, 1}, granted);
        }

        @Test
        void aMessageComesWithTheLesserOfItsOwnAndTheGranted() throws InterruptedException {
            PahoClient one = twin.paho("one").connects().subscribes(filter("bulkhead/#", 1));
            PahoClient zero = twin.paho("zero").connects().subscribes(filter("bulkhead/#", 0));

            twin.publishes("clock", "sample");
            twin.publishes("isolation/verdict", "sure", Delivery.AT_LEAST_ONCE, false);

            // messages of either quality are in order among themselves only
            Received first = one.next();
            Received second = one.next();
            Received sure = first.text().equals("sure") ? first : second;
            Received sample = first.text().equals("sure") ? second : first;
            assertEquals(1, sure.message().getQos());
            assertEquals(0, sample.message().getQos());
            assertEquals(0, zero.next().message().getQos());
            assertEquals(0, zero.next().message().getQos());
        }
    }
}
