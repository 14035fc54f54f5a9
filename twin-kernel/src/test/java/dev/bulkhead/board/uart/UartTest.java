package dev.bulkhead.board.uart;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.bulkhead.memory.MemoryPort;
import dev.bulkhead.state.Fields;
import dev.bulkhead.state.Snapshot;
import dev.bulkhead.state.Stateful;
import dev.bulkhead.time.Scheduler;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

class UartTest {
    private static final int DATA = 0;
    private static final int IER = 1;
    private static final int IIR = 2;
    private static final int FCR = 2;
    private static final int LCR = 3;
    private static final int MCR = 4;
    private static final int LSR = 5;
    private static final int MSR = 6;
    private static final int SCR = 7;

    private static final class World implements Stateful {
        final Scheduler scheduler = new Scheduler();
        final Uart uart = new Uart("uart0", scheduler, 0);
        final List<String> seen = new ArrayList<>();

        World() {
            uart.onTransmit((value, at) -> seen.add((char) value + " " + at));
            uart.interrupt().connect((high, at) -> seen.add(high + " " + at));
        }

        @Override
        public void describe(Fields fields) {
            fields.child("scheduler", scheduler);
            fields.child("uart", uart);
        }
    }

    private static final class Typed implements ByteSource {
        final Deque<Integer> bytes = new ArrayDeque<>();

        Typed(String text) {
            text.chars().forEach(bytes::add);
        }

        @Override
        public boolean ready() {
            return !bytes.isEmpty();
        }

        @Override
        public int take() {
            return bytes.remove();
        }
    }

    private final World world = new World();
    private final Uart uart = world.uart;

    private long read(int register) {
        return uart.read(register, 1, world.scheduler.nowPs());
    }

    private void write(int register, int value) {
        uart.write(register, 1, value, world.scheduler.nowPs());
    }

    private void arrives(String text, long atPs) {
        text.chars().forEach(c -> uart.receive(c, atPs));
        world.scheduler.runUntil(atPs);
    }

    @Nested
    class AtPowerOn {
        @Test
        void registersHaveTheirResetValues() {
            assertEquals(0, read(IER));
            assertEquals(1, read(IIR), "no interrupt");
            assertEquals(0, read(LCR));
            assertEquals(0x60, read(LSR), "transmitter empty");
            assertEquals(0xb0, read(MSR), "CTS, DSR and DCD");
        }
    }

    @Test
    void aSlowClockLetsTheTimeOutComeLate() {
        // divisor 12, 7 bits a character: 4 * 7 * 16 * 12 clocks of 3.6864 MHz are 1458.33 us
        write(IER, 1);
        write(IIR, 0xc1); // FIFOs on, interrupt at 14 bytes
        uart.drift(-100_000, 0);
        arrives("x", 0);
        world.scheduler.runUntil(1_620_370_000L); // 1458.33 / 0.9 = 1620.37
        assertFalse(uart.interrupt().isHigh());
        world.scheduler.runUntil(1_620_371_000L);
        assertTrue(uart.interrupt().isHigh());
    }

    @Nested
    class Transmitting {
        @Test
        void sendsAByteInTheInstructionThatWritesIt() {
            uart.write(DATA, 1, 'A', 100);
            uart.write(DATA, 4, 'B', 200);
            assertEquals(List.of("A 100", "B 200"), world.seen);
            assertEquals(0x60, read(LSR));
        }

        @Test
        void raisesTheEmptyInterruptWhenItIsEnabledAndDropsItWhenIirIsRead() {
            write(IER, 2);
            assertTrue(uart.interrupt().isHigh());
            assertEquals(2, read(IIR));
            assertFalse(uart.interrupt().isHigh());
            assertEquals(1, read(IIR));
            write(DATA, 'A');
            assertTrue(uart.interrupt().isHigh(), "the byte has left already");
        }

        @Test
        void comesBackToItselfInLoopback() {
            write(MCR, 0x10);
            write(DATA, 'L');
            assertEquals('L', read(DATA));
            assertEquals(List.of(), world.seen);
        }
    }

    @Nested
    class Receiving {
        @Test
        void showsAByteFromItsTimeOn() {
            uart.receive('x', 1000);
            world.scheduler.runUntil(999);
            assertEquals(0x60, read(LSR));
            world.scheduler.runUntil(1000);
            assertEquals(0x61, read(LSR));
            assertEquals('x', read(DATA));
            assertEquals(0x60, read(LSR));
            assertEquals(0, read(DATA));
        }

        @Test
        void holdsOneByteWithoutFifoAndAnOverrunOverwritesIt() {
            arrives("ab", 10);
            assertEquals(0x63, read(LSR));
            assertEquals(0x61, read(LSR), "reading clears the overrun bit");
            assertEquals('b', read(DATA));
        }

        @Test
        void holdsSixteenBytesWithFifoAndAnOverrunIsDropped() {
            write(FCR, 1);
            arrives("0123456789abcdefg", 10);
            assertEquals(0x63, read(LSR));
            for (char c : "0123456789abcdef".toCharArray()) {
                assertEquals(c, read(DATA));
            }
            assertEquals(0x60, read(LSR));
        }

        @Test
        void interruptsAtTheTriggerLevel() {
            write(FCR, 0x41);
            write(IER, 1);
            arrives("abc", 10);
            assertFalse(uart.interrupt().isHigh());
            arrives("d", 20);
            assertEquals(0xc4, read(IIR));
            read(DATA);
            assertFalse(uart.interrupt().isHigh(), "three bytes are below the level of four");
        }

        @Test
        void interruptsAfterFourCharactersOfSilenceBelowTheLevel() {
            write(LCR, 0x83);
            write(DATA, 2);
            write(IER, 0);
            write(LCR, 3);
            write(FCR, 0xc1);
            write(IER, 1);
            arrives("a", 0);
            // ten bits of 32 clocks of 3.6864 MHz, four times: 347.222 us
            world.scheduler.runUntil(347_222_221L);
            assertFalse(uart.interrupt().isHigh());
            world.scheduler.runUntil(347_222_224L);
            assertEquals(0xcc, read(IIR));
            assertEquals('a', read(DATA));
            assertFalse(uart.interrupt().isHigh());
        }

        @Test
        void prefersTheLineStatusInterrupt() {
            write(IER, 7);
            arrives("ab", 10);
            assertEquals(6, read(IIR));
            read(LSR);
            assertEquals(4, read(IIR));
            read(DATA);
            assertEquals(2, read(IIR));
        }

        @Test
        void switchingTheFifoEmptiesIt() {
            arrives("a", 10);
            write(FCR, 1);
            assertEquals(0x60, read(LSR));
            assertEquals(0xc1, read(IIR));
        }
    }

    @Nested
    class InputWithoutTiming {
        @Test
        void isTakenByteByByteAsItIsRead() {
            Typed typed = new Typed("hi");
            uart.feedFrom(typed, 0);
            assertEquals(0x61, read(LSR));
            assertEquals(2, typed.bytes.size());
            assertEquals('h', read(DATA));
            assertEquals('i', read(DATA));
            assertEquals(0x60, read(LSR));
        }

        @Test
        void isNotLostWhenTheFifoIsCleared() {
            uart.feedFrom(new Typed("hi"), 0);
            read(LSR);
            write(FCR, 7);
            assertEquals('h', read(DATA));
        }

        @Test
        void interruptsWhateverTheTriggerLevel() {
            write(FCR, 0xc1);
            write(IER, 1);
            Typed typed = new Typed("");
            uart.feedFrom(typed, 0);
            assertFalse(uart.interrupt().isHigh());
            typed.bytes.add((int) 'k');
            uart.look(5);
            assertTrue(uart.interrupt().isHigh());
            assertEquals('k', read(DATA));
            assertFalse(uart.interrupt().isHigh());
        }
    }

    @Test
    void theDivisorHidesDataAndInterruptEnable() {
        write(LCR, 0x80);
        write(DATA, 0x34);
        write(IER, 0x12);
        assertEquals(0x34, read(DATA));
        assertEquals(0x12, read(IER));
        write(LCR, 0);
        assertEquals(0, read(IER));
        assertEquals(List.of(), world.seen);
    }

    @Test
    void theScratchRegisterHoldsAByte() {
        write(SCR, 0x1a5);
        assertEquals(0xa5, read(SCR));
    }

    @Test
    void whatLiesBehindTheRegistersIsABusError() {
        assertEquals(MemoryPort.BUS_ERROR, uart.read(8, 1, 0));
        assertFalse(uart.write(8, 1, 0, 0));
    }

    @Test
    void goesOnEquallyFromASnapshotWithBytesInFifoAndOnTheLine() {
        write(FCR, 0x41);
        write(IER, 3);
        arrives("ab", 10);
        uart.receive('c', 1000);
        uart.receive('d', 2000);
        World restored = new World();
        Snapshot.of(world).restoreInto(restored);
        world.seen.clear();
        for (World each : List.of(world, restored)) {
            each.uart.read(IIR, 1, 15);
            each.scheduler.runUntil(2500);
            for (int i = 0; i < 4; i++) {
                each.seen.add("read " + (char) each.uart.read(DATA, 1, 2500));
            }
            each.uart.write(DATA, 1, 'z', 2600);
        }
        assertEquals(
                List.of(
                        "false 15",
                        "true 2000",
                        "false 2500",
                        "read a",
                        "read b",
                        "read c",
                        "read d",
                        "z 2600",
                        "true 2600"),
                restored.seen);
        assertEquals(world.seen, restored.seen);
        assertEquals(Snapshot.of(world).hash(), Snapshot.of(restored).hash());
    }
}
