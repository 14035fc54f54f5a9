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

import java.util.Arrays;

/** A telltale of 9 by 1 pixels, which are the bytes "123456789123456789". */
class OverlayTest {
    private static final int FIRST = 0x8010_0000;
    private static final long VSYNC_1 = 16_666_666_666L;
    private static final long VSYNC_2 = 33_333_333_333L;

    /** Where pixel (100, 50) stands in a picture. */
    private static final int AT = 2 * (50 * 480 + 100);

    private static final byte[] PICTURE =
            "123456789123456789".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private static final class World implements Stateful {
        final Scheduler scheduler = new Scheduler();
        final Ram ram = new Ram(0x8000_0000, 4 << 20);
        final MemoryBus bus = new MemoryBus(Clock.ofHz(100_000_000));
        final Display display =
                new Display(
                        DmaPort.direct(new MemoryPort(ram), Master.scanOut(0)), bus, scheduler, 0);
        final Overlay overlay = new Overlay("telltale");

        World() {
            display.setOverlay(overlay);
        }

        void write(int register, int value) {
            assertTrue(overlay.write(register, 4, value, scheduler.nowPs()));
        }

        int read(int register) {
            return (int) overlay.read(register, 4, scheduler.nowPs());
        }

        World showsTheTelltale() {
            write(Overlay.POSITION, 50 << 16 | 100);
            write(Overlay.RECTANGLE, 1 << 16 | 9);
            for (int i = 0; i < PICTURE.length; i += 2) {
                int pixel = PICTURE[i] | PICTURE[i + 1] << 8;
                assertTrue(overlay.write(Overlay.PIXELS + i, 2, pixel, 0));
            }
            write(Overlay.CONTROL, 1);
            return this;
        }

        World showsAFrameOf(int value) {
            byte[] frame = new byte[Display.FRAME_BYTES];
            Arrays.fill(frame, (byte) value);
            ram.store(FIRST, frame);
            display.write(Display.BUFFER_0, 4, FIRST, 0);
            display.write(Display.CONTROL, 4, 1, 0);
            return this;
        }

        byte[] seen(int from, int bytes) {
            return Arrays.copyOfRange(display.panel(), from, from + bytes);
        }

        @Override
        public void describe(Fields fields) {
            fields.child("scheduler", scheduler);
            fields.child("ram", ram);
            fields.child("bus", bus);
            fields.child("display", display);
            fields.child("overlay", overlay);
        }
    }

    private final World world = new World();

    @Nested
    class IsSeen {
        @Test
        void overAFrame() {
            world.showsAFrameOf(0x11).showsTheTelltale().scheduler.runUntil(VSYNC_1);
            assertArrayEquals(PICTURE, world.seen(AT, 18));
            assertArrayEquals(new byte[] {0x11, 0x11}, world.seen(AT - 2, 2));
            assertArrayEquals(new byte[] {0x11, 0x11}, world.seen(AT + 18, 2));
            assertEquals(1, world.read(Overlay.STATUS));
        }

        @Test
        void whenTheDisplayIsOff() {
            world.showsTheTelltale().scheduler.runUntil(VSYNC_1);
            assertArrayEquals(PICTURE, world.seen(AT, 18));
        }

        @Test
        void whenTheFrameUnderflows() {
            world.showsAFrameOf(0x11).display.write(Display.BUFFER_0, 4, 0, 0);
            world.showsTheTelltale().scheduler.runUntil(VSYNC_1);
            assertArrayEquals(PICTURE, world.seen(AT, 18));
        }

        @Test
        void whateverAHostileDisplayDriverWrites() {
            world.showsAFrameOf(0x11).showsTheTelltale();
            for (long vsync = 1; vsync <= 40; vsync++) {
                for (int register = 0; register < 0x40; register += 4) {
                    int value = (int) (vsync * 0x9e37_79b9L + register * 0x85eb_ca6bL);
                    world.display.write(register, 4, value, world.scheduler.nowPs());
                }
                world.scheduler.runUntil(Clock.ofHz(60).edgePs(vsync));
                assertArrayEquals(PICTURE, world.seen(AT, 18));
            }
        }
    }

    @Nested
    class IsNotSeen {
        @Test
        void whenItIsOff() {
            world.showsAFrameOf(0x11).showsTheTelltale().write(Overlay.CONTROL, 0);
            world.scheduler.runUntil(VSYNC_1);
            assertArrayEquals(new byte[] {0x11, 0x11}, world.seen(AT, 2));
            assertEquals(0, world.read(Overlay.STATUS));
        }

        @Test
        void afterItWasTurnedOffThoughTheFrameUnderflows() {
            world.showsAFrameOf(0x11).showsTheTelltale().scheduler.runUntil(VSYNC_1);
            world.display.write(Display.BUFFER_0, 4, 0, VSYNC_1);
            world.write(Overlay.CONTROL, 0);
            world.scheduler.runUntil(VSYNC_2);
            assertArrayEquals(new byte[] {0x11, 0x11}, world.seen(AT, 2));
        }

        @Test
        void beyondTheEdgeOfThePanelAndIsNotCalledShownThen() {
            world.showsTheTelltale().write(Overlay.POSITION, 271 << 16 | 475);
            world.scheduler.runUntil(VSYNC_1);
            int last = Display.FRAME_BYTES - 10;
            assertArrayEquals(Arrays.copyOf(PICTURE, 10), world.seen(last, 10));
            assertEquals(0, world.read(Overlay.STATUS));
        }
    }

    @Nested
    class Crc {
        @Test
        void isThatOfTheRectangleOnThePanel() {
            world.showsAFrameOf(0x11).showsTheTelltale();
            world.write(Overlay.RECTANGLE, 1 << 16 | 4);
            world.scheduler.runUntil(VSYNC_1);
            // CRC-32/ISO-HDLC of "12345678", by the bitwise definition
            assertEquals(0x9ae0_daaf, world.read(Overlay.CRC));
        }

        @Test
        void isThatOfTheFrameWhenTheOverlayIsOff() {
            world.write(Overlay.RECTANGLE, 1 << 16 | 2);
            world.scheduler.runUntil(VSYNC_1);
            assertEquals(0x2144_df1c, world.read(Overlay.CRC), "of four zero bytes");
        }

        @Test
        void goesRowByRow() {
            world.showsAFrameOf(0x11).showsTheTelltale();
            world.write(Overlay.RECTANGLE, 2 << 16 | 2);
            world.scheduler.runUntil(VSYNC_1);
            assertArrayEquals(Arrays.copyOfRange(PICTURE, 4, 8), world.seen(AT + 960, 4));
            assertEquals(0x9ae0_daaf, world.read(Overlay.CRC), "row length follows the width");
        }

        @Test
        void followsAFlippedBitOfTheTelltale() {
            world.showsTheTelltale().scheduler.runUntil(VSYNC_1);
            int before = world.read(Overlay.CRC);
            world.overlay.write(Overlay.PIXELS, 2, PICTURE[0] ^ 1 | PICTURE[1] << 8, VSYNC_1);
            world.scheduler.runUntil(VSYNC_2);
            assertTrue(before != world.read(Overlay.CRC));
        }
    }

    @Test
    void countsScanOuts() {
        world.scheduler.runUntil(1_000_000_000_000L);
        assertEquals(60, world.read(Overlay.FRAME));
    }

    @Test
    void keepsSidesWithin64() {
        world.write(Overlay.RECTANGLE, 100 << 16 | 65);
        assertEquals(64 << 16 | 64, world.read(Overlay.RECTANGLE));
    }

    @Test
    void shownIsClearedByWritingItsBit() {
        world.showsTheTelltale().scheduler.runUntil(VSYNC_1);
        world.write(Overlay.STATUS, 1);
        assertEquals(0, world.read(Overlay.STATUS));
    }

    @Test
    void goesOnEquallyFromASnapshotWithACoveredPicture() {
        world.showsAFrameOf(0x11).showsTheTelltale().scheduler.runUntil(VSYNC_1);
        world.display.write(Display.BUFFER_0, 4, 0, VSYNC_1);
        World restored = new World();
        Snapshot.of(world).restoreInto(restored);
        restored.write(Overlay.CONTROL, 0);
        restored.scheduler.runUntil(VSYNC_2);
        assertArrayEquals(new byte[] {0x11, 0x11}, restored.seen(AT, 2), "beneath is state");
        assertFalse(Arrays.equals(PICTURE, restored.seen(AT, 18)));
        Snapshot.of(world).restoreInto(restored);
        world.scheduler.runUntil(VSYNC_2);
        restored.scheduler.runUntil(VSYNC_2);
        assertEquals(Snapshot.of(world).hash(), Snapshot.of(restored).hash());
    }
}
