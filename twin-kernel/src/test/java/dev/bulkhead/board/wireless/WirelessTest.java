package dev.bulkhead.board.wireless;

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
import java.util.HexFormat;
import java.util.List;

class WirelessTest {
    private static final int RX = 0x8000_1000;
    private static final int TX = 0x8000_2000;
    private static final int BUFFERS = 0x8001_0000;
    private static final int OUTSIDE = 0x7fff_f000;
    private static final long MS = 1_000_000_000L;

    /** A way to memory that can be shut. */
    private static final class Gate implements DmaPort {
        private final DmaPort behind;
        private OpenListener listener = _ -> {};
        boolean open = true;

        Gate(DmaPort behind) {
            this.behind = behind;
        }

        void open(long nowPs) {
            open = true;
            listener.opened(nowPs);
        }

        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public void onOpen(OpenListener target) {
            listener = target;
        }

        @Override
        public boolean load(int address, byte[] into, long nowPs) {
            assertTrue(open);
            return behind.load(address, into, nowPs);
        }

        @Override
        public boolean store(int address, byte[] from, long nowPs) {
            assertTrue(open);
            return behind.store(address, from, nowPs);
        }
    }

    private static final class World implements Stateful {
        final Scheduler scheduler = new Scheduler();
        final Ram ram = new Ram(0x8000_0000, 1 << 20);
        final MemoryBus bus = new MemoryBus(Clock.ofHz(100_000_000));
        final Gate gate = new Gate(DmaPort.direct(new MemoryPort(ram), Master.dma(0)));
        final Wireless wireless;
        final List<String> sent = new ArrayList<>();

        World(int packetsPerS) {
            PacketSource source = new PacketSource(7, packetsPerS, 60, 200);
            wireless = new Wireless("radio", gate, bus, source, scheduler, 0);
            wireless.onTransmit((packet, _) -> sent.add(HexFormat.of().formatHex(packet)));
        }

        void write(int register, int value) {
            assertTrue(wireless.write(register, 4, value, scheduler.nowPs()));
        }

        int read(int register) {
            return (int) wireless.read(register, 4, scheduler.nowPs());
        }

        void runMs(long ms) {
            scheduler.runUntil(scheduler.nowPs() + ms * MS);
        }

        void descriptor(int ring, int index, int buffer, int length) {
            ram.store(ring + 16 * index, 4, buffer);
            ram.store(ring + 16 * index + 4, 4, length);
            ram.store(ring + 16 * index + 8, 4, 0);
        }

        /** Gives the device {@code tail} of 8 receive descriptors of {@code capacity} bytes. */
        void receives(int tail, int capacity) {
            for (int i = 0; i < 8; i++) {
                descriptor(RX, i, BUFFERS + 0x400 * i, capacity);
            }
            write(Wireless.RX_BASE, RX);
            write(Wireless.RX_COUNT, 8);
            write(Wireless.RX_TAIL, tail);
            write(Wireless.CONTROL, read(Wireless.CONTROL) | Wireless.CONTROL_RX);
        }

        void transmits(int buffer, int length) {
            descriptor(TX, 0, buffer, length);
            write(Wireless.TX_BASE, TX);
            write(Wireless.TX_COUNT, 2);
            write(Wireless.TX_TAIL, 1);
            write(Wireless.CONTROL, read(Wireless.CONTROL) | Wireless.CONTROL_TX);
        }

        int length(int ring, int index) {
            return ram.load(ring + 16 * index + 4, 4);
        }

        int flags(int ring, int index) {
            return ram.load(ring + 16 * index + 8, 4);
        }

        @Override
        public void describe(Fields fields) {
            fields.child("scheduler", scheduler);
            fields.child("ram", ram);
            fields.child("bus", bus);
            fields.child("wireless", wireless);
        }
    }

    private final World world = new World(1000);

    @Nested
    class Receiving {
        @Test
        void fillsBuffersInTheOrderOfTheRing() {
            world.receives(7, 0x400);
            world.runMs(20);
            assertEquals(7, world.read(Wireless.RX_HEAD));
            for (int i = 0; i < 7; i++) {
                assertEquals(Wireless.FLAG_DONE, world.flags(RX, i));
                assertEquals(i, world.ram.load(BUFFERS + 0x400 * i, 4), "sequence number");
                assertTrue(world.length(RX, i) >= 60 && world.length(RX, i) <= 200);
            }
            assertEquals(0, world.flags(RX, 7), "not the device's");
            assertEquals(1, world.read(Wireless.STATUS) & Wireless.STATUS_RECEIVED);
        }

        @Test
        void writesNothingBehindThePacket() {
            world.receives(1, 0x400);
            world.ram.store(BUFFERS, filled(0x400));
            world.runMs(20);
            int length = world.length(RX, 0);
            byte[] rest = Arrays.copyOfRange(world.ram.bytes(), 0x1_0000 + length, 0x1_0400);
            assertArrayEquals(Arrays.copyOf(filled(0x400), 0x400 - length), rest);
        }

        @Test
        void goesOnWhenTheDriverMovesTheTail() {
            world.receives(2, 0x400);
            world.runMs(5);
            assertEquals(2, world.read(Wireless.RX_HEAD));
            world.write(Wireless.RX_TAIL, 4);
            world.runMs(5);
            assertEquals(4, world.read(Wireless.RX_HEAD));
            assertEquals(3, world.ram.load(BUFFERS + 0x400 * 3, 4), "none was lost meanwhile");
        }

        @Test
        void cutsAPacketThatDoesNotFit() {
            world.receives(1, 16);
            world.ram.store(BUFFERS, filled(64));
            world.runMs(5);
            assertEquals(16, world.length(RX, 0));
            assertEquals(Wireless.FLAG_DONE | Wireless.FLAG_ERROR, world.flags(RX, 0));
            assertEquals(0x5a, world.ram.load(BUFFERS + 16, 1));
        }

        @Test
        void dropsWhatTheFifoCannotHold() {
            world.receives(0, 0x400);
            world.runMs(1000);
            int heard = 1000;
            int dropped = world.read(Wireless.DROPPED);
            assertEquals(heard - Wireless.FIFO_PACKETS, dropped, 60, "1000 a second on average");
            assertEquals(4, world.read(Wireless.STATUS) & Wireless.STATUS_OVERRUN);
        }

        @Test
        void hearsNothingWhileDisabled() {
            world.runMs(100);
            assertEquals(0, world.read(Wireless.DROPPED));
            world.receives(7, 0x400);
            world.runMs(5);
            assertTrue(world.ram.load(BUFFERS, 4) > 10, "earlier packets are gone");
        }
    }

    @Nested
    class Transmitting {
        @Test
        void sendsTheBytesOfTheBuffer() {
            world.ram.store(BUFFERS + 61, HexFormat.of().parseHex("0102030405"));
            world.transmits(BUFFERS + 61, 5);
            world.runMs(1);
            assertEquals(List.of("0102030405"), world.sent);
            assertEquals(Wireless.FLAG_DONE, world.flags(TX, 0));
            assertEquals(2, world.read(Wireless.STATUS));
            assertEquals(1, world.read(Wireless.TX_HEAD));
        }

        @Test
        void refusesAPacketThatIsTooLong() {
            world.transmits(BUFFERS, Wireless.MAX_PACKET_BYTES + 1);
            world.runMs(1);
            assertEquals(List.of(), world.sent);
            assertEquals(Wireless.FLAG_DONE | Wireless.FLAG_ERROR, world.flags(TX, 0));
        }
    }

    @Nested
    class WrongAddresses {
        @Test
        void ofABufferEndItsPacketOnly() {
            world.receives(2, 0x400);
            world.descriptor(RX, 0, OUTSIDE, 0x400);
            world.runMs(5);
            assertEquals(Wireless.FLAG_DONE | Wireless.FLAG_ERROR, world.flags(RX, 0));
            assertEquals(0, world.length(RX, 0));
            assertEquals(OUTSIDE, world.read(Wireless.ERROR_ADDRESS));
            assertEquals(8, world.read(Wireless.STATUS) & Wireless.STATUS_DMA_ERROR);
            assertEquals(Wireless.FLAG_DONE, world.flags(RX, 1), "the ring goes on");
        }

        @Test
        void ofARingStopItsDirection() {
            world.receives(2, 0x400);
            world.write(Wireless.RX_BASE, OUTSIDE);
            world.write(Wireless.RX_TAIL, 2);
            world.transmits(BUFFERS, 4);
            world.runMs(5);
            assertEquals(Wireless.CONTROL_TX, world.read(Wireless.CONTROL));
            assertEquals(OUTSIDE, world.read(Wireless.ERROR_ADDRESS));
            assertEquals(1, world.read(Wireless.DROPPED));
            assertEquals(1, world.sent.size(), "the other direction goes on");
        }

        @Test
        void insideRamHaveTheirEffect() {
            int victim = 0x8000_5000;
            world.receives(1, 0x400);
            world.descriptor(RX, 0, victim, 0x400);
            world.ram.store(victim, filled(4));
            world.runMs(5);
            assertEquals(0, world.ram.load(victim, 4), "sequence number 0 stands there now");
        }
    }

    @Nested
    class Interrupt {
        @Test
        void isHighWhileAnEnabledCauseStands() {
            world.write(Wireless.CONTROL, Wireless.CONTROL_RX_INTERRUPT);
            world.receives(1, 0x400);
            world.runMs(3);
            assertTrue(world.wireless.interrupt().isHigh());
            world.write(Wireless.STATUS, Wireless.STATUS_RECEIVED);
            assertFalse(world.wireless.interrupt().isHigh());
        }

        @Test
        void staysLowForTheOtherDirection() {
            world.write(Wireless.CONTROL, Wireless.CONTROL_TX_INTERRUPT);
            world.receives(1, 0x400);
            world.runMs(3);
            assertFalse(world.wireless.interrupt().isHigh());
        }
    }

    @Nested
    class AShutGate {
        @Test
        void letsPacketsWait() {
            world.gate.open = false;
            world.receives(7, 0x400);
            world.runMs(5);
            assertEquals(0, world.read(Wireless.RX_HEAD));
            assertEquals(0, world.read(Wireless.DROPPED));
            world.gate.open(world.scheduler.nowPs());
            world.runMs(1);
            assertTrue(world.read(Wireless.RX_HEAD) >= 3, "at 1000 a second with 0.5 ms jitter");
            assertEquals(0, world.ram.load(BUFFERS, 4), "the first one first");
        }

        @Test
        void stopsAPacketBetweenTwoBursts() {
            world.receives(1, 0x400);
            while (world.ram.load(BUFFERS + 8, 4) == 0) {
                world.scheduler.dispatchNext();
            }
            world.gate.open = false;
            world.runMs(5);
            assertEquals(0, world.flags(RX, 0));
            world.gate.open(world.scheduler.nowPs());
            world.runMs(1);
            assertEquals(Wireless.FLAG_DONE, world.flags(RX, 0));
        }
    }

    @Nested
    class Restart {
        @Test
        void ofTheDriverFindsAnEmptyRing() {
            world.receives(3, 0x400);
            world.runMs(10);
            world.write(Wireless.CONTROL, 0);
            assertEquals(0, world.read(Wireless.RX_HEAD));
            assertEquals(0, world.read(Wireless.RX_TAIL));
        }

        @Test
        void ofTheBoardStopsWhatIsUnderWay() {
            world.receives(7, 0x400);
            world.runMs(2);
            world.wireless.reset(world.scheduler.nowPs());
            Snapshot before = Snapshot.of(world.ram);
            world.runMs(50);
            assertEquals(before.hash(), Snapshot.of(world.ram).hash());
        }
    }

    @Nested
    class Packets {
        @Test
        void areTheSameForTheSameSeed() {
            World other = new World(1000);
            for (World each : List.of(world, other)) {
                each.receives(7, 0x400);
                each.runMs(20);
            }
            assertEquals(Snapshot.of(world).hash(), Snapshot.of(other).hash());
        }

        @Test
        void areSplitMix64() {
            // 6457827717110365317, 3203168211198807973: published first numbers for seed 1234567
            byte[] content = new PacketSource.Packet(1234567, 0x0403_0201, 20).content();
            assertEquals(
                    "01020304" + "85fc08fb17d09e59" + "a50f545884f0732c",
                    HexFormat.of().formatHex(content));
        }
    }

    @Nested
    class GoesOnEquallyFromASnapshot {
        private void check() {
            World restored = new World(1000);
            restored.gate.open = world.gate.open;
            Snapshot.of(world).restoreInto(restored);
            for (World each : List.of(world, restored)) {
                if (!each.gate.open) {
                    each.gate.open(each.scheduler.nowPs());
                }
                each.runMs(20);
            }
            assertEquals(7, restored.read(Wireless.RX_HEAD));
            assertEquals(Snapshot.of(world).hash(), Snapshot.of(restored).hash());
        }

        @Test
        void withWaitingPackets() {
            world.gate.open = false;
            world.receives(7, 0x400);
            world.runMs(4);
            check();
        }

        @Test
        void inTheMiddleOfAPacket() {
            world.receives(7, 0x400);
            while (world.ram.load(BUFFERS + 8, 4) == 0) {
                world.scheduler.dispatchNext();
            }
            assertEquals(0, world.flags(RX, 0));
            check();
        }
    }

    private static byte[] filled(int bytes) {
        byte[] content = new byte[bytes];
        Arrays.fill(content, (byte) 0x5a);
        return content;
    }
}
