package dev.bulkhead.can.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BitTiming.Segments;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.FdSupport;
import dev.bulkhead.can.RandomFrames;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Arrays;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What clocks and delays a bus bears, by the conditions of Bosch's CAN FD specification 1.0,
 * chapter 8. Bits of 20 quanta, 11 of them propagation segment, 4 in each phase segment, jump width
 * 4.
 */
class WireTimingTest {
    private static final int FRAMES = 200;

    private final TestWire wire = new TestWire(TestWire.CLASSIC);

    private TestWire.Node node(String name, int ppb, long delayPs) {
        return wire.node(
                name,
                new WireNodeParameters(
                        TestWire.CLASSIC, FdSupport.TOLERANT, ppb, delayPs, delayPs));
    }

    private void exchange(TestWire.Node one, TestWire.Node two) {
        SplittableRandom random = new SplittableRandom(9);
        CanFrame[] ones = new CanFrame[FRAMES];
        CanFrame[] twos = new CanFrame[FRAMES];
        for (int i = 0; i < FRAMES; i++) {
            ones[i] = withLowestBit(RandomFrames.next(random), 0);
            twos[i] = withLowestBit(RandomFrames.next(random), 1);
        }
        one.sends(ones);
        two.sends(twos);
        wire.runTo(2 * FRAMES * 170);
    }

    /** So that frames of two senders differ in their base identifiers. */
    private static CanFrame withLowestBit(CanFrame frame, int bit) {
        int shift = frame.extended() ? 18 : 0;
        int identifier = frame.identifier() & ~(1 << shift) | bit << shift;
        return new CanFrame(
                identifier,
                frame.extended(),
                frame.format(),
                frame.errorPassive(),
                frame.dlc(),
                frame.data());
    }

    /** Condition I: below 4/(20 x 20) = 1 %; II: below 4/(2 x (13 x 20 - 4)) = 0.78 %. */
    @ParameterizedTest
    @CsvSource({"7700000, -7700000", "-7700000, 7700000", "7700000, 7700000"})
    void clocksWithinTheToleranceExchangeEveryFrame(int one, int two) {
        exchange(node("one", one, 0), node("two", two, 0));
        assertEquals(0, wire.count("error"));
        assertEquals(FRAMES, wire.count("one sent"));
        assertEquals(FRAMES, wire.count("two sent"));
    }

    @ParameterizedTest
    @ValueSource(ints = {30_000_000, -30_000_000})
    void clocksFarOutOfItDoNot(int ppb) {
        exchange(node("one", ppb, 0), node("two", 0, 0));
        assertTrue(wire.count("error") > 0);
    }

    /** 199 clocks of a core of 100 MHz instead of 200. */
    @Test
    void aNodeThatWentOffEndsItsFrameInTheBitsInWhichItBeganIt() {
        TestWire.Node one = node("one", 0, 0);
        node("two", 0, 0);
        CanFrame frame = CanFrame.base(0x155, CanData.ofHex("00FF00FF"));
        one.sends(frame);
        wire.runTo(40);
        one.mode(CanPort.Mode.OFF);
        Segments shorter = new Segments(98, 60, 40, 40);
        one.port()
                .bitTiming(
                        new BitTiming(100_000_000, shorter, Optional.empty()),
                        wire.scheduler.nowPs());
        one.mode(CanPort.Mode.ACTIVE);
        wire.runTo(200);
        // a sample point 'place,ns' lies off those of bits of 2 us
        assertEquals(1, wire.count("two received"));
        assertTrue(wire.log("two").getLast().matches("[0-9]+ received .*"), wire.log()::toString);
        one.sends(frame);
        wire.runTo(400);
        assertEquals(2, wire.count("two received"));
        assertTrue(
                wire.log("two").getLast().matches("[0-9]+,[0-9]+ received .*"),
                wire.log()::toString);
        assertEquals(0, wire.count("error"));
    }

    /** By 0.1 % a millisecond; a frame lasts a quarter of one. */
    @Test
    void aClockThatDriftsAwayIsFollowedUntilItIsOutOfTolerance() {
        TestWire.Node one = node("one", 0, 0);
        node("two", 0, 0);
        CanFrame[] frames = new CanFrame[300];
        Arrays.fill(frames, CanFrame.base(0x555, CanData.ofHex("00FF00FF00FF00FF")));
        wire.begin(new WireFault.DriftingClock("one", 60_000_000, 60_000_000_000L), 0);
        one.sends(frames);
        wire.scheduler.runUntil(7_000_000_000L);
        assertEquals(0, wire.count("error"), "0.7 % by now");
        assertTrue(wire.count("two received") > 20);
        wire.scheduler.runUntil(80_000_000_000L);
        assertTrue(wire.count("error") > 0);
    }

    @Test
    void aDriftGoesByAThousandEqualSteps() {
        WireFault.DriftingClock drift = new WireFault.DriftingClock("one", -50_000_000, 2_000_000);
        assertEquals(0, drift.errorPpbAfter(1_999));
        assertEquals(-50_000, drift.errorPpbAfter(2_000));
        assertEquals(-25_000_000, drift.errorPpbAfter(1_000_000));
        assertEquals(-50_000_000, drift.errorPpbAfter(2_000_000));
        assertEquals(-50_000_000, drift.errorPpbAfter(Long.MAX_VALUE));
    }

    /** Out and back within the propagation segment of 1.1 us. */
    @ParameterizedTest
    @ValueSource(longs = {0, 100_000, 270_000})
    void linesWithinThePropagationSegmentExchangeEveryFrame(long delayPs) {
        exchange(node("one", 0, delayPs), node("two", 0, delayPs));
        assertEquals(0, wire.count("error"));
        assertEquals(FRAMES, wire.count("one sent"));
        assertEquals(FRAMES, wire.count("two sent"));
    }

    /** An acknowledgement takes 1.8 us out and back, and comes after the sample point at 1.6 us. */
    @ParameterizedTest
    @ValueSource(longs = {450_000})
    void linesThatAreTooLongDoNot(long delayPs) {
        exchange(node("one", 0, delayPs), node("two", 0, delayPs));
        assertTrue(wire.count("error") + wire.count("not acknowledged") > 0);
    }
}
