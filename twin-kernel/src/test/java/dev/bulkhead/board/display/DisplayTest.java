package dev.bulkhead.board.display;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.board.bus.MemoryBus;
import dev.bulkhead.memory.DmaPort;
import dev.bulkhead.memory.Master;
import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.memory.Ram;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Clock;
import dev.bulkhead.time.Scheduler;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

class DisplayTest {
    private static final int FIRST = 0x8010_0000;
    private static final int SECOND = 0x8020_0000;
    private static final long VSYNC_1 = 16_666_666_666L;
    private static final long VSYNC_2 = 33_333_333_333L;
    private static final long VSYNC_3 = 50_000_000_000L;

    private static final class World implements Stateful {
        final Scheduler scheduler = new Scheduler();
        final Ram ram = new Ram(0x8000_0000, 4 << 20);
        final MemoryBus bus = new MemoryBus(Clock.ofHz(100_000_000));
        final Display display =
                new Display(
                        DmaPort.direct(new MemoryPort(ram), Master.scanOut(0)), bus, scheduler, 0);
        final List<String> lines = new ArrayList<>();

        World() {
            display.interrupt().connect((high, at) -> lines.add(high + " " + at));
        }

        void write(int register, int value) {
            display.write(register, 4, value, scheduler.nowPs());
        }

        long read(int register) {
            return display.read(register, 4, scheduler.nowPs());
        }

        void paint(int address, int value) {
            byte[] frame = new byte[Display.FRAME_BYTES];
            Arrays.fill(frame, (byte) value);
            ram.store(address, frame);
        }

        void turnOn() {
            write(Display.BUFFER_0, FIRST);
            write(Display.BUFFER_1, SECOND);
            paint(FIRST, 0x11);
            paint(SECOND, 0x22);
            write(Display.CONTROL, 3);
        }

        int panel() {
            byte[] panel = display.panel();
            assertEquals(480 * 272 * 2, panel.length);
            for (byte each : panel) {
                assertEquals(panel[0], each);
            }
            return panel[0];
        }

        @Override
        public void describe(Fields fields) {
            fields.child("scheduler", scheduler);
            fields.child("ram", ram);
            fields.child("display", display);
        }
    }

    private final World world = new World();

    @Nested
    class Refresh {
        @Test
        void comesSixtyTimesASecondWhetherOnOrOff() {
            world.scheduler.runUntil(1_000_000_000_000L);
            assertEquals(60, world.read(Display.FRAMES));
            world.turnOn();
            world.scheduler.runUntil(2_000_000_000_000L);
            assertEquals(120, world.read(Display.FRAMES));
        }

        @Test
        void bringsTheFrontBufferToThePanel() {
            world.turnOn();
            assertEquals(0, world.panel());
            world.scheduler.runUntil(VSYNC_1);
            assertEquals(0x11, world.panel());
        }

        @Test
        void showsWhatWasDrawnSinceTheLastOne() {
            world.turnOn();
            world.scheduler.runUntil(VSYNC_1);
            world.ram.store(FIRST + 2 * (480 * 271 + 479), 2, 0xf81f);
            world.scheduler.runUntil(VSYNC_2);
            byte[] panel = world.display.panel();
            assertArrayEquals(
                    new byte[] {0x11, 0x11, 0x1f, (byte) 0xf8},
                    Arrays.copyOfRange(panel, panel.length - 4, panel.length));
        }

        @Test
        void turnsThePanelBlackWhenOff() {
            world.turnOn();
            world.scheduler.runUntil(VSYNC_1);
            world.write(Display.CONTROL, 0);
            world.scheduler.runUntil(VSYNC_2);
            assertEquals(0, world.panel());
        }
    }

    @Nested
    class Flip {
        @Test
        void waitsForTheVerticalSynchronisation() {
            world.turnOn();
            world.scheduler.runUntil(VSYNC_1);
            world.write(Display.FLIP, 1);
            assertEquals(2, world.read(Display.STATUS) & 3, "pending");
            world.scheduler.runUntil(VSYNC_2);
            assertEquals(1, world.read(Display.STATUS) & 3, "the second buffer is in front");
            assertEquals(0x22, world.panel());
        }

        @Test
        void goesBackToTheFirstBuffer() {
            world.turnOn();
            world.write(Display.FLIP, 1);
            world.scheduler.runUntil(VSYNC_1);
            world.write(Display.FLIP, 1);
            world.scheduler.runUntil(VSYNC_2);
            assertEquals(0x11, world.panel());
        }

        @Test
        void canBeTakenBack() {
            world.turnOn();
            world.write(Display.FLIP, 1);
            world.write(Display.FLIP, 0);
            world.scheduler.runUntil(VSYNC_1);
            assertEquals(0x11, world.panel());
        }
    }

    @Nested
    class Interrupt {
        @Test
        void isHighFromTheVerticalSynchronisationToItsAcknowledgement() {
            world.turnOn();
            world.scheduler.runUntil(VSYNC_1 + 1000);
            world.write(Display.STATUS, 4);
            world.scheduler.runUntil(VSYNC_2);
            assertEquals(
                    List.of("true " + VSYNC_1, "false " + (VSYNC_1 + 1000), "true " + VSYNC_2),
                    world.lines);
        }

        @Test
        void staysLowUnlessEnabled() {
            world.turnOn();
            world.write(Display.CONTROL, 1);
            world.scheduler.runUntil(VSYNC_1);
            assertEquals(4, world.read(Display.STATUS));
            assertFalse(world.display.interrupt().isHigh());
        }
    }

    @Nested
    class Underflow {
        @Test
        void isSetForABufferOutsideRamAndThePanelStays() {
            world.turnOn();
            world.scheduler.runUntil(VSYNC_1);
            world.write(Display.BUFFER_0, 0x8040_0000 - Display.FRAME_BYTES + 1);
            world.paint(FIRST, 0x33);
            world.scheduler.runUntil(VSYNC_2);
            assertEquals(8, world.read(Display.STATUS) & 8);
            assertEquals(0x11, world.panel());
        }

        @Test
        void isClearedByWritingItsBit() {
            world.turnOn();
            world.write(Display.BUFFER_0, 0);
            world.scheduler.runUntil(VSYNC_1);
            world.write(Display.STATUS, 8);
            assertEquals(4, world.read(Display.STATUS));
        }
    }

    @Test
    void tellsItsGeometry() {
        assertEquals(272 << 16 | 480, world.read(Display.GEOMETRY));
    }

    @Test
    void goesOnEquallyFromASnapshotWithAPendingFlip() {
        world.turnOn();
        world.scheduler.runUntil(VSYNC_1);
        world.write(Display.FLIP, 1);
        World restored = new World();
        Snapshot.of(world).restoreInto(restored);
        assertEquals(0x11, restored.panel(), "the panel's content is part of the state");
        world.lines.clear();
        for (World each : List.of(world, restored)) {
            each.write(Display.STATUS, 4);
            each.scheduler.runUntil(VSYNC_3);
        }
        assertEquals(0x22, restored.panel());
        assertEquals(world.lines, restored.lines);
        assertTrue(restored.lines.contains("true " + VSYNC_2));
        assertEquals(Snapshot.of(world).hash(), Snapshot.of(restored).hash());
    }
}
