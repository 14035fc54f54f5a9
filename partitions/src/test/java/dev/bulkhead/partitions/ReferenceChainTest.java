package dev.bulkhead.partitions;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.Explanation;
import dev.bulkhead.campaign.Golden;
import dev.bulkhead.campaign.Horizon;
import dev.bulkhead.campaign.Subject;
import dev.bulkhead.campaign.Trial;
import dev.bulkhead.chain.Link;
import dev.bulkhead.fault.Fault;
import dev.bulkhead.system.LoadedSystem;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.system.Mechanisms;
import dev.bulkhead.system.SystemReader;
import dev.bulkhead.twin.Twin;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

import java.util.List;

/** Causal chains in the system that ships, from source line to source line. */
class ReferenceChainTest {
    private final Reference reference = new Reference();

    private List<Link> chain(String fault, Trial.Start start, Mechanism... off) {
        LoadedSystem system =
                new SystemReader(Shipped.descriptions(), Images.create())
                        .read("system", Shipped.REFERENCE);
        Golden golden =
                Golden.run(
                        new Subject(
                                system,
                                reference.scenario("full-stop-ice"),
                                new Twin.Settings(Mechanisms.without(off), 1)));
        List<Fault> faults = List.of(Fault.parse("FAULT", fault));
        Trial trial = Trial.run(golden, faults, new Horizon.EndOfScenario(), start);
        return Explanation.of(golden, trial, start).links();
    }

    @Test
    void withoutPmpAStoreOfTheDisplayDriverIsFollowedThroughBrakingsLoadToWhatItSends() {
        List<Link> chain =
                chain("display:wild-store=braking@2s", Trial.Start.CHECKPOINT, Mechanism.PMP);
        assertEquals(Link.Kind.FAULT, chain.getFirst().kind());
        assertTrue(chain.getFirst().place().startsWith("display "), chain.getFirst().place());
        assertTrue(chain.getFirst().place().contains(".c:"), chain.getFirst().place());
        assertTrue(
                chain.stream()
                        .anyMatch(
                                link ->
                                        link.kind() == Link.Kind.LOAD
                                                && link.place().startsWith("braking ")
                                                && link.place().contains(".c:")),
                chain.toString());
        assertTrue(chain.stream().noneMatch(link -> link.kind() == Link.Kind.NOT_TRACED));
        assertEquals(Link.Kind.DIFFERENCE, chain.getLast().kind());
    }

    @Tag("full")
    @Test
    void fromPowerOnItIsTheSame() {
        assertEquals(
                chain("display:wild-store=braking@2s", Trial.Start.CHECKPOINT, Mechanism.PMP),
                chain("display:wild-store=braking@2s", Trial.Start.POWER_ON, Mechanism.PMP));
    }

    @Tag("full")
    @Test
    void withPmpItEndsAtTheDeniedStore() {
        List<Link> chain = chain("display:wild-store=braking@2s", Trial.Start.CHECKPOINT);
        assertEquals(Link.Kind.ENDED, chain.get(1).kind());
        assertEquals(chain.getFirst().place(), chain.get(1).place());
        assertTrue(chain.get(1).text().contains("store access fault"), chain.get(1).text());
    }
}
