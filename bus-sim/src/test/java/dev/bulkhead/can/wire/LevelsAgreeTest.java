package dev.bulkhead.can.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.Acknowledging;
import dev.bulkhead.can.BitTiming;
import dev.bulkhead.can.BitTiming.Segments;
import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanData;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.ErrorState;
import dev.bulkhead.can.FdSettings;
import dev.bulkhead.can.FdSupport;
import dev.bulkhead.can.FrameBus;
import dev.bulkhead.can.RandomFrames;
import dev.bulkhead.can.SecondarySamplePoint;
import dev.bulkhead.can.SecondarySamplePoint.Source;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;

/**
 * Traffic that nothing disturbs is the same at frame level and at bit level: what each node learns,
 * when, in which order, and what the bus counts. Nodes offer, withdraw, join and leave at random
 * times; each has identifiers of its own, and two of them never leave, so that frames do not
 * collide and are acknowledged. Where they do and are not, the bus goes over to bits before anybody
 * learns of it.
 */
class LevelsAgreeTest {
    private static final int NODES = 6;
    private static final int ALWAYS_THERE = 2;

    /** On a bus with a data bit rate, one that knows no FD frames, and one that looks twice. */
    private static final int TOLERANT = 5;

    private static final int COMPENSATING = 0;

    /**
     * One that divides its bits into other quanta, with sample points and ends as all have them.
     */
    private static final int OTHER_QUANTA = 3;

    /** A core of 100 MHz: 1 + 8 + 7 + 4 quanta of 100 ns, data bits of 1 + 3 + 3 + 3 of 50 ns. */
    private static final Segments NOMINAL = new Segments(10, 8, 7, 4, 4);

    private static final Segments DATA = new Segments(5, 3, 3, 3, 3);
    private static final long MICROSECOND = 1_000_000;
    private static final CanFrame BASE = CanFrame.base(0x155, CanData.EMPTY);

    private static final class World {
        final Scheduler scheduler = new Scheduler();
        final List<CanPort> ports = new ArrayList<>();
        final List<String> log = new ArrayList<>();
        final boolean fd;
        final boolean orderly;
        final EventSource driver = scheduler.register(EventClass.DEVICE, 0, this::drive);
        final CanBus bus;
        long seed;

        World(long seed, boolean fd, Level level) {
            this(seed, fd, level, true);
        }

        /**
         * @param orderly whether identifiers are each node's own, and some nodes never leave
         */
        World(long seed, boolean fd, Level level, boolean orderly) {
            this.seed = seed;
            this.fd = fd;
            this.orderly = orderly;
            OptionalLong rate = fd ? OptionalLong.of(2_000_000) : OptionalLong.empty();
            BitTiming timing = BitTiming.of(500_000, rate, 800);
            WireBus wire = new WireBus("test", scheduler, 1, WireNodeParameters.ideal(timing));
            FrameBus frames = new FrameBus("test", scheduler, 0, Clock.ofHz(500_000), 800, rate);
            bus =
                    switch (level) {
                        case FRAMES -> frames;
                        case BITS -> wire;
                        case FRAMES_THEN_BITS -> new LeveledBus(frames, wire);
                    };
            bus.observe((node, frame, at) -> log.add(at + " sent by " + node + " " + frame));
            for (int i = 0; i < NODES; i++) {
                String name = "node" + i;
                ports.add(bus.attach(name, i, event -> log.add(name + " " + event)));
            }
            if (fd) {
                ports.get(TOLERANT).fdSettings(FdSettings.of(FdSupport.TOLERANT), 0);
                ports.get(COMPENSATING)
                        .fdSettings(
                                new FdSettings(
                                        FdSupport.ENABLED,
                                        new SecondarySamplePoint(Source.DELAY_AND_OFFSET, 350_000)),
                                0);
            }
            divide(OTHER_QUANTA, NOMINAL);
            driver.schedule(0, 0, 0);
        }

        void divide(int node, Segments nominal) {
            CanPort port = ports.get(node);
            port.mode(CanPort.Mode.OFF);
            port.bitTiming(
                    new BitTiming(100_000_000, nominal, fd ? Optional.of(DATA) : Optional.empty()),
                    scheduler.nowPs());
            port.mode(CanPort.Mode.ACTIVE);
        }

        private void drive(int kind, long argument, long nowPs) {
            SplittableRandom random = new SplittableRandom(seed);
            seed = random.nextLong();
            int node = random.nextInt(NODES);
            CanPort port = ports.get(node);
            switch (random.nextInt(12)) {
                case 0 -> port.withdraw();
                case 1 -> {
                    if (node >= ALWAYS_THERE || !orderly) {
                        port.mode(CanPort.Mode.values()[random.nextInt(3)]);
                    }
                }
                case 2, 3 -> port.mode(CanPort.Mode.ACTIVE);
                default -> {
                    if (port.offered() != CanPort.Offer.ON_BUS) {
                        port.offer(own(node, random));
                    }
                }
            }
            driver.schedule(nowPs + 1 + random.nextLong(60 * MICROSECOND), 0, 0);
        }

        private CanFrame own(int node, SplittableRandom random) {
            CanFrame frame =
                    fd && random.nextBoolean() && node != TOLERANT
                            ? RandomFrames.nextFd(random)
                            : RandomFrames.next(random);
            int base = (frame.extended() ? frame.identifier() >>> 18 : frame.identifier()) & 0x7F8;
            int identifier = orderly ? base | node : base & 0x38;
            if (frame.extended()) {
                identifier = identifier << 18 | frame.identifier() & 0x3FFFF;
            }
            return new CanFrame(
                    identifier,
                    frame.extended(),
                    frame.format(),
                    frame.errorPassive(),
                    frame.dlc(),
                    frame.data());
        }
    }

    private static final WireDisturbance.Listener NOBODY =
            new WireDisturbance.Listener() {
                @Override
                public void acted(long atPs) {}

                @Override
                public void over(long atPs) {}
            };

    private enum Level {
        FRAMES,
        BITS,
        FRAMES_THEN_BITS
    }

    private static void assertEqualUntil(World expected, World actual, long ps, String when) {
        expected.scheduler.runUntil(ps);
        actual.scheduler.runUntil(ps);
        int common = Math.min(expected.log.size(), actual.log.size());
        for (int i = 0; i < common; i++) {
            assertEquals(expected.log.get(i), actual.log.get(i), "event " + i + " " + when);
        }
        assertEquals(expected.log.size(), actual.log.size(), when);
        assertEquals(expected.bus.statistics(), actual.bus.statistics(), when);
        expected.log.clear();
        actual.log.clear();
    }

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "false, 3", "true, 4", "true, 5", "true, 6"})
    void onRandomTraffic(boolean fd, long seed) {
        World frames = new World(seed, fd, Level.FRAMES);
        World bits = new World(seed, fd, Level.BITS);
        for (int ms = 1; ms <= 1_000; ms++) {
            assertEqualUntil(frames, bits, ms * 1_000L * MICROSECOND, "seed " + seed);
        }
        assertTrue(frames.bus.statistics().frames() > 2_000, frames.bus.statistics()::toString);
        assertTrue(frames.bus.statistics().arbitrationsLost() > 500);
    }

    /** Once: errors are counted at one level only. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onAFrameToWhichOthersOnlyListen(boolean fd) {
        World frames = new World(1, fd, Level.FRAMES);
        World bits = new World(1, fd, Level.BITS);
        for (World each : List.of(frames, bits)) {
            each.driver.cancel(0);
            each.scheduler.runUntil(30 * MICROSECOND);
            each.ports.forEach(port -> port.mode(CanPort.Mode.LISTENING));
            each.ports.getFirst().mode(CanPort.Mode.ACTIVE);
            each.ports.getFirst().offer(fd ? RandomFrames.nextFd(new SplittableRandom(1)) : BASE);
            each.scheduler.runUntil(50 * MICROSECOND);
            each.ports.getFirst().withdraw();
        }
        bits.scheduler.runUntil(10_000 * MICROSECOND);
        assertEquals(fd ? 4 : 5, bits.log.stream().filter(e -> e.contains("ErrorSeen")).count());
        assertEqualUntil(frames, bits, 10_000 * MICROSECOND, "of one frame");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onAFrameThatNeedsNoAcknowledgement(boolean fd) {
        World frames = new World(1, fd, Level.FRAMES_THEN_BITS);
        World bits = new World(1, fd, Level.BITS);
        for (World each : List.of(frames, bits)) {
            each.driver.cancel(0);
            each.scheduler.runUntil(30 * MICROSECOND);
            each.ports.forEach(port -> port.acknowledging(new Acknowledging(false, false)));
            each.ports.getFirst().offer(fd ? RandomFrames.nextFd(new SplittableRandom(1)) : BASE);
        }
        bits.scheduler.runUntil(10_000 * MICROSECOND);
        assertEquals(1, bits.bus.statistics().frames());
        assertEquals(
                NODES - 1,
                bits.log.stream().filter(e -> e.contains("Received")).count() + (fd ? 1 : 0));
        assertEqualUntil(bits, frames, 10_000 * MICROSECOND, "of one frame");
        assertFalse(((LeveledBus) frames.bus).isOnWire());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whateverTheMomentAtWhichOneFollowsTheOther(boolean fd) {
        SplittableRandom random = new SplittableRandom(11);
        for (int i = 0; i < 300; i++) {
            World frames = new World(i, fd, Level.FRAMES);
            World both = new World(i, fd, Level.FRAMES_THEN_BITS);
            long change = random.nextLong(5_000 * MICROSECOND);
            String when = "after the change at " + change + " of seed " + i;
            assertEqualUntil(frames, both, change, when);
            WiredBus bus = (WiredBus) both.bus;
            WireFault never = new WireFault.StuckWire(true, 1);
            bus.begin(bus.prepare(never, NOBODY), 1L << 60, change);
            assertEqualUntil(frames, both, change + 5_000 * MICROSECOND, when);
        }
    }

    /** It destroys FD frames, which only bits can show: the bus goes over to them by itself. */
    @Test
    void onANodeThatStopsKnowingFdFrames() {
        SplittableRandom random = new SplittableRandom(12);
        long destroyed = 0;
        for (int i = 0; i < 300; i++) {
            World bits = new World(i, true, Level.BITS);
            World both = new World(i, true, Level.FRAMES_THEN_BITS);
            long change = random.nextLong(5_000 * MICROSECOND);
            String when = "after the change at " + change + " of seed " + i;
            assertEqualUntil(bits, both, change, when);
            assertFalse(((LeveledBus) both.bus).isOnWire());
            for (World each : List.of(bits, both)) {
                each.ports.get(TOLERANT).fdSettings(FdSettings.of(FdSupport.CLASSIC), change);
            }
            assertTrue(((LeveledBus) both.bus).isOnWire());
            bits.scheduler.runUntil(change + 5_000 * MICROSECOND);
            destroyed += bits.log.stream().filter(e -> e.contains("ErrorSeen")).count();
            assertEqualUntil(bits, both, change + 5_000 * MICROSECOND, when);
        }
        assertTrue(destroyed > 1_000, "errors: " + destroyed);
    }

    /** It samples at 60 %, which only bits can show: the bus goes over to them by itself. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onANodeThatComesBackWithAnotherSamplePoint(boolean fd) {
        SplittableRandom random = new SplittableRandom(13);
        int early = 0;
        for (int i = 0; i < 300; i++) {
            World bits = new World(i, fd, Level.BITS);
            World both = new World(i, fd, Level.FRAMES_THEN_BITS);
            long change = random.nextLong(5_000 * MICROSECOND);
            String when = "after the change at " + change + " of seed " + i;
            assertEqualUntil(bits, both, change, when);
            assertFalse(((LeveledBus) both.bus).isOnWire());
            for (World each : List.of(bits, both)) {
                each.divide(OTHER_QUANTA, new Segments(10, 6, 5, 8, 4));
            }
            assertTrue(((LeveledBus) both.bus).isOnWire());
            bits.scheduler.runUntil(change + 5_000 * MICROSECOND);
            // in FD frames it goes over to data bits 400 ns before the others do
            assertTrue(fd || bits.log.stream().noneMatch(e -> e.contains("ErrorSeen")), when);
            early += bits.log.stream().anyMatch(e -> e.contains("node3 Received")) ? 1 : 0;
            assertEqualUntil(bits, both, change + 5_000 * MICROSECOND, when);
        }
        assertTrue(early > 200, "worlds where it heard something: " + early);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void onFramesThatCollideOrThatNobodyAcknowledges(boolean fd) {
        int onWire = 0;
        Set<String> firstErrors = new TreeSet<>();
        for (int i = 0; i < 300; i++) {
            World bits = new World(i, fd, Level.BITS, false);
            World both = new World(i, fd, Level.FRAMES_THEN_BITS, false);
            for (int us = 1_000; us <= 10_000; us += 1_000) {
                bits.scheduler.runUntil(us * MICROSECOND);
                bits.log.stream()
                        .filter(e -> e.contains("NotAcknowledged") || e.contains("ErrorSeen"))
                        .findFirst()
                        .map(e -> e.replaceAll("(\\w+ \\w+).*", "$1"))
                        .ifPresent(firstErrors::add);
                assertEqualUntil(bits, both, us * MICROSECOND, "us " + us + " of seed " + i);
            }
            onWire += ((LeveledBus) both.bus).isOnWire() ? 1 : 0;
        }
        assertTrue(onWire > 200, "worlds with an error: " + onWire);
        assertTrue(firstErrors.size() > NODES, firstErrors::toString);
    }

    /** A frame with another's arbitration field and other data is a bit error for one of both. */
    @Test
    void onTwoFramesWithOneIdentifierFromTheFirstBitThatDiffers() {
        World world = new World(1, false, Level.FRAMES_THEN_BITS);
        world.driver.cancel(0);
        world.ports.get(0).offer(CanFrame.base(0x155, CanData.ofHex("00")));
        world.ports.get(1).offer(CanFrame.base(0x155, CanData.ofHex("80")));
        // 0 00101010101 0 0 0 00[1]01: the data begins at place 20, sampled at 2 + 40 + 1.6 us
        world.scheduler.runUntil(43 * MICROSECOND);
        assertFalse(((LeveledBus) world.bus).isOnWire());
        world.scheduler.runUntil(44 * MICROSECOND);
        assertTrue(((LeveledBus) world.bus).isOnWire());
        world.scheduler.runUntil(65 * MICROSECOND);
        assertEquals(8, world.ports.get(0).transmitErrors(), "rule 3");
        assertEquals(8, world.ports.get(1).transmitErrors(), "rule 3");
        assertEquals(1, world.bus.statistics().collisions());
    }

    @Test
    void onATransmitterAloneThatIsErrorPassiveAfterSixteenAttempts() {
        World world = new World(1, false, Level.FRAMES_THEN_BITS);
        world.driver.cancel(0);
        world.ports.forEach(port -> port.mode(CanPort.Mode.OFF));
        world.ports.getFirst().mode(CanPort.Mode.ACTIVE);
        world.scheduler.runUntil(100 * MICROSECOND);
        world.ports.getFirst().offer(CanFrame.base(0, CanData.EMPTY));
        // an attempt takes 59 bits, as WireRulesTest derives
        world.scheduler.runUntil((100 + 2 * (15 * 59 + 44)) * MICROSECOND);
        assertEquals(128, world.ports.getFirst().transmitErrors(), "rule 3, exception 1");
        assertEquals(ErrorState.ERROR_PASSIVE, world.ports.getFirst().errorState());
    }

    /** As an instruction of the hart does that begins when an event has been dispatched. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void alsoIfOneFollowsTheOtherWhenNodesHaveJustLearntSomething(boolean fd) {
        for (int i = 0; i < 20; i++) {
            for (long change : momentsOfEvents(i, fd)) {
                World frames = new World(i, fd, Level.FRAMES);
                World both = new World(i, fd, Level.FRAMES_THEN_BITS);
                String when = "after the change at " + change + " of seed " + i;
                assertEqualUntil(frames, both, change, when);
                WiredBus bus = (WiredBus) both.bus;
                bus.begin(bus.prepare(new WireFault.StuckWire(true, 1), NOBODY), 1L << 60, change);
                assertEqualUntil(frames, both, change + 1_000 * MICROSECOND, when);
            }
        }
    }

    private static List<Long> momentsOfEvents(long seed, boolean fd) {
        World world = new World(seed, fd, Level.FRAMES);
        List<Long> moments = new ArrayList<>();
        int seen = 0;
        while (moments.size() < 20) {
            world.scheduler.dispatchNext();
            if (world.log.size() > seen) {
                seen = world.log.size();
                moments.add(world.scheduler.nowPs());
            }
        }
        return moments;
    }

    /** The error frame that follows has been counted, and keeps the bus busy. */
    @Test
    void noFrameBeginsWithinTheErrorFrameOfOneThatNobodyAcknowledged() {
        for (int us = 0; us < 60; us++) {
            World frames = new World(1, false, Level.FRAMES);
            World both = new World(1, false, Level.FRAMES_THEN_BITS);
            for (World each : List.of(frames, both)) {
                each.driver.cancel(0);
                each.ports.forEach(port -> port.mode(CanPort.Mode.OFF));
                each.ports.getFirst().mode(CanPort.Mode.ACTIVE);
                each.scheduler.runUntil(100 * MICROSECOND);
                each.ports.getFirst().offer(BASE);
                while (each.bus.statistics().notAcknowledged() == 0) {
                    each.scheduler.dispatchNext();
                }
            }
            long change = both.scheduler.nowPs() + us * MICROSECOND;
            long ends = change;
            while (frames.log.stream().filter(e -> e.contains("Started")).count() < 2) {
                frames.scheduler.dispatchNext();
                ends = frames.scheduler.nowPs();
            }
            both.scheduler.runUntil(change);
            long before = both.log.stream().filter(e -> e.contains("Started")).count();
            WiredBus bus = (WiredBus) both.bus;
            bus.begin(bus.prepare(new WireFault.StuckWire(true, 1), NOBODY), 1L << 60, change);
            both.scheduler.runUntil(Math.max(change, ends - 1));
            if (change < ends) {
                assertEquals(
                        before,
                        both.log.stream().filter(e -> e.contains("Started")).count(),
                        "after the change " + us + " us into the error frame");
            }
        }
    }
}
