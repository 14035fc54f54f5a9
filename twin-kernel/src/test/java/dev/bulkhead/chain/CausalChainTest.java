package dev.bulkhead.chain;

import static dev.bulkhead.chain.ChainBench.LEAD_STATE;
import static dev.bulkhead.chain.Link.Kind.*;
import static dev.bulkhead.testing.Asm.*;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.campaign.Trial.Start;
import dev.bulkhead.system.Mechanism;
import dev.bulkhead.testing.Asm;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.List;
import java.util.Optional;

/** Programs of a few instructions, so that the chain is known beforehand. */
class CausalChainTest {

    private static List<Link.Kind> kinds(List<Link> chain) {
        return chain.stream().map(Link::kind).toList();
    }

    private static void copies(Asm code) {
        code.li(S0, LEAD_STATE).label("loop");
        ChainBench.pause(code, "pause");
        code.label("take").lw(A3, 0, S0).label("give").sw(A3, 4, S0);
        ChainBench.writePort(code, LEAD_STATE + 4);
        code.j("loop");
    }

    @Nested
    class AWildStoreThatNothingStops {
        private final ChainBench bench = ChainBench.running(CausalChainTest::copies, Mechanism.PMP);
        private final List<Link> chain = bench.chain(Start.CHECKPOINT);

        @Test
        void isFollowedThroughLoadAndStoreToTheMessage() {
            assertEquals(List.of(FAULT, STATE, LOAD, STORE, DIFFERENCE), kinds(chain));
        }

        @Test
        void namesTheWordThatWasHit() {
            assertEquals("lead's state differs from the healthy run", chain.get(1).text());
            assertEquals(Optional.of("0x00000000"), chain.get(1).expected());
        }

        @Test
        void namesTheInstructionsThatPassedItOn() {
            assertEquals(bench.at("take"), chain.get(2).place());
            assertEquals(bench.at("give"), chain.get(3).place());
        }

        @Test
        void showsAtEachLinkWhatTheHealthyRunHadThere() {
            for (Link link : chain.subList(1, 4)) {
                assertEquals(Optional.of("0x00000000"), link.expected(), link.text());
                assertEquals(chain.get(1).actual(), link.actual(), link.text());
            }
        }

        @Test
        void isTheSameFromPowerOn() {
            assertEquals(chain, bench.chain(Start.POWER_ON));
        }
    }

    @Test
    void aWayThatItDecidedIsALinkAndSoIsWhoHeldTheHart() {
        ChainBench bench =
                ChainBench.running(
                        code -> {
                            code.li(S0, LEAD_STATE).label("loop");
                            ChainBench.pause(code, "pause");
                            code.label("take").lw(A3, 0, S0);
                            code.label("decide").beq(A3, ZERO, "skip");
                            for (int i = 0; i < 5; i++) {
                                code.addi(A4, A4, 1);
                            }
                            code.label("skip");
                            ChainBench.writePort(code, LEAD_STATE + 4);
                            code.j("loop");
                        },
                        Mechanism.PMP);
        List<Link> chain = bench.chain(Start.CHECKPOINT);
        assertEquals(List.of(FAULT, STATE, LOAD, BRANCH, HELD, DIFFERENCE), kinds(chain));
        assertEquals(bench.at("decide"), chain.get(3).place());
        assertEquals(Optional.of("goes to " + bench.at("skip")), chain.get(3).expected());
        assertTrue(chain.get(4).text().startsWith("lead held the hart "), chain.get(4).text());
        assertTrue(chain.get(4).text().contains(" longer "), chain.get(4).text());
    }

    @Test
    void aStoreThatOnlyTheHealthyRunMadeIsSaidNotToBeTraced() {
        ChainBench bench =
                ChainBench.running(
                        code -> {
                            code.li(S0, LEAD_STATE).label("loop");
                            ChainBench.pause(code, "pause");
                            code.lw(A3, 0, S0);
                            code.label("decide").bne(A3, ZERO, "skip");
                            code.lw(A4, 4, S0).addi(A4, A4, 1).sw(A4, 4, S0);
                            code.label("skip").li(A7, 7).ecall(); // both meet here
                            ChainBench.writePort(code, LEAD_STATE + 4);
                            code.j("loop");
                        },
                        Mechanism.PMP);
        List<Link> chain = bench.chain(Start.CHECKPOINT);
        Link gap =
                chain.stream().filter(link -> link.kind() == NOT_TRACED).findFirst().orElseThrow();
        assertEquals("lead's other differs from the healthy run, how is not traced", gap.text());
        assertEquals(DIFFERENCE, chain.getLast().kind());
    }

    @Nested
    class AWildStoreThatIsDenied {
        private final ChainBench bench = ChainBench.running(CausalChainTest::copies);
        private final List<Link> chain = bench.chain(Start.CHECKPOINT);

        @Test
        void endsAtTheDeniedAccessAndTheRestart() {
            assertEquals(List.of(FAULT, ENDED, ENDED), kinds(chain));
            assertTrue(chain.get(1).text().contains("store access fault"), chain.get(1).text());
            assertTrue(chain.get(1).place().startsWith("aux start+0x"), chain.get(1).place());
            assertEquals("aux starts again from its pristine image", chain.get(2).text());
        }
    }

    @Test
    void ofAWordThatIsOverwrittenUnreadWhatStillStandsIsNamed() {
        ChainBench bench =
                ChainBench.running(
                        code -> {
                            code.li(S0, LEAD_STATE).label("loop");
                            ChainBench.pause(code, "pause");
                            code.sw(ZERO, 0, S0);
                            ChainBench.writePort(code, LEAD_STATE + 4);
                            code.j("loop");
                        },
                        Mechanism.PMP);
        List<Link> chain = bench.chain(Start.CHECKPOINT);
        Link last = chain.getLast();
        assertEquals(ENDED, last.kind());
        // the store that went to lead is missing in aux, whose count is behind by one from then on
        assertTrue(last.text().startsWith("it still stands in "), last.text());
        assertTrue(last.text().contains("aux's state"), last.text());
    }
}
