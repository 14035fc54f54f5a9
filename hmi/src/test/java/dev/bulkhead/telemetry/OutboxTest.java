package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.telemetry.Message.Delivery;
import dev.bulkhead.telemetry.Outbox.Room;

import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class OutboxTest {
    private static final Subscription TO_ALL =
            new Subscription(Delivery.AT_LEAST_ONCE, false, List.of());

    private final Outbox outbox = new Outbox(3, 1000);

    private Room add(String topic, String payload, Delivery delivery, boolean retained) {
        var message = new Message(topic, Buffer.buffer(payload), delivery, retained);
        return outbox.add(Outgoing.of(new SharedFrames(message), TO_ALL, false));
    }

    private Room state(String topic, String payload) {
        return add(topic, payload, Delivery.AT_MOST_ONCE, true);
    }

    private Room event(String payload) {
        return add("event", payload, Delivery.AT_MOST_ONCE, false);
    }

    private Room sure(String payload) {
        return add("sure", payload, Delivery.AT_LEAST_ONCE, false);
    }

    private List<String> samples() {
        List<String> all = new ArrayList<>();
        while (outbox.hasSamples()) {
            all.add(outbox.takeSample().frames().message().payload().toString());
        }
        return all;
    }

    @Test
    void aNewerStateOfATopicTakesThePlaceOfTheOlder() {
        assertEquals(Room.ENOUGH, state("speed", "1"));
        assertEquals(Room.ENOUGH, state("slip", "a"));
        assertEquals(Room.SAMPLE_LOST, state("speed", "2"));

        assertEquals(List.of("2", "a"), samples());
    }

    @Test
    void eventsOfATopicAllWait() {
        event("1");
        event("1");
        event("2");

        assertEquals(List.of("1", "1", "2"), samples());
    }

    @Test
    void theOldestSampleGivesWayWhenTheRoomIsUsedUp() {
        event("1");
        state("speed", "s");
        event("2");

        assertEquals(Room.SAMPLE_LOST, event("3"));

        assertEquals(List.of("s", "2", "3"), samples());
    }

    @Test
    void bytesAreRoomToo() {
        event("x".repeat(600));

        assertEquals(Room.SAMPLE_LOST, event("y".repeat(600)));

        assertEquals(List.of("y".repeat(600)), samples());
    }

    @Test
    void whatMustArriveIsKeptOrRefusedButNeverDropped() {
        assertEquals(Room.ENOUGH, sure("1"));
        assertEquals(Room.ENOUGH, sure("2"));
        assertEquals(Room.ENOUGH, sure("3"));
        event("a");
        event("b");

        assertEquals(Room.NONE, sure("4"));

        assertEquals("1", outbox.takeAssured().frames().message().payload().toString());
        assertEquals(Room.ENOUGH, sure("5"));
        assertTrue(outbox.hasSamples());
    }

    @Test
    void statesOwedToANewSubscriptionAllWait() {
        for (int at = 0; at < 10; at++) {
            var message =
                    new Message("t" + at, Buffer.buffer("" + at), Delivery.AT_MOST_ONCE, true);
            outbox.add(Outgoing.of(new SharedFrames(message), TO_ALL, true));
        }

        assertEquals(10, samples().size());
    }
}
