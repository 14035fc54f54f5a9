package dev.bulkhead.can;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;
import dev.bulkhead.time.SimTime;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What stands between a bus and its nodes, and who does not belong there; 500 kbit/s, 2 µs a bit.
 */
class BusDisturbanceTest {
    private static final CanFrame FRAME = CanFrame.base(0x100, CanData.ofHex("11"));
    private static final CanFrame OTHER = CanFrame.base(0x200, CanData.ofHex("22"));

    private final Scheduler scheduler = new Scheduler();
    private final CanBus bus = new FrameBus("test", scheduler, 0, Clock.ofHz(500_000), 800);
    private final List<String> log = new ArrayList<>();
    private final CanPort sender = bus.attach("sender", 0, event -> note("sender", event));
    private int nodes = 1;

    private void note(String node, BusEvent event) {
        switch (event) {
            case BusEvent.Received(_, var frame) -> log.add(node + " gets " + frame);
            case BusEvent.Transmitted(_, var frame) -> log.add(node + " sent " + frame);
            case BusEvent.NotAcknowledged _ -> log.add(node + " has no acknowledgement");
            default -> {}
        }
    }

    private CanPort listener(String name) {
        return bus.attach(name, nodes++, event -> note(name, event));
    }

    private static FrameStandIn standIn(String node, Optional<CanFrame> instead) {
        return new FrameStandIn() {
            @Override
            public void passes(CanFrame frame, long atPs) {}

            @Override
            public Optional<CanFrame> received(String receiver, CanFrame frame) {
                return receiver.equals(node) ? instead : Optional.of(frame);
            }
        };
    }

    private void run() {
        scheduler.runUntil(SimTime.ofMs(10).ps());
    }

    @Test
    void oneNodeMayGetNothingThoughTheSenderLearnsThatItWasTaken() {
        listener("one");
        listener("two");
        bus.standBefore(standIn("one", Optional.empty()));
        sender.offer(FRAME);
        run();
        assertEquals(List.of("two gets 100#11", "sender sent 100#11"), log);
    }

    @Test
    void orAnotherFrame() {
        listener("one");
        listener("two");
        bus.standBefore(standIn("one", Optional.of(OTHER)));
        sender.offer(FRAME);
        run();
        assertEquals(List.of("one gets 200#22", "two gets 100#11", "sender sent 100#11"), log);
    }

    @Test
    void thoseBehindSeeWhatThoseBeforeLeave() {
        listener("one");
        bus.standBefore(standIn("one", Optional.empty()));
        bus.standBefore(standIn("one", Optional.of(OTHER)));
        sender.offer(FRAME);
        run();
        assertEquals(List.of("sender sent 100#11"), log);
    }

    @Test
    void anIntruderSendsLikeANode() {
        listener("one");
        Intruder intruder = bus.intrude("x", event -> note("x", event));
        intruder.offer(OTHER, 0);
        sender.offer(FRAME);
        run();
        assertEquals(
                List.of(
                        "one gets 100#11",
                        "x gets 100#11",
                        "sender sent 100#11",
                        "sender gets 200#22",
                        "one gets 200#22",
                        "x sent 200#22"),
                log);
    }

    @Test
    void butAcknowledgesNothing() {
        bus.intrude("x", event -> note("x", event));
        sender.offer(FRAME);
        scheduler.runUntil(100_000_000L); // one try is 55 bits and some stuffed ones
        assertEquals(List.of("sender has no acknowledgement"), log);
    }

    @Test
    void noFrameStartsWhileTheBusIsHeld() {
        listener("one");
        bus.hold(SimTime.ofMs(5).ps(), 0);
        sender.offer(FRAME);
        scheduler.runUntil(SimTime.ofMs(5).ps());
        assertEquals(List.of(), log);
        run();
        assertEquals(List.of("one gets 100#11", "sender sent 100#11"), log);
    }
}
