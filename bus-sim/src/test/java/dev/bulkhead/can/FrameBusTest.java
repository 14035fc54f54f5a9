package dev.bulkhead.can;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.time.Clock;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.util.List;
import java.util.OptionalLong;

/**
 * At 500 kbit/s a bit lasts 2 us; its sample point is at 80 %, 1.6 us after its edge. The frame
 * {@code 000#} has 50 bits, see {@link FrameBitsTest}.
 */
class FrameBusTest {
    private final TestBus bus = new TestBus(Clock.ofHz(500_000));

    @Nested
    class AFrameOnAnIdleBus {
        private final TestBus.Node sender = bus.node("sender");

        AFrameOnAnIdleBus() {
            bus.node("receiver");
        }

        @Test
        void startsAtTheNextEdgeAndItsEventsComeAtTheSamplePointsOfTheirBits() {
            bus.runUntilNs(1_000);
            sender.sends(0, "");
            bus.runUntilIdle();
            assertEquals(
                    List.of(
                            "3600 sender started its own",
                            "3600 receiver started",
                            "99600 receiver received 000#",
                            "101600 sender transmitted 000#"),
                    bus.log(),
                    "SOF begins at 2 us; its bit 48 at 98 us is the last but one of EOF");
        }

        @Test
        void thatIsOfferedExactlyAtAnEdgeStartsAtTheNextOne() {
            bus.runUntilNs(4_000);
            sender.sends(0, "");
            bus.runUntilIdle();
            assertEquals("7600 sender started its own", bus.log().getFirst());
        }

        @Test
        void hasLeftThePortWhenItsEndIsTold() {
            sender.sends(0, "");
            assertEquals(CanPort.Offer.WAITING, sender.port().offered());
            bus.runUntilNs(2_000);
            assertEquals(CanPort.Offer.ON_BUS, sender.port().offered());
            bus.runUntilIdle();
            assertEquals(CanPort.Offer.NONE, sender.port().offered());
        }

        @Test
        void cannotBeReplacedWhileItIsSent() {
            sender.sends(0, "");
            bus.runUntilNs(50_000);
            var error = assertThrows(IllegalStateException.class, () -> sender.sends(1, "22"));
            assertEquals("sender offers 001#22 while 000# is on the bus", error.getMessage());
        }

        @Test
        void isReplacedByALaterOfferUntilItStarts() {
            sender.sends(0, "");
            sender.sends(0x7FF, "01");
            bus.runUntilIdle();
            assertEquals(List.of("sender 7FF#01"), bus.framesInOrder());
        }
    }

    /** Data bits of 0.5 us; the frame's places are those that {@link FrameBitsTest} derives. */
    @Nested
    class AnFdFrame {
        private final TestBus fdBus = new TestBus(Clock.ofHz(500_000), OptionalLong.of(2_000_000));
        private final TestBus.Node sender = fdBus.node("sender");
        private final CanFrame fast = fd(0, FrameFormat.FD_BIT_RATE_SWITCH, "");

        AnFdFrame() {
            fdBus.node("receiver");
        }

        private static CanFrame fd(int identifier, FrameFormat format, String hex) {
            CanData data = CanData.ofHex(hex);
            return new CanFrame(
                    identifier, false, format, false, CanFrame.fdDlc(data.length()), data);
        }

        @Test
        void isShortenedByItsDataPhase() {
            fdBus.runUntilNs(1_000);
            sender.offers(fast);
            fdBus.runUntilIdle();
            assertEquals(
                    List.of(
                            "3600 sender started its own",
                            "3600 receiver started",
                            "72100 receiver received 000##1",
                            "74100 sender transmitted 000##1"),
                    fdBus.log(),
                    "BRS is bit 18 at 39.6 us, the CRC delimiter 33 fast bits later at 56.1 us,"
                            + " the last bit of EOF 9 bits behind it");
        }

        @Test
        void leavesItsEdgesBehindForTheNextFrame() {
            fdBus.runUntilNs(1_000);
            sender.offers(fast);
            sender.offersNext(fast);
            fdBus.runUntilIdle();
            assertEquals(
                    "82100 sender started its own",
                    fdBus.log().get(4),
                    "three bits of intermission and SOF: 8 us after the last bit of EOF");
        }

        @Test
        void thatIsOfferedLaterStartsOnThoseEdgesToo() {
            fdBus.runUntilNs(1_000);
            sender.offers(fast);
            fdBus.runUntilNs(200_000);
            sender.offers(fast);
            fdBus.runUntilIdle();
            assertEquals(
                    "202100 sender started its own",
                    fdBus.log().get(4),
                    "82.1 us and 60 bits; the edge before it, at 198.5 us, is past");
        }

        @Test
        void losesArbitrationToALowerIdentifierAndIsSentNext() {
            TestBus.Node other = fdBus.node("other");
            sender.offers(fd(0x101, FrameFormat.FD_BIT_RATE_SWITCH, "22"));
            other.offers(fd(0x100, FrameFormat.FD, "11"));
            fdBus.runUntilIdle();
            assertEquals(List.of("other 100##011", "sender 101##122"), fdBus.framesInOrder());
        }

        @Test
        void givesWayToAClassicFrameOfItsIdentifierAtFdf() {
            TestBus.Node other = fdBus.node("other");
            sender.offers(fd(0x155, FrameFormat.FD, ""));
            other.offers(CanFrame.base(0x155, CanData.EMPTY));
            fdBus.runUntilIdle();
            // SOF begins at 2 us; 155 has no stuff bit, so FDF is bit 14
            assertTrue(fdBus.log().contains("31600 sender collided"), fdBus.log()::toString);
        }

        @Test
        void countsItsFastBitsAsPartsOfNominalOnes() {
            sender.offers(fast);
            fdBus.runUntilIdle();
            // 61 bits, 33 of them a quarter as long: 28 + 8.25
            assertEquals(36, fdBus.statistics().frameBits());
        }

        @ParameterizedTest
        @EnumSource(
                value = FdSupport.class,
                names = {"CLASSIC", "TOLERANT"})
        void isOverAtFdfForANodeThatDoesNotKnowIt(FdSupport support) {
            TestBus.Node other = fdBus.node("other");
            other.port().fdSettings(FdSettings.of(support), 0);
            sender.offers(fd(0x155, FrameFormat.FD_BIT_RATE_SWITCH, ""));
            fdBus.runUntilIdle();
            assertEquals(
                    List.of("3600 other started", "31600 other tolerates a frame"),
                    fdBus.log().stream().filter(e -> e.contains("other")).toList(),
                    "155 has no stuff bit, so FDF is bit 14");
            assertEquals(1, fdBus.statistics().frames());
        }

        @Test
        void isRefusedWhereNoNodeKnowsIt() {
            var error =
                    assertThrows(IllegalArgumentException.class, () -> bus.node("n").offers(fast));
            assertEquals("n offers 000##1 on a bus without a data bit rate", error.getMessage());
        }
    }

    @Nested
    class WhenTwoNodesStartInTheSameBit {
        @Test
        void theLowerIdentifierIsSentFirstAndTheLoserRepeats() {
            TestBus.Node radio = bus.node("radio");
            TestBus.Node brake = bus.node("brake");
            radio.sends(0x3C0, "33");
            brake.sends(0x0A0, "11 22");
            bus.runUntilIdle();
            assertEquals(List.of("brake 0A0#1122", "radio 3C0#33"), bus.framesInOrder());
            assertEquals(1, bus.statistics().arbitrationsLost());
        }

        @Test
        void theLoserLearnsTheIdentifierBitAtItsSamplePointAndReceivesTheOtherFrame() {
            TestBus.Node radio = bus.node("radio");
            bus.node("brake").sends(0x0A0, "11 22");
            radio.sends(0x3C0, "33");
            bus.runUntilIdle();
            // SOF begins at 2 us, ID 10 at 4 us, ID 9 at 6 us: 0A0 and 3C0 first differ there
            assertTrue(bus.log().contains("7600 radio lost arbitration at BASE_IDENTIFIER 9"));
            assertTrue(bus.log().stream().anyMatch(e -> e.endsWith("radio received 0A0#1122")));
        }

        @Test
        void offersWithinOneBitArbitrateWhateverTheirOrder() {
            TestBus.Node late = bus.node("late");
            TestBus.Node early = bus.node("early");
            bus.runUntilNs(2_000);
            early.sends(0x200, "");
            bus.runUntilNs(3_999);
            late.sends(0x100, "");
            bus.runUntilIdle();
            assertEquals(List.of("late 100#", "early 200#"), bus.framesInOrder());
        }

        @Test
        void theLoserOfTwoBitsIsToldOnceForEachFrameItGivesWayTo() {
            TestBus.Node a = bus.node("a");
            TestBus.Node b = bus.node("b");
            TestBus.Node c = bus.node("c");
            c.sends(3, "");
            b.sends(2, "");
            a.sends(1, "");
            bus.runUntilIdle();
            assertEquals(List.of("a 001#", "b 002#", "c 003#"), bus.framesInOrder());
            assertEquals(3, bus.statistics().arbitrationsLost());
            assertEquals(2, bus.log().stream().filter(e -> e.contains("c lost")).count());
        }
    }

    @Nested
    class AcrossFormats {
        private final TestBus.Node one = bus.node("one");
        private final TestBus.Node two = bus.node("two");

        private void assertWins(CanFrame winner, CanFrame loser, String lostAt) {
            one.offers(loser);
            two.offers(winner);
            bus.runUntilIdle();
            assertEquals(List.of("two " + winner, "one " + loser), bus.framesInOrder());
            assertTrue(
                    bus.log().stream()
                            .anyMatch(e -> e.endsWith("one lost arbitration at " + lostAt)),
                    () -> bus.log().toString());
        }

        @Test
        void aBaseDataFrameWinsOverARemoteFrameOfItsIdentifier() {
            assertWins(
                    CanFrame.base(0x123, CanData.ofHex("01")),
                    CanFrame.baseRemote(0x123, 1),
                    "SRR_OR_RTR 0");
        }

        @Test
        void aBaseDataFrameWinsOverAnExtendedOneThatBeginsWithItsIdentifier() {
            assertWins(
                    CanFrame.base(0x123, CanData.ofHex("01")),
                    CanFrame.extended(0x123 << 18, CanData.EMPTY),
                    "SRR_OR_RTR 0");
        }

        @Test
        void aBaseRemoteFrameWinsOverAnExtendedOneThatBeginsWithItsIdentifier() {
            assertWins(
                    CanFrame.baseRemote(0x123, 0),
                    CanFrame.extended(0x123 << 18, CanData.EMPTY),
                    "IDE 0");
        }

        @Test
        void anExtendedFrameWinsOverABaseOneByALowerBaseIdentifier() {
            assertWins(
                    CanFrame.extended(0x122 << 18 | 0x3FFFF, CanData.EMPTY),
                    CanFrame.base(0x123, CanData.EMPTY),
                    "BASE_IDENTIFIER 0");
        }

        @Test
        void extendedFramesAreToldApartByTheirExtension() {
            assertWins(
                    CanFrame.extended(0x123 << 18 | 0x20000, CanData.EMPTY),
                    CanFrame.extended(0x123 << 18 | 0x20800, CanData.EMPTY),
                    "IDENTIFIER_EXTENSION 11");
        }

        @Test
        void anExtendedDataFrameWinsOverARemoteOne() {
            assertWins(
                    CanFrame.extended(0x15555555, CanData.ofHex("00")),
                    CanFrame.extendedRemote(0x15555555, 1),
                    "RTR 0");
        }
    }

    @Nested
    class BetweenFrames {
        private final TestBus.Node one = bus.node("one");
        private final TestBus.Node two = bus.node("two");
        private final TestBus.Node three = bus.node("three");

        @Test
        void areThreeBitsOfIntermission() {
            one.sends(0, "");
            two.sends(1, "");
            bus.runUntilIdle();
            // SOF at edge 1, 50 bits, 3 bits: the next SOF at edge 54, sampled at 109.6 us
            assertTrue(bus.log().contains("109600 two started its own"));
        }

        @Test
        void aFrameOfferedInMidFrameWaitsForTheEndAndThenArbitrates() {
            one.sends(0, "");
            bus.runUntilNs(50_000);
            two.sends(5, "");
            bus.runUntilNs(90_000);
            three.sends(4, "");
            bus.runUntilIdle();
            assertEquals(List.of("one 000#", "three 004#", "two 005#"), bus.framesInOrder());
        }

        @Test
        void aFrameOfferedDuringIntermissionWaitsForItsEnd() {
            one.sends(0, "");
            bus.runUntilNs(105_000);
            two.sends(1, "");
            bus.runUntilIdle();
            assertTrue(bus.log().contains("109600 two started its own"));
        }

        @Test
        void aFrameOfferedWhenTheLastOneIsToldTransmittedFollowsItAtOnce() {
            one.offersNext(CanFrame.base(7, CanData.EMPTY));
            one.sends(0, "");
            bus.runUntilIdle();
            assertTrue(bus.log().contains("109600 one started its own"));
        }
    }

    @Nested
    class Withdrawing {
        private final TestBus.Node one = bus.node("one");
        private final TestBus.Node two = bus.node("two");

        @Test
        void aFrameThatWaitsLeavesTheBusIdle() {
            one.sends(0, "");
            assertTrue(one.port().withdraw());
            bus.runUntilIdle();
            assertEquals(List.of(), bus.log());
        }

        @Test
        void aFrameThatIsSentDoesNotStopIt() {
            one.sends(0, "");
            bus.runUntilNs(50_000);
            assertFalse(one.port().withdraw());
            bus.runUntilIdle();
            assertEquals(List.of("one 000#"), bus.framesInOrder());
        }

        @Test
        void aFrameThatArbitratesKeepsItFromBeingRepeated() {
            one.sends(1, "");
            two.sends(0, "");
            bus.runUntilNs(2_000);
            assertFalse(one.port().withdraw());
            bus.runUntilIdle();
            assertEquals(List.of("two 000#"), bus.framesInOrder());
            assertEquals(CanPort.Offer.NONE, one.port().offered());
        }
    }

    @Nested
    class WhenNobodyAcknowledges {
        private final TestBus.Node alone = bus.node("alone");

        @Test
        void theSenderIsToldAtTheAckSlotAndTriesAgainAfterTheErrorFrame() {
            alone.sends(0, "");
            bus.runUntilNs(150_000);
            // 40 stuffed bits and the delimiter: the ACK slot is bit 41, at 84 us; then 6 + 8 bits
            // of error frame and 3 of intermission, so that the next SOF is bit 59, at 120 us
            assertEquals(
                    List.of(
                            "3600 alone started its own",
                            "85600 alone not acknowledged",
                            "121600 alone started its own"),
                    bus.log());
            assertEquals(1, bus.statistics().notAcknowledged());
            assertEquals(0, bus.statistics().frames());
            assertEquals(42 + 14, bus.statistics().errorBits());
        }

        @Test
        void aListenerSeesTheErrorFlagWhereTheAcknowledgeDelimiterShouldBe() {
            bus.node("listener").port().mode(CanPort.Mode.LISTENING);
            alone.sends(0, "");
            bus.runUntilNs(110_000);
            assertEquals(
                    List.of("3600 listener started", "87600 listener saw error FORM"),
                    bus.log().stream().filter(e -> e.contains("listener")).toList());
        }

        @Test
        void aListenerDoesNotHelp() {
            bus.node("listener").port().mode(CanPort.Mode.LISTENING);
            alone.sends(0, "");
            bus.runUntilNs(100_000);
            assertTrue(bus.log().contains("85600 alone not acknowledged"));
        }

        @Test
        void theFrameIsSentOnceSomebodyJoins() {
            TestBus.Node other = bus.node("other");
            other.port().mode(CanPort.Mode.OFF);
            alone.sends(0, "");
            bus.runUntilNs(20_000);
            other.port().mode(CanPort.Mode.ACTIVE);
            bus.runUntilNs(300_000);
            assertEquals(List.of("alone 000#"), bus.framesInOrder());
            assertEquals(1, bus.statistics().notAcknowledged());
        }
    }

    @Nested
    class Modes {
        private final TestBus.Node one = bus.node("one");
        private final TestBus.Node two = bus.node("two");
        private final TestBus.Node three = bus.node("three");

        @Test
        void aNodeThatIsOffHearsNothingAndItsFrameIsWithdrawn() {
            three.sends(7, "");
            three.port().mode(CanPort.Mode.OFF);
            one.sends(0, "");
            bus.runUntilIdle();
            assertEquals(List.of("one 000#"), bus.framesInOrder());
            assertTrue(bus.log().stream().noneMatch(e -> e.contains("three")));
        }

        @Test
        void aListenerHearsAndDoesNotSend() {
            three.port().mode(CanPort.Mode.LISTENING);
            three.sends(0, "");
            one.sends(1, "");
            bus.runUntilIdle();
            assertTrue(bus.log().stream().anyMatch(e -> e.endsWith("three received 001#")));
            assertEquals(CanPort.Offer.WAITING, three.port().offered());
        }

        @Test
        void aListenerThatBecomesActiveSendsWhatWaited() {
            three.port().mode(CanPort.Mode.LISTENING);
            three.sends(0, "");
            bus.runUntilNs(1_000_000);
            three.port().mode(CanPort.Mode.ACTIVE);
            bus.runUntilIdle();
            assertEquals("1003600 one started", bus.log().getFirst());
        }

        @Test
        void aNodeThatJoinsWaitsForElevenBits() {
            three.port().mode(CanPort.Mode.OFF);
            bus.runUntilNs(1_000_000);
            three.port().mode(CanPort.Mode.ACTIVE);
            three.sends(0, "");
            bus.runUntilIdle();
            assertEquals("1023600 one started", bus.log().getFirst(), "edge 511 begins at 1022 us");
        }

        @Test
        void aNodeThatJoinsInMidFrameDoesNotReceiveIt() {
            three.port().mode(CanPort.Mode.OFF);
            one.sends(0, "");
            bus.runUntilNs(50_000);
            three.port().mode(CanPort.Mode.ACTIVE);
            two.sends(1, "");
            bus.runUntilIdle();
            assertEquals(
                    List.of("three started", "three received 001#"),
                    bus.log().stream()
                            .filter(e -> e.contains("three"))
                            .map(e -> e.substring(e.indexOf("three")))
                            .toList());
        }

        @Test
        void aSenderThatGoesOffIsHeardToTheEndAndLearnsNothing() {
            one.sends(0, "");
            bus.runUntilNs(50_000);
            one.port().mode(CanPort.Mode.OFF);
            one.port().mode(CanPort.Mode.ACTIVE);
            one.sends(7, "");
            bus.runUntilIdle();
            assertEquals(
                    1, bus.log().stream().filter(e -> e.endsWith("two received 000#")).count());
            assertEquals(List.of("one 007#"), bus.framesInOrder());
            assertEquals(2, bus.statistics().frames());
        }

        @Test
        void aLoserThatWentOffStaysOff() {
            one.sends(0, "");
            two.sends(1, "");
            bus.runUntilNs(3_000);
            two.port().mode(CanPort.Mode.OFF);
            bus.runUntilIdle();
            assertEquals(List.of("one 000#"), bus.framesInOrder());
        }
    }

    @Nested
    class WhenTwoFramesHaveOneIdentifier {
        private final TestBus.Node one = bus.node("one");
        private final TestBus.Node two = bus.node("two");
        private final TestBus.Node three = bus.node("three");

        @Test
        void theOneThatIsDominantWhereTheyDifferIsSentAndTheOtherCollides() {
            one.sends(0x0A0, "FF");
            two.sends(0x0A0, "7F");
            bus.runUntilIdle();
            assertEquals(List.of("two 0A0#7F", "one 0A0#FF"), bus.framesInOrder());
            assertTrue(bus.log().stream().anyMatch(e -> e.endsWith("one collided")));
            assertEquals(1, bus.statistics().collisions());
            assertEquals(0, bus.statistics().arbitrationsLost());
        }

        @Test
        void equalFramesAreSentAsOneAndBothSucceed() {
            one.sends(0x0A0, "11");
            two.sends(0x0A0, "11");
            bus.runUntilIdle();
            assertEquals(List.of("one 0A0#11", "two 0A0#11"), bus.framesInOrder());
            assertEquals(1, bus.statistics().frames());
            assertEquals(
                    1, bus.log().stream().filter(e -> e.endsWith("three received 0A0#11")).count());
            assertEquals(CanPort.Offer.NONE, three.port().offered());
        }
    }

    @Nested
    class Statistics {
        @Test
        void loadIsFramesAndIntermissionsOverTheBitsThatWentBy() {
            TestBus.Node one = bus.node("one");
            bus.node("two");
            one.sends(0, "");
            bus.runUntilNs(1_000_000);
            CanBusStatistics statistics = bus.statistics();
            assertEquals(1, statistics.frames());
            assertEquals(50, statistics.frameBits());
            assertEquals(500, statistics.elapsedBits());
            assertEquals(0.106, statistics.load(), 1e-12);
            assertEquals(0.1, statistics.loadWithoutIntermission(), 1e-12);
        }

        @Test
        void aBusThatIsNeverIdleHasLoadOne() {
            TestBus.Node one = bus.node("one");
            bus.node("two");
            for (int i = 0; i < 1_000; i++) {
                one.offersNext(CanFrame.base(0, CanData.EMPTY));
            }
            one.sends(0, "");
            bus.runUntilNs(2_000 + 53 * 2_000 * 100);
            assertEquals(100, bus.statistics().frames());
            assertEquals(1, bus.statistics().load(), 0.001);
        }

        @Test
        void beforeTheFirstBitThereIsNoLoad() {
            assertEquals(0, bus.statistics().load());
        }
    }

    @Test
    void aClockThatRunsFastMovesEveryEvent() {
        TestBus fast = new TestBus(new Clock(500_000, 0, 1_000_000)); // 500,500 bit/s
        fast.node("one").sends(0, "");
        fast.node("two");
        fast.runUntilIdle();
        // bit 50 begins at 50 / 500.5 kHz = 99.9000999 us, its sample point 1.6 us later
        assertEquals("101500 one transmitted 000#", fast.log().getLast());
    }

    @Test
    void aNodesNameAndRankAreItsOwn() {
        bus.node("one");
        assertThrows(IllegalArgumentException.class, () -> bus.node("one"));
    }
}
