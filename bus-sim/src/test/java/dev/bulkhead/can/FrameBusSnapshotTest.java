package dev.bulkhead.can;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.EventClass;
import dev.bulkhead.time.EventSource;
import dev.bulkhead.time.Scheduler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SplittableRandom;

class FrameBusSnapshotTest {
    private static final long MICROSECOND = 1_000_000;

    /** Five nodes that offer, withdraw, join and leave at pseudo-random times. */
    private static final class World implements Stateful {
        final Scheduler scheduler = new Scheduler();
        final CanBus bus;
        final List<CanPort> ports = new ArrayList<>();
        final List<String> log = new ArrayList<>();
        final EventSource driver = scheduler.register(EventClass.DEVICE, 0, this::drive);
        final boolean fd;
        long seed = 42;

        World(boolean fd) {
            this.fd = fd;
            OptionalLong dataBitRate = fd ? OptionalLong.of(2_000_000) : OptionalLong.empty();
            Clock clock = new Clock(500_000, 7, 130_000);
            bus = new FrameBus("test", scheduler, 0, clock, 875, dataBitRate);
            for (int i = 0; i < 5; i++) {
                String name = "node" + i;
                ports.add(bus.attach(name, i, event -> log.add(name + " " + event)));
            }
            driver.schedule(0, 0, 0);
        }

        private void drive(int kind, long argument, long nowPs) {
            SplittableRandom random = new SplittableRandom(seed);
            seed = random.nextLong();
            CanPort port = ports.get(random.nextInt(5));
            switch (random.nextInt(12)) {
                case 0 -> port.withdraw();
                case 1 -> port.mode(CanPort.Mode.values()[random.nextInt(3)]);
                case 2, 3, 4 -> port.mode(CanPort.Mode.ACTIVE);
                default -> {
                    if (port.offered() != CanPort.Offer.ON_BUS) {
                        CanFrame frame =
                                fd ? RandomFrames.nextFd(random) : RandomFrames.next(random);
                        port.offer(
                                random.nextBoolean()
                                        ? frame
                                        : CanFrame.base(random.nextInt(3), CanData.EMPTY));
                    }
                }
            }
            driver.schedule(nowPs + 1 + random.nextLong(60 * MICROSECOND), 0, 0);
        }

        @Override
        public void describe(Fields fields) {
            fields.child("scheduler", scheduler);
            fields.child("bus", bus);
            seed = fields.i64("seed", seed);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aBusRestoredAtAnyMomentGoesOnAsTheSavedOne(boolean fd) {
        SplittableRandom random = new SplittableRandom(7);
        int midFrame = 0;
        for (int i = 0; i < 200; i++) {
            long at = random.nextLong(20_000 * MICROSECOND);
            long end = at + 3_000 * MICROSECOND;
            World saved = new World(fd);
            saved.scheduler.runUntil(at);
            if (saved.ports.stream().anyMatch(p -> p.offered() == CanPort.Offer.ON_BUS)) {
                midFrame++;
            }
            Snapshot snapshot = Snapshot.of(saved);
            saved.log.clear();
            saved.scheduler.runUntil(end);

            World restored = new World(fd);
            restored.scheduler.runUntil(random.nextLong(10_000 * MICROSECOND));
            snapshot.restoreInto(restored);
            assertEquals(snapshot.hash(), Snapshot.of(restored).hash(), "saved at " + at);
            restored.log.clear();
            restored.scheduler.runUntil(end);

            assertEquals(saved.log, restored.log, "saved at " + at);
            assertEquals(saved.bus.statistics(), restored.bus.statistics());
        }
        assertTrue(midFrame > 50, "saved " + midFrame + " times in mid-frame");
    }

    @Test
    void theTrafficOfTheseTestsHasEveryKindOfEvent() {
        World world = new World(false);
        world.scheduler.runUntil(1_000_000 * MICROSECOND);
        CanBusStatistics statistics = world.bus.statistics();
        assertTrue(statistics.frames() > 1_000, statistics::toString);
        assertTrue(statistics.arbitrationsLost() > 100, statistics::toString);
        assertTrue(statistics.collisions() > 0, statistics::toString);
        assertTrue(statistics.notAcknowledged() > 10, statistics::toString);
        assertTrue(statistics.load() <= 1, statistics::toString);
    }
}
