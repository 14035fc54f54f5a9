package dev.bulkhead.telemetry;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/** Connections that say nothing take nobody's place. */
class DoorstepTest {
    private final LiveEndpoint twin = new LiveEndpoint();
    private final List<RawClient> silent = new ArrayList<>();

    @AfterEach
    void end() {
        twin.close();
    }

    private void stand(int count, String address) {
        for (int each = 0; each < count; each++) {
            silent.add(twin.keep(new RawClient(twin.port(), address)));
        }
    }

    private long open() {
        awaitTurnedAway();
        return silent.size() - twin.endpoint.turnedAway();
    }

    /** The event loop has seen all of them once it has answered a later one. */
    private void awaitTurnedAway() {
        twin.raw().in5("later").close();
    }

    @Test
    void anAddressHasSoManyAndTheLongestSilentGivesWay() {
        stand(Doorstep.MOST_OF_AN_ADDRESS, "127.0.0.1");
        awaitTurnedAway();
        long before = twin.endpoint.turnedAway();

        stand(20, "127.0.0.1");

        assertTrue(before <= 1, before + " turned away while there was room");
        assertEquals(RawClient.CLOSED, silent.getFirst().receives());
        assertTrue(open() <= Doorstep.MOST_OF_AN_ADDRESS, open() + " are open");
        assertTrue(
                silent.getLast().connects5("patient").receives().startsWith("20"),
                "the last that came is let in");
    }

    @Test
    void anotherAddressIsNotConcerned() {
        stand(1, "127.0.0.2");
        stand(Doorstep.MOST_OF_AN_ADDRESS + 20, "127.0.0.1");
        awaitTurnedAway();

        assertTrue(
                silent.getFirst().connects5("other").receives().startsWith("20"), "it is let in");
    }

    @Test
    void allAddressesTogetherHaveSoMany() {
        for (int host = 1; host <= 4; host++) {
            stand(90, "127.0.0." + host);
        }

        assertTrue(open() <= Doorstep.MOST, open() + " are open");
        assertEquals(RawClient.CLOSED, silent.getFirst().receives());
    }

    @Test
    void whoSpokeOrLeftIsNotCounted() {
        for (int each = 0; each < 2 * Doorstep.MOST_OF_AN_ADDRESS; each++) {
            RawClient client = twin.raw();
            if (each % 2 == 0) {
                client.in5("client " + each);
            }
            client.close();
        }
        stand(Doorstep.MOST_OF_AN_ADDRESS / 2, "127.0.0.1");
        awaitTurnedAway();

        assertEquals(0, twin.endpoint.turnedAway());
    }

    @Test
    void twoHundredClientsStillComeInAmongTheSilent() {
        stand(Doorstep.MOST_OF_AN_ADDRESS, "127.0.0.1");

        for (int each = 0; each < 200; each++) {
            twin.raw().in5("client " + each);
        }
        assertTrue(twin.endpoint.clients() >= 200);
    }
}
