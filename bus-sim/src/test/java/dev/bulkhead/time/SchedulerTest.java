package dev.bulkhead.time;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

class SchedulerTest {
    private final Scheduler scheduler = new Scheduler();
    private final List<String> log = new ArrayList<>();

    private EventSource owner(String name, EventClass eventClass, int rank) {
        return scheduler.register(
                eventClass,
                rank,
                (kind, argument, nowPs) ->
                        log.add(name + " " + kind + " " + argument + " @" + nowPs));
    }

    @Nested
    class EventsAreOrdered {
        @Test
        void byTime() {
            EventSource one = owner("one", EventClass.BUS, 0);
            one.schedule(20, 2, 0);
            one.schedule(10, 1, 0);
            one.schedule(30, 3, 0);
            scheduler.runUntil(30);
            assertEquals(List.of("one 1 0 @10", "one 2 0 @20", "one 3 0 @30"), log);
        }

        @Test
        void atOneTimeByClass() {
            EventSource hart = owner("hart", EventClass.HART, 0);
            EventSource device = owner("device", EventClass.DEVICE, 0);
            EventSource vehicle = owner("vehicle", EventClass.VEHICLE, 0);
            EventSource bus = owner("bus", EventClass.BUS, 9);
            for (EventSource each : List.of(hart, device, vehicle, bus)) {
                each.schedule(5, 0, 0);
            }
            scheduler.runUntil(5);
            assertEquals(
                    List.of("bus 0 0 @5", "vehicle 0 0 @5", "device 0 0 @5", "hart 0 0 @5"), log);
        }

        @Test
        void inOneClassByRankWhateverTheOrderOfRegistrationAndScheduling() {
            EventSource second = owner("second", EventClass.DEVICE, 7);
            EventSource first = owner("first", EventClass.DEVICE, 3);
            second.schedule(5, 0, 0);
            first.schedule(5, 0, 0);
            scheduler.runUntil(5);
            assertEquals(List.of("first 0 0 @5", "second 0 0 @5"), log);
        }

        @Test
        void ofOneOwnerByItsOwnCount() {
            EventSource one = owner("one", EventClass.DEVICE, 0);
            one.schedule(5, 3, 10);
            one.schedule(5, 1, 11);
            one.schedule(5, 2, 12);
            scheduler.runUntil(5);
            assertEquals(List.of("one 3 10 @5", "one 1 11 @5", "one 2 12 @5"), log);
        }

        @Test
        void soThatABusyOwnerMovesNoOtherOwnersEvents() {
            EventSource braking = owner("braking", EventClass.DEVICE, 0);
            EventSource busy = owner("busy", EventClass.DEVICE, 1);
            for (int i = 0; i < 100; i++) {
                busy.schedule(1, i, 0);
            }
            braking.schedule(5, 1, 0);
            busy.schedule(5, 0, 0);
            braking.schedule(5, 2, 0);
            scheduler.runUntil(4);
            log.clear();
            scheduler.runUntil(5);
            assertEquals(List.of("braking 1 0 @5", "braking 2 0 @5", "busy 0 0 @5"), log);
        }

        @Test
        void asASortedListOfThemIs() {
            SplittableRandom random = new SplittableRandom(4711);
            List<EventSource> owners = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                owners.add(owner(Integer.toString(i), EventClass.values()[i / 2], i % 2));
            }
            List<long[]> expected = new ArrayList<>();
            for (int i = 0; i < 2_000; i++) {
                int owner = random.nextInt(8);
                long at = random.nextLong(50);
                owners.get(owner).schedule(at, 0, i);
                expected.add(new long[] {at, owner, i});
            }
            expected.sort(
                    (a, b) ->
                            a[0] != b[0]
                                    ? Long.compare(a[0], b[0])
                                    : a[1] != b[1]
                                            ? Long.compare(a[1], b[1])
                                            : Long.compare(a[2], b[2]));
            scheduler.runUntil(50);
            assertEquals(
                    expected.stream().map(e -> e[1] + " 0 " + e[2] + " @" + e[0]).toList(), log);
        }
    }

    @Nested
    class Cancelling {
        @Test
        void removesAllEventsOfThatOwnerAndKindAndNoOthers() {
            EventSource one = owner("one", EventClass.DEVICE, 0);
            EventSource two = owner("two", EventClass.DEVICE, 1);
            for (int at = 1; at <= 20; at++) {
                one.schedule(at, at % 2, at);
                two.schedule(at, 1, at);
            }
            one.cancel(1);
            assertFalse(one.isScheduled(1));
            assertTrue(one.isScheduled(0));
            assertTrue(two.isScheduled(1));
            two.cancel(1);
            scheduler.runUntil(20);
            assertEquals(10, log.size());
            assertEquals("one 0 2 @2", log.getFirst());
            assertEquals("one 0 20 @20", log.getLast());
        }

        @Test
        void leavesTheOthersInOrderInAnyHeap() {
            SplittableRandom random = new SplittableRandom(99);
            EventSource one = owner("one", EventClass.DEVICE, 0);
            for (int round = 0; round < 200; round++) {
                log.clear();
                long base = scheduler.nowPs();
                List<Long> kept = new ArrayList<>();
                for (int i = 0; i < 40; i++) {
                    long at = base + 1 + random.nextLong(1_000_000) * 40 + i;
                    int kind = random.nextInt(3);
                    one.schedule(at, kind, 0);
                    if (kind != 1) {
                        kept.add(at);
                    }
                }
                one.cancel(1);
                scheduler.runUntil(base + 50_000_000);
                kept.sort(null);
                assertEquals(
                        kept,
                        log.stream()
                                .map(s -> Long.parseLong(s.substring(s.indexOf('@') + 1)))
                                .toList());
            }
        }
    }

    @Nested
    class Time {
        @Test
        void standsAtTheEventWhileItIsHandled() {
            List<Long> seen = new ArrayList<>();
            EventSource one =
                    scheduler.register(EventClass.BUS, 0, (_, _, _) -> seen.add(scheduler.nowPs()));
            one.schedule(7, 0, 0);
            scheduler.runUntil(100);
            assertEquals(List.of(7L), seen);
            assertEquals(100, scheduler.nowPs());
        }

        @Test
        void doesNotPassAnEvent() {
            owner("one", EventClass.BUS, 0).schedule(7, 0, 0);
            assertThrows(IllegalArgumentException.class, () -> scheduler.advanceTo(8));
            scheduler.advanceTo(7);
            assertEquals(7, scheduler.nowPs());
        }

        @Test
        void neverGoesBack() {
            EventSource one = owner("one", EventClass.BUS, 0);
            scheduler.advanceTo(10);
            scheduler.advanceTo(3);
            assertEquals(10, scheduler.nowPs());
            assertThrows(IllegalArgumentException.class, () -> one.schedule(9, 0, 0));
        }

        @Test
        void ofAnEmptyQueueIsNever() {
            assertEquals(Scheduler.NEVER, scheduler.nextPs());
            assertThrows(IllegalStateException.class, scheduler::dispatchNext);
            scheduler.runUntil(Scheduler.NEVER);
            assertEquals(Scheduler.NEVER, scheduler.nowPs());
        }
    }

    @Test
    void aRankIsGivenOnce() {
        owner("one", EventClass.BUS, 1);
        owner("other class", EventClass.HART, 1);
        assertThrows(IllegalArgumentException.class, () -> owner("two", EventClass.BUS, 1));
    }

    /** Two owners that schedule each other's work at pseudo-random times. */
    private static final class World implements Stateful {
        final Scheduler scheduler = new Scheduler();
        final List<String> log = new ArrayList<>();
        final EventSource left;
        final EventSource right;
        long seed = 1;

        World() {
            right = scheduler.register(EventClass.HART, 2, this::right);
            left = scheduler.register(EventClass.BUS, 5, this::left);
            left.schedule(3, 0, 0);
        }

        void left(int kind, long argument, long nowPs) {
            log.add("left " + kind + " " + argument + " @" + nowPs);
            seed = seed * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
            left.schedule(nowPs + (seed >>> 60), 0, argument + 1);
            right.schedule(nowPs + (seed >>> 59), (int) (seed >>> 62), argument);
        }

        void right(int kind, long argument, long nowPs) {
            log.add("right " + kind + " " + argument + " @" + nowPs);
            right.cancel(3);
        }

        @Override
        public void describe(Fields fields) {
            fields.child("scheduler", scheduler);
            seed = fields.i64("seed", seed);
        }
    }

    @Test
    void aRestoredQueueGoesOnAsTheSavedOne() {
        World first = new World();
        first.scheduler.runUntil(500);
        Snapshot saved = Snapshot.of(first);
        first.log.clear();
        first.scheduler.runUntil(1_500);

        World second = new World();
        second.scheduler.runUntil(40);
        saved.restoreInto(second);
        assertEquals(saved.hash(), Snapshot.of(second).hash());
        second.log.clear();
        second.scheduler.runUntil(1_500);

        assertEquals(first.log, second.log);
        assertEquals(Snapshot.of(first).hash(), Snapshot.of(second).hash());
        assertTrue(first.log.size() > 100);
    }
}
