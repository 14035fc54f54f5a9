package dev.bulkhead.can.wire;

import static dev.bulkhead.can.ErrorState.BUS_OFF;
import static dev.bulkhead.can.ErrorState.ERROR_ACTIVE;
import static dev.bulkhead.can.ErrorState.ERROR_PASSIVE;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BitTiming.Segments;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FdSupport;
import dev.bulkhead.can.FrameBits;
import dev.bulkhead.can.FrameFormat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Optional;

/**
 * The rules of Bosch's CAN FD specification 1.0, each on a frame whose bits were derived by hand:
 * {@code 000#} is {@code 000001} six times, four zeros, the CRC delimiter at place 40, the
 * acknowledge slot at 41, its delimiter at 42, and EOF at 43 to 49. An error frame of 6 and 8 bits
 * that begins at place n, an intermission and the next SOF take places up to n + 17.
 */
class WireRulesTest {
    private static final CanFrame ZERO = CanFrame.base(0, CanData.EMPTY);
    private static final long BIT_PS = 2_000_000;

    private final TestWire wire = new TestWire(TestWire.CLASSIC);
    private final TestWire.Node sender = wire.node("sender");

    private void assertLogged(String entry) {
        assertTrue(wire.log().contains(entry), () -> entry + " in " + wire.log());
    }

    @Nested
    class WithoutDisturbance {
        @Test
        void aFrameIsValidForReceiversOneBitBeforeItIsForItsTransmitter() {
            wire.node("one");
            sender.sends(ZERO);
            wire.runTo(60);
            assertEquals(List.of("0 starts", "49 sent 000#"), wire.log("sender"));
            assertEquals(List.of("0 sees SOF", "48 received 000#"), wire.log("one"));
        }

        @Test
        void threeBitsOfIntermissionLieBetweenFrames() {
            wire.node("one");
            sender.sends(ZERO, ZERO);
            wire.runTo(60);
            assertLogged("53 sender starts");
        }

        @Test
        void theLoserOfArbitrationStopsAtTheFirstBitThatDiffersAndReceives() {
            TestWire.Node one = wire.node("one");
            sender.sends(CanFrame.base(0x3C0, CanData.EMPTY));
            one.sends(CanFrame.base(0x0A0, CanData.EMPTY));
            wire.runTo(120);
            assertLogged("2 sender lost arbitration at BASE_IDENTIFIER 9");
            assertEquals(1, wire.count("sender received 0A0#"));
            assertEquals(1, wire.count("sender sent 3C0#"));
        }
    }

    @Nested
    class AGlobalError {
        private final TestWire.Node one = wire.node("one");

        @Test
        void isABitErrorForTheTransmitterWhoseFlagIsAStuffErrorForAllOthers() {
            wire.flip(7, 1);
            sender.sends(ZERO);
            wire.runTo(31);
            assertLogged("7 sender error BIT");
            assertLogged("13 one error STUFF");
            assertEquals(8, sender.tec(), "rule 3");
            assertEquals(1, one.rec(), "rule 1");
        }

        @Test
        void isOverAndTheFrameRepeatedAfterFlagsDelimiterAndIntermission() {
            wire.flip(7, 1);
            sender.sends(ZERO);
            wire.runTo(90);
            // flags at 8 to 13 and 14 to 19, delimiter at 20 to 27, intermission at 28 to 30
            assertLogged("31 sender starts");
            assertLogged("80 sender sent 000#");
            assertEquals(7, sender.tec(), "rule 7");
            assertEquals(0, one.rec(), "rule 8");
        }

        @Test
        void ofAStuffBitInArbitrationDoesNotCountForTheTransmitter() {
            wire.flip(5, 1);
            sender.sends(ZERO);
            wire.runTo(20);
            assertLogged("5 sender error STUFF");
            assertEquals(0, sender.tec(), "rule 3, exception 2");
            assertEquals(1, one.rec());
        }

        @Test
        void inTheLastBitOfEofMakesTheTransmitterRepeatWhatOthersHaveTaken() {
            wire.flip(49, 1);
            sender.sends(ZERO);
            wire.runTo(130);
            assertEquals(2, wire.count("one received 000#"));
            assertEquals(1, wire.count("sender sent 000#"));
            assertEquals(7, sender.tec());
            assertEquals(0, one.rec(), "a dominant last bit is no error for a receiver");
        }
    }

    @Nested
    class AnErrorThatOneReceiverSeesAlone {
        private final TestWire.Node one = wire.node("one");
        private final TestWire.Node two = wire.node("two");

        @Test
        void countsEightMoreForIt() {
            wire.flipAt("one", 0, 11);
            sender.sends(ZERO);
            wire.runTo(34);
            // its flag at 12 to 17 meets the stuff bit at 17; the others' flags are at 18 to 23
            assertLogged("11 one error STUFF");
            assertLogged("17 sender error BIT");
            assertLogged("17 two error STUFF");
            assertEquals(9, one.rec(), "rules 1 and 2");
            assertEquals(1, two.rec());
            assertEquals(8, sender.tec());
        }

        @Test
        void endsAfterTheOthersFlags() {
            wire.flipAt("one", 0, 11);
            sender.sends(ZERO);
            wire.runTo(90);
            assertLogged("35 sender starts");
            assertEquals(8, one.rec());
        }

        @Test
        void countsEightMoreForEachBitOfItsFlagThatItDoesNotSee() {
            wire.flipAt("one", 0, 11);
            wire.begin(new WireFault.OpenStub("one", BIT_PS), TestWire.edge(13));
            sender.sends(ZERO);
            wire.runTo(15);
            assertEquals(1 + 8, one.rec(), "rules 1 and 5");
            // the flag begins anew at 14 to 19; the other's, at 18 to 23, is there at 20
            wire.runTo(20);
            assertEquals(1 + 8, one.rec());
            wire.runTo(21);
            assertEquals(1 + 8 + 8, one.rec(), "rule 2");
        }

        @Test
        void disturbsNobodyIfItIsErrorPassive() {
            one.errorCounts(0, 128);
            wire.flipAt("one", 0, 11);
            sender.sends(ZERO);
            wire.runTo(60);
            assertLogged("48 two received 000#");
            assertLogged("49 sender sent 000#");
            assertEquals(129, one.rec());
            assertEquals(0, sender.tec());
        }

        @Test
        void inTheDataIsACrcErrorBehindTheAcknowledgeDelimiter() {
            // 0 10101010101 0 0 0 00[1]01 then 55: the byte is at places 20 to 27
            CanFrame frame = CanFrame.base(0x555, CanData.ofHex("55"));
            int slot = FrameBits.of(frame).ackSlot();
            wire.flipAt("one", 0x555, 21);
            sender.sends(frame);
            wire.runTo(slot + 20);
            assertLogged(slot + 1 + " one error CRC");
            assertLogged(slot + 2 + " sender error BIT");
            assertLogged(slot + 2 + " two error FORM");
            assertEquals(9, one.rec(), "1, and 8 as the others' flags end one bit later");
        }

        @Test
        void inTheLastBitOfEofIsAnOverloadConditionAndNoError() {
            wire.flipAt("one", 0, 49);
            sender.sends(ZERO, ZERO);
            wire.runTo(120);
            assertLogged("48 one received 000#");
            assertLogged("49 sender sent 000#");
            // its flag at 50 to 55 is one for the others in intermission: theirs at 51 to 56
            assertLogged("68 sender starts");
            assertEquals(0, one.rec());
            assertEquals(0, sender.tec());
        }
    }

    @Nested
    class ATransmitterAlone {
        @Test
        void isNotAcknowledgedAndRepeatsAfterItsErrorFrame() {
            sender.sends(ZERO);
            wire.runTo(60);
            assertEquals(
                    List.of("0 starts", "41 not acknowledged", "59 starts"), wire.log("sender"));
        }

        @Test
        void becomesErrorPassiveAfterSixteenAttemptsAndNeverBusOff() {
            sender.sends(ZERO);
            wire.runTo(15 * 59 + 42);
            assertEquals(ERROR_PASSIVE, sender.state());
            assertLogged(15 * 59 + 41 + " sender became ERROR_PASSIVE");
            wire.runTo(100_000);
            assertEquals(128, sender.tec(), "rule 3, exception 1");
            assertEquals(ERROR_PASSIVE, sender.state());
        }

        /** Eight more each attempt, 96 at the twelfth. */
        @Test
        void warnsAtTheTwelfth() {
            sender.sends(ZERO);
            wire.runTo(1_000);
            assertLogged(11 * 59 + 41 + " sender warns");
            assertEquals(1, wire.count("sender warns"));
        }

        @Test
        void waitsEightBitsMoreWhenItIsErrorPassive() {
            sender.errorCounts(128, 0).sends(ZERO);
            wire.runTo(70);
            assertLogged("67 sender starts");
        }

        @Test
        void countsEightOnceIfItSeesADominantBitInItsPassiveFlag() {
            sender.errorCounts(128, 0).sends(ZERO);
            wire.dominant(44, 2);
            wire.runTo(44);
            assertEquals(128, sender.tec(), "its flag began at 42");
            wire.runTo(47);
            assertEquals(136, sender.tec(), "rule 3, exception 1");
        }

        @Test
        void isNotHelpedByAListener() {
            wire.node("one").mode(CanPort.Mode.LISTENING);
            wire.runTo(20);
            sender.sends(ZERO);
            wire.runTo(90);
            assertEquals(1, wire.count("not acknowledged"));
            assertEquals(0, wire.count("received"));
        }
    }

    @Nested
    class FaultConfinement {
        private final TestWire.Node one = wire.node("one");

        @Test
        void thirtyTwoErrorsInARowMakeTheTransmitterBusOff() {
            wire.flip(7, 31);
            sender.sends(ZERO);
            wire.runTo(2_000);
            assertEquals(32, wire.count("sender starts"));
            assertEquals(31, wire.count("sender error BIT"));
            assertEquals(31 * 8 - 1, sender.tec());
            assertEquals(ERROR_PASSIVE, sender.state());
        }

        @Test
        void soTheThirtySecondIsTheOne() {
            wire.flip(7, 32);
            sender.sends(ZERO);
            wire.runTo(1_500);
            assertEquals(BUS_OFF, sender.state());
            assertEquals(1, wire.count("sender became ERROR_PASSIVE"));
            assertEquals(1, wire.count("sender became BUS_OFF"));
            assertEquals(32, wire.count("sender starts"));
        }

        @Test
        void aNodeReturnsAfter128TimesElevenRecessiveBits() {
            wire.flip(7, 32);
            sender.sends(ZERO);
            wire.runTo(4_000);
            List<String> starts =
                    wire.log("sender").stream().filter(e -> e.endsWith("starts")).toList();
            int last = Integer.parseInt(starts.get(31).split(" ")[0]);
            // an error passive sender: one sees six recessive bits at 7 to 12 and flags at 13 to 18
            assertLogged(last + 7 + " sender became BUS_OFF");
            assertLogged(last + 12 + " one error STUFF");
            int back = last + 18 + 128 * 11;
            assertLogged(back + " sender warns no more");
            assertLogged(back + " sender became ERROR_ACTIVE");
            assertLogged(back + 1 + " sender starts");
            assertLogged(back + 1 + 49 + " sender sent 000#");
            assertEquals(0, sender.tec());
        }

        @Test
        void itIsNoSoonerIfADominantBitBreaksASequence() {
            wire.flip(7, 32);
            sender.sends(ZERO);
            wire.runTo(1_500);
            int off = Integer.parseInt(find("sender became BUS_OFF").split(" ")[0]);
            // 500 bits are 45 sequences and five bits, which the frame of one interrupts
            wire.runTo(off + 11 + 500);
            one.sends(ZERO);
            wire.runTo(off + 11 + 1_408 + 20);
            assertEquals(BUS_OFF, sender.state());
        }

        private String find(String text) {
            return wire.log().stream().filter(e -> e.contains(text)).findFirst().orElseThrow();
        }

        @Test
        void aTransmitterThatIsErrorPassiveWaitsEightBitsAndLetsOthersGoFirst() {
            sender.errorCounts(136, 0).sends(ZERO, ZERO);
            wire.runTo(70);
            assertLogged("61 sender starts");
        }

        @Test
        void aDominantBitWhileItWaitsIsTheSofOfAnother() {
            sender.errorCounts(136, 0).sends(ZERO, ZERO);
            wire.runTo(54);
            one.sends(CanFrame.base(1, CanData.EMPTY));
            wire.runTo(120);
            // suspended at 53 to 60
            assertLogged("55 sender sees SOF");
            assertEquals(1, wire.count("sender received 001#"));
            assertEquals(1, wire.count("one sent 001#"));
        }

        @Test
        void itIsErrorActiveAgainFrom127On() {
            sender.errorCounts(128, 0).sends(ZERO, ZERO);
            wire.runTo(60);
            assertEquals(ERROR_ACTIVE, sender.state(), "rule 11");
            assertLogged("53 sender starts");
        }

        @Test
        void aReceiverThatWasErrorPassiveFallsTo127AfterAGoodFrame() {
            one.errorCounts(0, 200);
            sender.sends(ZERO);
            wire.runTo(60);
            assertEquals(127, one.rec(), "rule 8");
            assertEquals(ERROR_ACTIVE, one.state());
        }

        @Test
        void tooManyDominantBitsBehindAFlagCountEightEach() {
            wire.dominant(0, 30);
            wire.runTo(60);
            // the sixth dominant bit at 5, flag at 6 to 11, then rule 2 at 12, rule 6 at 19 and 27
            assertLogged("5 one error STUFF");
            assertEquals(1 + 8 + 8 + 8, one.rec());
        }

        @Test
        void soTheyDoForATransmitter() {
            wire.flip(7, 1);
            wire.dominant(8, 30);
            sender.sends(ZERO);
            // flag at 8 to 13, the eighth dominant bit behind it at 21, the sixteenth at 29
            wire.runTo(21);
            assertEquals(8, sender.tec(), "rule 3");
            wire.runTo(22);
            assertEquals(16, sender.tec(), "rule 6");
            wire.runTo(29);
            assertEquals(16, sender.tec());
            wire.runTo(30);
            assertEquals(24, sender.tec());
        }

        @Test
        void aTransmitterWhoseDriverIsBrokenIsErrorPassiveWithinItsFirstFlag() {
            wire.begin(new WireFault.StuckDriver("sender", false, Long.MAX_VALUE), 0);
            sender.sends(ZERO);
            wire.runTo(16);
            assertEquals(128, sender.tec(), "SOF and fifteen bits of flag, rules 3 and 4");
            assertEquals(ERROR_PASSIVE, sender.state());
            assertEquals(0, one.rec());
            wire.runTo(1_000);
            assertEquals(BUS_OFF, sender.state());
        }
    }

    @Nested
    class BetweenFrames {
        private final TestWire.Node one = wire.node("one");

        @Test
        void aDominantFirstBitOfIntermissionMakesAnOverloadFrame() {
            wire.dominant(50, 1);
            sender.sends(ZERO, ZERO);
            wire.runTo(80);
            // flags at 51 to 56, delimiter at 57 to 64, intermission at 65 to 67
            assertLogged("68 sender starts");
            assertEquals(0, sender.tec());
            assertEquals(0, one.rec());
        }

        @Test
        void aDominantThirdBitIsTheSofOfTheFrameThatWaits() {
            wire.dominant(52, 1);
            sender.sends(ZERO, ZERO);
            wire.runTo(110);
            assertLogged("52 sender starts");
            assertLogged("52 one sees SOF");
            assertLogged("100 one received 000#");
        }

        @Test
        void aDominantEighthBitOfADelimiterMakesAnOverloadFrame() {
            wire.flip(7, 1);
            wire.dominant(27, 1);
            sender.sends(ZERO);
            wire.runTo(60);
            // delimiter at 20 to 27; flags at 28 to 33, delimiter at 34 to 41
            assertLogged("45 sender starts");
            assertEquals(8, sender.tec());
        }

        @Test
        void aDominantBitEarlierInADelimiterIsAFormError() {
            wire.flip(7, 1);
            wire.dominant(25, 1);
            sender.sends(ZERO);
            wire.runTo(40);
            assertLogged("25 sender error FORM");
            assertEquals(16, sender.tec());
            assertEquals(2, one.rec());
        }
    }

    @Nested
    class Modes {
        private final TestWire.Node one = wire.node("one");
        private final TestWire.Node two = wire.node("two");

        @Test
        void aRestrictedNodeAcknowledgesButSignalsNoError() {
            two.mode(CanPort.Mode.OFF);
            one.mode(CanPort.Mode.RESTRICTED);
            wire.flipAt("one", 0, 11);
            sender.sends(ZERO);
            wire.runTo(200);
            assertLogged("11 one error STUFF");
            assertLogged("41 sender not acknowledged");
            assertLogged("108 sender sent 000#");
            assertEquals(0, one.rec());
        }

        @Test
        void aListenerHearsFramesAndDrivesNothing() {
            one.mode(CanPort.Mode.LISTENING);
            wire.flipAt("one", 0, 11);
            sender.sends(ZERO, ZERO);
            wire.runTo(110);
            assertLogged("49 sender sent 000#");
            assertLogged("101 one received 000#");
        }

        @Test
        void aNodeJoinsAfterElevenRecessiveBits() {
            one.mode(CanPort.Mode.OFF);
            sender.sends(ZERO);
            wire.runTo(30);
            one.mode(CanPort.Mode.ACTIVE);
            one.sends(ZERO);
            wire.runTo(60);
            // acknowledge delimiter, EOF and intermission, 42 to 52, are eleven
            assertLogged("53 one starts");
        }
    }

    @Test
    void framesOfOneIdentifierWithDifferentDataAreABitErrorForTheOneThatSendsRecessive() {
        TestWire.Node one = wire.node("one");
        wire.node("two");
        sender.sends(CanFrame.base(0x155, CanData.ofHex("00")));
        one.sends(CanFrame.base(0x155, CanData.ofHex("80")));
        wire.runTo(40);
        assertEquals(1, wire.count("one error BIT"));
        assertEquals(8, one.tec());
        assertEquals(8, sender.tec(), "its frame is cut off by the flag of the other");
        assertEquals(1, wire.statistics().collisions());
    }

    @Test
    void aBitErrorOfOneThatSendsAloneIsNoCollision() {
        wire.node("two");
        sender.sends(ZERO);
        wire.flip(19, 1);
        wire.runTo(40);
        assertEquals(8, sender.tec());
        assertEquals(0, wire.statistics().collisions());
    }

    /** A dominant bit of both, the second of the identifier, is recessive on the wire. */
    @Test
    void bitErrorsOfTwoThatArbitrateAreNoCollision() {
        TestWire.Node one = wire.node("one");
        wire.node("two");
        sender.sends(ZERO);
        one.sends(CanFrame.base(1, CanData.EMPTY));
        wire.flip(2, 1);
        wire.runTo(12);
        assertEquals(8, sender.tec());
        assertEquals(8, one.tec());
        assertEquals(0, wire.statistics().collisions());
    }

    /** Of two frames with one arbitration field, before they differ. */
    @Test
    void aDominantBitThatIsRecessiveOnTheWireIsNoCollision() {
        TestWire.Node one = wire.node("one");
        wire.node("two");
        sender.sends(CanFrame.base(0, CanData.ofHex("00")));
        one.sends(CanFrame.base(0, CanData.ofHex("80")));
        wire.flip(7, 1);
        wire.runTo(17);
        assertEquals(8, sender.tec());
        assertEquals(8, one.tec());
        assertEquals(0, wire.statistics().collisions());
    }

    @Nested
    class FdFrames {
        private final TestWire fdWire = new TestWire(TestWire.FD);
        private final TestWire.Node fdSender = fdWire.node("sender");
        private final CanFrame fast =
                new CanFrame(0, false, FrameFormat.FD_BIT_RATE_SWITCH, false, 0, CanData.EMPTY);

        private TestWire.Node with(FdSupport support) {
            return fdWire.node("other", new WireNodeParameters(TestWire.FD, support, 0, 0, 0));
        }

        @Test
        void takeTheTimesThatTheFrameLevelHasToo() {
            fdWire.node("one");
            fdSender.sends(fast);
            fdWire.runTo(60);
            // BRS at 18; the CRC delimiter 33 data bits or 16.5 us later, EOF ends 9 bits behind
            assertEquals(List.of("0 starts", "35,500 sent 000##1"), fdWire.log("sender"));
        }

        @Test
        void sayThatTheirSenderIsErrorPassive() {
            fdWire.node("one");
            fdSender.errorCounts(130, 0).sends(fast);
            fdWire.runTo(60);
            assertEquals(1, fdWire.count("one received 000##3"));
        }

        @Test
        void areWaitedForByNodesThatTolerateThem() {
            with(FdSupport.TOLERANT);
            fdWire.node("one");
            fdSender.sends(fast, ZERO);
            fdWire.runTo(120);
            assertEquals(0, fdWire.count("error"));
            assertEquals(1, fdWire.count("other received 000#"));
        }

        /** The reserved bit is at 17; the error that its node signalled would be seen by all. */
        @Test
        void areWaitedForByNodesThatKnowThemIfTheReservedBitIsRecessive() {
            with(FdSupport.ENABLED);
            fdWire.node("one");
            fdWire.flipAt("other", 0, 17);
            fdSender.sends(fast, ZERO);
            fdWire.runTo(120);
            assertTrue(fdWire.log().contains("17 other tolerates a frame"), fdWire.log()::toString);
            assertEquals(0, fdWire.count("error"));
            assertEquals(1, fdWire.count("other received 000#"));
        }

        /**
         * Fixed stuff bits are at 24, 29 and so on; at 29 the eleventh data bit behind BRS is
         * sampled 18 + 11/4 bits after SOF.
         */
        @Test
        void haveAFormErrorInAWrongFixedStuffBit() {
            fdWire.node("one");
            fdWire.flipAt("one", 0, 29);
            fdSender.sends(fast);
            fdWire.runTo(40);
            assertTrue(fdWire.log().contains("20,1500 one error FORM"), fdWire.log()::toString);
        }

        /** As two receivers whose acknowledgements come by lines of different length make it. */
        @Test
        void mayBeAcknowledgedForTwoBits() {
            TestWire.Node one = fdWire.node("one");
            // the second bit of the slot is sampled at 28.25 and begins 1.6 us before
            fdWire.begin(new WireFault.StuckWire(true, BIT_PS), TestWire.edge(28) + BIT_PS / 4);
            fdSender.sends(fast);
            fdWire.runTo(60);
            assertEquals(0, fdWire.count("error"), fdWire.log()::toString);
            assertEquals(1, fdWire.count("one received 000##1"));
            assertEquals(List.of("0 starts", "36,500 sent 000##1"), fdWire.log("sender"));
            assertEquals(0, one.rec() + fdSender.tec());
        }

        /**
         * The node sees the edge of the reserved bit 300 ns late; five zeros from there on, up to
         * 21, want a stuff bit at 22. Its jump width alone would let it follow by 100 ns.
         */
        @Test
        void restartTheBitOfAReceiverAtTheEdgeOfTheReservedBit() {
            BitTiming narrow =
                    new BitTiming(
                            40_000_000,
                            new Segments(47, 16, 16, 4),
                            Optional.of(new Segments(6, 7, 6, 6)));
            fdWire.node("one", WireNodeParameters.ideal(narrow));
            fdWire.begin(new WireFault.OpenStub("one", 300_000), TestWire.edge(17));
            fdWire.flipAt("one", 0, 22);
            fdSender.sends(new CanFrame(0, false, FrameFormat.FD, false, 0, CanData.EMPTY));
            fdWire.runTo(30);
            assertTrue(fdWire.log().contains("22,300 one error STUFF"), fdWire.log()::toString);
        }

        @Test
        void areDestroyedByNodesThatDoNotKnowThem() {
            with(FdSupport.CLASSIC);
            fdWire.node("one");
            fdSender.sends(fast);
            fdWire.runTo(400);
            assertEquals(0, fdWire.count("received"));
            assertTrue(fdWire.count("other error") > 5);
        }

        @Test
        void areAcknowledgedOneBitLateAtMost() {
            fdSender.sends(fast);
            fdWire.runTo(40);
            // slot at 52; bits behind BRS count a quarter: 18 + 33/4 + 2 = 28.25
            assertEquals(List.of("0 starts", "28,500 not acknowledged"), fdWire.log("sender"));
        }

        @Test
        void goBackToTheNominalRateForTheErrorFrame() {
            TestWire.Node one = fdWire.node("one");
            // place 22 is the fourth data bit, in the DLC
            fdWire.flip(22, 1);
            fdSender.sends(fast);
            fdWire.runTo(100);
            assertTrue(fdWire.log().contains("19 sender error BIT"), fdWire.log()::toString);
            assertEquals(8 - 1, fdSender.tec());
            assertEquals(0, one.rec());
        }
    }

    @Nested
    class FlippedBits {
        private final TestWire.Node one = wire.node("one");

        @Test
        void doNotStrikeAnExtendedFrameForABaseFrame() {
            wire.flip(7, 1);
            sender.sends(CanFrame.extended(0, CanData.EMPTY));
            wire.runTo(100);
            assertEquals(0, wire.count("fault"));
            assertEquals(1, wire.count("sender sent 00000000#"));
        }

        @Test
        void strikeAFrameWithWhichAnotherBegan() {
            wire.flip(7, 1);
            sender.sends(CanFrame.base(0x400, CanData.EMPTY));
            one.sends(ZERO);
            wire.runTo(10);
            assertLogged("1 sender lost arbitration at BASE_IDENTIFIER 10");
            assertLogged("7 one error BIT");
        }
    }

    @Nested
    class AtAReceiversWish {
        @Test
        void aReceiverDelaysTheNextFrameByTwoOverloadFramesAtMost() {
            TestWire.Node one = wire.node("one");
            wire.begin(new WireFault.Overload("one", 1_000_000_000_000L), 0);
            sender.sends(ZERO, ZERO);
            wire.runTo(400);
            List<String> sent = wire.log("sender");
            int end = place(sent.get(1));
            // the flags of two nodes last 7 bits, a delimiter 8, twice; then intermission
            assertEquals(end + 2 * (7 + 8) + 3 + 1 + " starts", sent.get(2));
            assertEquals(0, wire.count("error"));
            assertEquals(0, one.rec() + sender.tec());
        }

        @Test
        void nobodyDelaysItsOwnFrames() {
            wire.node("one");
            wire.begin(new WireFault.Overload("sender", 1_000_000_000_000L), 0);
            sender.sends(ZERO, ZERO);
            wire.runTo(400);
            List<String> sent = wire.log("sender");
            assertEquals(place(sent.get(1)) + 3 + 1 + " starts", sent.get(2));
        }

        private static int place(String entry) {
            return Integer.parseInt(entry.substring(0, entry.indexOf(' ')));
        }
    }

    @Nested
    class ANodeThatAcknowledgesWhatItShouldNot {
        private static final CanFrame FRAME = CanFrame.base(0x555, CanData.ofHex("55"));

        private void acknowledgesAll(String node) {
            wire.begin(new WireFault.FalseAcknowledge(node, 1_000_000_000_000L), 0);
        }

        @Test
        void believesThatItsOwnFrameWasHeard() {
            acknowledgesAll("sender");
            sender.sends(FRAME);
            wire.runTo(100);
            assertEquals(1, wire.count("sender sent 555#55"));
            assertEquals(0, wire.count("not acknowledged"));
        }

        /** RTR to the second bit of DLC are five zeros, so that place 24 is 0x08 of the data. */
        @Test
        void takesAndAcknowledgesWhatHasTheWrongChecksum() {
            wire.node("one");
            acknowledgesAll("one");
            wire.flipAt("one", 0x555, 24);
            sender.sends(FRAME);
            wire.runTo(100);
            assertEquals(1, wire.count("one received 555#5D"), wire.log()::toString);
            assertEquals(1, wire.count("sender sent 555#55"));
        }

        @Test
        void isOutvotedByOneThatChecks() {
            wire.node("one");
            wire.node("two");
            acknowledgesAll("one");
            wire.flipAt("one", 0x555, 24);
            wire.flipAt("two", 0x555, 24);
            sender.sends(FRAME);
            wire.runTo(200);
            assertEquals(0, wire.count("received 555#5D"), wire.log()::toString);
            assertEquals(1, wire.count("one received 555#55"));
        }
    }

    /** The wire held dominant keeps all nodes sampling, and none has anything to tell. */
    @Test
    void aBitAllocatesNothing() {
        wire.node("one");
        wire.begin(new WireFault.StuckWire(true, Long.MAX_VALUE), 0);
        wire.runTo(50_000);
        long before = allocatedBytes();
        wire.runTo(250_000);
        long bytes = allocatedBytes() - before;
        assertTrue(bytes < 200_000, bytes + " bytes in 200,000 bits of two nodes");
    }

    private static long allocatedBytes() {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        return threads.getThreadAllocatedBytes(Thread.currentThread().threadId());
    }
}
