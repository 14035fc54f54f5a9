package dev.bulkhead.certificate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.certificate.ExecutionTimes.CallTimes;
import dev.bulkhead.system.SystemDescription;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.Test;

import java.util.List;

/** {@code radio} calls {@code gate} by 9, which calls {@code bridge} by 8; periods are 5 ms. */
class PaidCallsTest {
    private final SystemDescription system = Judging.inspect("chain-of-calls").description();
    private final PaidCalls calls = new PaidCalls(system);

    private void taken(String callee, int channel, long atUs) {
        calls.taken(
                Words.names(system.partitions()).indexOf(callee),
                channel,
                atUs * SimTime.PS_PER_US);
    }

    private void over(String partition) {
        calls.over(Words.names(system.partitions()).indexOf(partition));
    }

    @Test
    void theFirstOfAChainPaysForAllOfIt() {
        taken("gate", 9, 100);
        taken("bridge", 8, 150);

        assertEquals(
                List.of(
                        new CallTimes("radio", "bridge", 8, 1),
                        new CallTimes("radio", "gate", 9, 1)),
                calls.times());
    }

    @Test
    void whoServesNobodyPaysForItself() {
        taken("gate", 9, 100);
        over("gate");
        taken("bridge", 8, 150);

        assertEquals(
                List.of(
                        new CallTimes("gate", "bridge", 8, 1),
                        new CallTimes("radio", "gate", 9, 1)),
                calls.times());
    }

    @Test
    void theMostInAnyStretchOfAPeriodCount() {
        taken("gate", 9, 4000);
        taken("gate", 9, 6000);
        taken("gate", 9, 8999);
        taken("gate", 9, 13_999);

        assertEquals(
                List.of(new CallTimes("radio", "gate", 9, 3)),
                calls.times(),
                "three from 4000 to 8999 us; one at its end is the next stretch's");
    }

    @Test
    void aCallThatTheDescriptionDoesNotKnowIsNobodys() {
        taken("gate", 5, 100);

        assertEquals(List.of(), calls.times());
    }
}
