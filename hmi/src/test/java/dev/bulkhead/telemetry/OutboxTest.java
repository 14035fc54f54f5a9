package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.telemetry.Message.Delivery;

import io.vertx.core.buffer.Buffer;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

class OutboxTest {
    private static final Subscription TO_ALL =
            new Subscription(Delivery.AT_LEAST_ONCE, false, List.of());

    private int lost;
    private final Outbox outbox = new Outbox(3, 1000, () -> lost++);

    private boolean add(String topic, String payload, Delivery delivery, boolean retained) {
        var message = new Message(topic, Buffer.buffer(payload), delivery, retained);
        return outbox.add(Outgoing.of(new SharedFrames(message), TO_ALL, false));
    }

    private boolean state(String topic, String payload) {
        return add(topic, payload, Delivery.AT_MOST_ONCE, true);
    }

    private boolean event(String payload) {
        return add("event", payload, Delivery.AT_MOST_ONCE, false);
    }

    private boolean sure(String payload) {
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
        state("speed", "1");
        state("slip", "a");
        assertEquals(0, lost);
        state("speed", "2");

        assertEquals(1, lost);
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
    void theOldestEventGivesWayWhenTheRoomIsUsedUp() {
        state("speed", "s");
        event("1");
        event("2");

        event("3");

        assertEquals(1, lost);
        assertEquals(List.of("s", "2", "3"), samples());
    }

    @Test
    void withoutEventsTheOldestStateGivesWay() {
        state("a", "1");
        state("b", "2");
        state("c", "3");
        state("d", "4");

        assertEquals(1, lost);
        assertEquals(List.of("2", "3", "4"), samples());
    }

    @Test
    void asManyGiveWayAsALargeOneNeeds() {
        event("x".repeat(300));
        event("y".repeat(300));

        event("z".repeat(900));

        assertEquals(2, lost);
        assertEquals(List.of("z".repeat(900)), samples());
    }

    @Test
    void bytesAreRoomToo() {
        event("x".repeat(600));

        event("y".repeat(600));

        assertEquals(1, lost);
        assertEquals(List.of("y".repeat(600)), samples());
    }

    @Test
    void whatMustArriveIsKeptOrRefusedButNeverDropped() {
        assertTrue(sure("1"));
        assertTrue(sure("2"));
        assertTrue(sure("3"));
        event("a");
        event("b");

        assertFalse(sure("4"));

        assertEquals("1", outbox.takeAssured().frames().message().payload().toString());
        assertTrue(sure("5"));
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
