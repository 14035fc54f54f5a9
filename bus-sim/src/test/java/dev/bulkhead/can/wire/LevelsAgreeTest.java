package dev.bulkhead.can.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.can.CanBus;
import dev.bulkhead.can.CanBusStatistics;
import dev.bulkhead.can.CanFrame;
import dev.bulkhead.can.CanMedium;
import dev.bulkhead.can.CanPort;
import dev.bulkhead.can.RandomFrames;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.function.Supplier;

/**
 * Traffic that nothing disturbs is the same at frame level and at bit level: what each node learns,
 * when, in which order, and what the bus counts. Nodes offer, withdraw, join and leave at random
 * times; each has identifiers of its own, and two of them never leave, so that frames do not
 * collide and are acknowledged.
 */
class LevelsAgreeTest {
    private static final int NODES = 6;
    private static final int ALWAYS_THERE = 2;
    private static final long MICROSECOND = 1_000_000;

    private static final class World {
        final Scheduler scheduler = new Scheduler();
        final List<CanPort> ports = new ArrayList<>();
        final List<String> log = new ArrayList<>();
        final boolean fd;
        final EventSource driver = scheduler.register(EventClass.DEVICE, 0, this::drive);
        final Supplier<CanBusStatistics> statistics;
        long seed;

        World(long seed, boolean fd, boolean wire) {
            this.seed = seed;
            this.fd = fd;
            CanMedium medium;
            if (wire) {
                Optional<Long> rate = fd ? Optional.of(2_000_000L) : Optional.empty();
                BitTiming timing = BitTiming.of(500_000, rate, 800);
                WireBus bus = new WireBus("test", scheduler, 0, WireNodeParameters.ideal(timing));
                bus.observe((node, frame, at) -> log.add(at + " sent by " + node + " " + frame));
                statistics = bus::statistics;
                medium = bus;
            } else {
                OptionalLong rate = fd ? OptionalLong.of(2_000_000) : OptionalLong.empty();
                CanBus bus = new CanBus("test", scheduler, 0, Clock.ofHz(500_000), 800, rate);
                bus.observe((node, frame, at) -> log.add(at + " sent by " + node + " " + frame));
                statistics = bus::statistics;
                medium = bus;
            }
            for (int i = 0; i < NODES; i++) {
                String name = "node" + i;
                ports.add(medium.attach(name, i, event -> log.add(name + " " + event)));
            }
            driver.schedule(0, 0, 0);
        }

        private void drive(int kind, long argument, long nowPs) {
            SplittableRandom random = new SplittableRandom(seed);
            seed = random.nextLong();
            int node = random.nextInt(NODES);
            CanPort port = ports.get(node);
            switch (random.nextInt(12)) {
                case 0 -> port.withdraw();
                case 1 -> {
                    if (node >= ALWAYS_THERE) {
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
                    fd && random.nextBoolean()
                            ? RandomFrames.nextFd(random)
                            : RandomFrames.next(random);
            int base = (frame.extended() ? frame.identifier() >>> 18 : frame.identifier()) & 0x7F8;
            int identifier = base | node;
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

    @ParameterizedTest
    @CsvSource({"false, 1", "false, 2", "false, 3", "true, 4", "true, 5", "true, 6"})
    void onRandomTraffic(boolean fd, long seed) {
        World frame = new World(seed, fd, false);
        World wire = new World(seed, fd, true);
        for (int ms = 1; ms <= 1_000; ms++) {
            frame.scheduler.runUntil(ms * 1_000L * MICROSECOND);
            wire.scheduler.runUntil(ms * 1_000L * MICROSECOND);
            int common = Math.min(frame.log.size(), wire.log.size());
            for (int i = 0; i < common; i++) {
                assertEquals(frame.log.get(i), wire.log.get(i), "event " + i + " of " + seed);
            }
            assertEquals(frame.log.size(), wire.log.size());
            frame.log.clear();
            wire.log.clear();
        }
        assertEquals(frame.statistics.get(), wire.statistics.get());
        assertTrue(frame.statistics.get().frames() > 2_000, frame.statistics.get()::toString);
        assertTrue(frame.statistics.get().arbitrationsLost() > 500);
    }
}
